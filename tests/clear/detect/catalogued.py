"""What the catalogue says of a detector's rules: examples to find, and words to leave alone."""

from pipeline.clear.rules import catalogue, clean_sentences


def of(*ids: str) -> list[str]:
    """The catalogue's examples of what breaks these rules."""
    return [words for rule in catalogue() if rule.id in ids for words in rule.breaks]


def clean() -> list[str]:
    """The catalogue's clean sentences, and what passes its identity rules."""
    passes = [words for rule in catalogue() if rule.id.startswith("ID-") for words in rule.passes]
    return [*clean_sentences(), *(words for words in passes if not words.startswith("["))]

"""`make model`: trains the tagger from `pipeline/tag/training/`, and says what it is worth.

    python -m pipeline.tagging.train [--most ROWS] [--out FOLDER]

Config-driven, as spaCy projects are: `config.cfg` names the data, the weights and the settings.
The same data and settings give the same model.
"""

import argparse
import glob
import gzip
import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from confection import Config
from spacy.language import Language
from spacy.training import Example
from spacy.util import load_config, load_model_from_config, registry

from pipeline.tag import measure
from pipeline.tagging.component import NAME, component, example_of, load

ROOM = Path(__file__).parents[1] / "tag"
TRAINING = ROOM / "training"
MODEL = ROOM / "model"
_ARTICLE = "article"


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of one file of JSON lines, packed or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


@registry.readers("attract.labelled_texts.v1")  # type: ignore[untyped-decorator]  # spaCy ships no types for it
def labelled_texts(
    path: str, files: Sequence[str], weights: Mapping[str, float], most: int | None = None
) -> Callable[[Language], Iterator[Example]]:
    """Titles and texts with their areas.

    Args:
        path: the folder.
        files: names or patterns in it, in the order in which they are read.
        weights: what a row weighs, by its kind; the rows of any other kind are our own articles.
        most: take only about so many rows, spread over all files; None takes all.

    """

    def read_in(nlp: Language) -> Iterator[Example]:
        found = [Path(each) for name in files for each in sorted(glob.glob(str(Path(path) / name)))]
        everything = [row for file in found for row in rows(file)]
        for row in everything[:: 1 if most is None else max(1, len(everything) // most)]:
            yield _example(nlp, row, weights)

    return read_in


def _example(nlp: Language, row: Mapping[str, Any], weights: Mapping[str, float]) -> Example:
    # Every kind that the weights do not name is one of article: alert, case note, guide, story ...
    open_ = row.get("kind") in weights
    return example_of(nlp, row, weights[row["kind"] if open_ else _ARTICLE], article=not open_)


def train(
    out: Path, *, most: int | None = None, more: Sequence[Mapping[str, Any]] = (), like: Path | None = None
) -> None:
    """Train the pipeline that `config.cfg` describes, and write it.

    Args:
        out: the folder that it is written to; what was there goes.
        most: learn from about so many rows only, spread over all files.
        more: rows to learn from beside those of the configuration.
        like: a trained pipeline whose calibration and thresholds are taken over.

    """
    given = {"paths.data": str(TRAINING), "corpora.train.most": most}
    config = load_config(TRAINING / "config.cfg", given, interpolate=True)
    # What a model is made from stays out of it: it would name folders of this machine.
    nlp = load_model_from_config(Config({part: config[part] for part in ("nlp", "components")}), auto_fill=True)
    parts = registry.resolve({part: config[part] for part in ("corpora", "initialize")})
    weights = config["corpora"]["train"]["weights"]
    areas = component(nlp)
    areas.initialize(
        lambda: chain(parts["corpora"]["train"](nlp), (_example(nlp, row, weights) for row in more)),
        nlp=nlp,
        like=load(like).model if like else None,
        **parts["initialize"]["components"][NAME],
    )
    shutil.rmtree(out, ignore_errors=True)
    nlp.meta["name"], nlp.meta["version"] = NAME, areas.version
    # The spellings that training met are not needed: everything is looked up by its hash.
    nlp.to_disk(out, exclude=["vocab"])


def scores(folder: Path, dev: Path = TRAINING / "dev.jsonl") -> dict[str, Any]:
    """What a model is worth on the development set."""
    tagger = load(folder)
    return measure.report([(tagger.read(row["title"], row["text"]), tuple(row["labels"])) for row in rows(dev)])


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, measure, and write both down."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, help="learn from so many rows only: a trial")
    parser.add_argument("--out", type=Path, default=MODEL, help="where the model goes")
    given = parser.parse_args(arguments)
    began = time.perf_counter()
    train(given.out, most=given.most)
    measured = scores(given.out)
    (given.out / "metrics.json").write_text(json.dumps(measured, indent=1) + "\n", "utf-8")
    sys.stdout.write(f"{measure.table(measured)}\n{time.perf_counter() - began:.0f} s, {given.out}\n")


if __name__ == "__main__":
    main()

"""How fast texts are tagged, and how good the tagger is, beside the plain ways of doing it.

    python -m tests.benchmarks.tag [texts]

Each way learns from the same articles and reads the same texts of about 800 words, on one core, in one run:
a plain spaCy text categorizer (bag of words) and TF-IDF with one logistic regression an area. Load time and memory
are those of a process of its own.
"""

import os

# One core: NumPy's and SciPy's own threads would use both.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import random
import sys
import time
from collections.abc import Callable, Iterable, Sequence

import spacy
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from spacy.training import Example

from pipeline.tag.taxonomy import taxonomy
from pipeline.tagging.component import load
from pipeline.tagging.models import SHIPPED
from pipeline.tagging.train import TRAINING, rows
from tests.benchmarks.memory import of_a_process

#: spaCy's own choice for speed.
BAG = {
    "@architectures": "spacy.TextCatBOW.v3", "ngram_size": 2, "exclusive_classes": False, "no_output_layer": False,
}  # fmt: skip
AREAS = list(taxonomy().areas)
ARTICLES = [row for path in sorted((TRAINING / "articles").glob("*.jsonl")) for row in rows(path)]
DEV = [row for row in rows(TRAINING / "dev.jsonl") if row["labels"] != ["none"]]
WORDS = 800


def long_texts(number: int) -> list[str]:
    """Texts of about 800 words, each of several articles."""
    picked = random.Random(0)
    made = []
    for _ in range(number):
        text = ""
        while len(text.split()) < WORDS:
            text += picked.choice(ARTICLES)["text"] + "\n\n"
        made.append(" ".join(text.split()[:WORDS]))
    return made


def right(tops: Iterable[str]) -> float:
    """Share of the development set whose likeliest area is among its labels."""
    return sum(top in row["labels"] for top, row in zip(tops, DEV, strict=True)) / len(DEV)


def told(name: str, read: Callable[[Sequence[str]], object], texts: Sequence[str], good: float) -> float:
    """Print one way's figures; returns its texts a second."""
    read(texts[:20])
    began = time.process_time()
    read(texts)
    speed = len(texts) / (time.process_time() - began)
    print(f"{name:44} {speed:7.0f} texts/s   likeliest area right {good:.2f}", flush=True)
    return speed


def ours(texts: Sequence[str]) -> float:
    """The shipped tagger; evidence and all."""
    tagger = load(SHIPPED)

    def read(those: Sequence[str]) -> object:
        readings = [tagger.read("", text) for text in those]
        return [[reading.spans(area) for area in reading.verdict.areas] for reading in readings]

    tops = [tagger.read(row["title"], row["text"]).ranked(AREAS)[0][0] for row in DEV]
    return told("Attract, with evidence", read, texts, right(tops))


def categorizer(texts: Sequence[str]) -> float:
    """SpaCy's bag of words, four rounds over our articles."""
    nlp = spacy.blank("en")
    nlp.add_pipe("textcat_multilabel", config={"model": BAG})
    examples = [
        Example.from_dict(
            nlp.make_doc(f"{row['title']}\n{row['text']}"),
            {"cats": {area: float(area in row["labels"]) for area in AREAS}},
        )
        for row in ARTICLES
    ]
    optimizer = nlp.initialize(lambda: examples)
    for turn in range(4):
        random.Random(turn).shuffle(examples)
        for batch in (examples[at : at + 64] for at in range(0, len(examples), 64)):
            nlp.update(batch, sgd=optimizer)

    def top(row: dict[str, str]) -> str:
        cats = nlp(f"{row['title']}\n{row['text']}").cats
        return max(cats, key=lambda area: cats[area])

    return told(
        "spaCy text categorizer (bag of words)", lambda those: list(nlp.pipe(those)), texts, right(map(top, DEV))
    )


def tfidf(texts: Sequence[str]) -> float:
    """TF-IDF and one logistic regression an area, with little regularisation."""
    learnt = [row for row in ARTICLES if row["labels"] != ["none"]]
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    seen = words.fit_transform([f"{row['title']}\n{row['text']}" for row in learnt])
    truth = [[area in row["labels"] for area in AREAS] for row in learnt]
    found = OneVsRestClassifier(LogisticRegression(C=10)).fit(seen, truth)
    tops = found.predict_proba(words.transform([f"{row['title']}\n{row['text']}" for row in DEV])).argmax(axis=1)
    return told(
        "TF-IDF, one logistic regression an area",
        lambda those: found.predict_proba(words.transform(those)),
        texts,
        right(AREAS[top] for top in tops),
    )


LOADING = """
import time
began = time.perf_counter()
from pipeline.tagging.component import load
from pipeline.tagging.models import SHIPPED
from tests.benchmarks.memory import peak
load(SHIPPED).read("Rent", "The landlord served a notice.").verdict
print(f"{time.perf_counter() - began:.2f} s, {peak()} MB")
"""


def main(number: int) -> None:
    """Measure and print."""
    texts = long_texts(number)
    speed = ours(texts)
    for name, other in (("the categorizer", categorizer(texts)), ("TF-IDF", tfidf(texts))):
        print(f"{speed / other:.1f} times as fast as {name}")
    loaded = of_a_process(LOADING)
    size = sum(path.stat().st_size for path in SHIPPED.rglob("*") if path.is_file())
    print(f"loaded and first text read in {loaded}; {size / 1e6:.1f} MB on the disk")


if __name__ == "__main__":
    main(*([int(each) for each in sys.argv[1:]] or [500]))

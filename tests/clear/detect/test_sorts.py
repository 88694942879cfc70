"""What a name is a name of, with the real language model."""

import pytest

from pipeline.clear.detect import public
from pipeline.clear.detect.capitals import Words
from pipeline.clear.detect.runs import runs
from pipeline.clear.detect.sorts import Sort
from tests.clear.detect.reading_aloud import told

SORTS = [
    ("Hettie Vanbrugh rang.", "Hettie Vanbrugh", Sort.PERSON),
    ("We asked Mrs Oyebanji.", "Oyebanji", Sort.PERSON),
    ("The landlord, Oyebanji, refused.", "Oyebanji", Sort.PERSON),
    ("Oyebanji wept when he heard.", "Oyebanji", Sort.PERSON),
    ("The estate of Cuthbert Mallow was small.", "Cuthbert Mallow", Sort.PERSON),
    ("Larchmoor Joinery Ltd sued.", "Larchmoor Joinery Ltd", Sort.BODY),
    ("Pell & Daughters sued.", "Pell & Daughters", Sort.BODY),
    ("He worked at Brightwater for years.", "Brightwater", Sort.BODY),
    ("He drank at the Drowned Rat.", "Drowned Rat", Sort.BODY),
    ("Cuan Ferries sold the boat.", "Cuan Ferries", Sort.BODY),
    ("A teacher at Scoil Bhríde rang.", "Scoil Bhríde", Sort.BODY),
    ("They live in Ballynacarrow.", "Ballynacarrow", Sort.PLACE),
    ("A couple from Llanfairydd rang.", "Llanfairydd", Sort.PLACE),
    ("He farms beside the weir at Killaveen.", "Killaveen", Sort.PLACE),
    ("A guesthouse above Carrowbeg strand was sold.", "Carrowbeg", Sort.PLACE),
    ("Upper Slaithdale has one shop.", "Upper Slaithdale", Sort.PLACE),
    ("The village of Thornmere has a pond.", "Thornmere", Sort.PLACE),
    ("They moved to Netherby in May.", "Netherby", Sort.PLACE),
]


@pytest.mark.parametrize(("body", "words", "sort"), SORTS, ids=lambda value: str(value)[:40])
def test_the_words_around_a_name_tell_what_it_names(body: str, words: str, sort: Sort) -> None:
    """People act and have roles, firms have endings and workers, places stand behind "in" and "the village of"."""
    read = told(body)
    all_words = Words(read)
    public.label(all_words, read.own)

    assert [(words, sort)] == [(body[run.start : run.end], run.sort) for run in runs(all_words)]

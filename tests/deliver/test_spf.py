"""Records of SPF as they stand in the world, and as nobody should write them."""

import re
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.deliver import spf


class Names:
    """Answers from a table (port: Dns)."""

    def __init__(self, texts: Mapping[str, Sequence[str]], hosts: Mapping[str, Sequence[str]] | None = None) -> None:
        self._texts = texts
        self._hosts = hosts or {}
        self.asked = 0

    def texts(self, name: str) -> tuple[str, ...]:
        """TXT."""
        self.asked += 1
        return tuple(self._texts.get(name, ()))

    def addresses(self, name: str) -> tuple[str, ...]:
        """A and AAAA."""
        self.asked += 1
        return tuple(self._hosts.get(name, ()))

    def exchanges(self, name: str) -> tuple[str, ...]:
        """MX: the name itself."""
        self.asked += 1
        return (name,) if name in self._hosts else ()

    def pointers(self, address: str) -> tuple[str, ...]:
        """PTR."""
        return ()


def walk(
    record: str, *, more: Mapping[str, Sequence[str]] | None = None, hosts: Mapping[str, Sequence[str]] | None = None
) -> spf.Spf:
    """What a record at firm.example comes to."""
    return spf.walk("firm.example", Names({"firm.example": [record], **(more or {})}, hosts))


def test_a_usual_record() -> None:
    """One include of a provider, with two behind it: three look-ups, and who may send."""
    found = walk(
        "v=spf1 include:provider.example ip4:203.0.113.0/24 ~all",
        more={
            "provider.example": ["other text", "v=spf1 include:a.provider.example include:b.provider.example ~all"],
            "a.provider.example": ["v=spf1 ip4:198.51.100.7 ip6:2001:db8::/32 -all"],
            "b.provider.example": ["v=spf1 a:out.provider.example/24 -all"],
        },
        hosts={"out.provider.example": ["192.0.2.9"]},
    )

    assert ([], 4, 0, "~") == (found.problems, found.look_ups, found.void, found.others)
    assert [True, True, True, True, False] == [
        found.allows(each) for each in ("203.0.113.9", "198.51.100.7", "2001:db8::1", "192.0.2.200", "198.51.100.8")
    ]
    assert not found.anybody


@pytest.mark.parametrize(
    ("record", "more"),
    [
        ("v=spf1 +all", {}),
        ("v=spf1 ALL", {}),
        ("V=SPF1 ip4:0.0.0.0/0 -all", {}),
        ("v=spf1 include:open.example -all", {"open.example": ["v=spf1 +all"]}),
        ("v=spf1 redirect=open.example", {"open.example": ["v=spf1 all"]}),
    ],
)
def test_who_lets_everybody_in_is_found(record: str, more: Mapping[str, Sequence[str]]) -> None:
    """Outright, by a network of everything, or through another's record."""
    assert walk(record, more=more).anybody


@pytest.mark.parametrize(
    ("record", "more"),
    [
        ("v=spf1 -all +all", {}),
        ("v=spf1 ?include:open.example -all", {"open.example": ["v=spf1 +all"]}),
        ("v=spf1 -include:open.example ~all", {"open.example": ["v=spf1 +all"]}),
        ("v=spf1 include:shut.example -all", {"shut.example": ["v=spf1 ~all"]}),
        ("v=spf1 -all redirect=open.example", {"open.example": ["v=spf1 all"]}),
    ],
)
def test_who_does_not_is_not_accused(record: str, more: Mapping[str, Sequence[str]]) -> None:
    """What stands behind `all` is never read, and what an include says of everybody else counts for nothing."""
    assert not walk(record, more=more).anybody


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ("v=spf1 inlcude:x.example -all", "“inlcude:x.example” means nothing"),
        ("v=spf1 ip4:203.0.113.300 -all", "no network"),
        ("v=spf1 ip4:2001:db8::1 -all", "no network"),
        ("v=spf1 include:firm.example -all", "back to itself"),
        ("v=spf1 include:a.example -all", "back to itself"),
        ("v=spf1 include:nowhere.example -all", "no SPF record"),
        ("v=spf1 include:twice.example -all", "more than one SPF record"),
        ("v=spf1 include: -all", "names no domain"),
        ("v=spf1 ptr -all", "must not be used"),
        ("v=spf1 a:a1.example a:a2.example mx:a3.example -all", "3 of its names have no answer"),
        ("v=spf1 " + "exists:%{i}.x.example " * 11 + "-all", "11 look-ups"),
        ("v=spf1 include:c10.example -all", "11 look-ups"),
        ("v=spf1 " + "a " * 60 + "-all", "40|41|60"),
    ],
)
def test_what_is_wrong_is_named(record: str, words: str) -> None:
    """Each with the term, or the number."""
    more = {f"c{number}.example": [f"v=spf1 include:c{number - 1}.example -all"] for number in range(1, 11)}
    more |= {
        "c0.example": ["v=spf1 -all"], "a.example": ["v=spf1 include:b.example"], "b.example": ["v=spf1 include:a.example"],
        "twice.example": ["v=spf1 -all", "v=spf1 ~all"],
    }  # fmt: skip
    found = walk(record, more=more, hosts={"firm.example": ["203.0.113.7"]})

    assert any(re.search(words, problem) for problem in found.problems), found.problems


@pytest.mark.parametrize(
    ("texts", "count"), [([], 0), (["v=spf10 -all"], 0), (["v=spf1 -all", "V=SPF1"], 2), (["v=spf1"], 1)]
)
def test_records_of_spf_are_told_from_others(texts: list[str], count: int) -> None:
    """By their first word, whatever its case."""
    assert count == len(spf.walk("firm.example", Names({"firm.example": texts})).records)


DOMAINS = st.sampled_from(
    ["firm.example", "a.example", "b.example", "c.example", "%{d}.example", "", "nowhere.example"]
)
TERMS = st.one_of(
    st.builds(lambda q, kind, domain: f"{q}{kind}:{domain}", st.sampled_from(["", "+", "-", "?", "~"]), st.sampled_from(["include", "a", "mx", "ptr", "exists"]), DOMAINS),
    st.builds(lambda domain: f"redirect={domain}", DOMAINS),
    st.sampled_from(["a", "mx", "a/24", "mx//64", "a/99", "all", "-all", "ip4:10.0.0.0/8", "ip6:::/0", "exp=x.example"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)  # fmt: skip
RECORDS = st.lists(TERMS, max_size=12).map(lambda terms: " ".join(["v=spf1", *terms]))


@given(
    st.fixed_dictionaries(
        {name: st.lists(RECORDS, max_size=2) for name in ("firm.example", "a.example", "b.example", "c.example")}
    )
)
def test_any_record_is_read_to_an_end(texts: dict[str, list[str]]) -> None:
    """Whatever people write, and however it leads in circles: a few hundred questions at most, and nothing raised."""
    names = Names(texts, {"a.example": ["203.0.113.7", "2001:db8::7"], "b.example": ["198.51.100.1"]})

    found = spf.walk("firm.example", names)

    assert names.asked < 1000
    assert found.void <= found.look_ups
    assert found.allows("203.0.113.7") in (True, False)
    assert found.look_ups <= spf.MOST or any("look-ups" in problem for problem in found.problems)

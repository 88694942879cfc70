"""Drafts fit, and what must be in them is in them whole."""

from typing import Any

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.counting import BLUESKY, LINKEDIN, NETWORKS, Counter, X, mastodon
from pipeline.model import ClearedItem, Kind, Notice
from pipeline.social.cutting import JOINER, MORE
from pipeline.social.fitting import Wish, assign, draft, drafts, tags_of
from pipeline.social.wordings import Wording, plain, wordings
from tests.builders import cleared, item, notice, story
from tests.social.test_wordings import one

_AREAS = {"tax": "Tax & Trusts", "work": "Employment law"}
_LABEL = "Attorney Advertising"
_LINK = "https://firm.com/articles/a-lease/?utm_content=p1"
_HOSTILE = st.lists(
    st.sampled_from(
        [
            *"abc  .,(“”)[]@#$*_{}|<>~\\\u202e\u2066\u2069\u200b\u200f\u0301\u0489אעربक",
            "👨‍👩‍👧‍👦",
            "🏴",
            "\u00ad",
            JOINER,
            "法",
            "\u094d",
        ]
    )
    | st.sampled_from(
        ["(a) ", "#Tax ", "@ada ", "[2019] UKSC 5 ", "s. 21(4)(a) ", "#12 ", "“yes” ", "word ", "Gesetz ", "rent " * 20]
    )
    | st.characters(exclude_categories=["Cs", "Cc", "Z"]),
    min_size=1,
    max_size=120,
).map(lambda parts: " ".join("".join(parts).split()) or "a")
_WISHES = st.sampled_from(
    [
        ("bluesky", BLUESKY),
        ("x", X),
        ("linkedin", LINKEDIN),
        ("mastodon", mastodon()),
        ("mastodon", mastodon(500, short_links=False)),
        ("mastodon", mastodon(140)),
    ]
)


def wish(network: str = "bluesky", account: str = "firm", **changes: Any) -> Wish:
    """What an account wants that has no wishes."""
    return Wish(**{"account": account, "network": network, "counter": NETWORKS[network], "link": _LINK, **changes})


@st.composite
def pieces(draw: st.DrawFn) -> tuple[ClearedItem, tuple[Wording, ...]]:
    """A piece with any words, and its wordings."""
    summary, *body = draw(st.lists(_HOSTILE, min_size=1, max_size=6))
    found = draw(
        st.lists(
            st.builds(
                Notice,
                rule=st.just("ADV-X"),
                text=_HOSTILE.map(lambda text: f"Notice {text[:150]}."),
                parts=st.frozensets(st.sampled_from(["", "title", "summary", "body"])),
                steps=st.sampled_from([0, 0, 0, 2]),
            ),
            max_size=2,
        )
    )
    kind = draw(st.sampled_from([Kind.STORY, Kind.ARTICLE, Kind.TESTIMONIAL]))
    piece = cleared(
        item(kind=kind, title=draw(_HOSTILE), summary=summary, body="\n\n".join(body)),
        "tax",
        "work",
        notices=tuple(found),
    )
    sentences = [one(summary, "summary"), *(one(text, paragraph=place) for place, text in enumerate(body, 1))]
    return piece, wordings(piece, sentences, _AREAS)


@settings(deadline=None, max_examples=300)
@given(
    told=pieces(),
    kinds=st.lists(_WISHES, min_size=1, max_size=5),
    label=st.sampled_from(["", _LABEL]),
    in_text=st.none() | st.booleans(),
)
def test_whatever_the_words_a_draft_is_true_whole_and_its_own(
    told: tuple[ClearedItem, tuple[Wording, ...]], kinds: list[tuple[str, Counter]], label: str, in_text: bool | None
) -> None:
    """It fits; link, label and notices are whole; every sentence is the piece's, or its beginning; no two say the same."""
    piece, offered = told
    wishes = [
        wish(network, f"a{place}", counter=counter, link=f"{_LINK}{place}", link_in_text=in_text)
        for place, (network, counter) in enumerate(kinds)
    ]

    made = drafts(piece, offered, wishes, areas=_AREAS, label=label)

    assert {each.account for each in wishes} == made.drafts.keys() ^ made.without.keys()
    assert all(made.without.values())
    said = []
    for each in wishes:
        if each.account not in made.drafts:
            continue
        found = made.drafts[each.account]
        assert each.counter.fits(found.text, found.tags, spare=each.counter.spare)
        rest = found.text
        if in_text or (in_text is None and each.network in ("mastodon", "x")):
            rest = taken(rest, f"\n\n{each.link}")
        if found.tags:
            rest = taken(rest, "\n\n" + " ".join(f"#{tag}" for tag in found.tags))
        if each.network in ("mastodon", "x"):
            # Nothing but our tags looks like one.
            assert not regex.search(r"[@#＠＃](?=[\w\p{M}])", rest)
        else:
            # Elsewhere no joiner is ours: one that stands there is its author's, or a notice's.
            own = (piece.item.title, piece.item.summary, piece.item.body, *(each.text for each in piece.notices))
            assert JOINER not in rest or JOINER in "".join(own)
        rest = rest.replace(JOINER, "")
        if label and piece.item.kind.tells_of_clients:
            assert rest.startswith(f"{_LABEL}\n\n")
            rest = rest.removeprefix(f"{_LABEL}\n\n")
        assert any(tells(rest, wording) for wording in (*offered, plain(piece, _AREAS)))
        said.append(rest.casefold())
    assert len(said) == len(set(said))


def taken(text: str, end: str) -> str:
    """A text without its end, which it must have."""
    assert text.endswith(end)
    return text.removesuffix(end)


def tells(text: str, wording: Wording) -> bool:
    """Whether a text is this wording with all of its notices: whole, without its last passages, or cut with a sign."""
    around = "\n\n" + "\n".join(wording.notices) if wording.notices else ""
    if not text.endswith(around.replace(JOINER, "")):
        return False
    words = text.removesuffix(around.replace(JOINER, ""))
    wholes = [
        "\n\n".join(filter(None, [wording.head, " ".join(wording.passages[:kept])])).replace(JOINER, "")
        for kept in range(len(wording.passages) + 1)
    ]
    least = (wording.head or wording.passages[0]).replace(JOINER, "")
    return words in filter(None, wholes) or (words.endswith(MORE) and least.startswith(words.removesuffix(MORE)))


def told_by(network: str, wording: Wording, *, in_text: bool | None = None) -> str:
    """The text of one draft."""
    return draft(cleared(None, "work"), wording, wish(network, link_in_text=in_text), areas=_AREAS).text


_WORDING = Wording("Reading a lease", ("A lease has clauses.", "Read them before you sign."))


def test_what_a_post_looks_like() -> None:
    """The link is on the card, or at the end of the text, or where the account wants it."""
    plainly = "Reading a lease\n\nA lease has clauses. Read them before you sign.\n\n#EmploymentLaw"

    assert (
        plainly
        == told_by("bluesky", _WORDING)
        == told_by("linkedin", _WORDING)
        == told_by("x", _WORDING, in_text=False)
    )
    assert (
        f"{plainly}\n\n{_LINK}"
        == told_by("mastodon", _WORDING)
        == told_by("x", _WORDING)
        == told_by("bluesky", _WORDING, in_text=True)
    )


def test_tags_give_way_first() -> None:
    """The weakest before the strongest; and it is said."""
    piece = cleared(None, "work", "tax")
    longer = Wording("T" * 250, ("A lease has clauses.",))

    found = draft(piece, longer, wish(), areas=_AREAS)

    assert (("EmploymentLaw",), ("1 tag left out",)) == (found.tags, found.warnings)
    assert "A lease has clauses." in found.text


def test_a_draft_leaves_what_servers_count_otherwise() -> None:
    """298 of Bluesky's 300: its server may have another counter."""
    assert 298 == len(told_by("bluesky", Wording("T" * 298)))
    assert told_by("bluesky", Wording("T " * 149 + "T")).endswith("T…")


def test_then_whole_passages_then_words() -> None:
    """What is left is whole, or ends in a sign and is to be looked at."""
    longer = Wording("Reading a lease", ("A lease has clauses.", "Read " + "them " * 60 + "well."))

    assert "Reading a lease\n\nA lease has clauses." == told_by("bluesky", longer)
    cut = draft(cleared(), Wording("", ("Read " + "them " * 80 + "well.",)), wish(), areas={})
    assert cut.text.endswith("them them…")
    assert "look whether" in cut.warnings[-1]


def test_a_notice_a_link_and_a_label_never_give_way() -> None:
    """The words do; and where there is no room for any, the draft is refused."""
    told = Wording("We won. " * 40, (), ("Prior results do not guarantee a similar outcome.",))
    piece = cleared(story(), "work")

    found = draft(piece, told, wish("x"), areas=_AREAS, label=_LABEL).text
    assert found.startswith(f"{_LABEL}\n\nWe won.")
    assert found.endswith(f"…\n\n{told.notices[0]}\n\n{_LINK}")
    with pytest.raises(ValueError, match="does not fit on X"):
        draft(piece, Wording("We won", (), ("notice " * 40,)), wish("x"), areas=_AREAS)
    with pytest.raises(ValueError, match="no quotation or citation is cut"):
        draft(piece, Wording("“" + "We won. " * 40 + "”"), wish("x"), areas=_AREAS)


def test_words_that_nobody_sees_are_no_post() -> None:
    """A title of invisible signs alone: what claims nothing is said in its place."""
    piece = cleared(item(title=JOINER), "work")

    made = drafts(piece, [Wording(JOINER)], [wish()], areas=_AREAS)

    assert "An article about employment law\n\n#EmploymentLaw" == made.drafts["firm"].text


def test_what_looks_like_a_tag_or_a_mention_is_none() -> None:
    """Where the network would make one by itself; elsewhere the text is as it was."""
    told = Wording("Item #Tax of @ada")

    assert told_by("mastodon", told).startswith(f"Item #{JOINER}Tax of @{JOINER}ada\n\n#EmploymentLaw")
    assert told_by("bluesky", told).startswith("Item #Tax of @ada")


def test_a_card_has_nothing_that_needs_a_notice() -> None:
    """It is a surface of its own, and has no room for one."""
    piece = cleared(story(title="We won"), "tax", notices=(notice(parts=frozenset({""})),))

    found = draft(piece, Wording("We won"), wish(), areas=_AREAS)

    assert ("A story about tax & trusts", "") == (found.title, found.summary)


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("Employment law", "EmploymentLaw"),
        ("Tax & Trusts", "TaxAndTrusts"),
        ("Corporate and M&A", "CorporateAndMAndA"),
        ("Children’s rights", "ChildrensRights"),
        ("Wills, Estates", "WillsEstates"),
        ("Droit du travail – é", "DroitDuTravailÉ"),
        ("2026", ""),
    ],
)
def test_tags_are_letters_and_digits(name: str, tag: str) -> None:
    """The names of the practice areas, and nothing else; a number is no tag anywhere."""
    assert tuple(filter(None, [tag])) == tags_of(cleared(None, "area"), {"area": name})


def test_each_account_has_its_own_wording_every_time() -> None:
    """By piece and account, in whatever order they are named; who comes first is not always the same."""
    offered = [Wording(f"Title {number}") for number in range(3)]
    accounts = ["firm", "rafe", "mei"]

    given_once = assign("a-lease", accounts, offered)

    assert given_once == assign("a-lease", accounts[::-1], offered)
    assert set(offered) == set(given_once.values())
    assert 1 < len({next(iter(assign(f"piece-{number}", accounts, offered))) for number in range(20)})


def test_who_gets_none_is_told_why() -> None:
    """More accounts than wordings; nothing may be told; what fits is what another says."""
    wishes = [wish(account=name) for name in ("firm", "rafe", "mei")]

    made = drafts(cleared(), [Wording("One"), Wording("Two")], wishes, areas={})
    assert 2 == len(made.drafts)
    assert ["there are 2 wordings of “Reading a lease” for 3 accounts, and no two say the same"] == list(
        made.without.values()
    )
    assert {"firm", "rafe", "mei"} == drafts(cleared(), [], wishes, areas={}).without.keys()
    same = [Wording("Reading a lease", (f"{letter * 300}",)) for letter in "abc"]
    assert [2, 1] == [len(each) for each in vars(drafts(cleared(), same, wishes, areas={})).values()]

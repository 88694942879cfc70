import posixpath
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.collect import decide, naming
from pipeline.collect.draft import Draft, Picture
from pipeline.errors import SourceError
from pipeline.model import Asset, Basis, Item, Kind
from pipeline.ports import Seen, Source
from tests.builders import NOON, areas

BRISTOL = ZoneInfo("Europe/London")


def source(path: str, item: str = "", **changes: object) -> Source:
    """What the library remembers of a file that has not changed."""
    known = Source(
        source=path, fingerprint=decide.fingerprint(path, (), {path: "1"}), item=item or path, first_seen=NOON
    )
    return replace(known, **changes)  # type: ignore[arg-type]  # each test names real fields


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("stories/a.md", Kind.STORY),
        ("stories/rafe/2026/a.docx", Kind.STORY),
        ("content/articles/A.MD", Kind.ARTICLE),
        ("content/articles/a.txt", Kind.ARTICLE),
        ("content/articles/a.markdown", Kind.ARTICLE),
        ("content/people/a.md", Kind.PROFILE),
        ("content/practices/tax.md", Kind.PRACTICE),
        ("content/pages/about.md", Kind.PAGE),
        ("content/articles/a.svg", None),
        ("content/articles/a.md.bak", None),
        ("content/articles/a", None),
        ("content/firm.yml", None),
        ("content/a.md", None),
        ("storiesque/a.md", None),
        ("README.md", None),
        ("stories/~$a.docx", None),
        ("stories/.a.md", None),
        ("stories/.trash/a.md", None),
        ("stories/~$folder/a.md", None),
        ("https://blog.example/stories/a.md", None),
    ],
)
def test_a_file_is_what_its_folder_says(path: str, kind: Kind | None) -> None:
    """The folder decides; other endings, other folders and what editors leave about are none of ours."""
    assert kind == naming.kind_of(path)


def test_what_is_new_or_changed_is_read() -> None:
    """A file that was never seen, and one that differs from what was kept."""
    known = {"stories/old.md": source("stories/old.md"), "stories/same.md": source("stories/same.md")}
    seen = {"stories/new.md": "1", "stories/old.md": "2", "stories/same.md": "1", "stories/a.png": "1"}

    assert decide.Reading(read=("stories/new.md", "stories/old.md"), gone=()) == decide.changed(Seen(seen), known)


def test_people_are_read_first() -> None:
    """Bylines need them, whatever their files are called."""
    seen = {"content/articles/a.md": "1", "content/people/z.md": "1", "content/people/b.md": "1", "stories/c.md": "1"}

    assert ("content/people/b.md", "content/people/z.md", "content/articles/a.md", "stories/c.md") == decide.changed(
        Seen(seen), {}
    ).read


@pytest.mark.parametrize(
    ("now", "read"),
    [
        pytest.param({"stories/a.png": "1"}, (), id="same"),
        pytest.param({"stories/a.png": "2"}, ("stories/a.md",), id="changed"),
        pytest.param({}, ("stories/a.md",), id="gone"),
    ],
)
def test_a_picture_belongs_to_its_text(now: dict[str, str], read: tuple[str, ...]) -> None:
    """A text is read again when a picture that it names changes or goes."""
    seen = {"stories/a.md": "1", "stories/a.png": "1"}
    print_ = decide.fingerprint("stories/a.md", ("stories/a.png",), seen)
    known = {"stories/a.md": source("stories/a.md", pictures=("stories/a.png",), fingerprint=print_)}

    assert read == decide.changed(Seen({"stories/a.md": "1", **now}), known).read


def test_a_problem_is_looked_at_again() -> None:
    """What stopped a file may lie elsewhere, so the same bytes are read once more."""
    known = {"stories/a.md": source("stories/a.md", problem=SourceError("stories/a.md", "x", "y"))}

    assert ("stories/a.md",) == decide.changed(Seen({"stories/a.md": "1"}), known).read


def test_what_is_gone_is_gone_once() -> None:
    """A file that was there and is not, but no file that had left before, and not the firm's own settings."""
    known = {
        "stories/a.md": source("stories/a.md"),
        "stories/b.md": source("stories/b.md", present=False),
        "content/firm.yml": source("content/firm.yml"),
    }

    assert decide.Reading(read=(), gone=("stories/a.md",)) == decide.changed(Seen({}), known)


def test_what_came_back_is_read() -> None:
    """A file that returns unchanged is there again."""
    known = {"stories/a.md": source("stories/a.md", present=False)}

    assert ("stories/a.md",) == decide.changed(Seen({"stories/a.md": "1"}), known).read


@settings(deadline=None, max_examples=100)
@given(st.text())
def test_a_slug_can_stand_in_any_address(words: str) -> None:
    """Small ASCII letters, digits and single hyphens, never at the ends, never nothing, never long."""
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", naming.slug(words))
    assert 80 >= len(naming.slug(words))


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("Siobhán’s Fence, again", "siobhans-fence-again"),
        ("  --A  --  B-- ", "a-b"),
        ("CRÈME brûlée", "creme-brulee"),
        ("x" * 79 + " y", "x" * 79),
    ],
)
def test_a_slug_stays_readable(words: str, slug: str) -> None:
    """Accents become their letters; what is cut leaves no hyphen behind."""
    assert slug == naming.slug(words)


def test_words_without_letters_have_slugs_of_their_own() -> None:
    """Two titles in a script that ASCII lacks do not become one address."""
    assert naming.slug("栅栏") != naming.slug("篱笆")
    assert naming.slug("栅栏") == naming.slug("栅栏")


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from(["a.md", "A.md", "a-b.md", "b.md", "a.txt"]), max_size=4), st.data())
def test_identities_are_unique(names: list[str], data: st.DataObject) -> None:
    """No two sources share an id, in whatever order they come."""
    folders = st.sampled_from(["stories", "stories/x", "stories/y", "content/articles"])
    sources = list(dict.fromkeys(f"{data.draw(folders)}/{name}" for name in names))
    taken: set[str] = set()

    for path in sources:
        taken.add(naming.identity(path, posixpath.basename(path).rpartition(".")[0], taken.__contains__))

    assert len(sources) == len(taken)


def test_a_second_claimant_gets_four_letters_more() -> None:
    """The address stays readable, and says which file it was first."""
    taken = {"the-van"}.__contains__
    first = naming.identity("stories/x/the-van.md", "the-van", taken)

    assert re.fullmatch("the-van-[0-9a-f]{4}", first)
    assert first == naming.identity("stories/x/the-van.md", "the-van", taken)
    assert first != naming.identity("stories/y/the-van.md", "the-van", taken)


def test_a_claimant_never_gets_what_is_taken() -> None:
    """Even where somebody named a file like another one's four letters."""
    second = naming.identity("stories/x/the-van.md", "the-van", {"the-van"}.__contains__)
    third = naming.identity("stories/x/the-van.md", "the-van", {"the-van", second}.__contains__)

    assert third.startswith(second)
    assert third != second


def test_a_page_and_a_piece_may_share_a_name() -> None:
    """A practice page about tax and an article called tax have addresses of their own."""
    assert ["practice:tax", "page:tax", "profile:tax", "tax"] == [
        naming.identity(f"{folder}/tax.md", "tax", set().__contains__)
        for folder in ("content/practices", "content/pages", "content/people", "content/articles")
    ]


def test_one_page_has_one_file() -> None:
    """Two files for one person would take turns; the second is refused, naming the first."""
    known = {"content/people/ada.md": source("content/people/ada.md", "profile:ada")}

    with pytest.raises(SourceError) as refused:
        naming.alone("content/people/ada.txt", "profile:ada", known)
    naming.alone("content/people/ada.md", "profile:ada", known)
    naming.alone("content/people/ada.txt", "profile:ada", {p: replace(s, present=False) for p, s in known.items()})

    assert ("content/people/ada.txt", "content/people/ada.md has the same name.") == (
        refused.value.thing,
        refused.value.cause,
    )


@pytest.mark.parametrize(
    ("path", "id_"),
    [("content/people/Ada Clear.md", "ada-clear"), ("content/articles/ada.md", ""), ("https://ada.example/feed", "")],
)
def test_a_persons_file_names_the_person(path: str, id_: str) -> None:
    """Their id is their file's name."""
    assert id_ == naming.person_of(path)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("a.png", "content/articles/a.png"),
        ("./img/a.png", "content/articles/img/a.png"),
        ("../people/a.png", "content/people/a.png"),
        ("../../a.png", "a.png"),
        ("my%20fence.png", "content/articles/my fence.png"),
        ("..a.png", "content/articles/..a.png"),
    ],
)
def test_a_picture_lies_beside_its_text(name: str, path: str) -> None:
    """A name is a path from where the text lies."""
    assert path == naming.picture_path("content/articles/x.md", name)


@pytest.mark.parametrize(
    "name",
    [
        "../../../a.png",
        "/etc/a.png",
        "..//..//../a.png",
        "a/../../../../a.png",
        "../../..",
        "../../../",
        "%20/../../../../a",
    ],
)
def test_a_picture_outside_the_folder_is_refused(name: str) -> None:
    """No text reaches out of the firm's folder."""
    with pytest.raises(SourceError, match="lies outside the firm's folder"):
        naming.picture_path("content/articles/x.md", name)


@pytest.mark.parametrize(
    "name",
    [
        "https://x.example/a.png",
        "//x.example/a.png",
        "HTTP://x.example/a",
        "data:image/png;base64,AA",
        "C:\\a.png",
        "file:a.png",
    ],
)
def test_a_picture_on_another_host_is_refused(name: str) -> None:
    """Pages load nothing from elsewhere."""
    with pytest.raises(SourceError, match="lies on another host"):
        naming.picture_path("content/articles/x.md", name)


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.sampled_from(["..", ".", "", "a", "b.png", " ", "%20", "…", "\\", "..."])).map("/".join),
    st.sampled_from(["stories/x.md", "content/articles/deep/x.md"]),
)
def test_no_name_leads_out_of_the_folder(name: str, text: str) -> None:
    """However a path winds, where it ends is inside, or it is refused."""
    try:
        path = naming.picture_path(text, name)
    except SourceError:
        path = "refused"

    assert not posixpath.isabs(path)
    assert ".." not in path.split("/")


def test_an_unknown_practice_area_names_the_nearest() -> None:
    """A slip of the pen is put right at once; another word gets the list."""
    known = areas("tax", "family")

    assert "tax" == decide.known_area("tax", known, "a.md")
    with pytest.raises(SourceError, match=r"no practice area 'famly'\. Did you mean family\?"):
        decide.known_area("famly", known, "a.md")
    with pytest.raises(SourceError, match=r"The areas are: family, tax\."):
        decide.known_area("zoology", known, "a.md")


@pytest.mark.parametrize(
    ("stated", "moment"),
    [
        pytest.param(date(2026, 7, 5), datetime(2026, 7, 4, 23, tzinfo=UTC), id="a day begins at the firm's midnight"),
        pytest.param(datetime(2026, 7, 5, 9), datetime(2026, 7, 5, 8, tzinfo=UTC), id="a time is the firm's"),
        pytest.param(datetime(2026, 7, 5, 9, tzinfo=UTC), datetime(2026, 7, 5, 9, tzinfo=UTC), id="a zone is kept"),
        pytest.param(None, NOON, id="nothing stated"),
    ],
)
def test_a_piece_is_published_when_its_author_says_or_when_first_seen(stated: date | None, moment: datetime) -> None:
    """Dates are read by the clock on the firm's wall."""
    assert moment == decide.published(stated, NOON, BRISTOL)


def made(draft: Draft, kind: Kind = Kind.ARTICLE, *assets: Asset) -> Item:
    """The item that a draft becomes."""
    return decide.item(
        draft, id_="a", kind=kind, source="content/articles/a.md", author="ada", first_seen=NOON, zone=BRISTOL, assets=assets
    )  # fmt: skip


def test_a_draft_becomes_an_item_with_all_it_says() -> None:
    """Nothing the author wrote is lost, and the HTML shows the published pictures."""
    asset = Asset(name="f.png", sha256="ab" * 32, suffix=".png")
    draft = Draft(
        title="A fence",
        summary="Moved.",
        body="It moved.\n\n![A fence](f.png)",
        date=date(2026, 3, 5),
        basis=Basis.REAL,
        jurisdictions=("IE",),
        pictures=(Picture(name="f.png", alt="A fence"),),
        link="https://blog.example/a",
        first_line=7,
        notes=("a note",),
    )

    assert Item(
        id="a",
        kind=Kind.STORY,
        source="content/articles/a.md",
        title="A fence",
        summary="Moved.",
        body="It moved.\n\n![A fence](f.png)",
        html='<p>It moved.</p>\n<p><img alt="A fence" src="asset:abababababababab.png"></p>',
        author="ada",
        published=datetime(2026, 3, 5, tzinfo=UTC),
        basis=Basis.REAL,
        jurisdictions=("IE",),
        first_home="https://blog.example/a",
        assets=(asset,),
        first_line=7,
        notes=("a note",),
    ) == made(draft, Kind.STORY, asset)


def test_a_picture_without_words_is_refused() -> None:
    """Whoever cannot see it must be told what it shows."""
    draft = Draft(title="A", body="x", pictures=(Picture(name="f.png", alt="A fence"), Picture(name="g.png", alt="")))

    with pytest.raises(SourceError, match=r"the picture g\.png has no alternative text"):
        made(draft)


def test_a_portraits_words_are_asked_for_elsewhere() -> None:
    """A person's file says `portrait_alt`; here it is not asked for again."""
    assert "a" == made(Draft(title="A", body="x", pictures=(Picture(name="f.png", alt=""),)), Kind.PROFILE).id


def test_a_fingerprint_knows_which_file_it_is_of() -> None:
    """It changes with the file, with a picture, and with which picture it is."""
    seen = {"a": "1", "b": "1", "c": "2"}
    prints = [
        decide.fingerprint("a", (), seen),
        decide.fingerprint("b", (), seen),
        decide.fingerprint("a", ("b",), seen),
        decide.fingerprint("a", ("c",), seen),
        decide.fingerprint("a", ("lost",), seen),
    ]

    assert 5 == len(set(prints))
    assert prints[0] == decide.fingerprint("a", (), {"a": "1"})

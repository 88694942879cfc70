"""Share cards as pictures, and the folder that keeps them."""

import hashlib
import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import PIL
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from pipeline.edges.cards import CardFolder
from pipeline.edges.painter import HEIGHT, LEFT, RIGHT, WIDTH, CardPainter
from pipeline.errors import BuildError
from pipeline.model.card import CARD_LAYOUT, Card
from tests.cores import several_cores

CARD = Card(firm="Test & Firm", headline="Reading a lease", kicker="Article · Tax", name="Siobhán Kilgarriff")
#: Letters lean a little out of their line, and marks stand on capitals.
LEAN = 24
#: What a letter of any script can be, and what is none.
ANYTHING = st.text(max_size=300)
#: Letters that our fonts have, so that there is something to paint.
LATIN = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x17F), max_size=300)


def painted(card: Card, portraits: Path = Path("nowhere")) -> Image.Image:
    """A card, read back."""
    with Image.open(io.BytesIO(CardPainter(portraits).paint(card))) as opened:
        return opened.convert("RGB")


def differs(card: Card, other: Card) -> tuple[int, int, int, int] | None:
    """Where two cards differ."""
    return ImageChops.difference(painted(card), painted(other)).getbbox()


@pytest.fixture
def portraits(tmp_path: Path) -> Path:
    """A folder of published pictures: a photograph, a cut-out, a drawing, a damaged file."""
    folder = tmp_path / "portraits"
    folder.mkdir()
    Image.linear_gradient("L").convert("RGB").save(folder / "photo.jpg")
    Image.new("RGBA", (50, 90), (90, 20, 30, 128)).save(folder / "cut.png")
    (folder / "drawing.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (folder / "damaged.jpg").write_bytes((folder / "photo.jpg").read_bytes()[:200])
    return folder


# The picture.


@given(st.builds(Card, firm=ANYTHING, headline=ANYTHING, kicker=ANYTHING, name=ANYTHING, promise=ANYTHING, label=LATIN))
@settings(deadline=None, max_examples=60)
def test_any_words_make_a_card(card: Card) -> None:
    """Of the right shape, and the same bytes whoever paints it."""
    body = CardPainter(Path("nowhere")).paint(card)

    assert body == CardPainter(Path("elsewhere")).paint(replace(card))
    with Image.open(io.BytesIO(body)) as opened:
        assert ("PNG", (WIDTH, HEIGHT)) == (opened.format, opened.size)


@given(st.builds(Card, firm=LATIN, headline=LATIN, kicker=LATIN, name=LATIN, promise=LATIN, about_person=st.booleans()))
@settings(deadline=None, max_examples=60)
def test_no_word_leaves_the_margins(card: Card) -> None:
    """Beyond them there is nothing but paper and the band at the edge."""
    empty = painted(Card(firm="", headline=""))
    where = ImageChops.difference(painted(card), empty).getbbox()

    if where is not None:
        left, top, right, bottom = where
        assert left >= LEFT - LEAN
        assert right <= RIGHT + LEAN
        assert top >= LEAN
        assert bottom <= HEIGHT - LEAN


def test_a_card_is_small() -> None:
    """Even one full of letters: networks and phones fetch it again and again."""
    full = replace(
        CARD, headline="Seven things that a court will not do for you, and three that it sometimes does when asked"
    )

    assert len(CardPainter(Path("nowhere")).paint(full)) < 25_000


@pytest.mark.parametrize("lost", ["headline", "kicker", "name", "firm"])
def test_a_text_that_cannot_be_drawn_leaves_no_box(lost: str) -> None:
    """It is left out, as if it were not there."""
    foreign: dict[str, Any] = {lost: "契約"}
    nothing: dict[str, Any] = {lost: ""}

    assert differs(replace(CARD, **foreign), replace(CARD, **nothing)) is None


def test_a_headline_that_cannot_be_drawn_gives_its_place_to_the_kicker() -> None:
    """A card with nothing large on it looks broken."""
    lost = replace(CARD, headline="契約")

    assert differs(lost, replace(CARD, headline="", kicker="")) is not None


def test_a_story_is_called_invented_whatever_letters_its_area_has() -> None:
    """Only the part of the kicker that cannot be drawn is left out."""
    lost = replace(CARD, kicker="Invented story · 税務")

    assert differs(lost, replace(CARD, kicker="Invented story")) is None


def test_a_long_headline_is_set_smaller_before_it_is_cut() -> None:
    """Words are added until it no longer fits: the card changes with each."""
    cards = [replace(CARD, headline=" ".join(["tenant"] * count)) for count in range(1, 20)]

    assert len(cards) == len({CardPainter(Path("nowhere")).paint(card) for card in cards})


@pytest.mark.parametrize("about", [True, False])
@pytest.mark.parametrize("name", ["photo.jpg", "cut.png"])
def test_a_portrait_is_on_the_card(name: str, about: bool, portraits: Path) -> None:
    """Large where the card is about the person, small beside who wrote a piece."""
    bare = replace(CARD, about_person=about)

    assert painted(bare).tobytes() != painted(replace(bare, portrait=name), portraits).tobytes()


@pytest.mark.parametrize("name", ["drawing.svg", "damaged.jpg", "missing.png"])
def test_a_portrait_that_cannot_be_opened_is_left_out(name: str, portraits: Path) -> None:
    """The card says the same without it."""
    assert painted(CARD).tobytes() == painted(replace(CARD, portrait=name), portraits).tobytes()


def test_a_change_of_the_picture_is_a_change_of_layout() -> None:
    """Cards that were painted stay as they are until CARD_LAYOUT says that the same words make another picture."""
    known = {("1", "13.0.0"): "116bd032af31a81f09053ad3272d7024fc63b3cb21a6815e77480630dc4a16bb"}
    drawn = hashlib.sha256(painted(replace(CARD, promise="I read leases.", label="Advertising")).tobytes()).hexdigest()

    if (CARD_LAYOUT, PIL.__version__) not in known:
        pytest.skip("nobody has recorded how this Pillow draws")
    assert known[CARD_LAYOUT, PIL.__version__] == drawn


def test_nothing_heavy_is_loaded_before_a_card_is_painted() -> None:
    """Whoever only asks whether a card is there does not wait for Pillow, nor for what it could do with."""
    asked = (
        "import sys, pipeline.edges.cards; print(sorted({'PIL.Image', 'numpy', 'multiprocessing'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert "[]" == done.stdout.strip()


# The folder.


def cards(count: int) -> list[Card]:
    """So many cards, no two alike."""
    return [replace(CARD, headline=f"Reading lease {number}") for number in range(count)]


def test_only_what_is_missing_is_painted(tmp_path: Path) -> None:
    """A card that is there stays as it is; one that is wanted twice is painted once."""
    kept = CardFolder(tmp_path, tmp_path)
    first, second, third = cards(3)

    assert 2 == kept.paint_missing([first, second, first])
    assert 1 == kept.paint_missing([first, second, third])
    assert 0 == kept.paint_missing([first, second, third])
    assert CardPainter(tmp_path).paint(third) == kept.path(third).read_bytes()


@pytest.mark.parametrize("left", [0, 11, 2000])
def test_a_card_that_a_crash_cut_off_is_painted_again(left: int, tmp_path: Path) -> None:
    """A file without its end counts as missing."""
    kept = CardFolder(tmp_path, tmp_path)
    kept.paint_missing([CARD])
    whole = kept.path(CARD).read_bytes()
    kept.path(CARD).write_bytes(whole[:left])

    assert 1 == kept.paint_missing([CARD])
    assert whole == kept.path(CARD).read_bytes()


def test_what_another_pillow_drew_is_not_used(tmp_path: Path) -> None:
    """Two builds by the same libraries have the same bytes, whatever was painted before."""
    kept = CardFolder(tmp_path, tmp_path)
    kept.paint_missing([CARD])
    kept.path(CARD).parent.rename(tmp_path / "pillow-0.1")

    assert 1 == kept.paint_missing([CARD])
    assert 1 == kept.prune([CARD])
    assert [kept.path(CARD)] == [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_card_that_nobody_wants_goes(tmp_path: Path) -> None:
    """A story that was withdrawn leaves no picture; nor does a crash leave half of one."""
    kept = CardFolder(tmp_path, tmp_path)
    first, second = cards(2)
    kept.paint_missing([first, second])
    (kept.path(first).parent / ".painting-x").write_bytes(b"half")

    assert 2 == kept.prune([second])
    assert [kept.path(second)] == list(kept.path(second).parent.iterdir())
    assert 0 == CardFolder(tmp_path / "none", tmp_path).prune([])


def test_several_processes_paint_what_one_would(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bytes, each once, told as they come."""
    many = cards(301)
    told: list[tuple[int, int]] = []
    kept = CardFolder(tmp_path, tmp_path)
    several_cores(monkeypatch, 2)

    assert 301 == kept.paint_missing(many, lambda done, total: told.append((done, total)))
    assert ((50, 301), (301, 301)) == (told[0], told[-1])
    assert CardPainter(tmp_path).paint(many[-1]) == kept.path(many[-1]).read_bytes()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """With what to do about it."""
    (tmp_path / "cards").write_text("a file where the folder should be")

    with pytest.raises(BuildError, match="share cards cannot be written"):
        CardFolder(tmp_path / "cards", tmp_path).paint_missing([CARD])

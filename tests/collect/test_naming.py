"""What names say: copies, pictures, what nobody meant to drop."""

import unicodedata

import pytest

from pipeline.collect import naming


@pytest.mark.parametrize(
    "name",
    [
        "The van (Ada Clear's conflicted copy 2026-03-05).md",
        "The van (conflicted copy 2026-03-05 101112).md",
        "The van (1).md",
        "The van(2).md",
        "The van - Copy.md",
        "The van - Copy (3).md",
        "The van copy.md",
        "The van copy 2.md",
        "Copy of The van.md",
        "The van.sync-conflict-20260305-101112-ABCDEFG.md",
        "The van_conflict-20260305-101112.md",
        "The van (Bearbeitungskonflikt von Ada 2026-03-05).md",
        "The van (1) (1).md",
    ],
)
def test_a_copy_that_nobody_meant_is_known_by_its_name(name: str) -> None:
    """Dropbox, OneDrive, Google Drive, Nextcloud, Syncthing, Windows and macOS each have their own word for it."""
    path = f"stories/ada/{name}"

    assert "stories/ada/The van.md" == naming.copy_of(path, {"stories/ada/The van.md", path})
    assert naming.copy_of(path, {path}) is None


@pytest.mark.parametrize("name", ["The copy.md", "Photocopy.md", "(1).md", "The van.md", "Section 1 (b).md", "copy.md"])
def test_a_name_is_a_name(name: str) -> None:
    """What only looks like a copy is none."""
    assert naming.copy_of(f"stories/{name}", {f"stories/{name}", "stories/The van.md"}) is None


@pytest.mark.parametrize("name", ["The van-LAPTOP7.md", "The van 2.md"])
def test_a_name_that_may_be_a_copys_asks_the_words(name: str) -> None:
    """OneDrive adds a computer's name, macOS a number; so may a person."""
    both = {"stories/The van.md", f"stories/{name}"}

    assert naming.copy_of(f"stories/{name}", both) is None
    assert "stories/The van.md" == naming.maybe_copy_of(f"stories/{name}", both)


@pytest.mark.parametrize(
    "path",
    ["stories/~$van.docx", "stories/a.md.tmp", "stories/.DS_Store", "stories/desktop.ini", "stories/a.md.partial",
     "stories/a.md~", "stories/.~lock.a.docx#", "stories/Thumbs.db", "stories/a.docx.crdownload"],
)  # fmt: skip
def test_what_editors_leave_lying_about_is_nobodys_words(path: str) -> None:
    """It passes, and is neither read nor reported."""
    assert naming.passing(path)
    assert naming.kind_of(path) is None


@pytest.mark.parametrize(
    ("named", "lies"),
    [
        ("fence.jpg", "stories/fence.JPG"),
        ("my fence.png", "stories/my fence.png"),
        ("my%20fence.png", "stories/my fence.png"),
        ("caf%C3%A9.png", "stories/café.png"),
        (unicodedata.normalize("NFD", "café.png"), unicodedata.normalize("NFC", "stories/café.png")),
        ("café.png", unicodedata.normalize("NFD", "stories/café.png")),
        ("IMG/a.png", "stories/img/a.png"),
        ("100%.png", "stories/100%.png"),
    ],
)
def test_a_picture_is_found_as_its_authors_machine_would_find_it(named: str, lies: str) -> None:
    """Capital letters, spaces and accents are spelled differently on every machine."""
    assert lies == naming.picture_path("stories/a.md", named, {"stories/other.png": "", lies: ""})


def test_one_title_in_two_spellings_of_accents_has_one_address() -> None:
    """A Mac writes é as two letters."""
    for words in ("Café Müller", "栅栏"):
        assert naming.slug(unicodedata.normalize("NFC", words)) == naming.slug(unicodedata.normalize("NFD", words))

"""A synced folder over many days: renames, copies, removals."""

import unicodedata
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import NOON
from tests.collect.collecting import ADA, STORY, Collecting, kept, picture, problems

LONG = (
    "A neighbour moved a fence by the width of a spade, and the letter that followed was four pages long. "
    "We walked the line together with a tape, in the rain, and found the old posts under the ivy where her "
    "grandfather had put them. Nobody had to go to court, and the dog still uses the gap."
)


def move(firm: Collecting, old: str, new: str) -> None:
    """Rename a file."""
    (firm.root / new).parent.mkdir(parents=True, exist_ok=True)
    (firm.root / old).rename(firm.root / new)


@pytest.mark.parametrize(
    "new",
    ["stories/the-lorry.md", "stories/2026/the-van.md", "content/articles/the-van.md", "stories/The Van.markdown"],
)
def test_a_rename_keeps_the_identity(firm: Collecting, new: str) -> None:
    """Its id, its address and the day it was first seen stay; nothing is withdrawn."""
    firm.write("stories/the-van.md", STORY)
    firm.run()
    move(firm, "stories/the-van.md", new)
    collected = firm.run(NOON + timedelta(days=9))

    assert (("stories/the-van.md", new),) == collected.renamed
    assert ((), []) == (collected.gone, problems(collected))
    assert new == firm.items()["the-van"].source
    assert NOON == firm.items()["the-van"].published


@pytest.mark.parametrize("new", ["stories/the-lorry.md", "content/articles/the-lorry.md"])
@pytest.mark.parametrize("edited", ["", " She sent us a cake."])
def test_a_story_nobody_decided_about_takes_its_new_names_address(firm: Collecting, new: str, edited: str) -> None:
    """Its first name may have told whom it is about; the old file counts as gone, and the day it was first seen stays."""
    firm.write("stories/mrs-dunmore.md", f"# The van\n\n{LONG}")
    firm.run()
    move(firm, "stories/mrs-dunmore.md", new)
    firm.write(new, f"# The van\n\n{LONG}{edited}")
    collected = firm.run(NOON + timedelta(days=9), settled=lambda _: False)

    assert ((), ("stories/mrs-dunmore.md",), []) == (collected.renamed, collected.gone, problems(collected))
    assert {"the-lorry"} == {"the-lorry", "mrs-dunmore"} & set(firm.items())
    assert NOON == firm.items()["the-lorry"].published


@pytest.mark.parametrize(
    ("old", "new", "settled"),
    [
        pytest.param("stories/the-van.md", "stories/the-lorry.md", True, id="somebody decided"),
        pytest.param("stories/the-van.md", "stories/2026/The Van.markdown", False, id="the same name"),
        pytest.param("content/articles/the-van.md", "content/articles/the-lorry.md", False, id="an article"),
    ],
)
def test_an_address_that_may_be_known_stays(firm: Collecting, old: str, new: str, settled: bool) -> None:
    """What was decided about, what is no story, and what is only moved keep their address."""
    firm.write(old, STORY)
    firm.run()
    move(firm, old, new)
    collected = firm.run(settled=lambda _: settled)

    assert ((old, new),) == collected.renamed
    assert {"the-van"} == {"the-lorry", "the-van"} & set(firm.items())


def test_the_words_in_a_drawing_are_told_beside_the_text(firm: Collecting) -> None:
    """A name may stand in a drawing that the text only shows."""
    firm.write("content/articles/clock.svg", '<svg xmlns="http://www.w3.org/2000/svg"><text>Dunmore</text></svg>')
    firm.write("content/articles/a-fence.md", "# A fence\n\n![A clock](clock.svg)\n")
    firm.run()
    (aside,) = firm.items()["a-fence"].asides

    assert ("the words in the drawing clock.svg", "Dunmore", True) == (aside.where, aside.words, aside.shown)


def test_a_file_renamed_and_edited_in_one_go_is_the_same_piece(firm: Collecting) -> None:
    """Most of its words are as they were."""
    firm.write("stories/the-fence.md", f"# The fence\n\n{LONG}")
    firm.run()
    move(firm, "stories/the-fence.md", "stories/ada/the-width-of-a-spade.md")
    firm.write("stories/ada/the-width-of-a-spade.md", f"# The width of a spade\n\n{LONG} She sent us a cake.")
    collected = firm.run()

    assert ["the-fence"] == kept(collected)
    assert "The width of a spade" == firm.items()["the-fence"].title


def test_another_piece_in_a_lost_ones_place_is_another(firm: Collecting) -> None:
    """One goes, one comes: they are not the same for having met in the door."""
    firm.write("stories/the-fence.md", f"# The fence\n\n{LONG}")
    firm.run()
    (firm.root / "stories/the-fence.md").unlink()
    firm.write(
        "stories/the-lease.md", "# The lease\n\n" + "A bakery had a lease to sign and no free hour in daylight. " * 3
    )
    collected = firm.run()

    assert ((), ("stories/the-fence.md",)) == (collected.renamed, collected.gone)
    assert {"the-lease"} == set(firm.items()) & {"the-fence", "the-lease"}


def test_a_sync_client_that_takes_away_before_it_brings_back_loses_nothing(firm: Collecting) -> None:
    """Gone in one look, there under another name in the next: the same piece."""
    firm.write("stories/the-van.md", STORY)
    firm.run()
    (firm.root / "stories/the-van.md").unlink()
    gone = firm.run()
    firm.write("stories/ada/a-late-van.md", STORY)
    back = firm.run(NOON + timedelta(days=1))

    assert ("stories/the-van.md",) == gone.gone
    assert ["the-van"] == kept(back)
    assert NOON == firm.items()["the-van"].published


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations([0, 1, 2, 3]), st.data())
def test_however_files_are_moved_about_each_piece_keeps_its_id(
    firm: Collecting, order: list[int], data: st.DataObject
) -> None:
    """Four files swapped among new names, in any order, with any of them away for a while."""
    for path in (firm.root / "stories").glob("*.md") if (firm.root / "stories").exists() else ():
        path.unlink()
    mark = data.draw(st.uuids()).hex
    for n in range(4):
        firm.write(f"stories/{mark}-{n}.md", f"# Piece {n} {mark}\n\nWords of piece {n} and no other, {mark}.")
    firm.run(accept_gone=True)
    before = {item.title: item.id for item in firm.items().values() if mark in item.title}
    away = data.draw(st.sets(st.sampled_from(range(4))))
    words = {n: (firm.root / f"stories/{mark}-{n}.md").read_bytes() for n in range(4)}
    for n in range(4):
        (firm.root / f"stories/{mark}-{n}.md").unlink()
        if n not in away:
            firm.write(f"stories/{mark}-new-{order[n]}.md", words[n])
    firm.run(accept_gone=True)
    for n in away:
        firm.write(f"stories/{mark}-new-{order[n]}.md", words[n])
    firm.run(accept_gone=True)

    assert before == {item.title: item.id for item in firm.items().values() if mark in item.title}


def test_copies_are_reported_and_never_kept(firm: Collecting) -> None:
    """Each names its twin, and says whether it differs; the twin stays as it was."""
    firm.write("stories/the-van.md", STORY)
    firm.run()
    firm.write("stories/the-van (1).md", STORY)
    firm.write("stories/the-van (Ada's conflicted copy 2026-03-05).md", STORY + "And later.")
    firm.write("stories/elsewhere/other-name.md", STORY)
    firm.write("stories/the-van-LAPTOP.md", STORY + "And otherwise.")
    firm.write("stories/new.md", STORY.replace("van", "car"))
    firm.write("stories/new-LAPTOP.md", STORY.replace("van", "car") + "And otherwise.")
    found = problems(firm.run())

    assert {"the-van", "new"} == {id_ for id_, item in firm.items().items() if item.kind == "story"}
    assert 5 == len(found)
    assert any("other-name.md: this is" in each for each in found)
    assert any("(1).md" in each and "says the same" in each for each in found)
    assert any("conflicted" in each and "differs" in each for each in found)
    assert any("-LAPTOP" in each and "differs" in each for each in found)


def test_when_the_original_goes_its_copy_takes_its_place(firm: Collecting) -> None:
    """Whoever keeps the copy and removes the original keeps the piece."""
    firm.write("stories/the-van.md", STORY)
    firm.write("stories/the-van (1).md", STORY)
    firm.run()
    (firm.root / "stories/the-van.md").unlink()
    collected = firm.run()

    assert (["the-van"], []) == (kept(collected), problems(collected))
    assert "stories/the-van (1).md" == firm.items()["the-van"].source


def test_names_that_only_a_linux_disk_tells_apart_are_reported(firm: Collecting) -> None:
    """A colleague's Mac would show one of the two."""
    firm.write("stories/The-Van.md", STORY)
    firm.write("stories/the-van.md", STORY.replace("late", "early"))
    firm.write("stories/" + unicodedata.normalize("NFC", "café.md"), "# Café\n\nOne.")
    firm.write("stories/" + unicodedata.normalize("NFD", "café.md"), "# Café\n\nTwo.")
    found = problems(firm.run())

    assert 2 == len(found)
    assert all("capital letters or accents" in each for each in found)
    assert 2 == sum(item.kind == "story" for item in firm.items().values())


def test_a_removal_withdraws_and_says_so(firm: Collecting) -> None:
    """The path is named, and the item is no longer there."""
    firm.write("stories/the-van.md", STORY)
    firm.run()
    (firm.root / "stories/the-van.md").unlink()
    collected = firm.run()

    assert ("stories/the-van.md",) == collected.gone
    assert "the-van" not in firm.items()


def test_a_share_that_is_not_mounted_empties_no_site(firm: Collecting) -> None:
    """Most of the folder gone at once is asked about; saying yes is one word."""
    for n in range(12):
        firm.write(f"stories/s{n}.md", f"# Story {n}\n\nOnce upon a time number {n}.")
    firm.run()
    (firm.root / "stories").rename(firm.root / "unplugged")
    first = firm.run()
    second = firm.run(accept_gone=True)

    assert ((), 1) == (first.gone, len(first.problems))
    assert "12 of 14 files" == first.problems[0].thing
    assert 12 == len(second.gone)
    assert {"a-fence", "profile:ada"} == set(firm.items())


def test_what_lies_under_a_shut_door_is_not_gone(firm: Collecting) -> None:
    """A folder that became a link is refused, and its pieces stay as they were."""
    firm.write("stories/ada/the-van.md", STORY)
    firm.run()
    (firm.root / "stories/ada").rename(firm.root / "moved")
    (firm.root / "stories/ada").symlink_to(firm.root / "moved")
    collected = firm.run()

    assert () == collected.gone
    assert "the-van" in firm.items()
    assert ["stories/ada: this is a link to somewhere else, and links are not followed."] == problems(collected)


def test_a_file_that_nobody_reads_is_reported_where_pieces_lie(firm: Collecting) -> None:
    """Whoever drops a PDF learns what to do; one beside the settings is nobody's business."""
    firm.write("stories/the-van.pdf", b"%PDF-1.7")
    firm.write("content/forms/form.pdf", b"%PDF-1.7")
    [problem] = firm.run().problems

    assert "stories/the-van.pdf" == problem.thing
    assert ".docx" in problem.remedy


def test_a_problem_that_stands_is_written_once(firm: Collecting) -> None:
    """Looking again changes nothing on the disk."""
    firm.write("stories/the-van.md", "---\nauthor: nobody\n---\nWords.")
    firm.write("stories/the-van.pdf", b"%PDF-1.7")
    firm.run()
    database = firm.root / ".attract/attract.sqlite"
    with firm.library.read() as connection:
        before = connection.exec_driver_sql("PRAGMA data_version").scalar(), database.stat().st_mtime_ns
        sources = dict(firm.library.sources())
    firm.run()

    assert sources == firm.library.sources()
    assert before[1] == database.stat().st_mtime_ns


def test_a_piece_waits_for_the_file_of_whoever_it_was_written_with(firm: Collecting) -> None:
    """It is refused with its line, and read as soon as the person is known."""
    firm.write("stories/the-van.md", STORY.replace("basis:", "with: Bo Vane\nbasis:"))
    before = problems(firm.run())
    firm.write("content/people/bo.md", ADA.replace("Ada Clear", "Bo Vane"))
    after = firm.run()

    assert ["stories/the-van.md:4: the co-author 'Bo Vane' has no file in content/people/."] == before
    assert [] == problems(after)
    assert ("ada", ("bo",)) == (firm.items()["the-van"].author, firm.items()["the-van"].co_authors)


def test_a_picture_that_is_not_there_is_missed_by_its_text(firm: Collecting) -> None:
    """The text is named, and is read as soon as the picture comes, in whatever case its ending is."""
    firm.write("stories/the-van.md", STORY + "\n![The van](van.png)\n")
    before = problems(firm.run())
    firm.write("stories/van.PNG", picture("red"))
    after = firm.run()

    assert ["stories/the-van.md: the picture van.png is not there."] == before
    assert (["the-van"], []) == (kept(after), problems(after))


def test_what_is_still_being_written_is_read_the_next_time(firm: Collecting) -> None:
    """It is named, and the rest is read."""
    import threading
    import time

    firm.settings = firm.settings.model_copy(update={"settle": 0.1})
    firm.write("stories/the-van.md", "# The van\n\nIt")
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with (firm.root / "stories/the-van.md").open("a") as out:
                out.write(" was late")
            time.sleep(0.01)

    writer = threading.Thread(target=write)
    writer.start()
    first = firm.run()
    stop.set()
    writer.join()
    second = firm.run()

    assert ("stories/the-van.md",) == first.unsettled
    assert "the-van" not in kept(first)
    assert "a-fence" in kept(first)
    assert ["the-van"] == kept(second)

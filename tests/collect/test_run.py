import io
from datetime import UTC, datetime, timedelta
from typing import Any

import docx
import pytest
from PIL import Image

from pipeline.collect import run as room
from pipeline.edges.files import AssetFolder
from pipeline.firm import PracticeAreas
from pipeline.model import Areas, Kind
from pipeline.tag.overlay import overlay
from pipeline.tag.taxonomy import taxonomy
from tests.builders import NOON
from tests.collect.collecting import ADA, ARTICLE, RSS, STORY, Collecting, kept, picture, problems


def test_a_folder_of_every_kind_is_collected(firm: Collecting) -> None:
    """Stories, articles, people, practices, pages, Word, text and feeds all become items in the library."""
    word = docx.Document()
    word.add_heading("In Word", level=1)
    word.add_paragraph("The hedge grew.")
    out = io.BytesIO()
    word.save(out)
    firm.write("stories/ada/the-van.md", STORY.replace("author: ada\n", ""))
    firm.write("stories/ada/in-word.DOCX", out.getvalue())
    firm.write("content/articles/in-text.txt", "In text\r\n\r\n• The café.".encode("utf-16"))
    firm.write("content/practices/tax.md", "We count.\n\nAnd recount.")
    firm.write("content/pages/about.md", "# About\n\nWe are.")
    firm.write("content/blog.rss", RSS)
    firm.follow("content/blog.rss")

    collected = firm.run()

    assert {
        "a-fence": (Kind.ARTICLE, "A fence", "ada"),
        "ditches": (Kind.ELSEWHERE, "Ditches", "ada"),
        "hedges": (Kind.ELSEWHERE, "Hedges", "ada"),
        "in-text": (Kind.ARTICLE, "In text", None),
        "in-word": (Kind.STORY, "In Word", "ada"),
        "page:about": (Kind.PAGE, "About", None),
        "practice:tax": (Kind.PRACTICE, "tax", None),
        "profile:ada": (Kind.PROFILE, "Ada Clear, Partner", "ada"),
        "the-van": (Kind.STORY, "The van", "ada"),
    } == {id_: (item.kind, item.title, item.author) for id_, item in firm.items().items()}
    assert "We count.\n\nAnd recount." == firm.items()["practice:tax"].body
    assert "- The café." == firm.items()["in-text"].body
    assert ("read as UTF-16",) == firm.items()["in-text"].notes
    assert ["Ada Clear"] == [person.name for person in firm.library.people()]
    assert sorted(firm.items()) == sorted(kept(collected))
    assert () == collected.problems


def test_a_second_run_keeps_nothing(firm: Collecting) -> None:
    """Nothing changed, so nothing is read or written again, feeds included."""
    firm.write("content/blog.rss", RSS)
    firm.follow("content/blog.rss")
    firm.run()

    assert room.Collected() == firm.run(NOON + timedelta(days=1))


def test_one_bad_file_never_stops_the_rest(firm: Collecting) -> None:
    """Every bad file is named, and every good one is collected."""
    firm.write("content/articles/1.md", "---\ntitle: a: b\n---\nx")
    firm.write("content/articles/2.docx", b"no zip")
    firm.write("content/articles/3.md", "")
    firm.write("content/articles/4.md", "# A\n\n![a fence](lost.png)")
    firm.write("content/articles/5.md", "# A\n\n![a fence](../../../etc/a.png)")
    firm.write("content/people/6.md", "no front matter")
    firm.write("content/people/7.md", "---\nname: Bo\nrole: x\npractices: [taxi]\n---\n")
    firm.write("content/practices/zoology.md", "# Zoo\n\nx")

    collected = firm.run()

    assert ["profile:ada", "a-fence"] == kept(collected)
    assert {
        "content/articles/1.md:2: this is not YAML (mapping values are not allowed here).",
        "content/articles/2.docx: this is not a Word file (File is not a zip file).",
        "content/articles/3.md: there are no words in it.",
        "content/articles/4.md: the picture lost.png is not there.",
        "content/articles/5.md: the picture ../../../etc/a.png lies outside the firm's folder.",
        "content/people/6.md: a person needs front matter with at least name and role.",
        "content/people/7.md: there is no practice area 'taxi'.",
        "content/practices/zoology.md: there is no practice area 'zoology'.",
    } == set(problems(collected))


def test_a_problem_stands_until_it_is_solved(firm: Collecting) -> None:
    """A second run names it again; a corrected file is no problem any more."""
    firm.write("content/articles/bad.md", "")
    first = problems(firm.run())
    second = problems(firm.run())
    firm.write("content/articles/bad.md", "# Good\n\nWords.")
    third = firm.run()

    assert ["content/articles/bad.md: there are no words in it."] == first == second
    assert (["bad"], []) == (kept(third), problems(third))


def test_a_problem_leaves_with_its_file(firm: Collecting) -> None:
    """Nobody is told of a file that is not there."""
    firm.write("content/articles/bad.md", "")
    firm.run()
    firm.remove("content/articles/bad.md")

    assert [] == problems(firm.run())


def test_a_file_that_is_spoiled_withdraws_its_item(firm: Collecting) -> None:
    """The old words do not stand on as if the author had not touched them; put right, they keep their address."""
    firm.run()
    firm.write("content/articles/a-fence.md", ARTICLE.replace("title: A fence", "title: A: fence"))
    firm.run()
    without = sorted(firm.items())
    firm.write("content/articles/a-fence.md", ARTICLE.replace("stood", "leaned"))
    firm.run()

    assert ["profile:ada"] == without
    assert "The fence leaned here." == firm.items()["a-fence"].body


def test_a_deleted_file_withdraws_its_item(firm: Collecting) -> None:
    """What the author takes away is gone, once."""
    firm.run()
    firm.remove("content/articles/a-fence.md")

    assert ("content/articles/a-fence.md",) == firm.run().gone
    assert ["profile:ada"] == sorted(firm.items())
    assert () == firm.run().gone


def test_the_first_seen_date_is_fixed_for_ever(firm: Collecting) -> None:
    """Neither an edit nor leaving and coming back makes old news new."""
    firm.run(NOON)
    firm.write("content/articles/a-fence.md", ARTICLE.replace("stood", "leaned"))
    firm.run(NOON + timedelta(days=1))
    firm.remove("content/articles/a-fence.md")
    firm.run(NOON + timedelta(days=2))
    firm.write("content/articles/a-fence.md", ARTICLE)
    firm.run(NOON + timedelta(days=3))

    assert NOON == firm.items()["a-fence"].published


def test_a_stated_date_wins_over_the_first_seen_one(firm: Collecting) -> None:
    """The author's day begins at the firm's midnight."""
    firm.write("content/articles/a-fence.md", ARTICLE.replace("author", "date: 2026-07-05\nauthor"))
    firm.run()

    assert datetime(2026, 7, 4, 23, tzinfo=UTC) == firm.items()["a-fence"].published


def test_an_unknown_author_is_a_problem_that_heals(firm: Collecting) -> None:
    """The story waits for its author's file, and is collected without being touched again."""
    firm.write("stories/the-van.md", STORY.replace("author: ada", "author: Bo Vane"))
    before = firm.run()
    firm.write("content/people/bo.md", ADA.replace("Ada Clear", "Bo Vane"))
    after = firm.run()

    assert ["stories/the-van.md: the author 'Bo Vane' has no file in content/people/."] == problems(before)
    assert (["profile:bo", "the-van"], []) == (kept(after), problems(after))
    assert "bo" == firm.items()["the-van"].author


def test_a_person_and_their_story_can_arrive_together(firm: Collecting) -> None:
    """People are read first, so one drop of both is enough."""
    firm.write("content/people/zed.md", ADA.replace("Ada Clear", "Zed Vane"))
    firm.write("content/articles/by-zed.md", ARTICLE.replace("author: ada", "author: zed").replace("stood", "fell"))

    assert [] == problems(firm.run())


def test_a_person_who_leaves_signs_nothing_new(firm: Collecting) -> None:
    """Their page goes, and a piece dropped in the same run does not carry their name."""
    firm.run()
    firm.remove("content/people/ada.md")
    firm.write("stories/the-van.md", STORY)
    collected = firm.run()

    assert [] == firm.library.people()
    assert ["stories/the-van.md: the author 'ada' has no file in content/people/."] == problems(collected)


def test_a_person_whose_file_is_spoiled_signs_nothing_new(firm: Collecting) -> None:
    """The order of one run makes no difference: who cannot be read is not known."""
    firm.run()
    firm.write("content/people/ada.md", "---\nname: Ada Clear\n---\n")
    firm.write("stories/the-van.md", STORY)

    assert [
        "content/people/ada.md:2: `role` is missing.",
        "stories/the-van.md: the author 'ada' has no file in content/people/.",
    ] == sorted(problems(firm.run()))


def test_two_files_for_one_person_are_a_problem(firm: Collecting) -> None:
    """The first stays as it is, the second is named, and neither takes the other's place."""
    firm.run()
    firm.write("content/people/ada.txt", ADA.replace("Ada Clear", "Another Ada"))
    firm.write("stories/the-van.md", STORY)
    both = firm.run()
    firm.remove("content/people/ada.txt")
    firm.write("stories/the-car.md", STORY.replace("van", "car"))
    one = firm.run()

    assert ["content/people/ada.txt: content/people/ada.md has the same name."] == problems(both)
    assert ["the-van"] == kept(both)
    assert (["the-car"], []) == (kept(one), problems(one))
    assert ["Ada Clear"] == [person.name for person in firm.library.people()]


def test_a_page_may_change_its_format(firm: Collecting) -> None:
    """A page that leaves as Markdown and comes as text in one drop is the same page."""
    firm.write("content/pages/about.md", "# About\n\nWe are.")
    firm.run()
    firm.remove("content/pages/about.md")
    firm.write("content/pages/about.txt", "About\n\nWe are still.")
    collected = firm.run()

    assert [] == problems(collected)
    assert "We are still." == firm.items()["page:about"].body


def test_two_pieces_may_share_a_name(firm: Collecting) -> None:
    """The second one's address is longer, and stays so when the first goes."""
    firm.write("stories/ada/a-fence.md", STORY)
    firm.run()
    (second,) = set(firm.items()) - {"a-fence", "profile:ada"}
    firm.remove("content/articles/a-fence.md")
    firm.write("stories/ada/a-fence.md", STORY + "\nMore.")
    firm.run()

    assert second.startswith("a-fence-")
    assert ["profile:ada", second] == sorted(firm.items(), reverse=True)


def test_a_picture_that_changes_changes_the_item(firm: Collecting) -> None:
    """A clearance covers pictures too: new pixels are a new text."""
    firm.write("content/articles/a-fence.md", ARTICLE + "\n![A fence](img/fence.png)\n")
    firm.write("content/articles/img/fence.png", picture("red"))
    firm.run()
    before = firm.items()["a-fence"]
    firm.write("content/articles/img/fence.png", picture("blue"))
    collected = firm.run()
    after = firm.items()["a-fence"]

    assert ["a-fence"] == kept(collected)
    assert before.content_hash != after.content_hash
    assert f'src="asset:{after.assets[0].filename}"' in after.html
    assert AssetFolder(firm.root / ".attract/assets").read(after.assets[0]).startswith(b"\x89PNG")


def test_a_missing_picture_heals_when_it_comes(firm: Collecting) -> None:
    """The text waits for its picture without being touched."""
    firm.write("content/articles/a-fence.md", ARTICLE + "\n![A fence](fence.png)\n")
    before = firm.run()
    firm.write("content/articles/fence.png", picture("red"))
    after = firm.run()

    assert 1 == len(before.problems)
    assert (["a-fence"], []) == (kept(after), problems(after))


def test_a_picture_inside_a_word_file_names_the_file_when_it_is_refused(firm: Collecting) -> None:
    """Nobody has seen a file called embedded-1.gif; they have seen their own."""
    word = docx.Document()
    word.add_heading("In Word", level=1)
    gif = io.BytesIO()
    Image.new("P", (8, 8)).save(gif, "GIF")
    word.add_picture(gif)
    word.element.body.xpath(".//wp:docPr")[0].set("descr", "A fence")
    word.add_paragraph("Words.")
    out = io.BytesIO()
    word.save(out)
    firm.write("stories/in-word.docx", out.getvalue())

    assert ["stories/in-word.docx, embedded-1.gif: this is not a picture for the web."] == problems(firm.run())


def test_a_picture_without_words_is_a_problem(firm: Collecting) -> None:
    """The text is named, and waits."""
    firm.write("content/articles/fence.png", picture("red"))
    firm.write("content/articles/a-fence.md", ARTICLE + "\n![](fence.png)\n")

    assert ["content/articles/a-fence.md: the picture fence.png has no alternative text."] == problems(firm.run())


def test_a_portrait_is_kept_with_its_person(firm: Collecting) -> None:
    """A new portrait is a new page."""
    firm.write("content/people/ada.md", ADA.replace("role", "portrait: ada.png\nportrait_alt: Ada, smiling.\nrole"))
    firm.write("content/people/ada.png", picture("red"))
    firm.run()
    (before,) = firm.library.people()
    firm.write("content/people/ada.png", picture("blue"))
    firm.run()
    (after,) = firm.library.people()

    assert ("ada.png", "Ada, smiling.") == (before.portrait and before.portrait.name, before.portrait_alt)
    assert before.portrait != after.portrait


@pytest.mark.parametrize(
    ("address", "person", "problem"),
    [
        ("content/none.rss", "ada", "content/none.rss: the feed file cannot be read (No such file or directory)."),
        ("../none.rss", "ada", "../none.rss: the feed file lies outside the firm's folder."),
        ("ftp://blog.example/feed", "ada", "ftp://blog.example/feed: only http and https addresses are fetched."),
        ("content/articles/a-fence.md", "ada", "content/articles/a-fence.md: this is not a feed ("),
        ("content/blog.rss", "bo", "content/blog.rss: its person 'bo' has no file in content/people/."),
    ],
)
def test_a_dead_feed_is_a_problem_and_the_rest_goes_on(
    firm: Collecting, address: str, person: str, problem: str
) -> None:
    """Files and other feeds are collected all the same."""
    firm.write("content/blog.rss", RSS)
    firm.follow(address, person)
    firm.follow("content/copy.rss")
    firm.write("content/copy.rss", RSS)

    collected = firm.run()

    assert {"a-fence", "ditches", "hedges", "profile:ada"} == set(kept(collected))
    assert 1 == len(collected.problems)
    assert problems(collected)[0].startswith(problem)


def test_a_feed_that_comes_back_is_no_problem(firm: Collecting) -> None:
    """Its old entries stay while it is away."""
    firm.follow("content/blog.rss")
    firm.write("content/blog.rss", RSS)
    firm.run()
    firm.remove("content/blog.rss")
    away = firm.run()
    there = sorted(firm.items())
    firm.write("content/blog.rss", RSS)

    assert 1 == len(away.problems)
    assert {"ditches", "hedges"} < set(there)
    assert room.Collected() == firm.run()


def test_a_feed_that_firm_yml_no_longer_names_is_no_problem(firm: Collecting) -> None:
    """Taking a dead feed out of the settings is how it is solved; its pieces stay."""
    firm.follow("content/blog.rss")
    firm.write("content/blog.rss", RSS)
    firm.run()
    firm.remove("content/blog.rss")
    dead = firm.run()
    firm.feeds = []

    assert 1 == len(dead.problems)
    assert room.Collected() == firm.run()
    assert {"ditches", "hedges"} < set(firm.items())


def test_a_changed_entry_is_the_same_piece(firm: Collecting) -> None:
    """A new title on the blog changes the item, not its address or its date."""
    firm.follow("content/blog.rss")
    firm.write("content/blog.rss", RSS)
    firm.run(NOON)
    firm.write("content/blog.rss", RSS.replace(">Hedges<", ">Hedges, again<"))
    collected = firm.run(NOON + timedelta(days=1))

    assert ["hedges"] == kept(collected)
    assert ("Hedges, again", NOON) == (firm.items()["hedges"].title, firm.items()["hedges"].published)


def test_a_feed_cannot_take_a_files_place(firm: Collecting) -> None:
    """An entry whose link spells the path of an article changes nothing about the article."""
    firm.follow("content/blog.rss")
    firm.write("content/blog.rss", RSS.replace("https://blog.example/hedges", "content/articles/a-fence.md"))
    firm.run()

    assert Kind.ARTICLE == firm.items()["a-fence"].kind
    assert "hedges" not in firm.items()


def test_the_files_of_the_authors_are_left_as_they_were(firm: Collecting) -> None:
    """Repairs happen in the library; nobody's file is rewritten."""
    raw = "# A 𝗳𝗲𝗻𝗰𝗲\r\n\r\nThe cafÃ©.".encode("utf-16")
    firm.write("content/articles/damaged.md", raw)
    firm.run()

    assert raw == (firm.root / "content/articles/damaged.md").read_bytes()
    assert ("A fence", "The café.") == (firm.items()["damaged"].title, firm.items()["damaged"].body)


def test_progress_counts_files_and_feeds(firm: Collecting) -> None:
    """A watcher sees each name once, and the end."""
    firm.follow("content/blog.rss")
    firm.follow("content/none.rss")
    firm.write("content/blog.rss", RSS)
    firm.run()

    assert [
        ("collect", 0, 2, "content/people/ada.md"),
        ("collect", 1, 2, "content/articles/a-fence.md"),
        ("collect", 2, 2, ""),
        ("feeds", 0, 2, "content/blog.rss"),
        ("feeds", 1, 2, "content/none.rss"),
        ("feeds", 2, 2, ""),
    ] == firm.told


def test_feeds_can_be_left_alone(firm: Collecting) -> None:
    """A run that only looks at files fetches nothing, forgets no feed, and speaks of files alone."""
    firm.follow("content/blog.rss")
    firm.follow("content/none.rss")
    firm.write("content/blog.rss", RSS)
    before = firm.run()
    firm.write("content/blog.rss", RSS.replace(">Hedges<", ">Hedges, again<"))
    firm.feeds = None
    collected = firm.run()

    assert "Hedges" == firm.items()["hedges"].title
    assert [] == kept(collected)
    assert [1, 0] == [len(problems(before)), len(problems(collected))]
    assert {"content/blog.rss", "content/none.rss"} == set(firm.library.feeds())


def test_what_the_firm_says_of_itself_is_an_item(firm: Collecting) -> None:
    """The settings' words pass the same gate as a page's: kept once, and again when they change."""
    firm.firm_words = ["We mend fences", "", "Because it matters.", "Carefully."]
    first, second = firm.run(NOON), firm.run(NOON)
    said = firm.items()["firm"]
    firm.firm_words = ["We mend fences", "Slowly."]
    third = firm.run(NOON + timedelta(days=1))

    assert (Kind.FIRM, "content/firm.yml", "We mend fences") == (said.kind, said.source, said.title)
    assert "Because it matters.\n\nCarefully." == said.body
    assert ("firm" in kept(first), [], ["firm"]) == (True, kept(second), kept(third))
    assert ("Slowly.", NOON) == (firm.items()["firm"].body, firm.items()["firm"].published)


def laid(**changes: Any) -> Areas:
    """The shipped practice areas as these settings change them."""
    return overlay(PracticeAreas(**changes), taxonomy().areas).areas


def test_people_may_call_an_area_as_it_is_or_was(firm: Collecting) -> None:
    """Old key, new key and new name are one area, kept under the key that no later renaming changes."""
    firm.areas = laid(rename={"tax": "Money and the state"})
    for name, word in {"bo": "tax", "cy": "money-and-the-state", "di": "Money and the State"}.items():
        firm.write(f"content/people/{name}.md", ADA.replace("Ada Clear", name).replace("tax", word))
    firm.write("content/practices/Money and the state.md", "What we do.\n")

    assert [] == problems(firm.run())
    assert {("tax",)} == {person.practices for person in firm.library.people()}
    assert "practice:money-and-the-state" in firm.items()


def test_a_hidden_area_is_reported_and_stops_nobody(firm: Collecting) -> None:
    """Hiding an area makes those be read again who name it, and says so on their page and on its own words."""
    firm.areas = laid()
    firm.write("content/practices/tax.md", "What we do.\n")
    firm.run()
    firm.areas = laid(hide=["tax"])
    collected = firm.run()

    assert ["profile:ada", "practice:tax"] == kept(collected)
    assert {("the firm does not show the practice area Tax (`practice_areas.hide`): it is left out here.",)} == {
        each.notes for each in collected.kept
    }
    assert ([], []) == (problems(collected), kept(firm.run()))


def test_an_area_that_is_no_longer_added_is_a_problem_of_those_who_name_it(firm: Collecting) -> None:
    """Changed areas are held against the files that name some, and against no others."""
    firm.areas = laid(add=[{"name": "Horses"}])
    firm.write("content/people/ada.md", ADA.replace("tax", "horses"))
    before = problems(firm.run())
    firm.areas = laid()

    assert [] == before
    assert ["content/people/ada.md: there is no practice area 'horses'."] == [
        each for each in problems(firm.run()) if "people" in each and "practice" in each
    ]

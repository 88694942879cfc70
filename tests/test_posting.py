"""Posts from what is cleared to what a network has: drafted once, looked at, said in time, taken down."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline import post_acts, post_connecting, rounds
from pipeline.clearance_acts import correct_item
from pipeline.errors import ClearanceError, UsageError
from pipeline.model.posting import Connection, Post, PostState
from pipeline.ports.posting import NotSentError
from pipeline.post_pictures import PostPictures
from pipeline.sending import Sending
from pipeline.terminal import show_run
from pipeline.wiring import House
from tests.conftest import ARTICLE, WEDNESDAY, SmallFirm
from tests.edges.networks.test_webhook import NEW, Receiver, receiver, verified  # noqa: F401  # a fixture

#: The morning after: the article of this week is news, and 09:30 has been.
_THURSDAY = WEDNESDAY + timedelta(days=1)
_NEWS = f"""{ARTICLE.replace("2026-11-02", "2026-11-17")}
Landlords of shops like a review every five years. Tenants of shops rarely read the schedule of condition.

A surveyor's photographs settle most disputes about repair. Dilapidations are cheaper on the first day than on the last.
"""
_OTHER = """---
title: Rent in arrears
summary: A landlord who is owed rent has three ways.
author: rafe
date: 2026-11-16
---
A landlord may sue for the rent of a lease. A landlord may take control of goods after seven days' notice. Forfeiture is the last of the ways.
"""


def firm_with(firm: SmallFirm, accounts: str, **more: str) -> SmallFirm:
    """A firm with accounts, and an article that is news."""
    settings = (firm.root / "content/firm.yml").read_text("utf-8").replace("social:", "was_social:")
    rest = "".join(f"  {name}: {value}\n" for name, value in more.items())
    firm.write("content/firm.yml", f"{settings}social:\n  networks: []\n{rest}  accounts:\n{accounts}")
    firm.write("content/articles/reading-a-lease.md", _NEWS)
    return firm


HOOK = "    hook: {network: linkedin, by: webhook}\n"


def at(firm: SmallFirm, now: datetime = WEDNESDAY) -> House:
    """The house, with everything collected, screened and drafted."""
    house = firm.house(now)
    drafted(house)
    return house


def drafted(house: House) -> int:
    """Bring the drafts up to the folder."""
    with house.working():
        house.collect(feeds=False)
        house.tag()
        house.screen()
    return rounds.draft(house, house.judged()[0])


def connected(house: House, receiver: Receiver, name: str = "hook") -> None:  # noqa: F811
    """A webhook's account, connected."""
    post_connecting.connect(house, name, {"address": receiver.url, "secrets": NEW})


def cleared(house: House, by: str = "Ines") -> list[Post]:
    """Every draft, looked at."""
    drafts = house.posting.posts.find(states=[PostState.DRAFT])
    return [post_acts.clear(house, each, by, house.judged()[0]) for each in drafts]


def states(house: House) -> dict[str, PostState]:
    """How each post stands, by what it is of."""
    return {each.of: each.state for each in house.posting.posts.find()}


def only(house: House, of: str = "reading-a-lease") -> Post:
    """The one post of a piece."""
    (found,) = house.posting.posts.find(of=of)
    return found


def test_a_new_piece_is_drafted_once_for_each_account(small_firm: SmallFirm) -> None:
    """Each in its own words, from the piece; a second look drafts nothing."""
    firm = firm_with(
        small_firm,
        "    one: {network: bluesky}\n    two: {network: linkedin}\n    paste: {network: linkedin, by: hand, person: rafe}\n",
    )
    house = at(firm)

    posts = house.posting.posts.find()
    assert ["one", "paste", "two"] == sorted(each.account for each in posts)
    assert 3 == len({each.wire.text for each in posts})
    source = " ".join(_NEWS.split())
    for each in posts:
        words = [part for part in each.wire.text.split("\n\n") if not part.startswith(("#", "https://"))]
        assert words
        for sentence in " ".join(words).split(". "):
            assert sentence.rstrip(".") in source or sentence.startswith("Reading a lease ")
    assert 0 == drafted(house) == rounds.draft(house, house.judged()[0])


def test_whoever_pastes_it_looks_at_it(small_firm: SmallFirm) -> None:
    """A post by hand waits for nobody's look; others do, unless the account says that the piece's clearance is enough."""
    firm = firm_with(
        small_firm,
        "    a: {network: bluesky}\n    b: {network: linkedin, ask: false}\n    c: {network: linkedin, by: hand, person: rafe}\n",
    )
    found = {each.account: each.state for each in at(firm).posting.posts.find()}

    assert {"a": PostState.DRAFT, "b": PostState.PLANNED, "c": PostState.PLANNED} == found


def test_a_flood_of_pieces_is_told_as_long_as_it_is_news(small_firm: SmallFirm) -> None:
    """One a day on each account; of what finds no day in time it says nothing, and why; whoever pastes gets all of it."""
    accounts = f"{HOOK}    paste: {{network: linkedin, by: hand, person: rafe}}\n"
    firm = firm_with(small_firm, accounts, news="7")
    for topic in ("Oak", "Elm", "Ash", "Yew", "Fir", "Box", "Bay", "Fig"):
        text = _OTHER.replace("Rent in arrears", f"{topic} rents").replace("A landlord", f"A landlord of {topic} Court")
        firm.write(f"content/articles/{topic.lower()}.md", text)
    house = at(firm)

    posts = house.posting.posts.find(account="hook")
    days = [f"{each.due.astimezone(house.firm.zone):%a %d}" for each in posts]
    assert ["Thu 19", "Fri 20"] == days[:2]
    ends = {each.id: each.item.published + timedelta(days=7) for each in house.judged()[0]}
    assert all(each.due < ends[each.of] for each in posts)
    said = house.posting.drafting(house.judged()[0]).all().without
    late = {each.piece for each in said if each.account == "hook" and "no free day while this is news" in each.why}
    assert 9 == len(posts) + len(late)
    assert 9 == len(house.posting.posts.find(account="paste"))


@pytest.mark.parametrize(
    ("days", "day"), [("[friday]", "Fri 20"), ("[sunday, saturday]", "Sat 21"), ("tuesday", "Tue 24")]
)
def test_posts_leave_on_the_weekdays_of_the_settings(small_firm: SmallFirm, days: str, day: str) -> None:
    """On the first that comes."""
    house = at(firm_with(small_firm, HOOK, on=days))

    assert f"{day} 09:30" == f"{only(house).due.astimezone(house.firm.zone):%a %d %H:%M}"


def test_on_weekends_nothing_leaves_where_nothing_is_said(small_firm: SmallFirm) -> None:
    """Who works then finds them on Monday."""
    firm = firm_with(small_firm, HOOK)
    house = at(firm, WEDNESDAY + timedelta(days=3))

    assert "Mon 23 09:30" == f"{only(house).due.astimezone(house.firm.zone):%a %d %H:%M}"


def test_old_pieces_are_no_news(small_firm: SmallFirm) -> None:
    """An account that is set up today says nothing of last month."""
    firm = firm_with(small_firm, HOOK)
    firm.write("content/articles/rent-in-arrears.md", _OTHER.replace("2026-11-16", "2026-10-01"))

    assert {"reading-a-lease"} == states(at(firm)).keys()


def test_a_lawyers_account_tells_of_their_own(small_firm: SmallFirm) -> None:
    """Of nobody else's; and of nothing once they have left."""
    firm = firm_with(
        small_firm, "    rafe: {network: bluesky, person: rafe}\n    ada: {network: bluesky, person: ada}\n"
    )
    person = (firm.root / "content/people/rafe.md").read_text("utf-8")
    firm.write("content/people/ada.md", person.replace("Rafe", "Ada").replace("rafe@", "ada@"))

    assert ["rafe"] == [each.account for each in at(firm).posting.posts.find()]


def test_not_me(small_firm: SmallFirm) -> None:
    """Whoever says `social: no` is told of on no account, their firm's among them."""
    firm = firm_with(small_firm, HOOK)
    person = (firm.root / "content/people/rafe.md").read_text("utf-8")
    firm.write("content/people/rafe.md", person.replace("---\n", "---\nsocial: no\n", 1))

    assert {} == states(at(firm))


def test_not_me_any_more(small_firm: SmallFirm, receiver: Receiver) -> None:  # noqa: F811
    """What waits of somebody who says so, or leaves, is given up, even where it is due at that moment."""
    firm = firm_with(small_firm, HOOK + "    own: {network: linkedin, by: webhook, person: rafe}\n")
    house = at(firm)
    connected(house, receiver)
    connected(house, receiver, "own")
    posts = cleared(house)
    person = (firm.root / "content/people/rafe.md").read_text("utf-8")
    firm.write("content/people/rafe.md", person.replace("---\n", "---\nsocial: no\n", 1))
    then = firm.house(max(each.due for each in posts))
    with then.working():
        then.collect(feeds=False)

    assert 0 == rounds.say(then, then.judged()[0]).accepted
    rounds.draft(then, then.judged()[0])
    assert [PostState.DROPPED] * 2 == [each.state for each in then.posting.posts.find()]
    assert all("not me" in each.response for each in then.posting.posts.find())
    assert [] == receiver.got


def test_a_draft_leaves_when_somebody_has_looked_at_it(small_firm: SmallFirm, receiver: Receiver) -> None:  # noqa: F811
    """Not before, and not before its time; what arrives is what was cleared, signed; never twice."""
    firm = firm_with(small_firm, HOOK)
    house = at(firm)
    connected(house, receiver)
    later = firm.house(_THURSDAY + timedelta(days=3))
    assert (0, 1) == ((said := rounds.say(later, later.judged()[0])).accepted, said.drafts)

    (post,) = cleared(house)
    assert 0 == rounds.say(house, house.judged()[0]).accepted
    then = firm.house(post.due)
    assert 1 == rounds.say(then, then.judged()[0]).accepted
    assert 0 == rounds.say(then, then.judged()[0]).accepted

    assert 1 == len(receiver.got)
    told = json.loads(receiver.got[0][1])["data"]
    assert (post.wire.text, post.wire.link, post.id) == (told["text"], told["link"], told["id"])
    assert told["image"]["address"].startswith("https://")
    assert (PostState.ACCEPTED, "Ines") == (only(house).state, only(house).cleared_by)


def test_posts_leave_at_the_firms_hour_on_open_days(small_firm: SmallFirm) -> None:
    """One a day for each account, the accounts apart from each other, none on a closed day."""
    firm = firm_with(
        small_firm, "    one: {network: bluesky}\n    two: {network: linkedin}\n", at='"10:15"', spacing="20"
    )
    settings = (firm.root / "content/firm.yml").read_text("utf-8")
    firm.write("content/firm.yml", settings + "calendar: {closed: [2026-11-19], weekdays: [saturday, sunday]}\n")
    firm.write("content/articles/rent-in-arrears.md", _OTHER)
    posts = at(firm).posting.posts.find()

    by_account: dict[str, list[datetime]] = {}
    for each in posts:
        by_account.setdefault(each.account, []).append(each.due)
    zone = firm.house().firm.zone
    told = {name: [f"{each.astimezone(zone):%d %H:%M}" for each in dues] for name, dues in by_account.items()}
    assert {"one": ["18 10:15", "20 10:15"], "two": ["18 10:35", "20 10:35"]} == told or all(
        "19" not in each[:2] for dues in told.values() for each in dues
    )


def test_nothing_leaves_by_itself_on_closed_days(small_firm: SmallFirm, receiver: Receiver) -> None:  # noqa: F811
    """What a person asks for does."""
    firm = firm_with(small_firm, HOOK)
    house = at(firm)
    connected(house, receiver)
    (post,) = cleared(house)
    settings = (firm.root / "content/firm.yml").read_text("utf-8")
    firm.write("content/firm.yml", settings + f"calendar: {{closed: [{post.due:%Y-%m-%d}]}}\n")
    then = firm.house(post.due)

    assert not then.posting.ready()
    assert 0 == rounds.say(then, then.judged()[0], by_clock=True).accepted
    assert 1 == rounds.say(then, then.judged()[0]).accepted


@pytest.mark.parametrize("by", ["sender", "clock"])
def test_it_leaves_by_itself(small_firm: SmallFirm, receiver: Receiver, by: str) -> None:  # noqa: F811
    """By the sender of `attract up`, or by a tick of the clock where there is none; once; and what stops it is told."""
    firm = firm_with(small_firm, HOOK)
    house = at(firm)
    connected(house, receiver)
    rounds.whole(house)
    (post,) = cleared(house)
    receiver.status = 410

    def look(now: datetime) -> str:
        then = firm.house(now)
        if by == "sender":
            sending = Sending(then)
            sending.look()
            return sending.amiss
        done = rounds.due(then)
        return " ".join(done.posted.problems.values()) if done else ""

    assert ("", 0) == (look(post.due - timedelta(minutes=1)), len(receiver.got))
    assert "must be connected again" in look(post.due)
    receiver.status = 200
    connected(firm.house(post.due + timedelta(minutes=1)), receiver)
    moved = only(house).due
    assert "" == look(moved)
    assert "" == look(moved + timedelta(minutes=1))
    assert (2, PostState.ACCEPTED) == (len(receiver.got), only(house).state)


def test_other_words_are_looked_at_again(small_firm: SmallFirm, receiver: Receiver) -> None:  # noqa: F811
    """A piece that was changed takes the clearance of its post along; whoever clears by the old words is told so."""
    firm = firm_with(small_firm, HOOK)
    house = at(firm)
    connected(house, receiver)
    seen = only(house).called
    cleared(house)

    firm.write("content/articles/reading-a-lease.md", _NEWS.replace("landlord each", "lessor each"))
    house = at(firm)
    assert PostState.DRAFT is only(house).state
    assert "lessor each" in only(house).wire.text
    with pytest.raises(UsageError, match="something else"):
        post_acts.one(house, seen)
    then = firm.house(_THURSDAY + timedelta(days=3))
    assert 0 == rounds.say(then, then.judged()[0]).accepted


def test_what_changes_between_two_looks_does_not_leave(small_firm: SmallFirm, receiver: Receiver) -> None:  # noqa: F811
    """The sender may be quicker than the clock: the post waits for another look, and is not given up."""
    firm = firm_with(small_firm, HOOK)
    house = at(firm)
    connected(house, receiver)
    (post,) = cleared(house)
    firm.write("content/articles/reading-a-lease.md", _NEWS.replace("The break clause", "The break right"))
    then = firm.house(post.due)
    with then.working():
        then.collect(feeds=False)
        then.tag()
        then.screen()

    assert 0 == rounds.say(then, then.judged()[0]).accepted
    assert (PostState.DRAFT, []) == (only(then).state, receiver.got)


def withdraw(firm: SmallFirm, now: datetime) -> House:
    """The author takes the file away."""
    (firm.root / "content/articles/reading-a-lease.md").unlink()
    house = firm.house(now)
    with house.working():
        house.collect(feeds=False, accept_gone=True)
    rounds.draft(house, house.judged()[0])
    return house


def test_what_was_withdrawn_waits_no_longer(small_firm: SmallFirm) -> None:
    """Its drafts are dropped, with the reason."""
    firm = firm_with(small_firm, HOOK)
    at(firm)
    house = withdraw(firm, _THURSDAY)

    assert (PostState.DROPPED, "reading-a-lease was withdrawn") == (only(house).state, only(house).response)


def test_what_was_withdrawn_is_taken_down(small_firm: SmallFirm, receiver: Receiver) -> None:  # noqa: F811
    """Once; a network that does not answer is asked again later, and says so meanwhile."""
    firm = firm_with(small_firm, HOOK)
    house = at(firm)
    connected(house, receiver)
    (post,) = cleared(house)
    then = firm.house(post.due)
    rounds.say(then, then.judged()[0])
    house = withdraw(firm, post.due + timedelta(hours=1))
    receiver.status = 503

    failed = rounds.say(house, house.judged()[0])
    assert ((0, ["hook"]), PostState.ACCEPTED) == ((failed.removed, list(failed.problems)), only(house).state)
    receiver.status = 200
    assert 0 == rounds.say(house, house.judged()[0]).removed
    house = firm.house(post.due + timedelta(hours=2))
    assert 1 == rounds.say(house, house.judged()[0]).removed
    assert 0 == rounds.say(house, house.judged()[0]).removed

    assert ["post.due", "post.withdrawn", "post.withdrawn"] == [json.loads(body)["type"] for _, body in receiver.got]
    assert PostState.REMOVED is only(house).state


def test_no_post_leads_to_a_page_that_is_not_there(small_firm: SmallFirm, receiver: Receiver, tmp_path: Path) -> None:  # noqa: F811
    """It waits until the site is where it lives, and says so; what was withdrawn is taken down all the same."""
    firm = firm_with(small_firm, HOOK)
    firm.write("content/articles/rent-in-arrears.md", _OTHER)
    name = firm.root / "content/firm.yml"
    hosts = f"publishing: {{to: [{{name: web, folder: {{path: {tmp_path}/away/www}}}}]}}\n"
    name.write_text(name.read_text("utf-8") + hosts)
    house = at(firm)
    connected(house, receiver)
    first, second = sorted(cleared(house), key=lambda each: each.due)
    then = firm.house(first.due)
    with then.working():
        then.publish()

    waits = rounds.say(then, then.judged()[0])
    assert (0, 2) == (waits.accepted, waits.waiting)
    assert {"hook": "hook waits: the site at your hosts is not this one yet: attract publish"} == waits.problems
    (tmp_path / "away").mkdir()
    assert not any(each.problem for each in rounds.put_where_it_lives(then))
    assert (1, {}) == ((said := rounds.say(then, then.judged()[0])).accepted, said.problems)

    (firm.root / f"content/articles/{first.of}.md").unlink()
    then = firm.house(second.due)
    with then.working():
        then.collect(feeds=False, accept_gone=True)
        then.publish()
    later = rounds.say(then, then.judged()[0])
    assert (0, 1, ["hook"]) == (later.accepted, later.removed, list(later.problems))


def test_a_look_at_the_clock_says_posts_and_tells_of_them(
    small_firm: SmallFirm, receiver: Receiver, capsys: pytest.CaptureFixture[str]  # noqa: F811
) -> None:  # fmt: skip
    """Where nothing else is due the site is left alone; the next look finds nothing."""
    firm = firm_with(small_firm, HOOK)
    house = at(firm)
    connected(house, receiver)
    house.tick()
    (post,) = cleared(house)
    then = firm.house(post.due)
    with then.working():
        then.plan.due()

    done = then.tick()
    assert done
    assert (1, False) == (done.posted.accepted, done.published.built)
    show_run(done, then)
    assert "posts 1 said" in " ".join(capsys.readouterr().out.split())
    again = then.tick()
    assert again is None or not again.posted.happened


def test_a_dead_token_stops_the_queue_and_drops_nothing(small_firm: SmallFirm, receiver: Receiver) -> None:  # noqa: F811
    """Nothing is tried with it any more; connected again, what waited gets its next free time, however late it is."""
    firm = firm_with(small_firm, HOOK)
    house = at(firm)
    connected(house, receiver)
    (post,) = cleared(house)
    receiver.status = 410
    then = firm.house(post.due)
    said = rounds.say(then, then.judged()[0])

    assert "must be connected again" in said.problems["hook"]
    assert not then.posting.ready()
    rounds.say(then, then.judged()[0])
    assert 1 == len(receiver.got)
    assert PostState.PLANNED is only(then).state

    receiver.status = 200
    later = firm.house(post.due + timedelta(days=9))
    done = post_connecting.connect(later, "hook", {"address": receiver.url, "secrets": NEW})
    assert 1 == done.moved
    moved = only(later)
    assert (True, "Ines", PostState.PLANNED) == (moved.due > later.time(), moved.cleared_by, moved.state)
    last = firm.house(moved.due)
    assert 1 == rounds.say(last, last.judged()[0]).accepted


def test_a_correction_follows_what_was_said(small_firm: SmallFirm, receiver: Receiver) -> None:  # noqa: F811
    """A post of its own, to be looked at, on the accounts that said it wrong."""
    firm = firm_with(small_firm, HOOK + "    quiet: {network: bluesky}\n")
    house = at(firm)
    connected(house, receiver)
    posts = {each.account: each for each in cleared(house)}
    then = firm.house(posts["hook"].due)
    then.publish()
    rounds.say(then, then.judged()[0])
    firm.write("content/articles/reading-a-lease.md", _NEWS.replace("tenant", "lessee"))
    later = at(firm, posts["hook"].due + timedelta(hours=3))
    correct_item(later, "reading-a-lease", by="Ines", note="It is the lessee who is bound.")
    drafted(later)

    follows = [each for each in later.posting.posts.find() if "correction" in each.of]
    assert ["hook"] == [each.account for each in follows]
    assert follows[0].wire.text.startswith("Correction: ")
    assert "It is the lessee who is bound." in follows[0].wire.text
    assert PostState.DRAFT is follows[0].state
    assert later.time() <= follows[0].due <= later.time() + timedelta(days=1)


def test_what_is_new_in_a_week_is_one_post(small_firm: SmallFirm) -> None:
    """After the weekly edition, two pieces or more; each account names them in another order."""
    firm = firm_with(
        small_firm,
        "    one: {network: bluesky}\n    two: {network: linkedin}\n    dull: {network: bluesky, weekly: false}\n",
    )
    settings = (firm.root / "content/firm.yml").read_text("utf-8")
    firm.write("content/firm.yml", settings + 'cadences: {weekly: {on: monday, at: "08:30"}}\n')
    firm.write("content/articles/rent-in-arrears.md", _OTHER)
    house = firm.house()
    rounds.whole(house)

    digests = {each.account: each for each in house.posting.posts.find() if each.of.startswith("weekly-")}
    assert {"one", "two"} == digests.keys()
    texts = {name: each.wire.text for name, each in digests.items()}
    assert texts["one"] != texts["two"]
    for each in digests.values():
        assert {"– Reading a lease", "– Rent in arrears"} <= set(each.wire.text.splitlines())
        assert {"reading-a-lease", "rent-in-arrears"} == each.texts.keys()
        assert each.wire.link.endswith(f"#{each.of}")


def test_a_digest_whose_piece_was_changed_is_looked_at_again(small_firm: SmallFirm) -> None:
    """It names the pieces as they are called by then; one that has left says what it said."""
    firm = firm_with(small_firm, HOOK)
    settings = (firm.root / "content/firm.yml").read_text("utf-8")
    firm.write("content/firm.yml", settings + 'cadences: {weekly: {on: monday, at: "08:30"}}\n')
    firm.write("content/articles/rent-in-arrears.md", _OTHER)
    house = firm.house()
    rounds.whole(house)
    (digest,) = [each for each in house.posting.posts.find() if each.of.startswith("weekly-")]
    cleared(house)
    firm.write("content/articles/rent-in-arrears.md", _OTHER.replace("Rent in arrears", "Rent that is owed"))
    drafted(house)
    after = post_acts.one(house, digest.id)

    assert (PostState.DRAFT, True) == (after.state, "– Rent that is owed" in after.wire.text)
    assert PostState.PLANNED is post_acts.clear(house, after, "Ines", house.judged()[0]).state


def test_what_nobody_looks_at_is_no_news_any_more(small_firm: SmallFirm) -> None:
    """A draft is given up when it is no news any more; what a dead token keeps is not."""
    firm = firm_with(
        small_firm, HOOK + "    paste: {network: linkedin, by: hand, person: rafe}\n    late: {network: bluesky}\n"
    )
    house = at(firm)
    (late,) = house.posting.posts.find(account="late")
    post_acts.clear(house, late, "Ines", house.judged()[0])
    drafted(firm.house(WEDNESDAY + timedelta(days=14)))
    assert PostState.MISSED not in {each.state for each in house.posting.posts.find()}
    drafted(firm.house(WEDNESDAY + timedelta(days=16)))
    found = {each.account: (each.state, each.response) for each in house.posting.posts.find()}

    assert (PostState.MISSED, "nobody looked at it within 14 days of its time") == found["hook"]
    assert (PostState.MISSED, "nobody handed it over within 14 days of its time") == found["paste"]
    assert PostState.PLANNED is found["late"][0]


def test_two_accounts_of_one_network_never_say_the_same(small_firm: SmallFirm) -> None:
    """Not even one that is added later."""
    firm = firm_with(small_firm, "    one: {network: linkedin}\n")
    at(firm)
    settings = (firm.root / "content/firm.yml").read_text("utf-8")
    added = "".join(f"    {name}: {{network: linkedin}}\n" for name in ("aa", "bb", "zz"))
    firm.write("content/firm.yml", settings + added)
    house = at(firm)
    words = [each.wire.text for each in house.posting.posts.find()]

    assert 1 < len(words)
    assert len(set(words)) == len(words)


@pytest.mark.parametrize(
    ("act", "state"),
    [
        (lambda house, post: post_acts.drop(house, post, "Ines", "no"), PostState.DROPPED),
        (lambda house, post: post_acts.move(house, post, _THURSDAY + timedelta(days=30)), PostState.PLANNED),
    ],
    ids=["drop", "move"],
)
def test_a_person_changes_what_waits(
    small_firm: SmallFirm, act: Callable[[House, Post], Post], state: PostState
) -> None:
    """Dropped, it stays; moved, it keeps the clearance of its words; and each can be taken back."""
    house = at(firm_with(small_firm, HOOK))
    (post,) = cleared(house)
    after = act(house, post)

    assert (state, "Ines") == (after.state, after.cleared_by)
    if state is PostState.DROPPED:
        back = post_acts.again(house, after, house.judged()[0])
        assert (PostState.DRAFT, True) == (back.state, back.due > house.time())
    else:
        assert after.due == after.wire.at == _THURSDAY + timedelta(days=30)
        assert after.seal != post.seal


def test_a_piece_that_is_not_cleared_lets_no_draft_leave(small_firm: SmallFirm) -> None:
    """Whoever clears a post does not clear its piece with it."""
    firm = firm_with(small_firm, HOOK)
    house = at(firm)
    post = only(house)
    withdraw(firm, WEDNESDAY)

    with pytest.raises(UsageError, match="it is dropped"):
        post_acts.clear(house, post_acts.one(house, post.id), "Ines", firm.house().judged()[0])
    with pytest.raises(ClearanceError, match="not cleared for social networks"):
        post_acts.clear(house, post, "Ines", firm.house().judged()[0])


def test_a_lost_key_stops_its_accounts_and_nothing_else(small_firm: SmallFirm, receiver: Receiver) -> None:  # noqa: F811
    """Drafts are made all the same; what would leave says what to do."""
    mastodon = '    toots: {network: mastodon, server: "https://social.example"}\n    page: {network: linkedin, handle: "4711"}\n'
    firm = firm_with(small_firm, HOOK + mastodon)
    house = at(firm)
    connected(house, receiver)
    (post,) = [each for each in cleared(house) if each.account == "hook"]
    for name in ("toots", "page"):
        known = Connection(account=name, speaks_for="it", connected=house.time())
        house.posting.tokens.connect(known, {"token": "t", "access": "a", "limit": "300"})
    (firm.root / ".attract/token.keys").write_text("")
    firm.write("content/articles/rent-in-arrears.md", _OTHER)
    then = firm.house(post.due)

    assert 3 == drafted(then)
    said = rounds.say(then, then.judged()[0])
    assert (0, True) == (said.accepted, "attract social connect" in said.problems["hook"])
    assert PostState.PLANNED is post_acts.one(then, post.id).state


def test_the_pictures_are_kept(small_firm: SmallFirm) -> None:
    """As they were when somebody looked at them, with what they show in words."""
    house = at(firm_with(small_firm, HOOK))
    picture = only(house).wire.picture

    assert picture is not None
    raw = PostPictures(house).read(picture)
    assert (picture.size, b"\x89PNG") == (len(raw), raw[:4])
    assert "Reading a lease" in picture.alt


def test_pictures_go_when_nobody_needs_them(small_firm: SmallFirm) -> None:
    """A month after their post was over; those of what waits stay, however old."""
    import os

    firm = firm_with(small_firm, HOOK)
    house = at(firm)
    (picture,) = (firm.root / ".attract/pictures").iterdir()
    old = (house.time() - timedelta(days=40)).timestamp()
    os.utime(picture, (old, old))
    pictures = PostPictures(house)

    assert 0 == pictures.forget([only(house)], timedelta(days=30))
    assert 0 == pictures.forget([], timedelta(days=50))
    assert 1 == pictures.forget([], timedelta(days=30))
    with pytest.raises(NotSentError, match="not here any more"):
        pictures.read(only(house).wire.picture or pytest.fail("it has one"))


def test_a_webhooks_secret_is_made(small_firm: SmallFirm, receiver: Receiver) -> None:  # noqa: F811
    """Where nobody has one; it is told once, and signs."""
    firm = firm_with(small_firm, HOOK)
    house = at(firm)
    done = post_connecting.connect(house, "hook", {"address": receiver.url})
    (post,) = cleared(house)
    then = firm.house(post.due)
    rounds.say(then, then.judged()[0])

    assert done.secret.startswith("whsec_")
    told: Any = verified_now(receiver, done.secret)
    assert post.wire.text == told["data"]["text"]
    for path in (Path(firm.root) / ".attract").rglob("*"):
        assert not path.is_file() or done.secret.encode() not in path.read_bytes()


def verified_now(receiver: Receiver, secret: str) -> Any:  # noqa: F811
    """What was got, its signature checked by somebody else's library; its time is the test's, and not checked."""
    import base64
    import hashlib
    import hmac

    headers, body = receiver.got[-1]
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mac = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert f"v1,{mac}" == headers["webhook-signature"]
    return json.loads(body)

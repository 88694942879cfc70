"""Share packs: each post in one mail, to who posts it, and to nobody who cannot or will not."""

import email
import email.policy
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from pipeline import rounds, share_packs
from pipeline.ending import silent
from pipeline.errors import BusyError, TransportError, UsageError
from pipeline.model import SlotState
from pipeline.model.posting import PostState
from pipeline.rehearsing.report import rehearsed
from pipeline.rehearsing.run import What
from pipeline.sending import Sending
from pipeline.social.share import ShareRun
from pipeline.wiring import House
from tests.conftest import WEDNESDAY, SmallFirm, small_firm_in
from tests.handing import ADA, PIECE, killers, put, speaking
from tests.servers.mail_server import MailServer
from tests.serving import free_port
from tests.thorough import in_gates

KILLS = int(os.environ.get("ATTRACT_KILLS", "0"))
SHARE = 'cadences: {share: {on: wednesday, at: "12:00"}}\n'
WEEK = "2026-W47"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a firm with accounts, to be copied."""
    firm = small_firm_in(tmp_path_factory.mktemp("prepared"))
    speaking(firm)
    return firm.root


@pytest.fixture
def small_firm(prepared: Path, tmp_path: Path) -> SmallFirm:
    """A copy of it."""
    shutil.copytree(prepared, tmp_path / "firm")
    return SmallFirm(tmp_path / "firm")


@pytest.fixture
def house(small_firm: SmallFirm) -> House:
    """It at work."""
    return small_firm.house()


def mail(house: House, *people: str, period: str = WEEK) -> ShareRun:
    """Mail what waits."""
    return share_packs.mail(house, house.judged()[0], period, people)


def laid(house: House) -> dict[str, EmailMessage]:
    """The mails in the outbox, by their Message-ID."""
    found = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted((house.outbox / "mail/new").glob("*.eml"))
    ]
    return {str(each["Message-ID"]): each for each in found}


def words_of(message: EmailMessage) -> str:
    """Its plain part."""
    part = message.get_body(("plain",))
    assert part
    return str(part.get_content())


def told(house: House) -> list[str]:
    """Every post that stands in a mail, as often as it does."""
    return sorted(each for one in laid(house).values() for each in re.findall(r"Of \w+ on [\w-]+\.", words_of(one)))


def states(house: House) -> dict[str, PostState]:
    """How each post stands."""
    return {each.id: each.state for each in house.posting.posts.find()}


def changed(firm: SmallFirm, path: str, text: str) -> House:
    """The firm after a file was changed."""
    firm.write(path, text)
    house = firm.house()
    house.collect(feeds=False)
    house.tag()
    house.screen()
    return house


# What is mailed.


def test_each_lawyer_gets_one_mail_with_what_is_theirs(house: House) -> None:
    """Whatever the networks, with the lengths that those count; and no post of another account is in it."""
    put(house, "rafe-linkedin", "a")
    put(house, "rafe-mastodon", "a")
    put(house, "ada-x", "b")
    put(house, "firm-linkedin", "a")

    run = mail(house)

    rafe, ada = laid(house)[f"<share.{WEEK}.rafe@firm.example>"], laid(house)[f"<share.{WEEK}.ada@firm.example>"]
    assert ["rafe", "ada"] == [each.person for each in run.mailed]
    assert ("rafe@firm.example", "ada@firm.example") == (rafe["To"], ada["To"])
    assert "Ready to share: Reading a lease" == rafe["Subject"]
    assert 1 == words_of(rafe).count("=" * 70)  # one piece
    assert "LinkedIn (70 of 3,000 characters)" in words_of(rafe)
    assert "Mastodon (70 of 500 characters)" in words_of(rafe)
    assert "https://law.example/share?text=" in words_of(rafe)
    assert "A picture to go with it: https://firm.example/card.png" in words_of(rafe)
    assert ["Of a on rafe-linkedin.", "Of a on rafe-mastodon.", "Of b on ada-x."] == told(house)
    assert PostState.PLANNED == states(house)["firm-linkedin-a"]
    (post,) = house.posting.posts.find(account="ada-x")
    assert (PostState.ACCEPTED, ada["Message-ID"]) == (post.state, post.ref)


def test_no_post_is_in_two_packs(house: House) -> None:
    """What comes later that day has a mail of its own, which no mail program takes for the first."""
    put(house, "rafe-linkedin", "a")
    first = mail(house)
    nothing = mail(house)
    put(house, "rafe-linkedin", "b")
    second = mail(house)

    assert ([1], [], [1]) == tuple([len(each.posts) for each in run.mailed] for run in (first, nothing, second))
    assert ["Of a on rafe-linkedin.", "Of b on rafe-linkedin."] == told(house)
    assert [f"<share.{WEEK}.rafe-2@firm.example>", f"<share.{WEEK}.rafe@firm.example>"] == sorted(laid(house))
    assert not nothing.happened


def test_one_of_them_alone(house: House) -> None:
    """The others' posts wait."""
    put(house, "rafe-linkedin", "a")
    put(house, "ada-x", "b")

    mail(house, "ada")

    assert ["Of b on ada-x."] == told(house)
    with pytest.raises(UsageError, match="those who have one: rafe, ada"):
        mail(house, "tobias")


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (ADA.replace("role: Counsel", "role: Counsel\nleft: 2026-11-18"), "has left the firm"),
        (ADA.replace("role: Counsel", "role: Counsel\nsocial: no"), "`social: no` stands in"),
        (ADA.replace("email: ada@firm.example\n", ""), "there is no `email` in"),
    ],
)
def test_who_cannot_or_will_not_is_not_mailed(small_firm: SmallFirm, file: str, why: str) -> None:
    """Their posts wait, and somebody is told why; the others get theirs."""
    put(small_firm.house(), "ada-x", "b")
    put(small_firm.house(), "rafe-linkedin", "a")
    house = changed(small_firm, "content/people/ada.md", file)

    run = mail(house)

    assert why in run.waits["ada-x"]
    assert ["Of a on rafe-linkedin."] == told(house)
    assert PostState.PLANNED == states(house)["ada-x-b"]


def test_who_must_never_be_mailed_is_not(small_firm: SmallFirm) -> None:
    """An address that came back, and a domain of the firm's list."""
    house = small_firm.house()
    put(house, "ada-x", "b")
    house.ledger.suppress("ada@firm.example", "bounced", WEDNESDAY)
    assert "came back" in mail(house).waits["ada-x"]

    text = (small_firm.root / "content/firm.yml").read_text("utf-8")
    house = changed(small_firm, "content/firm.yml", text + "never_mail: [firm.example]\n")
    assert "never_mail" in mail(house).waits["ada-x"]
    assert [] == told(house)


def test_who_has_no_file_is_named(small_firm: SmallFirm) -> None:
    """An account of somebody whom nobody knows."""
    put(small_firm.house(), "ada-x", "b")
    (small_firm.root / "content/people/ada.md").unlink()
    house = small_firm.house()
    house.collect(feeds=False)

    assert "there is no content/people/ada.md" in mail(house).waits["ada-x"]


def test_what_says_something_else_by_now_is_left_out(house: House) -> None:
    """So is what somebody tried to say; both wait."""
    put(house, "rafe-linkedin", "a", texts={PIECE: "1:other"})
    put(house, "rafe-linkedin", "b", began=WEDNESDAY)
    put(house, "rafe-linkedin", "c")

    run = mail(house)

    assert ["Of c on rafe-linkedin."] == told(house)
    assert {"rafe-linkedin-a", "rafe-linkedin-b"} == set(run.left)
    assert [PostState.PLANNED] * 2 == [states(house)[id_] for id_ in run.left]


def test_what_is_withdrawn_while_mails_leave_is_in_none(house: House) -> None:
    """It is looked at right before the first byte."""
    put(house, "rafe-linkedin", "a")
    packing = share_packs.Packing(house, house.judged()[0], WEEK)
    pack = packing.pack("rafe")
    assert pack
    house.posting.posts.close("rafe-linkedin-a", [PostState.PLANNED], PostState.DROPPED, "no", WEDNESDAY)

    with pytest.raises(share_packs._ChangedError):
        packing.begun(pack)
    assert packing.pack("rafe") is None


def test_while_sending_is_paused_nothing_leaves(house: House) -> None:
    """Whoever paused it hears why."""
    put(house, "rafe-linkedin", "a")
    house.ledger.pause_sending("550 we do not know you", WEDNESDAY)

    run = mail(house)

    assert "is paused" in str(run.problem)
    assert {"rafe-linkedin-a": PostState.PLANNED} == states(house)


def test_one_at_a_time_mails(house: House) -> None:
    """Who settles what others were interrupted at must know that they were."""
    with house.posting.alone(), pytest.raises(BusyError):
        mail(house)


def test_a_dry_run_lays_the_mails_beside_other_previews(house: House) -> None:
    """As they would leave; no row is written, and nothing lies where mails lie."""
    put(house, "rafe-linkedin", "a")
    before = house.posting.posts.find()

    run, (path,) = share_packs.lay_down(house, house.judged()[0], WEEK)

    assert ["rafe"] == [each.person for each in run.mailed]
    assert house.outbox / "mail/previews" == path.parent
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert f"<share.{WEEK}.rafe@firm.example>" == message["Message-ID"]
    assert (before, {}) == (house.posting.posts.find(), laid(house))


# Over a mail server.


def over_smtp(firm: SmallFirm, port: int, more: str = "") -> House:
    """The firm, sending by a server."""
    text = (firm.root / "content/firm.yml").read_text("utf-8")
    smtp = f"mail: {{transport: smtp, host: 127.0.0.1, port: {port}, security: none, patience: 2, "
    firm.write("content/firm.yml", text.replace("mail: {", smtp) + more)
    return firm.house()


@pytest.mark.servers
def test_packs_leave_over_a_real_conversation(small_firm: SmallFirm) -> None:
    """Once each; the server has the mail that the row names."""
    with MailServer(None) as server:
        house = over_smtp(small_firm, server.port)
        put(house, "rafe-linkedin", "a")
        put(house, "ada-x", "b")
        first, second = mail(house), mail(house)

    assert (2, 0) == (len(first.mailed), len(second.mailed))
    assert ["rafe@firm.example", "ada@firm.example"] == [to for to, _ in server.received]
    ids = {str(email.message_from_bytes(raw, policy=email.policy.default)["Message-ID"]) for _, raw in server.received}
    assert ids == {each.ref for each in house.posting.posts.find()}
    assert {PostState.ACCEPTED} == set(states(house).values())


@pytest.mark.servers
@pytest.mark.parametrize(("said", "later"), [("550 5.7.1 not from you", False), ("451 4.3.0 not now", True)])
def test_what_the_server_does_not_take_waits(small_firm: SmallFirm, said: str, later: bool) -> None:
    """What it puts off is tried again; the posts are cleared as before."""
    with MailServer(None, refused=said) as server:
        house = over_smtp(small_firm, server.port)
        put(house, "rafe-linkedin", "a")
        run = mail(house)

    assert (said in (run.later if later else run.refused)[0].said, later) == (True, run.problem is not None)
    (post,) = house.posting.posts.find()
    assert (PostState.PLANNED, None, "") == (post.state, post.began, post.ref)


@pytest.mark.servers
def test_a_server_that_is_away_changes_nothing(small_firm: SmallFirm) -> None:
    """The posts wait."""
    house = over_smtp(small_firm, free_port())
    put(house, "rafe-linkedin", "a")

    assert isinstance(mail(house).problem, TransportError)
    assert {"rafe-linkedin-a": PostState.PLANNED} == states(house)


@contextmanager
def sink(log: Path) -> Iterator[int]:
    """A mail server in a process of its own, which writes down what it takes; its port."""
    command = [sys.executable, "-m", "tests.mail_sink", "--log", str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield int(server.stdout.readline())
        finally:
            server.terminate()


# Kills.


@in_gates
def test_whoever_is_killed_anywhere_leaves_each_post_in_one_mail(small_firm: SmallFirm, tmp_path: Path) -> None:
    """Before whichever line; the outbox tells whether a mail that was begun lies there."""
    house = small_firm.house()
    put(house, "rafe-linkedin", "a")
    put(house, "rafe-mastodon", "a")
    put(house, "ada-x", "b")
    expected, found = ["Of a on rafe-linkedin.", "Of a on rafe-mastodon.", "Of b on ada-x."], Counter[PostState]()
    with killers() as many:
        shutil.copytree(small_firm.root, tmp_path / "whole")
        for number, point in enumerate(many.points("share", tmp_path / "whole", KILLS or 6)):
            root = tmp_path / f"killed-{number}"
            shutil.copytree(small_firm.root, root)
            assert not many.run("share", root, point)
            killed = House(root, clock=lambda: WEDNESDAY)
            found += Counter(states(killed).values())
            assert many.run("share", root)

            assert expected == told(killed), point
            assert {PostState.ACCEPTED} == set(states(killed).values())
    assert {PostState.PLANNED, PostState.ATTEMPTING, PostState.ACCEPTED} == set(found)


@pytest.mark.servers
@in_gates
def test_over_a_server_nothing_is_mailed_twice_and_each_doubt_is_named(small_firm: SmallFirm, tmp_path: Path) -> None:
    """Nobody but a person can know of a mail that was on the wire; nothing else is left to them."""
    log, found, taken_in_doubt = tmp_path / "taken.txt", Counter[PostState](), 0
    with sink(log) as port, killers() as many:
        house = over_smtp(small_firm, port)
        put(house, "rafe-linkedin", "a")
        put(house, "ada-x", "b")
        shutil.copytree(small_firm.root, tmp_path / "whole")
        for number, point in enumerate(many.points("share", tmp_path / "whole", KILLS or 6)):
            root = tmp_path / f"killed-{number}"
            shutil.copytree(small_firm.root, root)
            log.write_text("")
            assert not many.run("share", root, point)
            assert many.run("share", root)

            taken = [line.split()[1] for line in log.read_text().splitlines()]
            posts = House(root, clock=lambda: WEDNESDAY).posting.posts.find()
            assert len(set(taken)) == len(taken), point
            assert {each.ref for each in posts if each.state is PostState.ACCEPTED} <= set(taken)
            assert set(taken) <= {each.ref for each in posts}
            assert {each.state for each in posts} <= {PostState.ACCEPTED, PostState.UNCERTAIN}
            found += Counter(each.state for each in posts)
            taken_in_doubt += sum(each.state is PostState.UNCERTAIN and each.ref in taken for each in posts)
    assert found[PostState.UNCERTAIN] > taken_in_doubt > 0


# The rhythm.


def with_rhythm(firm: SmallFirm, now: datetime, more: str = SHARE) -> House:
    """The firm with a slot for share packs."""
    text = (firm.root / "content/firm.yml").read_text("utf-8")
    if "cadences" not in text:
        firm.write("content/firm.yml", text + more)
    return firm.house(now)


BEFORE, AFTER = WEDNESDAY - timedelta(hours=1), WEDNESDAY + timedelta(minutes=1)


def test_the_clock_mails_in_its_slot(small_firm: SmallFirm) -> None:
    """Not before it and not twice; the mail names the slot's week."""
    put(small_firm.house(), "rafe-linkedin", "a")
    with_rhythm(small_firm, BEFORE).tick()
    early = told(small_firm.house())

    run = with_rhythm(small_firm, AFTER).tick()
    again = with_rhythm(small_firm, AFTER + timedelta(minutes=5)).tick()

    assert run
    assert ([], ["rafe"], None) == (early, [each.person for each in run.shared.mailed], again)
    assert [f"<share.{WEEK}.rafe@firm.example>"] == [id_ for id_ in laid(small_firm.house()) if "share" in id_]
    slot = small_firm.house(AFTER).slots.one(f"share-{WEEK}")
    assert slot
    assert SlotState.DONE == slot.state


def test_a_house_that_does_not_send_leaves_it_to_the_one_that_does(small_firm: SmallFirm) -> None:
    """As `attract up` has them: the clock, and the sender."""
    put(small_firm.house(), "rafe-linkedin", "a")
    with_rhythm(small_firm, BEFORE).tick()
    clock = House(small_firm.root, clock=lambda: AFTER, sends=False)
    clock.tick()
    before = told(clock)

    Sending(small_firm.house(AFTER)).look()
    Sending(small_firm.house(AFTER)).look()

    assert ([], ["Of a on rafe-linkedin."]) == (before, told(clock))


def test_nothing_is_mailed_on_a_closed_day_or_in_quiet_hours(small_firm: SmallFirm) -> None:
    """The slot gives way to the calendar; one that is caught up waits until something may go out."""
    put(small_firm.house(), "rafe-linkedin", "a")
    closed = SHARE + "calendar: {closed: [2026-11-18], quiet: {from: '20:00', to: '07:00'}}\n"
    with_rhythm(small_firm, BEFORE, closed).tick()
    on_the_day = with_rhythm(small_firm, AFTER).tick()
    at_night = with_rhythm(small_firm, WEDNESDAY + timedelta(hours=33)).tick()
    nothing = told(small_firm.house())
    with_rhythm(small_firm, datetime(2026, 11, 20, 7, 30, tzinfo=UTC)).tick()

    assert ([], ["Of a on rafe-linkedin."]) == (nothing, told(small_firm.house()))
    assert not (on_the_day and on_the_day.shared.happened)
    assert not (at_night and at_night.shared.happened)


def test_what_nobody_was_there_for_is_caught_up_or_missed(small_firm: SmallFirm) -> None:
    """Three days later it is too late, and somebody hears of it."""
    with_rhythm(small_firm, BEFORE).tick()
    put(small_firm.house(), "rafe-linkedin", "a")
    missed = with_rhythm(small_firm, WEDNESDAY + timedelta(days=4)).tick()

    assert missed
    assert [f"share-{WEEK}"] == [each.name for each in missed.missed]
    assert [] == told(small_firm.house())


def test_what_fails_is_tried_again_by_the_plan(small_firm: SmallFirm) -> None:
    """A server that is away: later, and the plan says why; `attract run` tries at once."""
    put(small_firm.house(), "rafe-linkedin", "a")
    over_smtp(small_firm, free_port())
    with_rhythm(small_firm, BEFORE).tick()
    failed = with_rhythm(small_firm, AFTER).tick()
    slot = small_firm.house(AFTER).slots.one(f"share-{WEEK}")
    waiting = with_rhythm(small_firm, AFTER + timedelta(seconds=20)).tick()

    assert failed
    assert isinstance(failed.shared.problem, TransportError)
    assert slot
    assert (SlotState.PLANNED, 1, True) == (slot.state, slot.tries, "127.0.0.1" in slot.error)
    assert not (waiting and waiting.shared.happened)
    assert rounds.sharing(small_firm.house(AFTER), soon=True)


def test_a_share_pack_has_no_cut_off(small_firm: SmallFirm) -> None:
    """It is composed as it leaves."""
    with pytest.raises(Exception, match="cut_off"):
        _ = with_rhythm(small_firm, AFTER, SHARE.replace('"12:00"', '"12:00", cut_off: 30')).firm


def test_in_a_rehearsal_nothing_is_mailed(small_firm: SmallFirm) -> None:
    """Its slots come and go, the first has a pack to tell of, and none is missed."""
    put(small_firm.house(), "rafe-linkedin", "a")
    house = with_rhythm(small_firm, BEFORE)
    before = house.posting.posts.find()

    with rehearsed(house, WEDNESDAY + timedelta(days=15), silent) as rehearsal:
        slots = rehearsal.house.slots.find(jobs=["share"], until=rehearsal.until)
        missed = [each.name for each in rehearsal.events if each.what is What.MISSED]
        packs = [(each.name, each.number) for each in rehearsal.events if each.what is What.PACKS]

    assert [SlotState.DONE] * 3 == [each.state for each in slots]
    assert [("share-2026-W47", 1)] == packs
    assert ([], {}, before) == (missed, laid(house), house.posting.posts.find())

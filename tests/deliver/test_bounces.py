"""What mails that come back say: a corpus of shapes, and any bytes at all."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.deliver import bounces, verdicts, verp
from pipeline.model import Act, Bounce, Came
from tests.builders import NOON
from tests.deliver.returned import LEAVE, Mail, dsn, mails, recipient

DAY = timedelta(days=1)
PATH = verp.ReturnPaths("bounces@firm.example", b"k" * 32).of("ab" * 16, "weekly-2026-W47")
TOKEN = PATH.partition("+")[2].partition("@")[0]
CORPUS = mails(PATH)


@pytest.mark.parametrize("name", CORPUS)
def test_what_a_mail_says(name: str) -> None:
    """Its kind, its code and who says it, and whose mail it was."""
    mail = CORPUS[name]

    found = bounces.read(mail.raw)

    assert (mail.came, mail.status) == (found.came, found.status)
    assert mail.said_by in ("", found.said_by)
    assert mail.named == (TOKEN in found.tokens)


@pytest.mark.parametrize("name", [name for name, mail in CORPUS.items() if mail.came in (Came.BOUNCE, Came.COMPLAINT)])
def test_what_comes_back_names_our_mail(name: str) -> None:
    """By the headers that it brings back, where it does: Message-ID, and the link to leave."""
    found = bounces.read(CORPUS[name].raw)

    if name not in ("a bounce of a bounce", "cut off in the fields"):
        assert ("<weekly-2026-W47.reader-1@firm.example>", (LEAVE,)) == (found.message_id, found.leaves)


def test_what_a_server_said_is_kept_within_bounds() -> None:
    """Without control characters, and not whole novels."""
    found = bounces.read(dsn(PATH, recipient("5.1.1", "smtp; 550 \x1b[31m" + "no " * 5_000)))

    assert found.words.isprintable()
    assert len(found.words) <= 500


@given(st.binary(max_size=3_000))
def test_no_bytes_raise(raw: bytes) -> None:
    """Strangers write what they like."""
    assert isinstance(bounces.read(raw), bounces.Report)


@settings(max_examples=300)
@given(st.sampled_from([mail for mail in CORPUS.values() if len(mail.raw) < 20_000]), st.data())
def test_no_broken_mail_raises(mail: Mail, data: st.DataObject) -> None:
    """Cut, torn and mixed up, it says something or nothing."""
    start = data.draw(st.integers(0, len(mail.raw)))
    end = data.draw(st.integers(start, min(len(mail.raw), start + 200)))
    noise = data.draw(
        st.binary(max_size=60) | st.sampled_from([b"\n\n", b"\r", b"Content-Type: message/rfc822\n\n", b"boundary="])
    )

    found = bounces.read(mail.raw[:start] + noise + mail.raw[end:])

    assert isinstance(found, bounces.Report)
    assert len(found.words) <= 500


def test_no_change_of_one_persons_mail_makes_a_bounce_of_it() -> None:
    """A quotation is no report, wherever it is cut off."""
    raw = CORPUS["a person passes our mail on"].raw

    assert {Came.NOTHING} == {bounces.read(raw[:end]).came for end in range(0, len(raw), 7)}


@pytest.mark.parametrize(
    ("status", "act"),
    [
        ("5.1.1", Act.SUPPRESS), ("5.1.2", Act.SUPPRESS), ("5.1.3", Act.SUPPRESS), ("5.1.6", Act.SUPPRESS), ("5.1.10", Act.SUPPRESS),
        ("5.2.1", Act.SUPPRESS), ("5.2.2", Act.COUNT), ("4.2.2", Act.COUNT), ("4.2.1", Act.COUNT), ("4.4.7", Act.COUNT),
        ("5.0.0", Act.COUNT), ("5.2.10", Act.COUNT), ("5.4.1", Act.COUNT), ("5.6.1", Act.COUNT), ("", Act.COUNT),
        ("5.7.1", Act.ALARM), ("5.7.26", Act.ALARM), ("5.1.8", Act.ALARM), ("5.1.7", Act.ALARM), ("4.7.28", Act.IGNORE),
    ],
)  # fmt: skip
def test_what_a_code_does(status: str, act: Act) -> None:
    """Suppress, count, alarm: each with its source."""
    found = verdicts.verdict(Came.BOUNCE, status)

    assert act is found.act
    assert "RFC 3463" in found.why


@pytest.mark.parametrize("came", [Came.DELAY, Came.ABSENCE, Came.RECEIPT, Came.NOTHING])
def test_only_bounces_and_complaints_do_something(came: Came) -> None:
    """Whatever code stands in it."""
    assert Act.IGNORE is verdicts.verdict(came, "5.1.1").act


def counted(days: float) -> Bounce:
    """One that counted, of a delivery so many days ago."""
    return Bounce(
        id=f"{days}", reader="r", edition=f"e{days}", came=Came.BOUNCE, status="5.2.2", act=Act.COUNT, at=NOON,
        sent=NOON - days * DAY, said_by="", words="", why="",
    )  # fmt: skip


def weighed(status: str, *before: Bounce, came: Came = Came.BOUNCE) -> Act:
    """What it does after these."""
    confirmed = NOON - 300 * DAY
    return verdicts.weighed(came, status, sent=NOON, confirmed=confirmed, before=before, resumed=None).act


def test_five_in_thirty_days_suppress() -> None:
    """The fifth does, if the first was of a delivery no more than 30 days before."""
    assert Act.COUNT is weighed("5.2.2", *map(counted, (1, 2, 3)))
    assert Act.SUPPRESS is weighed("5.2.2", *map(counted, (1, 2, 3, 30)))
    assert Act.COUNT is weighed("5.2.2", *map(counted, (1, 2, 3, 30.1)))


@given(st.integers(0, 20), st.sampled_from(["5.7.1", "5.7.26", "5.1.8", "4.7.1"]))
def test_our_own_failure_never_suppresses(many: int, status: str) -> None:
    """However much has come back before."""
    assert weighed(status, *(counted(each / 2) for each in range(many))) in (Act.ALARM, Act.IGNORE)


def test_who_confirmed_since_is_not_suppressed_for_before() -> None:
    """The address works: they have just pressed a link in a mail to it."""
    found = verdicts.weighed(
        Came.BOUNCE, "5.1.1", sent=NOON, confirmed=NOON + DAY, before=(), resumed=None
    )  # fmt: skip

    assert Act.IGNORE is found.act


def test_what_was_sent_before_a_person_said_go_on_pauses_nothing_again() -> None:
    """Bounces trickle in for days."""
    at = {"confirmed": NOON - DAY, "before": ()}

    assert Act.IGNORE is verdicts.weighed(Came.BOUNCE, "5.7.1", sent=NOON, resumed=NOON, **at).act  # type: ignore[arg-type]  # times and none
    assert Act.ALARM is verdicts.weighed(Came.BOUNCE, "5.7.1", sent=NOON + DAY, resumed=NOON, **at).act  # type: ignore[arg-type]  # times and none

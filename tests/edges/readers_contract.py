"""What every store of readers keeps, whatever it is made of; an edge's tests inherit it."""

from datetime import datetime, timedelta
from itertools import count

import pytest

from pipeline.model import Cadence, DataLetter, DeliveryState, SignUp, Step, Wish
from pipeline.ports import Readers
from tests.builders import NOON

DAY = timedelta(days=1)
_numbers = count(1)


def sign_up(**changes: object) -> SignUp:
    """Somebody asked at noon, for one area."""
    fields: dict[str, object] = {
        "id": f"{next(_numbers):032x}",
        "address": "megge@example.org",
        "wish": Wish(name="Megge Lowe", areas=("tax",)),
        "asked": NOON,
        "wording": "Send me the digest of Test & Firm.",
        "form": "3",
        "page": "people/rafe/",
        "network": "203.0.113.0/24",
        **changes,
    }
    return SignUp(**fields)  # type: ignore[arg-type]  # a builder takes any field


def come_in(readers: Readers, at: datetime = NOON, **changes: object) -> str:
    """Somebody asks and confirms; returns their id."""
    asked = sign_up(asked=at, **changes)
    readers.ask([asked])
    reader = readers.confirm(asked.id, at, "")
    assert reader is not None
    return reader.id


def steps(readers: Readers, *of: str) -> list[Step]:
    """What the proof says that happened."""
    return [line.step for line in readers.traces(of)]


def data_letter(reader: str, asked: datetime = NOON) -> DataLetter:
    """Somebody asked for the link to a reader's data."""
    return DataLetter(id=f"{next(_numbers):032x}", reader=reader, asked=asked)


class DataLettersContract:
    """Keeps `DataLetters`. Whoever inherits it has a fixture `readers`: an empty store of readers."""

    def test_letters_wait_the_oldest_first(self, readers: Readers) -> None:
        """Those to nobody do not."""
        late, early, to_nobody = data_letter("r", NOON + DAY), data_letter("s"), data_letter("")
        for each in (late, early, to_nobody):
            readers.ask_for_data(each, "megge@example.org")

        assert [early, late] == readers.data_letters(9)
        assert [early] == readers.data_letters(1)

    def test_letters_count_for_the_mailbox_whoever_reads_there(self, readers: Readers) -> None:
        """In every spelling, and from a moment on."""
        for reader, spelling in (("r", "megge@example.org"), ("", "MEGGE+a@example.org"), ("", "other@example.org")):
            readers.ask_for_data(data_letter(reader), spelling)
        readers.ask_for_data(data_letter("r", NOON - DAY), "megge@example.org")

        assert 2 == readers.data_letters_since("megge+b@example.org", NOON)
        assert 3 == readers.data_letters_since("megge@example.org", NOON - DAY)
        assert 0 == readers.letters_since("megge@example.org", NOON - DAY)

    def test_a_letter_moves_from_where_it_was_and_once(self, readers: Readers) -> None:
        """Of two who hand it over, one may; what has left is not asked for again."""
        letter = data_letter("r")
        readers.ask_for_data(letter, "megge@example.org")
        planned, attempting = DeliveryState.PLANNED, DeliveryState.ATTEMPTING

        assert [True, False] == [readers.move_data_letter(letter.id, planned, attempting) for _ in range(2)]
        assert [] == readers.data_letters(9)
        assert readers.move_data_letter(letter.id, attempting, DeliveryState.ACCEPTED)
        assert [(NOON, DeliveryState.ACCEPTED)] == readers.data_letters_to("r")

    def test_what_was_on_its_way_is_uncertain_and_never_goes_again(self, readers: Readers) -> None:
        """A service that was killed finds it so when it starts again; the others are as they were."""
        letters = [data_letter("r", NOON + n * DAY) for n in range(3)]
        for each in letters:
            readers.ask_for_data(each, "megge@example.org")
        for each in letters[:2]:
            readers.move_data_letter(each.id, DeliveryState.PLANNED, DeliveryState.ATTEMPTING)
        readers.move_data_letter(letters[0].id, DeliveryState.ATTEMPTING, DeliveryState.REFUSED)

        assert [1, 0] == [readers.torn_data_letters() for _ in range(2)]
        assert ["refused", "uncertain", "planned"] == [state for _, state in readers.data_letters_to("r")]

    def test_erasing_takes_letters_along(self, readers: Readers) -> None:
        """A reader's, and what was asked for with the address."""
        id_ = come_in(readers)
        readers.ask_for_data(data_letter(id_), "megge@example.org")
        readers.ask_for_data(data_letter("other"), "other@example.org")

        readers.erase("megge@example.org", NOON)

        assert ([], 0) == (readers.data_letters_to(id_), readers.data_letters_since("megge@example.org", NOON))
        assert 1 == len(readers.data_letters(9))

    def test_letters_are_kept_for_a_day(self, readers: Readers) -> None:
        """Then they count no more, and whoever waited has asked again."""
        readers.ask_for_data(data_letter("r"), "megge@example.org")

        readers.clear_out(NOON + DAY)
        kept = readers.data_letters(9)
        readers.clear_out(NOON + DAY + timedelta(seconds=1))

        assert (1, []) == (len(kept), readers.data_letters(9))


class ReadersContract(DataLettersContract):
    """Keeps `Readers`. Whoever inherits it has a fixture `readers`: an empty store."""

    def test_who_asked_is_no_reader_yet(self, readers: Readers) -> None:
        """A sign-up is open, and nobody reads because of it."""
        asked = sign_up()

        readers.ask([asked])

        assert asked == readers.asked(asked.id)
        assert readers.reader_at(asked.address) is None
        assert [Step.ASKED] == steps(readers, asked.id)

    def test_all_sign_ups_are_kept_or_none(self, readers: Readers) -> None:
        """One that cannot be kept keeps the others out, too: the service answers for a group."""
        good, again = sign_up(), sign_up()
        readers.ask([again])

        with pytest.raises(Exception, match=r"(?i)unique"):
            readers.ask([good, again])

        assert readers.asked(good.id) is None

    def test_nobody_asked_is_nothing(self, readers: Readers) -> None:
        """An empty group is no error."""
        readers.ask([])

        assert [] == readers.to_write(10)

    def test_confirming_makes_a_reader_with_their_wish(self, readers: Readers) -> None:
        """Everything that they asked for, under an express permission that ends never."""
        wish = Wish(
            name="Megge",
            areas=("tax",),
            people=("rafe",),
            kinds=("news",),
            jurisdictions=("IE",),
            cadence=Cadence.DAILY,
            ceiling=3,
            minutes=12,
            plain=True,
        )
        asked = sign_up(wish=wish)
        readers.ask([asked])

        made = readers.confirm(asked.id, NOON + DAY, "198.51.100.0/24")

        assert made is not None
        kept = Wish(**{name: getattr(made, name) for name in Wish.__dataclass_fields__})
        assert wish == kept
        assert ("express", None, NOON + DAY) == (made.permission, made.ends, made.confirmed)
        assert made == readers.reader(made.id) == readers.reader_at("MEGGE@Example.org")
        assert readers.asked(asked.id) is None

    def test_the_proof_tells_what_was_shown_and_when(self, readers: Readers) -> None:
        """Wording, form, page, network and message id stand in it, with the time of each step."""
        asked = sign_up()
        readers.ask([asked])
        readers.written_to(asked.id, "<1@firm.example>", NOON + timedelta(seconds=2))
        made = readers.confirm(asked.id, NOON + DAY, "198.51.100.0/24")
        assert made is not None

        proof = [(line.step, line.at, dict(line.told)) for line in readers.traces([made.id])]

        assert [
            (
                Step.ASKED,
                NOON,
                {"wording": asked.wording, "form": "3", "page": "people/rafe/", "network": "203.0.113.0/24"},
            ),
            (Step.WRITTEN_TO, NOON + timedelta(seconds=2), {"message id": "<1@firm.example>"}),
            (Step.CONFIRMED, NOON + DAY, {"sign-up": asked.id, "network": "198.51.100.0/24"}),
        ] == proof

    def test_confirming_twice_changes_nothing(self, readers: Readers) -> None:
        """The second finds the reader as they are now, with what they changed since."""
        asked = sign_up()
        readers.ask([asked])
        made = readers.confirm(asked.id, NOON, "")
        assert made is not None
        readers.change(made.id, Wish(name="M. Lowe"), NOON)

        again = readers.confirm(asked.id, NOON + DAY, "")

        assert again is not None
        assert (made.id, "M. Lowe", NOON) == (again.id, again.name, again.confirmed)
        assert [Step.ASKED, Step.CONFIRMED, Step.CHANGED] == steps(readers, made.id)

    def test_a_second_sign_up_of_a_reader_brings_the_new_wish(self, readers: Readers) -> None:
        """They keep their id, and the proof has both sign-ups."""
        first = come_in(readers)

        second = come_in(readers, NOON + DAY, address="Megge@EXAMPLE.org", wish=Wish(name="Megge", areas=("leases",)))

        reader = readers.reader(first)
        assert first == second
        assert reader is not None
        assert (("leases",), "Megge@EXAMPLE.org") == (reader.areas, reader.address)
        assert [Step.ASKED, Step.CONFIRMED] * 2 == steps(readers, first)

    @pytest.mark.parametrize(("days", "confirmed"), [(14, True), (15, False)])
    def test_a_sign_up_waits_for_fourteen_days(self, readers: Readers, days: int, *, confirmed: bool) -> None:
        """Whether or not anybody has cleared out since."""
        asked = sign_up()
        readers.ask([asked])

        made = readers.confirm(asked.id, NOON + days * DAY, "")

        assert confirmed == (made is not None)

    def test_what_nobody_asked_cannot_be_confirmed(self, readers: Readers) -> None:
        """An id that leads nowhere makes no reader."""
        assert readers.confirm("0" * 32, NOON, "") is None

    def test_confirmations_are_written_once_the_oldest_first(self, readers: Readers) -> None:
        """Those that were handed over, or are over, do not wait any more."""
        late, early, done, sent = (sign_up(address=f"{n}@example.org", asked=NOON + n * DAY) for n in (3, 1, 2, 0))
        readers.ask([late, early, done, sent])
        readers.written_to(sent.id, "<1@firm.example>", NOON)
        readers.confirm(done.id, NOON + 2 * DAY, "")

        assert [early, late] == readers.to_write(10)
        assert [early] == readers.to_write(1)

    def test_a_letter_of_a_sign_up_that_is_over_leaves_no_trace(self, readers: Readers) -> None:
        """Somebody was erased while the letter was on its way."""
        asked = sign_up()
        readers.ask([asked])
        readers.erase(asked.address, NOON)

        readers.written_to(asked.id, "<1@firm.example>", NOON)

        assert [] == readers.traces([asked.id])

    @pytest.mark.parametrize(
        "spelling", ["MEGGE@example.org", "megge+a@example.org", " megge@EXAMPLE.org", "megge+b+c@example.org"]
    )
    def test_letters_to_one_mailbox_are_counted_in_every_spelling(self, readers: Readers, spelling: str) -> None:
        """A flood is a flood, whatever follows the plus."""
        readers.ask([sign_up(address=spelling), sign_up(asked=NOON - DAY), sign_up(address="megge@example.com")])

        assert 1 == readers.letters_since("megge@example.org", NOON)
        assert 2 == readers.letters_since("megge@example.org", NOON - DAY)

    def test_gmail_ignores_dots_and_so_does_the_count(self, readers: Readers) -> None:
        """One mailbox has a thousand spellings there."""
        readers.ask([sign_up(address="m.egge@gmail.com"), sign_up(address="megge@googlemail.com")])

        assert 2 == readers.letters_since("me.gge+x@gmail.com", NOON)

    def test_another_wish(self, readers: Readers) -> None:
        """It is kept whole, and the same wish again is no step."""
        id_ = come_in(readers)
        wish = Wish(name="Megge", people=("rafe",), cadence=Cadence.MONTHLY, ceiling=2, minutes=9)

        done = [readers.change(id_, wish, NOON) for _ in range(2)]

        reader = readers.reader(id_)
        assert [True, True] == done
        assert reader is not None
        assert ((), ("rafe",), "monthly", 2, 9) == (
            reader.areas, reader.people, reader.cadence, reader.ceiling, reader.minutes,
        )  # fmt: skip
        assert [Step.ASKED, Step.CONFIRMED, Step.CHANGED] == steps(readers, id_)

    def test_a_name_proves_nothing(self, readers: Readers) -> None:
        """The line of a change tells what was chosen and not what they are called."""
        id_ = come_in(readers)

        readers.change(id_, Wish(name="Unmistakable"), NOON)

        assert "Unmistakable" not in str(readers.traces([id_]))

    def test_a_pause_and_its_end(self, readers: Readers) -> None:
        """Nothing until then; None ends it at once."""
        id_ = come_in(readers)

        readers.pause(id_, NOON + 7 * DAY, NOON)
        paused = readers.reader(id_)
        readers.pause(id_, None, NOON)
        back = readers.reader(id_)

        assert paused is not None
        assert back is not None
        assert (False, True, True) == (paused.reads(NOON), paused.reads(NOON + 7 * DAY), back.reads(NOON))
        assert [Step.PAUSED, Step.PAUSED] == steps(readers, id_)[2:]

    def test_leaving_is_one_act_and_the_second_changes_nothing(self, readers: Readers) -> None:
        """The moment of the first counts."""
        id_ = come_in(readers)

        done = [readers.leave(id_, NOON + n * DAY, "too much") for n in (1, 2)]

        reader = readers.reader(id_)
        assert [True, True] == done
        assert reader is not None
        assert (NOON + DAY, False) == (reader.left, reader.reads(NOON + 2 * DAY))
        assert [(("reason", "too much"),)] == [line.told for line in readers.traces([id_]) if line.step is Step.LEFT]

    @pytest.mark.parametrize("id_", ["", "0" * 32])
    def test_nobody_has_this_id(self, readers: Readers, id_: str) -> None:
        """Every act says so, and nothing happens."""
        done = [
            readers.leave(id_, NOON), readers.come_back(id_, NOON), readers.pause(id_, None, NOON),
            readers.change(id_, Wish(), NOON),
        ]  # fmt: skip

        assert [False] * 4 == done
        assert readers.reader(id_) is None

    def test_who_left_changes_nothing_until_they_are_back(self, readers: Readers) -> None:
        """A page of preferences that was still open does not bring anybody back."""
        id_ = come_in(readers)
        readers.leave(id_, NOON)

        assert (False, False) == (readers.change(id_, Wish(), NOON), readers.pause(id_, NOON + DAY, NOON))

    @pytest.mark.parametrize(("days", "back"), [(0, True), (30, True), (31, False)])
    def test_leaving_can_be_taken_back_for_thirty_days(self, readers: Readers, days: int, *, back: bool) -> None:
        """With everything as it was; later only a new sign-up helps."""
        id_ = come_in(readers)
        before = readers.reader(id_)
        readers.leave(id_, NOON)

        done = readers.come_back(id_, NOON + days * DAY)

        assert back == done
        assert back == (readers.reader(id_) == before)
        assert back == (Step.RETURNED in steps(readers, id_))

    def test_who_did_not_leave_cannot_come_back(self, readers: Readers) -> None:
        """There is nothing to take back."""
        assert not readers.come_back(come_in(readers), NOON)

    def test_a_fresh_sign_up_brings_back_whoever_left(self, readers: Readers) -> None:
        """Under the id that they had, so that the links in their old mails still end it."""
        id_ = come_in(readers)
        readers.leave(id_, NOON)

        again = come_in(readers, NOON + DAY)

        reader = readers.reader(again)
        assert id_ == again
        assert reader is not None
        assert reader.reads(NOON + DAY)

    @pytest.mark.parametrize("cleared_out", [True, False])
    def test_links_in_old_mails_end_it_for_ever(self, readers: Readers, *, cleared_out: bool) -> None:
        """Who left long ago and came again has the same id; who did not, is told that they have left."""
        id_ = come_in(readers)
        readers.leave(id_, NOON)
        if cleared_out:
            readers.clear_out(NOON + 31 * DAY)
        assert readers.leave(id_, NOON + 40 * DAY)

        again = come_in(readers, NOON + 50 * DAY)

        assert id_ == again
        assert readers.leave(id_, NOON + 60 * DAY)
        reader = readers.reader(id_)
        assert reader is not None
        assert reader.left == NOON + 60 * DAY

    def test_leaving_ends_what_was_asked_before(self, readers: Readers) -> None:
        """An old confirmation does not bring back somebody who has left since; they ask again."""
        id_ = come_in(readers)
        open_ = sign_up()
        readers.ask([open_])

        readers.leave(id_, NOON)

        assert readers.confirm(open_.id, NOON, "") is None
        assert readers.asked(open_.id) is None
        assert [] == readers.traces([open_.id])

    def test_leaving_again_after_long_ends_what_was_asked_before(self, readers: Readers) -> None:
        """Even where nothing is kept of them but that they left."""
        id_ = come_in(readers)
        readers.leave(id_, NOON)
        readers.clear_out(NOON + 31 * DAY)
        open_ = sign_up(asked=NOON + 32 * DAY)
        readers.ask([open_])

        readers.leave(id_, NOON + 32 * DAY)

        assert readers.confirm(open_.id, NOON + 32 * DAY, "") is None

    def test_an_old_confirmation_of_who_left_brings_nobody_back(self, readers: Readers) -> None:
        """Scanners press old links: what was confirmed once shows the reader, who has left."""
        asked = sign_up()
        readers.ask([asked])
        made = readers.confirm(asked.id, NOON, "")
        assert made is not None
        readers.leave(made.id, NOON)

        again = readers.confirm(asked.id, NOON, "")

        assert again is not None
        assert again.left == NOON

    def test_erasing_leaves_nothing_to_find(self, readers: Readers) -> None:
        """No reader, no sign-up, no proof; a second time there is nothing."""
        id_ = come_in(readers)
        second = sign_up(asked=NOON + DAY)
        readers.ask([second])

        done = [readers.erase("MEGGE@example.org", NOON) for _ in range(2)]

        assert [True, False] == done
        assert (None, None, None) == (
            readers.reader(id_), readers.reader_at("megge@example.org"), readers.asked(second.id),
        )  # fmt: skip
        assert [] == readers.traces([id_, second.id])
        assert not readers.leave(id_, NOON)

    def test_what_was_only_asked_is_erased_too(self, readers: Readers) -> None:
        """Somebody else may have asked in their name."""
        asked = sign_up()
        readers.ask([asked])

        assert readers.erase(asked.address, NOON)
        assert readers.confirm(asked.id, NOON, "") is None

    def test_whoever_was_erased_can_come_again_as_somebody_new(self, readers: Readers) -> None:
        """Nothing joins the two: not the id, not the proof."""
        first = come_in(readers)
        readers.erase("megge@example.org", NOON)

        second = come_in(readers)

        assert first != second
        assert [Step.ASKED, Step.CONFIRMED] == steps(readers, second)

    def test_erasing_reaches_whom_clearing_out_had_left(self, readers: Readers) -> None:
        """Their proof, which was kept, goes as well."""
        id_ = come_in(readers)
        readers.leave(id_, NOON)
        readers.clear_out(NOON + 31 * DAY)
        assert [Step.ASKED, Step.CONFIRMED, Step.LEFT] == steps(readers, id_)

        assert readers.erase("megge@example.org", NOON + 32 * DAY)

        assert [] == readers.traces([id_])

    def test_clearing_out_removes_what_is_over_and_nothing_else(self, readers: Readers) -> None:
        """Sign-ups older than fourteen days; readers who left more than thirty days ago."""
        old, young = sign_up(asked=NOON - 15 * DAY, address="old@example.org"), sign_up(address="young@example.org")
        readers.ask([old, young])
        stays, gone, going = (come_in(readers, NOON - 90 * DAY, address=f"{n}@example.org") for n in "abc")
        readers.leave(gone, NOON - 31 * DAY)
        readers.leave(going, NOON - 30 * DAY)

        removed = [readers.clear_out(NOON) for _ in range(2)]

        assert [2, 0] == removed
        assert [False, True] == [readers.asked(each.id) is not None for each in (old, young)]
        assert [True, False, True] == [readers.reader(each) is not None for each in (stays, gone, going)]

    def test_mailboxes_in_other_scripts_are_one_in_both_spellings(self, readers: Readers) -> None:
        """A domain in its own script and in ASCII is one domain."""
        id_ = come_in(readers, address="megge@bücher.example")

        found = readers.reader_at("megge@xn--bcher-kva.example")

        assert found is not None
        assert id_ == found.id

    def test_the_proof_of_who_left_long_ago_goes_and_that_they_left_stays(self, readers: Readers) -> None:
        """From the moment that is given on; who left later, or reads, keeps it whole."""
        ids = [come_in(readers, NOON, address=f"{who}@example.org") for who in ("old", "late", "reads", "back")]
        later = NOON + 400 * DAY
        readers.leave(ids[0], NOON)
        readers.leave(ids[1], later)
        readers.leave(ids[3], NOON)
        come_in(readers, NOON + DAY, address="back@example.org")
        readers.clear_out(later + 31 * DAY, NOON)
        before = [steps(readers, id_) for id_ in ids]

        gone = [readers.clear_out(later + 31 * DAY, later) for _ in range(2)]

        assert 3 == len(before[0])
        assert [[], *before[1:]] == [steps(readers, id_) for id_ in ids]
        assert [1, 0] == gone
        assert readers.leave(ids[0], later)
        assert not readers.come_back(ids[0], later)

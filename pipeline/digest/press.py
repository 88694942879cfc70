"""Mails of one edition, set once and printed for each reader: what many readers share is rendered once, and a mail is joined.

    template, firm, edition | rendered once with marks | cut at the marks | quoted-printable pieces
    choices, reader         | pieces by item and reason + the reader's own words, encoded | bytes joined

To render a mail for each reader costs 8 milliseconds; to join one costs some hundredth of that. The template stays the one
source of what a mail says: a block that stands between a pair of `cut` marks is what the whole template gives there when it is
rendered with the values of that block alone. So no block may use a value of another (the tests hold joined mails to rendered
ones).

What is kept grows with the pieces offered and the reasons for them, and with small counts; never with readers.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime

from pipeline.digest import render
from pipeline.digest.cuts import NOTHING, Cuts, Gapped, Pair, filled, gap
from pipeline.digest.entry import byline, called_by_name, entry, harmless
from pipeline.digest.headers import Head, line, words
from pipeline.digest.note import note, preview, tells_of_clients
from pipeline.digest.render import MailLinks, day_of, name_of
from pipeline.firm import Firm
from pipeline.model import Cadence, Channel, Choice, ClearedItem, Message, More, Person, Slot, Subscriber
from pipeline.model.reading import minutes
from pipeline.model.telling import SUMMARY, headline, is_advertising, label, neutral, notices, within

_OFTEN = {Cadence.DAILY: "once a day", Cadence.WEEKLY: "once a week", Cadence.MONTHLY: "once a month"}
#: The blocks in the order in which both templates have them.
BLOCKS = (
    "preview", "browser", "label", "greeting", "note", "opening", "below", "entries", "waiting", "more", "answers", "because",
    "followed", "ways",
)  # fmt: skip
#: What a template calls a reader's own words, block by block.
_NAME, _FOLLOWED, _BY_MAIL = ("name",), ("followed",), ("leave",)
_BECAUSE, _WAYS = ("address", "since", "proof"), ("preferences", "pause", "leave")


class Press:
    """Prints the mails of one edition. What is set once is set when a first mail needs it."""

    def __init__(
        self,
        firm: Firm,
        slot: Slot,
        *,
        people: Mapping[str, Person],
        areas: Mapping[str, str],
        addresses: Mapping[str, str],
        pages: Mapping[str, str],
        note: ClearedItem | None = None,
    ) -> None:
        """Take what is the same for every reader.

        Args:
            firm: its settings, as they may be shown.
            slot: of the edition.
            people: by id.
            areas: name by practice area id.
            addresses: public address by item id.
            pages: public address of the page of each practice area that has one, by its id.
            note: what a person says above the pieces.

        """
        self._note = note
        self._firm, self._slot = firm, slot
        self._people, self._areas, self._addresses, self._pages = people, areas, addresses, pages
        self._head = Head(firm, (name_of(slot.cadence), slot.cadence), slot.edition)
        self._label = label(firm.places_of_practice)
        base = {
            "firm": firm, "edition": name_of(slot.cadence), "day": day_of(slot.due.astimezone(firm.zone).date()), "preview": "",
            "browser": "", "label": "", "name": "", "note": None, "opening": "", "below": None, "entries": (), "waiting": "",
            "more": (), "answers": None, "address": "", "since": "", "proof": "", "followed": "", "links": None, "leave": "",
        }  # fmt: skip
        self._cuts = Cuts("digest", base, BLOCKS)
        self._frame: Sequence[Pair] = ()
        self._blocks: dict[object, Pair] = {}
        self._gapped: dict[object, Gapped] = {}
        self._subjects: dict[object, bytes] = {}
        self._minutes: dict[str, int] = {}
        self._dated: tuple[datetime, bytes] = (datetime.min.replace(tzinfo=UTC), b"")

    def mail(
        self,
        reader: Subscriber,
        choices: Sequence[Choice],
        *,
        message_id: str,
        now: datetime,
        more: Sequence[More] = (),
        links: MailLinks | None = None,
        welcome: bool = False,
    ) -> Message:
        """The message for one reader.

        Args:
            reader: who gets it.
            choices: at least one.
            message_id: with its angle brackets; the same for every try.
            now: the time.
            more: what they asked for beyond their ceiling.
            links: of this reader; None where the firm has no service, and a person reads what leaving sends.
            welcome: whether it is the first edition that they get.

        Raises:
            ValueError: the reader's address cannot stand in a header.

        """
        name = called_by_name(reader.name)
        first = choices[0].item
        advertising = self._label if self._label and self._is_advertising(choices) else ""
        to, head = self._head.written(
            reader, name, subject=self._subject(first, len(choices) - 1, advertising), date=self._date(now),
            message_id=message_id, leave=links.leave if links else "", archive=self._archive(links),
        )  # fmt: skip
        frame = self._frame = self._frame or self._cuts.frame()
        texts, pages = zip(
            frame[0], self._preview(first),
            frame[1], self._browser(choices, links, welcome=welcome),
            frame[2], self._label_of(advertising),
            frame[3], self._greeting(name),
            frame[4], NOTHING if welcome else self._noted("note"),
            frame[5], self._opening(choices, welcome=welcome),
            frame[6], self._noted("below") if welcome else NOTHING,
            frame[7], *map(self._entry, choices),
            frame[8], self._waiting(reader, more, welcome=welcome),
            frame[9], *map(self._more, more),
            frame[10], self._answers(first),
            frame[11], self._because(reader),
            frame[12], self._followed(reader),
            frame[13], self._ways(reader, links),
            frame[14],
            strict=True,
        )  # fmt: skip
        if reader.plain:
            body = (head, render.BEFORE_PLAIN_ALONE, *texts)
        else:
            body = (head, render.BEFORE_TEXT, *texts, render.BETWEEN, *pages, render.AFTER_HTML)
        return Message(
            channel=Channel.NEWSLETTER, message_id=message_id, sender=self._head.sender, recipient=to, body=b"".join(body),
        )  # fmt: skip

    # Headers.

    def _subject(self, first: ClearedItem, more: int, advertising: str) -> bytes:
        """The first title, and how many more; a title that claims something gives way to words that do not."""
        key = first.id, more, advertising
        if key not in self._subjects:
            told = headline(first, self._areas) + (f", and {more} more" if more else "")
            self._subjects[key] = line(
                "Subject", words(harmless(": ".join(filter(None, [advertising, told]))), "Subject")
            )
        return self._subjects[key]

    def _date(self, now: datetime) -> bytes:
        moment, told = self._dated
        if moment != now:
            told = line("Date", format_datetime(now))
            self._dated = now, told
        return told

    def _archive(self, links: MailLinks | None) -> bytes:
        if not links:
            return b""
        if links.editions not in self._subjects:
            self._subjects[links.editions] = line("List-Archive", f"<{links.editions}>")
        return self._subjects[links.editions]

    # Blocks that many readers share.

    def _preview(self, first: ClearedItem) -> Pair:
        """What a list of mails shows beside the subject, without what stands below it: a person's own words go first."""
        if not (found := self._blocks.get(("preview", first.id))):
            told = neutral(first, self._areas) if notices(first, SUMMARY) else first.item.summary
            found = self._block("preview", first.id, preview=(self._note and preview(self._note)) or told)
        return found

    def _browser(self, choices: Sequence[Choice], links: MailLinks | None, *, welcome: bool) -> Pair:
        """The way to the edition's page in the archive, which shows what was new in it: a first edition has older pieces."""
        public = links and not welcome and any(Channel.WEB in choice.item.channels for choice in choices)
        address = f"{links.editions}{self._slot.edition}/" if links and public else ""
        return self._blocks.get(("browser", address)) or self._block("browser", address, browser=address)

    def _label_of(self, advertising: str) -> Pair:
        """The label that goes first on an edition which is mainly about the firm."""
        return self._blocks.get(("label", advertising)) or self._block("label", advertising, label=advertising)

    def _is_advertising(self, choices: Sequence[Choice]) -> bool:
        """Whether a mail is mainly about the firm; one that opens with what tells of a client is."""
        return bool(self._note and tells_of_clients(self._note)) or is_advertising(each.item for each in choices)

    def _noted(self, block: str) -> Pair:
        """The note: above what the mail says of its pieces, and in a first edition below the welcome."""
        if self._note is None:
            return NOTHING
        if not (found := self._blocks.get((block, ""))):
            signed = byline(self._note.item, self._people, self._firm.name)
            found = self._block(block, "", **{block: note(self._note, signed)})
        return found

    def _opening(self, choices: Sequence[Choice], *, welcome: bool) -> Pair:
        key = len(choices), sum(map(self._reading, choices)), welcome
        return self._blocks.get(("opening", key)) or self._block("opening", key, opening=self._opened(*key))

    def _opened(self, count: int, long: int, welcome: bool) -> str:
        pieces = f"{'1 piece' if count == 1 else f'{count} pieces'}, {'a minute' if long == 1 else f'some {long} minutes'} to read"
        if not welcome:
            return f"Here is what we wrote that you asked for: {pieces}."
        return (
            f"Welcome. You asked us to write to you {_OFTEN[self._slot.cadence]}, where we have written something that you asked "
            f"for. To begin with, what we think is worth your time: {pieces}. From now on you get only what is new."
        )

    def _reading(self, choice: Choice) -> int:
        """Minutes for one piece."""
        item = choice.item.item
        if item.id not in self._minutes:
            self._minutes[item.id] = minutes(item)
        return self._minutes[item.id]

    def _entry(self, choice: Choice) -> Pair:
        """One piece, and why this reader gets it."""
        key = choice.item.id, choice.why
        if not (found := self._blocks.get(("entries", key))):
            by = byline(choice.item.item, self._people, self._firm.name)
            told = entry(choice.item, choice.why, self._addresses[choice.item.id], by, self._areas)
            found = self._block("entries", key, entries=[told])
        return found

    def _waiting(self, reader: Subscriber, more: Sequence[More], *, welcome: bool) -> Pair:
        if not more:
            key: object = ()
        elif welcome:
            key = "welcome"
        else:
            key = sum(each.count for each in more), reader.ceiling
        return self._blocks.get(("waiting", key)) or self._block("waiting", key, waiting=_wait(key))

    def _more(self, each: More) -> Pair:
        """How many more on one subject, and where they are read."""
        if not (found := self._blocks.get(("more", each))):
            name = self._areas.get(each.area, "")
            told = f"{each.count} more on {within(name)}" if name else f"{each.count} more on other subjects"
            line_of = {"told": harmless(told), "address": self._pages.get(each.area, self._firm.site)}
            found = self._block("more", each, more=[line_of])
        return found

    def _answers(self, first: ClearedItem) -> Pair:
        """Who answers questions: the author of the first piece."""
        id_ = first.item.author
        return self._blocks.get(("answers", id_)) or self._block("answers", id_, answers=self._people.get(id_ or ""))

    # Blocks with a reader's own words.

    def _greeting(self, name: str) -> Pair:
        return self._filled("greeting", _NAME, (name,)) if name else NOTHING

    def _because(self, reader: Subscriber) -> Pair:
        since = day_of(reader.confirmed.astimezone(self._firm.zone).date())
        return self._filled("because", _BECAUSE, (reader.address, since, harmless(reader.proof)))

    def _followed(self, reader: Subscriber) -> Pair:
        names = [self._areas[area] for area in reader.areas if area in self._areas]
        names += [self._people[id_].name for id_ in reader.people if id_ in self._people]
        return self._filled("followed", _FOLLOWED, (", ".join(names),)) if names else NOTHING

    def _ways(self, reader: Subscriber, links: MailLinks | None) -> Pair:
        """The ways to change what comes and to leave."""
        if links:
            return self._filled("ways", _WAYS, (links.preferences, links.pause, links.leave), links.editions)
        return self._filled("ways", _BY_MAIL, (self._head.leave_by_mail(reader),))

    def _filled(self, block: str, names: Sequence[str], own: Sequence[str], editions: str = "") -> Pair:
        """A block with a reader's own words in it, which the templates call by these names."""
        if not (pieces := self._gapped.get((block, editions))):
            gaps = {name: gap(name) for name in names}
            links = {**gaps, "editions": editions} if editions else None
            pieces = self._gapped[block, editions] = self._cuts.gapped(block, names, **{**gaps, "links": links})
        return filled(pieces, own)

    def _block(self, name: str, key: object, /, **told: object) -> Pair:
        """A block with these values, rendered once."""
        self._blocks[name, key] = found = self._cuts.block(name, **told)
        return found


def _wait(key: object) -> str:
    """What a reader is told of what they asked for beyond their ceiling."""
    match key:
        case "welcome":
            return "There is more of what you asked for on our site:"
        case (int(count), int(ceiling)):
            waits = "piece waits" if count == 1 else "pieces wait"
            return f"{count} more {waits} for next time: you asked for {ceiling} at most. Or read on now:"
    return ""

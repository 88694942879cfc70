"""Makes the finished message of a delivery, from the digest's words and the site's addresses.

It stands beside the wiring because it joins two rooms, which never look into each other.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import datetime

from pipeline.counting import NETWORKS
from pipeline.digest import decide as digest_decide
from pipeline.digest import render, social
from pipeline.digest.headers import line
from pipeline.digest.marked import marked
from pipeline.digest.press import Press
from pipeline.firm import Firm
from pipeline.model import SEED, Channel, Choice, ClearedItem, Delivery, Message, Person, Slot, Subscriber
from pipeline.model.telling import label
from pipeline.publish import links

#: Why a seed gets a piece: it follows nothing.
_IN_IT = "This edition holds it."
#: So that the firm's own mail programs and filters know it.
_SEED = line("X-Attract-Seed", "yes")


class Composer:
    """Makes the finished message of a delivery, at the moment it leaves."""

    def __init__(
        self,
        firm: Firm,
        cleared: Sequence[ClearedItem],
        *,
        people: Mapping[str, Person],
        areas: Mapping[str, str],
        reader: Callable[[str], Subscriber | None],
        today: Callable[[tuple[str, ...]], tuple[str, ...]],
        slot: Callable[[str], Slot],
        clock: Callable[[], datetime],
        reader_links: Callable[[str], render.MailLinks] | None = None,
        note: Callable[[str], ClearedItem | None] = lambda _: None,
        press: type[Press] = Press,
    ) -> None:
        """Take what is the same for every message.

        Args:
            firm: its settings, as they may be shown.
            cleared: every piece that may go out now.
            people: everybody with a page, by id.
            areas: name by practice area id.
            reader: who a message is for, by id; None where they have left or must not be written to.
            today: the areas of today for those that a reader asked for.
            slot: what an edition is for, by its name.
            clock: the time of each message.
            reader_links: makes the links of a digest by the id of its reader; None where the firm has no service.
            note: what a person says above the pieces of an edition, by its name.
            press: what sets mails in type.

        """
        self._firm = firm
        self._people = people
        self._slot = slot
        self._clock = clock
        self._links = reader_links
        self._note = note
        self._make = press
        self._names = {id_: person.name for id_, person in people.items()}
        self._areas = areas
        self._mailable = digest_decide.pieces(cleared, Channel.NEWSLETTER)
        self._shareable = digest_decide.pieces(cleared, Channel.SOCIAL)
        self._offered = {piece.id: piece for piece in self._mailable}
        self._pages = {area: firm.site + links.area_path(area) for area in areas}
        #: By edition: those of which something is still to go.
        self._presses: dict[str, Press] = {}
        self._addresses = {each.id: links.public(each.item, firm.site) for each in self._mailable + self._shareable}
        self._find = reader
        self._today = today

    def asking(self, reader: Callable[[str], Subscriber | None]) -> "Composer":
        """The same, for whoever finds readers in another way: what one of them has set in type serves all."""
        other = copy(self)
        other._find = reader
        return other

    def __call__(self, delivery: Delivery) -> Message | str:
        """The message, or why it is left out now."""
        if delivery.edition.startswith(digest_decide.CORRECTION):
            return self._correction(delivery)
        if delivery.subscriber.startswith(digest_decide.NETWORK):
            return self._social(delivery, self._slot(delivery.edition))
        reader = self._reader(delivery.subscriber)
        if isinstance(reader, str):
            return reader
        if delivery.is_seed:
            held = [self._offered[id_] for id_ in delivery.items if id_ in self._offered]
            choices = tuple(Choice(item=piece, why=_IN_IT) for piece in held)
        else:
            choices = digest_decide.still_cleared(delivery, self._offered, reader, self._areas, self._names)
        if not choices:
            return "every piece in it was withdrawn, or is not asked for any more"
        try:
            message = self._press(delivery.edition).mail(
                reader,
                choices,
                message_id=delivery.message_id,
                now=self._clock(),
                more=delivery.more,
                links=self._links and self._links(reader.id),
                welcome=delivery.welcome,
            )
        except ValueError as problem:  # their address cannot stand in a header
            return str(problem)
        if delivery.is_seed:
            return replace(message, body=marked(message.body, "Seed", _SEED))
        return _without(message, delivery, [each.item.id for each in choices])

    def _press(self, edition: str) -> Press:
        if edition not in self._presses:
            self._presses[edition] = self._make(
                self._firm, self._slot(edition), people=self._people, areas=self._areas,
                addresses=self._addresses, pages=self._pages, note=self._note(edition),
            )  # fmt: skip
        return self._presses[edition]

    def _reader(self, id_: str) -> Subscriber | str:
        """Who a delivery is for, or why they may not be mailed now: asked of the disk at the last moment."""
        reader = self._find(id_)
        if reader is None:
            return "it is no seed any more, or nobody may mail it" if id_.startswith(SEED) else "the reader has left"
        barred = digest_decide.barred(reader, self._clock(), self._firm.never_mail)
        if barred:
            return barred
        areas = self._today(reader.areas)
        return reader if areas == reader.areas else replace(reader, areas=areas)

    def _social(self, delivery: Delivery, slot: Slot) -> Message | str:
        name = delivery.subscriber.removeprefix(digest_decide.NETWORK)
        pieces = [(piece, self._addresses[piece.id]) for piece in self._shareable if piece.id in delivery.items]
        if not pieces:
            return "every piece in it was withdrawn"
        opening = f"{render.name_of(slot.cadence)} from {self._firm.name}"
        try:
            text = social.write(
                NETWORKS[name], opening, pieces, areas=self._areas, label=label(self._firm.places_of_practice)
            )
        except ValueError as problem:
            return str(problem)
        return _without(self._text(delivery, name, text), delivery, [piece.id for piece, _ in pieces])

    def _correction(self, delivery: Delivery) -> Message | str:
        """A short notice that a piece was wrong, to one who received it."""
        network = delivery.subscriber.startswith(digest_decide.NETWORK)
        offered = self._shareable if network else self._mailable
        piece = next((each for each in offered if each.id in delivery.items and each.corrections), None)
        if piece is None:
            return "the piece may no longer be told"
        told, address = piece.corrections[-1], self._addresses[piece.id]
        if network:
            name = delivery.subscriber.removeprefix(digest_decide.NETWORK)
            try:
                text = social.correction(
                    NETWORKS[name], piece, told, address, areas=self._areas,
                    label=label(self._firm.places_of_practice),
                )  # fmt: skip
            except ValueError as problem:
                return str(problem)
            message = self._text(delivery, name, text)
        else:
            reader = self._reader(delivery.subscriber)
            if isinstance(reader, str):
                return reader
            message = render.correction(
                self._firm, reader, piece, told, address, delivery.message_id, self._clock(), areas=self._areas,
                links=self._links and self._links(reader.id),
            )  # fmt: skip
        return replace(message, texts={piece.id: piece.cleared_text})

    def _text(self, delivery: Delivery, network: str, text: str) -> Message:
        return Message(
            channel=Channel.SOCIAL,
            message_id=delivery.message_id,
            sender=self._firm.name,
            recipient=f"{delivery.edition}/{network}.txt",
            body=text.encode(),
        )


def _without(message: Message, delivery: Delivery, going: Sequence[str]) -> Message:
    """The message, with the planned pieces named that do not go in it."""
    missing = tuple(id_ for id_ in delivery.items if id_ not in going)
    return replace(message, without=missing) if missing else message

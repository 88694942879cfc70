"""Invariants about mails: nothing twice, nothing empty, nobody against their will, and everything adds up."""

from collections import defaultdict
from datetime import datetime

from pipeline.model import Cadence, DeliveryState
from pipeline.proving.evidence import ON_ITS_WAY, Evidence, found_later
from pipeline.proving.findings import Look
from pipeline.proving.saying import times

_TWICE = "Stop sending (attract digest hold EDITION), tell us, and say sorry to whoever got it twice."
_LEDGER = "Nobody need have noticed; but the ledger is what keeps a piece from coming twice. Bring the store back from a backup of before, and tell us."
#: Whoever was erased: of their mails nothing is left but that they were.
_ERASED = "erased"
_OPEN = (DeliveryState.PLANNED, DeliveryState.ATTEMPTING)


def one_mail(of: Evidence, look: Look) -> None:
    """One delivery for each edition and reader."""
    look.saw(of.store.count("deliveries"), "delivery", "deliveries")
    for edition, reader, count in of.store.twice("deliveries", "edition", "subscriber"):
        look.breach(
            f"{edition} to {reader}", f"{times(count)} in the ledger: this reader may have been mailed {times(count)}.",
            _TWICE,
        )  # fmt: skip


def one_item(of: Evidence, look: Look) -> None:
    """No piece twice to a reader, and what stands as received is what went."""
    look.saw(of.store.count("received", "text <> ''"), "piece received", "pieces received")
    for edition, reader in of.store.repeating():
        look.breach(f"{edition} to {reader}", "This mail held a piece twice.", _TWICE)
    astray = 0
    for edition, reader, item, other in of.store.items_astray():
        astray += 1
        if look.full:
            look.breach("", "", "")
            continue
        editions = of.store.editions_with(reader, item)
        if len(editions) > 1:
            look.breach(
                f"{item} to {reader}", f"It went to this reader in {' and in '.join(sorted(editions))}.", _TWICE
            )
        else:
            where = f"stands as received in {other}" if other else "does not stand as received"
            look.breach(f"{item} in {edition} to {reader}", f"It went, and {where}.", _LEDGER)
    if of.store.surplus() + astray > 0:
        for reader, item, edition in of.store.received_in_vain():
            look.breach(
                f"{item} in {edition} to {reader}",
                "It stands as received and did not go: this reader will never get it.", _LEDGER,
            )  # fmt: skip


def one_message_id(of: Evidence, look: Look) -> None:
    """No Message-ID twice, over digests and confirmations."""
    look.saw(
        of.store.count("deliveries") + of.store.count("sign_ups", "message_id IS NOT NULL"),
        "Message-ID", "Message-IDs",
    )  # fmt: skip
    for table in ("deliveries", "sign_ups"):
        for id_, count in of.store.twice(table, "message_id"):
            if id_ is not None:
                look.breach(f"Message-ID {id_}", f"{count} mails have it: what returns cannot be told apart.", _TWICE)
    both = "SELECT message_id FROM sign_ups WHERE message_id IN (SELECT message_id FROM deliveries)"
    for (id_,) in of.store.rows(both):
        look.breach(f"Message-ID {id_}", "A digest and a confirmation have it.", _TWICE)


def one_firing(of: Evidence, look: Look) -> None:
    """No slot fired twice."""
    look.saw(of.store.count("slots", "state = 'done'"), "slot done", "slots done")
    for job, period, count in of.store.twice("slots", "job", "period"):
        look.breach(
            f"{job} {period}", f"It stands {times(count)} in the plan, so that it can be done {times(count)}.", _TWICE
        )
    for cadence, period, count in of.store.twice("editions", "cadence", "period"):
        look.breach(f"{cadence} {period}", f"{count} editions were composed for one period.", _TWICE)
    open_ = (
        "SELECT cadence, period FROM editions e WHERE composed IS NOT NULL AND cadence <> 'correction' AND NOT EXISTS"
        " (SELECT 1 FROM slots s WHERE s.job = e.cadence AND s.period = e.period AND s.state IN ('done', 'running'))"
    )
    for cadence, period in of.store.rows(open_):
        look.breach(f"{cadence} {period}", "Its edition was composed, and its slot does not stand as done.", _TWICE)


def not_empty(of: Evidence, look: Look) -> None:
    """Nobody was mailed with nothing."""
    gone = "state IN ('accepted', 'uncertain', 'attempting')"
    look.saw(of.store.count("deliveries", gone), "mail that left", "mails that left")
    for edition, reader, said in of.store.empty():
        if said != _ERASED:
            look.breach(
                f"{edition} to {reader}", "It went with no piece in it.",
                "Hold the edition (attract digest hold EDITION), and tell us: none may leave empty.",
            )  # fmt: skip


def not_against_will(of: Evidence, look: Look) -> None:
    """Nobody was mailed after they had left, or their address was suppressed."""
    readers = 0
    for each in of.store.mailed():
        readers += 1
        left = each.reader.left if each.reader else None
        moment = min((at for at in (left, each.suppressed) if at), default=None)
        if moment is None or each.last <= moment + ON_ITS_WAY:
            continue
        why = "left" if moment == left else "may not be mailed"
        for edition, at, said in of.store.mails_after(each.id, moment + ON_ITS_WAY):
            if not found_later(said):
                look.breach(
                    f"{edition} to {each.id}",
                    f"This reader {why} since {_local(of, moment)}, and was mailed on {_local(of, at)}.",
                    "Say sorry to them; then find out how: attract subscribers why ADDRESS, and tell us.",
                )  # fmt: skip
    look.saw(readers, "reader who was mailed", "readers who were mailed")
    look.saw(of.store.count("suppressions"), "suppressed address", "suppressed addresses")


def permitted(of: Evidence, look: Look) -> None:
    """Nobody was mailed without a permission and its proof."""
    readers = 0
    for each in of.store.mailed():
        readers += 1
        reader = each.reader
        if reader is None and each.proven is None and each.said != _ERASED:
            look.breach(
                f"reader {each.id}", f"They got {times(each.many, 'mail')}, and nothing is known of them: no permission, no proof.",
                "Bring the store back from a backup of before, or find the proof in one.",
            )  # fmt: skip
        if reader is None:
            continue
        if not (reader.permission and reader.proof.strip()):
            look.breach(
                f"reader {each.id}", f"They got {times(each.many, 'mail')} without a proof that they may be mailed.",
                "Find the proof, or let them go: attract subscribers leave ADDRESS",
            )  # fmt: skip
        elif (since := min(filter(None, (reader.confirmed, each.proven)))) > each.first + ON_ITS_WAY:
            look.breach(
                f"reader {each.id}", f"They were mailed on {_local(of, each.first)}, and asked on {_local(of, since)}.",
                "Find the proof of before, or say sorry: attract subscribers why ADDRESS",
            )  # fmt: skip
        elif reader.ends and each.last > reader.ends + ON_ITS_WAY:
            look.breach(
                f"reader {each.id}", f"Their permission ended on {_local(of, reader.ends)}; they were mailed on {_local(of, each.last)}.",
                "Say sorry to them, and ask them to subscribe by the form.",
            )  # fmt: skip
    look.saw(readers, "reader who was mailed", "readers who were mailed")


def balanced(of: Evidence, look: Look) -> None:
    """Of every edition that claims to be done: planned = accepted + refused + left out + uncertain."""
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for edition, state, count in of.store.states():
        counts[edition][state] = count
    done = waiting = uncertain = 0
    for name, _, composed in of.store.editions():
        its = counts.get(name, {})
        rows = sum(its.values())
        odd = {state: count for state, count in its.items() if state not in tuple(DeliveryState)}
        gone = sum(its.get(state, 0) for state in (DeliveryState.ACCEPTED, DeliveryState.UNCERTAIN))
        open_ = sum(its.get(state, 0) for state in _OPEN)
        uncertain += its.get(DeliveryState.UNCERTAIN, 0)
        if odd:
            states = ", ".join(f"{count} “{state}”" for state, count in odd.items())
            look.breach(
                name, f"{times(rows, 'delivery', 'deliveries')}, of which {rows - sum(odd.values())} are accounted for; {states}.",
                f"Bring the store back from a backup of before, then: attract deliver status {name}",
            )  # fmt: skip
        elif composed is None and gone:
            look.breach(
                name, f"It is not composed, or was taken back, and {times(gone, 'mail')} of it left.",
                f"Hold it: attract digest hold {name}; and tell us.",
            )  # fmt: skip
        elif composed and not open_:
            done += 1
        else:
            waiting += 1
    look.saw(done, "edition that is done", "editions that are done")
    if waiting:
        look.notes.append(f"{times(waiting, 'edition')} not done yet: attract deliver status")
    if uncertain:
        look.notes.append(f"{times(uncertain, 'mail')} uncertain, for a person to find out: attract deliver resolve")


def nobody_forgotten(of: Evidence, look: Look) -> None:
    """Each edition has a row for every reader of its cadence who was there."""
    rhythms = {name for name, cadence, composed in of.store.editions() if cadence in tuple(Cadence) and composed}
    look.saw(len(rhythms), "edition", "editions")
    look.saw(of.store.count("subscribers", "left IS NULL"), "reader", "readers")
    for edition, reader in of.store.forgotten():
        look.breach(
            f"{edition} to {reader}", "This reader was there, and the edition has no line for them: neither a mail nor why none.",
            "What was in it comes with their next edition; tell us.",
        )  # fmt: skip


def _local(of: Evidence, moment: datetime) -> str:
    return f"{moment.astimezone(of.firm.zone):%Y-%m-%d %H:%M %Z}"

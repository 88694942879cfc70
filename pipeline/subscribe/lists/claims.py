"""What one row of a list claims: whose address it is, that they may be mailed, or that they have left."""

import ipaddress
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, tzinfo

from pipeline.model import Permission
from pipeline.subscribe.addresses import Address, checked
from pipeline.subscribe.lists.sources import MAILCHIMP, OWN, Source
from pipeline.subscribe.lists.table import Row
from pipeline.subscribe.lists.wishes import Unfit, name_of
from pipeline.subscribe.permissions import Basis

# ISO 8601 as it is written with a space, and as Go prints a time: 2026-02-11 09:30:00.123456789 +0000 UTC.
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?)\s?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2}(?::[0-9]{2})?)?(?: [A-Z]{1,5}| [+-][0-9]{4})?)?"
)


@dataclass(frozen=True, kw_only=True)
class Given:
    """What somebody says of a whole list, where its rows say nothing themselves."""

    permission: Permission
    proof: str
    #: The column with the day; None takes `asked_on`, or for an express permission when they came to the list there.
    asked_column: str | None = None
    #: The day for everybody: that of an evening at which a sheet lay out.
    asked_on: date | None = None


@dataclass(frozen=True)
class Gone:
    """That somebody gets no mail from the other service."""

    #: Behind "they": "left Mailchimp".
    what: str
    at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One row, read."""

    line: int
    #: The address, or why there is none.
    address: Address | str
    name: str = ""
    gone: Gone | None = None
    basis: Basis | None = None
    #: When it ends by what the row says; the law may end it earlier.
    ends: datetime | None = None
    paused: datetime | None = None
    #: The cells of our own form; empty for other lists, which know nothing of our areas.
    cells: Mapping[str, str]
    #: Why nothing but the address of the row can be used.
    problem: str = ""


def claim(row: Row, source: Source, *, file: str, given: Given | None, zone: tzinfo) -> Claim:
    """What a row claims. What cannot be read is said in the claim, and nothing is raised.

    Args:
        row: as it stands in the list.
        source: whose export it is.
        file: the file's name; some services say with it what the rows have in common.
        given: what somebody says of the whole list.
        zone: of the firm; what other services write without a zone is in UTC.

    """
    cells = row.cells
    told = Claim(
        line=row.line,
        address=checked(_first(cells, source.address)),
        name=name_of([cells[part] for part in source.name_parts if cells.get(part)]),
        cells=cells if source is OWN else {},
    )
    if row.more:
        return replace(told, problem="It has more cells than there are columns: a quotation mark is missing somewhere.")
    zone = zone if source is OWN else UTC
    try:
        if gone := _gone(cells, source, file, zone):
            return replace(told, gone=gone)
        return replace(
            told,
            basis=_basis(cells, source, file, given, zone),
            ends=_moment(cells.get("ends", ""), "ends", zone) if source is OWN else None,
            paused=_moment(cells.get("paused", ""), "paused", zone) if source is OWN else None,
        )
    except Unfit as problem:
        return replace(told, problem=str(problem))


def _first(cells: Mapping[str, str], columns: Collection[str]) -> str:
    return next((cells[column] for column in columns if cells.get(column)), "")


def _gone(cells: Mapping[str, str], source: Source, file: str, zone: tzinfo) -> Gone | None:
    says = _file_says(source, file)
    bounced, left = _first(cells, source.bounced), _first(cells, source.left)
    if bounced or says == "bounced":
        return Gone(f"bounced at {source.title}", _moment(bounced, "the bounce", zone))
    if left or says == "left":
        return Gone(f"left {source.title}", _moment(left, "leaving", zone))
    if any(cells.get(column, "").lower() in values for column, values in source.closed.items()):
        return Gone(f"get no mail by {source.title}", None)
    return None


def _file_says(source: Source, file: str) -> str:
    return next((says for part, says in source.files.items() if part in file.lower()), "")


def _basis(cells: Mapping[str, str], source: Source, file: str, given: Given | None, zone: tzinfo) -> Basis | None:
    if own := _own_basis(cells, source, given, zone):
        return own
    if given is None or _file_says(source, file) == "never asked":
        return None
    return Basis(permission=given.permission, proof=given.proof, since=_since(cells, source, given, zone))


def _own_basis(cells: Mapping[str, str], source: Source, given: Given | None, zone: tzinfo) -> Basis | None:
    """What the row itself shows."""
    if source is OWN and cells.get("proof"):
        since = _moment(cells.get("confirmed", ""), "confirmed", zone)
        if since is None and given:
            since = _since(cells, source, given, zone)
        return Basis(permission=_permission(cells.get("permission", "")), proof=cells["proof"][:500], since=since)
    # Those whom the owner of the list added have no OPTIN_TIME, those whom a program added no OPTIN_IP.
    if source is MAILCHIMP and cells.get("optin_time") and (network := network_of(cells.get("optin_ip", ""))):
        since = _moment(cells["optin_time"], "OPTIN_TIME", zone)
        proof = f"a sign-up form of {source.title}, {cells['optin_time']} UTC, from {network}"
        return Basis(permission=Permission.EXPRESS, proof=proof, since=since)
    return None


def _since(cells: Mapping[str, str], source: Source, given: Given, zone: tzinfo) -> datetime | None:
    if given.asked_column is not None:
        return _moment(cells.get(given.asked_column.strip().lower(), ""), given.asked_column, zone)
    if given.asked_on:
        return datetime.combine(given.asked_on, time(), zone)
    # When somebody came to a list says nothing of when their matter or their enquiry was.
    joined = source.joined if source is OWN or given.permission is Permission.EXPRESS else ()
    return _moment(_first(cells, joined), "joining", zone)


def _permission(cell: str) -> Permission:
    try:
        return Permission(cell.lower() or Permission.EXPRESS)
    except ValueError as problem:
        raise Unfit(f"There is no permission {cell[:40]!r}: {', '.join(Permission)}.") from problem


def _moment(cell: str, what: str, zone: tzinfo) -> datetime | None:
    """A day or a moment; None for an empty cell."""
    if not cell:
        return None
    try:
        if not (found := _MOMENT.fullmatch(cell)):
            raise ValueError
        day, clock, offset = found.groups()
        read = datetime.fromisoformat(f"{day}T{clock or '00:00'}{offset or ''}")
        moment = read if read.tzinfo else read.replace(tzinfo=zone)
        moment.astimezone(UTC)  # the first and the last day of the calendar have no UTC
    except (ValueError, OverflowError) as problem:
        raise Unfit(f"The day ({what}) cannot be read from {cell[:40]!r}: write it as 2026-03-31.") from problem
    return moment


def network_of(address: str) -> str:
    """Where a request came from, cut short: 203.0.113.0/24, 2001:db8::/48; empty for what is no address."""
    try:
        origin = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network(f"{address}/{24 if origin.version == 4 else 48}", strict=False))

"""Reads what comes back: bytes of a mail in, what it says out. Nothing in it is trusted, and no bytes raise.

In the order of what is known best: whom it is about by the address to which it came (`verp`); what happened by the fields of a
delivery status (RFC 3464) or of a complaint (RFC 5965), then by flufl.bounce, which knows how servers write that have no such
fields, and gives no code. What people write, however much of ours they quote, is nothing of ours: no body is searched for
a token unless a machine says that it brings a mail back.
"""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email import message_from_string
from email.message import Message as Mail
from email.parser import HeaderParser
from email.policy import compat32
from email.utils import getaddresses, parseaddr

from pipeline.deliver.verp import tokens
from pipeline.model.returning import Came

#: Bytes of a mail that are looked at: reports stand in front of what they bring back.
LOOKED_AT = 512 * 1024
#: A report has three parts (RFC 6522); to take apart what is nested without end takes time without end.
_MOST_PARTS = 40
_MOST_BOUNDARIES = 30
_MOST_LINES = 20_000
#: Characters that are kept of what a server said.
_WORDS = 500
#: The parser takes apart what lies in `message/...`, undoes no encoding there, and goes as deep as a stranger likes.
#: As text it is one part, decoded.
_MESSAGE = re.compile(rb"^(content-type:\s*)message/", re.IGNORECASE | re.MULTILINE)
_AS_TEXT = "text/x-message-"
_STATUS = {_AS_TEXT + "delivery-status", _AS_TEXT + "global-delivery-status"}
_FEEDBACK = {_AS_TEXT + "feedback-report"}
_RETURNED = {
    _AS_TEXT + "rfc822", _AS_TEXT + "global", _AS_TEXT + "rfc822-headers", _AS_TEXT + "global-headers",
    "text/rfc822-headers", _AS_TEXT + "partial",
}  # fmt: skip
#: Where the address stands to which a mail came, the surest first.
_ADDRESSED = (
    "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "X-Forwarded-To", "Apparently-To",
    "To", "Received",
)  # fmt: skip
_CODE = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")
_REPLY = re.compile(r"(?<![\d.])([45])\d\d(?=[ -])")
#: Names of machines in From; people have others.
_MACHINES = re.compile(
    r"^(?:mailer-daemon|postmaster|mail-daemon|mailerdaemon|mail-delivery|mdaemon|bounce\w*)\b", re.IGNORECASE
)
_LATE = re.compile(r"\b(?:delay(?:ed)?|warning|still being retried|verz\u00f6ger\w*|retard\w*)\b", re.IGNORECASE)
_AWAY = re.compile(
    r"^\s*(?:auto(?:matic|mated)?[ -]?(?:reply|response)|out of (?:the )?office|away from|abwesen|automatische antwort|"
    r"r\u00e9ponse automatique|absence|respuesta autom|risposta automatica|fuori sede|autosvar|afwezig)", re.IGNORECASE
)  # fmt: skip
_AWAY_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Response-Suppress")
_COPY = re.compile(
    r"^-+ *(?:below this line|this is a copy|original message|copy of|returned message)", re.IGNORECASE | re.MULTILINE
)
#: RFC 6430: they took it back. RFC 6591: about our signatures, and strangers may have sent that mail.
_NO_COMPLAINT = ("not-spam", "auth-failure")


@dataclass(frozen=True)
class Report:
    """What a mail that came says. Nothing in it is proven: whoever wrote it may have written anything."""

    came: Came
    #: What may be tokens of return paths, the surest first.
    tokens: tuple[str, ...] = ()
    #: What may be tokens of links to leave, which stand in the mail that it brings back.
    leaves: tuple[str, ...] = ()
    #: The Message-ID of the mail that it is about, with its angle brackets.
    message_id: str = ""
    #: As in RFC 3463; x.0.0 where no more is known, empty where nothing is.
    status: str = ""
    #: Which server says so.
    said_by: str = ""
    #: What it says; may hold addresses.
    words: str = ""


_Fields = Mapping[str, str]


def read(raw: bytes) -> Report:
    """What a mail says; raises nothing, whatever the bytes."""
    try:
        return _report(raw[:LOOKED_AT])
    except Exception:  # the library trips over some of what strangers write, each time in another way
        return Report(Came.NOTHING)


def _report(raw: bytes) -> Report:
    # Every line is held against every boundary that is open.
    if raw.lower().count(b"boundary") > _MOST_BOUNDARIES:
        raw = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    lines = raw.split(b"\n", _MOST_LINES)[:_MOST_LINES]
    # As text, so that a letter that may not stand in a header is one: as bytes, the parser would trip over it later.
    text = _MESSAGE.sub(rb"\1text/x-message-", b"\n".join(lines)).decode("utf-8", "replace")
    mail = message_from_string(text, policy=compat32)
    leaves = list(_leaves(mail))
    came, told = _what(mail, leaves)
    addressed = tuple(token for name in _ADDRESSED for value in mail.get_all(name, []) for token in tokens(str(value)))
    if came in (Came.NOTHING, Came.ABSENCE):
        return Report(came, addressed)
    brought = _brought_back(leaves)
    return Report(
        came,
        tokens=tuple(dict.fromkeys((*addressed, *tokens(told.get("from", "")), *tokens(brought.get("return-path", ""))))),
        leaves=tuple(re.findall(r"/([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43})(?=>)", brought.get("list-unsubscribe", ""))),
        message_id=_message_id(brought.get("message-id", "") or told.get("message-id", "")),
        status=told.get("status", ""),
        said_by=_clean(told.get("by", ""))[:120],
        words=_clean(told.get("words", "")),
    )  # fmt: skip


def _leaves(mail: Mail) -> Iterator[Mail]:
    """The parts that have no parts, in their order."""
    waiting, count = [mail], 0
    while waiting and count < _MOST_PARTS:
        part = waiting.pop()
        count += 1
        if part.is_multipart():
            parts: list[object] = list(part.get_payload())
            waiting += [each for each in reversed(parts) if isinstance(each, Mail)]
        else:
            yield part


def _what(mail: Mail, leaves: Sequence[Mail]) -> tuple[Came, _Fields]:
    """What came, and: status, who says it (by), in which words, about a mail from where (from, message-id)."""
    for part in leaves:
        if part.get_content_type() in _FEEDBACK:
            (fields, *_) = _groups(_text(part)) or [{}]
            return _complaint(fields)
    for part in leaves:
        if part.get_content_type() in _STATUS and (found := _delivery_status(_groups(_text(part)))):
            return found
    if not _from_a_machine(mail):
        return (Came.ABSENCE if _away(mail) else Came.NOTHING), {}
    return _by_its_words(mail, leaves)


def _complaint(fields: _Fields) -> tuple[Came, _Fields]:
    kind = fields.get("feedback-type", "").lower()
    if kind in _NO_COMPLAINT:
        return Came.RECEIPT, {"words": f"feedback: {kind}"}
    by = fields.get("user-agent", "") or fields.get("reporting-mta", "")
    return Came.COMPLAINT, {
        "by": by, "words": f"feedback: {kind or 'of no kind'}", "from": fields.get("original-mail-from", ""),
        "message-id": fields.get("original-message-id", ""),
    }  # fmt: skip


def _delivery_status(groups: Sequence[_Fields]) -> tuple[Came, _Fields] | None:
    """RFC 3464: fields of the message, then of each recipient."""
    mine = [each for each in groups if "action" in each or "status" in each]
    actions = [_action(each) for each in mine]
    # One reader may be several, behind an address that passes on: some have it, so the address is good.
    if any(each in ("delivered", "relayed", "expanded") for each in actions):
        return Came.RECEIPT, {}
    failed = [each for each, action in zip(mine, actions, strict=True) if action == "failed"]
    if failed:
        worst = max(failed, key=lambda each: _status(each).startswith("5"))
        by = worst.get("remote-mta", "") or groups[0].get("reporting-mta", "")
        return Came.BOUNCE, {
            "status": _status(worst), "by": by.rpartition(";")[2].strip(),
            "words": worst.get("diagnostic-code", "") or worst.get("status", ""),
        }  # fmt: skip
    return (Came.DELAY, {}) if "delayed" in actions else None


def _action(fields: _Fields) -> str:
    """What became of one recipient; where it is not said, what the code says."""
    said = fields.get("action", "").split("(")[0].strip().lower()
    if said in ("failed", "delayed", "delivered", "relayed", "expanded"):
        return said
    return "failed" if fields.get("status", "").strip()[:1] in ("4", "5") else ""


def _status(fields: _Fields) -> str:
    """The code of one recipient: what the server said goes before "other" (x.0.0), which is all that Exim's field says."""
    told = _CODE.search(fields.get("status", ""))
    own = ".".join(told.groups()) if told else ""
    if own and not own.endswith(".0.0"):
        return own
    said = code(fields.get("diagnostic-code", ""))
    return said if said and (not own or said[0] == own[0]) else own or said or "5.0.0"


def code(text: str) -> str:
    """The first code in a server's words (RFC 3463); its reply's class (5.0.0) where there is none; empty where there is neither."""
    for found in _CODE.finditer(text):
        if found[1] != "2":
            return ".".join(found.groups())
    reply = _REPLY.search(text)
    return f"{reply[1]}.0.0" if reply else ""


def _from_a_machine(mail: Mail) -> bool:
    """Whether a mail server wrote it, and no person and no absence notice, as far as it says so."""
    if mail.get("X-Failed-Recipients"):
        return True
    sender = parseaddr(str(mail.get("From", "")))[1]
    return bool(_MACHINES.match(sender)) or (_null(mail) and not _away(mail))


def _null(mail: Mail) -> bool:
    """Whether it came from the empty return path (RFC 5321, 4.5.5)."""
    return str(mail.get("Return-Path", "")).strip() == "<>"


def _away(mail: Mail) -> bool:
    # RFC 3834, section 5.
    auto = str(mail.get("Auto-Submitted", "no")).strip().lower()
    if not auto.startswith("no") or any(mail.get(name) for name in _AWAY_HEADERS):
        return True
    if str(mail.get("Precedence", "")).strip().lower() in ("auto_reply", "auto-reply"):
        return True
    return bool(_AWAY.match(_header(mail, "Subject")))


def _by_its_words(mail: Mail, leaves: Sequence[Mail]) -> tuple[Came, _Fields]:
    """What a machine wrote without fields."""
    # A tenth of a second of import, for those who read such mails alone.
    from flufl.bounce import all_failures

    # It tells the log of every detector that trips, with all of its stack: strangers could fill the disk.
    logging.getLogger("flufl.bounce").disabled = True
    text = next((_text(part) for part in leaves if part.get_content_type() == "text/plain"), "")
    before = _COPY.split(text)[0]
    if not getaddresses([str(mail.get("From", ""))]):
        # One of its detectors takes the first address that there is.
        del mail["From"]
        mail["From"] = "MAILER-DAEMON"
    late, gone = all_failures(mail)
    if _LATE.search(_header(mail, "Subject")) or (late and not gone):
        return Came.DELAY, {}
    if not gone:
        return (Came.ABSENCE if _away(mail) else Came.NOTHING), {}
    by = parseaddr(str(mail.get("From", "")))[1].rpartition("@")[2]
    words = next((line for line in before.splitlines() if code(line)), "") or before.strip()[-_WORDS:]
    return Came.BOUNCE, {"status": code(before) or "5.0.0", "by": by, "words": words}


def _brought_back(leaves: Sequence[Mail]) -> _Fields:
    """The headers of the mail that it is about."""
    for part in leaves:
        if part.get_content_type() in _RETURNED and (found := _headers(_text(part))):
            return found
    for part in leaves:
        if part.get_content_type() == "text/plain":
            _, copy, rest = _text(part).partition("\nReturn-Path:")
            if copy:
                return _headers("Return-Path:" + rest)
            if len(halves := _COPY.split(_text(part), maxsplit=1)) > 1:
                return _headers(halves[1].partition("\n")[2])
    return {}


def _headers(text: str) -> _Fields:
    mail = HeaderParser(policy=compat32).parsestr(text.lstrip()[:65_536].partition("\n\n")[0], headersonly=True)
    return {name: str(mail.get(name, "")) for name in ("return-path", "message-id", "list-unsubscribe")}


def _groups(text: str) -> list[_Fields]:
    """The fields of a report, in groups with empty lines between them; names in lower case."""
    unfolded = re.sub(r"\n[ \t]+(?=\S)", " ", text.strip())
    found: list[_Fields] = []
    for block in re.split(r"\n\s*\n", unfolded):
        lines = (line.partition(":") for line in block.split("\n") if ":" in line)
        if fields := {name.strip().lower(): value.strip() for name, _, value in reversed(list(lines))}:
            found.append(fields)
    return found


def _text(part: Mail) -> str:
    """The text of a part, its encoding undone, whatever it claims to be."""
    encoded = str(part.get("Content-Transfer-Encoding", "")).strip().lower() in ("quoted-printable", "base64")
    found = part.get_payload(decode=True) if encoded else part.get_payload()
    text = found.decode("utf-8", "replace") if isinstance(found, bytes) else str(found or "")
    return text.replace("\r\n", "\n")


def _header(mail: Mail, name: str) -> str:
    from email.header import decode_header, make_header

    told = str(mail.get(name, ""))
    try:
        return str(make_header(decode_header(told)))
    except (ValueError, LookupError):
        return told


def _message_id(text: str) -> str:
    found = re.search(r"<[^<>\s]{1,400}>", text)
    return found[0] if found else ""


def _clean(text: str) -> str:
    return " ".join("".join(each if each.isprintable() else " " for each in text[: 4 * _WORDS]).split())[:_WORDS]

"""The mailbox in which bounces arrive, by IMAP (RFC 9051; port: Mailbox).

imap-tools opens it and knows its folders. Letters are fetched, marked and moved with the commands themselves: its `flag` and,
where a server cannot move (RFC 6851), its `move` expunge, and would delete what somebody else has marked for deletion.
"""

import imaplib
import os
import re
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from imap_tools import BaseMailBox, ImapToolsError, MailBox, MailBoxStartTls
from imap_tools.errors import MailboxLoginError
from imap_tools.utils import encode_folder

from pipeline.errors import TransportError
from pipeline.mail_settings import Mailbox
from pipeline.ports import Letter

#: Seconds.
_PATIENCE = 60.0
#: Bytes of a letter that are fetched: reports stand in front of what they bring back.
_BYTES = 512 * 1024
#: Letters that are fetched in one go, and so many can be handled twice after a crash.
_AT_ONCE = 50
_UID = re.compile(rb"UID (\d+)")
_T = TypeVar("_T")


class ImapMailbox:
    """A conversation with the firm's IMAP server."""

    def __init__(self, settings: Mailbox) -> None:
        """Open it.

        Raises:
            TransportError: it cannot be reached, or refuses the user.

        """
        self._settings = settings
        self._where = f"{settings.host}:{settings.port}"
        self._box = self._told(self._open)

    def _open(self) -> BaseMailBox:
        settings, context = self._settings, ssl.create_default_context()
        kind = MailBox if settings.security == "tls" else MailBoxStartTls
        box = kind(settings.host, settings.port, timeout=_PATIENCE, ssl_context=context)
        try:
            box.login(settings.user, os.environ.get("ATTRACT_IMAP_PASSWORD", ""), initial_folder=None)
        except (imaplib.IMAP4.error, MailboxLoginError) as problem:
            box.client.shutdown()
            raise TransportError(
                self._where, "the server refused the user or password.",
                "Correct mail.mailbox.user and ATTRACT_IMAP_PASSWORD.",
            ) from problem  # fmt: skip
        return box

    def arrived(self, after: str) -> Iterator[tuple[Sequence[Letter], str]]:
        """What came after a place, fifty letters at a time, each time with the place that they reach.

        A place is the folder's validity and the number of a letter (RFC 9051, 2.3.1.1): when a server numbers anew, all are new.
        """
        validity, last = self._told(self._select), 0
        known, _, number = after.partition(":")
        if known == validity and number.isdigit():
            last = int(number)
        uids = self._told(lambda: [int(uid) for uid in self._box.uids(f"UID {last + 1}:*")])
        # "*" is the last letter there is, also where it came before.
        new = sorted(uid for uid in uids if uid > last)
        for start in range(0, len(new), _AT_ONCE):
            some = new[start : start + _AT_ONCE]
            yield self._told(partial(self._fetch, some)), f"{validity}:{some[-1]}"

    def _select(self) -> str:
        self._box.folder.set(self._settings.folder)
        _, told = self._box.client.response("UIDVALIDITY")
        return told[0].decode("ascii") if told and isinstance(told[0], bytes) else ""

    def _fetch(self, uids: Sequence[int]) -> list[Letter]:
        """Without marking them as seen; one that somebody removes meanwhile is left out."""
        wanted = ",".join(map(str, uids))
        state, told = self._box.client.uid("FETCH", wanted, f"(UID BODY.PEEK[]<0.{_BYTES}>)")
        if state != "OK":
            raise imaplib.IMAP4.error(f"FETCH: {told!r}")
        letters = []
        for number, each in enumerate(told):
            if isinstance(each, tuple):
                # A server may write the number behind the letter, too.
                after = told[number + 1] if number + 1 < len(told) else b""
                if uid := _UID.search(each[0]) or _UID.search(after if isinstance(after, bytes) else b""):
                    letters.append(Letter(uid[1].decode("ascii"), each[1]))
        return letters

    def put_away(self, letters: Sequence[Letter]) -> None:
        """Move these into the folder of handled ones, or mark them as seen where there is none, or the server cannot move."""
        if letters:
            self._told(lambda: self._put_away(",".join(letter.name for letter in letters)))

    def _put_away(self, uids: str) -> None:
        handled = self._settings.handled
        if handled and self._moves():
            if not self._box.folder.exists(handled):
                self._box.folder.create(handled)
            done = self._box.client.uid("MOVE", uids, encode_folder(handled))  # type: ignore[arg-type]  # imaplib takes bytes
        else:
            done = self._box.client.uid("STORE", uids, "+FLAGS.SILENT", r"(\Seen)")
        if done[0] != "OK":
            raise imaplib.IMAP4.error(f"{done[1]!r}")

    def _moves(self) -> bool:
        """Whether the server can move letters. What imaplib remembers was said before the login; many say more after it."""
        _, told = self._box.client.capability()
        return b"MOVE" in bytes(told[-1] or b"").upper().split()

    def _told(self, act: Callable[[], _T]) -> _T:
        """What an act gives; the libraries' errors become ours."""
        try:
            return act()
        except (OSError, imaplib.IMAP4.error, ImapToolsError) as problem:
            raise TransportError(
                self._where, f"the mailbox of bounces cannot be used ({_words(problem)}).",
                "Nothing in it was deleted. Check mail.mailbox in content/firm.yml; run again.",
            ) from problem  # fmt: skip

    def close(self) -> None:
        """End the conversation politely; the far end may have ended it already."""
        with suppress(OSError, imaplib.IMAP4.error, ImapToolsError):
            self._box.logout()


def _words(problem: Any) -> str:
    return " ".join(str(problem).split())[:200]

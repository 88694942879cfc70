"""Takes out of a line what names a reader: mail addresses, and links that act for one.

Whatever is logged, or shown where machines look, goes through here, because other people's words come along: servers write
addresses into their answers, and errors hold what somebody typed. A name cannot be told from other words; so nothing that
may hold one (the words of a refusal, the message of an error that nobody expected) is logged at all (`events.py`).
"""

import re

#: In place of an address, and of what makes a link somebody's.
ADDRESS, TOKEN = "‹address›", "‹token›"
#: What no address goes over, unless it is quoted; `%40` and `=40` are how an at-sign looks in links and in mails.
_END = r"\s<>\"'`(),;:\[\]{}|\\‹›"
_AT = r"(?:@|%40|=40(?=\S*[a-z]\S*\.)|\uff20|\ufe6b)"
_ADDRESS = re.compile(rf'(?:"[^"\r\n]{{1,300}}"|[^{_END}@]+){_AT}(?:\[[^\]\s]*\]|[^{_END}]+)', re.IGNORECASE)
#: As `reader_tokens` and `link_tokens` write them.
_SIGNED = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{1,12}\.[A-Za-z0-9_-]{43}")
#: What stands behind these is a token, or was one before somebody cut it.
_BEHIND = re.compile(r"(/(?:digest/(?:confirm|leave|yours|data)|preview)/)[^\s/?#\"'<>‹›]+", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def masked(text: str) -> str:
    """The text on one line, without addresses and tokens."""
    text = _CONTROLS.sub(" ", text)
    text = _BEHIND.sub(rf"\1{TOKEN}", text)
    return _ADDRESS.sub(ADDRESS, _SIGNED.sub(TOKEN, text)).strip()

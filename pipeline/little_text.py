r"""LinkedIn's "little text": which characters of a post mean something, and how they are made to mean themselves.

A post is cut at the first reserved character that has no backslash before it, and the answer is 201 all the same
(learn.microsoft.com/linkedin/marketing/community-management/shares/little-text-format). Only the commentary is little text:
titles, descriptions and comments are plain.
"""

import re
from collections.abc import Collection

#: What has a meaning of its own there.
RESERVED = r"\|{}@[]()<>#*_~"
_RESERVED = re.compile(f"[{re.escape(RESERVED)}]")
#: LinkedIn's own form of a tag: its words need no escape, because they are letters and digits.
_TAG = r"{{hashtag|\#|{}}}"


def escaped(text: str, tags: Collection[str] = ()) -> str:
    """A text whose every character means itself, except for these tags.

    Args:
        text: as people read it; a tag stands in it as #word.
        tags: without their sign, letters and digits alone.

    """
    if not tags:
        return _escaped(text)
    longest_first = sorted(tags, key=len, reverse=True)
    ours = re.compile(rf"(?<!\w)#({'|'.join(map(re.escape, longest_first))})(?!\w)")
    told, at = [], 0
    for found in ours.finditer(text):
        told += [_escaped(text[at : found.start()]), _TAG.format(found[1])]
        at = found.end()
    return "".join([*told, _escaped(text[at:])])


def _escaped(text: str) -> str:
    return _RESERVED.sub(lambda found: "\\" + found[0], text)


def length(text: str, tags: Collection[str] = ()) -> int:
    """What LinkedIn counts: UTF-16 units of what is sent, escapes and all (seen: 2,980 letters and 20 brackets are too many)."""
    return len(escaped(text, tags).encode("utf-16-le")) // 2

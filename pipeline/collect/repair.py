"""Repair what has one right repair; name what a person should look at.

`repair` changes text only where the change is certain: characters read in a wrong
encoding, letters from the mathematical alphabets used as "bold", invisible characters.
`damage` changes nothing: it names passages that look like something other than the
author's words (a comment form, a machine's synonyms).
"""

import re
import unicodedata
from collections import Counter

import ftfy

#: Characters that carry no ink and hide in pasted text; ZWJ and ZWNJ are kept (scripts need them).
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Twenty-four letters of these alphabets had places of their own before (the italic h is Planck's
# constant); they are made plain in the company of others, never alone.
_OLDER = "\u2102\u210a-\u210e\u2110-\u2112\u2115\u2119-\u211d\u2124\u2128\u212c\u212d\u212f-\u2131\u2133\u2134"
_MATHEMATICAL = re.compile(f"[{_OLDER}]*[\U0001d400-\U0001d7ff][{_OLDER}\U0001d400-\U0001d7ff]*")
#: How a page or a line ends in Word's plain text.
_BREAK = re.compile("[\x0b\x0c]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def repair(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with certain repairs made, and a note for each kind of repair."""
    notes: list[str] = []
    mended = _thai_misreading(text)
    # Only the encoding is ftfy's business here: curly quotes and ligatures are the author's.
    mended = "".join(line if line.isascii() else ftfy.fix_encoding(line) for line in mended.splitlines(keepends=True))
    if mended != text:
        words = _first_difference(text, mended)
        notes.append(f"mis-decoded characters put right ({words})")
    plain = _MATHEMATICAL.sub(lambda found: unicodedata.normalize("NFKC", found.group()), mended)
    if plain != mended:
        notes.append("letters from the mathematical alphabets, which screen readers spell out, made plain")
    clean = _CONTROL.sub("", _INVISIBLE.sub("", _BREAK.sub(" ", plain)))
    if clean != plain:
        notes.append("invisible characters removed")
    return unicodedata.normalize("NFC", clean), tuple(notes)


def _first_difference(before: str, after: str) -> str:
    """The first word that changed, as it was and as it is, short enough for one line."""
    for old, new in zip(before.split(), after.split(), strict=False):
        if old != new:
            return f"“{old[:24]}” is “{new[:24]}”"
    return "spacing"


# UTF-8 read as Windows-874 (Thai), with 0x80-0x9F as Windows-1252 has them. ftfy knows the
# Western, Cyrillic, Greek and Baltic misreadings, not this one. Bytes that Windows-1252
# leaves empty were dropped by whatever did it. They can be put back where only one
# character fits: 0x9D in “”” (E2 80 9D) and in the mathematical alphabets (F0 9D xx xx,
# of which F0 98 alone is also short of an 0x81: the bold “t”).
_THAI = "".join(bytes([b]).decode("tis-620") for b in range(0xA1, 0xFC) if b not in range(0xDB, 0xDF))
_HIGH = {char: char.encode("tis-620")[0] for char in _THAI} | {"\u00a0": 0xA0}
for _byte in range(0x80, 0xA0):
    try:
        _HIGH[bytes([_byte]).decode("cp1252")] = _byte
    except UnicodeDecodeError:
        _HIGH[chr(_byte)] = _byte
_RUN = re.compile("[" + "".join(map(re.escape, _HIGH)) + "]+")
_LOST_9D = re.compile("\xf0(?=[\x90-\x9c\x9e])|\xe2\x80(?![\x80-\xbf])")
_LOST_81 = re.compile("\xf0\x9d\x98(?![\x80-\xbf])")
_SEQUENCE = re.compile("[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# Typographic marks, mathematical letters and pictograms: no Thai word is spelled like these.
_SURE = re.compile("\xe2\x80[\x80-\xbf]|\xf0[\x9d\x9f][\x80-\xbf]{2}")
#: Latin, Greek and Cyrillic letters, marks, symbols, ligatures, mathematical letters, pictograms.
_EUROPEAN = re.compile("[\x00-\u052f\u2000-\u2bff\ufb00-\ufb06\ufe0f\U0001d400-\U0001d7ff\U0001f000-\U0001faff]*")


def _thai_misreading(text: str) -> str:
    thai = sum(char in _THAI for char in text)
    letters = sum(char.isascii() and char.isalpha() for char in text)
    # A text that is really Thai has more Thai letters than Latin ones; leave it alone.
    if thai == 0 or letters < 5 * thai:
        return text
    return _RUN.sub(lambda run: _reread(run.group()), text)


def _reread(run: str) -> str:
    if not any(char in _THAI for char in run):
        return run
    # One Latin-1 character per byte, so that what is no sequence keeps its place and its character.
    mirrored = "".join(chr(_HIGH[char]) for char in run)
    mirrored = _LOST_9D.sub(lambda lost: lost.group() + "\x9d", mirrored)
    mirrored = _LOST_81.sub(lambda lost: lost.group() + "\x81", mirrored)
    rebuilt, at = [], 0
    back = {byte: char for char, byte in _HIGH.items()}
    for found in _SEQUENCE.finditer(mirrored):
        rebuilt.append("".join(back.get(ord(c), c) for c in mirrored[at : found.start()]))
        try:
            rebuilt.append(found.group().encode("latin-1").decode("utf-8"))
        except UnicodeDecodeError:
            rebuilt.append("".join(back.get(ord(c), c) for c in found.group()))
        at = found.end()
    rebuilt.append("".join(back.get(ord(c), c) for c in mirrored[at:]))
    reread = "".join(rebuilt)
    # A Thai word quoted in English: parts of it happen to look like UTF-8, never all of it.
    return reread if _SURE.search(mirrored) or _EUROPEAN.fullmatch(reread) else run


# Lines that a web page puts around an article, in the languages our readers' blogs are in.
_FURNITURE = re.compile(
    r"^\W*(?:no comments?|\d+ comments?|post a comment|leave a (?:reply|comment)|comments? (?:are )?closed"
    r"|add (?:a )?comment|komentarze|kommentare?|commentaires?|comentarios?|reacties|kommentarer"
    r"|share this|tweet|read on|read more|related (?:posts|articles)|subscribe to .{1,60}"
    r"|(?:picture|photo|image) (?:licen[sc]ed|by|credit|courtesy)\b.{0,60}"
    r"|this (?:article|post) was (?:first|originally) published .{1,80})\W*$",
    re.IGNORECASE,
)
_COMMENT_FORM = re.compile(
    r"(?i)\b(?:comments?|komentarze|kommentare?|commentaires?|comentarios?|reply|reacties|kommentarer)\b"
)

# Spinning software exchanges words one by one and so breaks fixed phrases ("tortured
# phrases": Cabanac, Labbé and Magazinov, 2021). Each entry is a broken phrase and the
# phrase it was. One alone can be somebody's English; three different ones are a machine.
_TORTURED = (
    (r"\bto (?:his|her|their|your|its) credit score\b", "to … credit"),
    (r"\blegislation (?:agency|agencies|companies|corporations?)\b", "law firm"),
    (r"\b(?:the|our|your|an?) agency['’]s behalf\b", "the firm's behalf"),
    (r"\bactual property\b", "real estate"),
    (r"\bhave interaction\b", "engage"),
    (r"\bin a single day (?:package|delivery|shipping)", "overnight"),
    (r"\b(?:off|on) (?:the )?observe\b", "off track"),
    (r"\b(?:base|foot|basket)ball video games\b", "ball games"),
    (r"\bstanding (?:report|experience)s?\b", "status report"),
    (r"\blegal professionals? charges\b", "legal fees"),
    (r"\bpursuits? lawyer\b", "trial lawyer"),
    (r"\bthought[- ]about the difficulty\b", "considered the issue"),
    (r"\bwork(?:ing|s)? in opposition to\b", "work against"),
    (r"\blicensed beneath\b", "licensed under"),
    (r"\bbuyer (?:service|relationship administration)\b", "customer service"),
    (r"\bcourt docket of (?:regulation|law)\b", "court of law"),
    (r"\bprivate (?:damage|harm) (?:legal|lawyer|attorney|declare)", "personal injury"),
    (r"\bshopper(?:s)? (?:relationship|improvement|visits|preferences)\b", "client …"),
    (r"\bcellphone calls\b", "phone calls"),
    (r"\bsynthetic intelligence\b", "artificial intelligence"),
    (r"\bhuge (?:information|knowledge)\b", "big data"),
)
_TORTURED_ENOUGH = 3


def damage(text: str) -> tuple[str, ...]:
    """What looks wrong and only a person can judge, each with its line and words."""
    return (*_furniture(text), *_spun(text), *_glued(text))


def _furniture(text: str) -> list[str]:
    found = [
        (number, line.strip())
        for number, line in enumerate(text.split("\n"), start=1)
        if _FURNITURE.match(line.strip())
    ]
    if not found:
        return []
    form = any(_COMMENT_FORM.search(line) for _, line in found)
    what = "ends in a comment form" if form else "has lines that belong to a page, not to the text"
    places = "; ".join(f"line {number}: “{line[:60]}”" for number, line in found[:4])
    more = f"; and {len(found) - 4} more" if len(found) > 4 else ""
    return [f"{what} ({places}{more})"]


def _spun(text: str) -> list[str]:
    found: list[tuple[str, str]] = []
    for pattern, meant in _TORTURED:
        if hit := re.search(pattern, text, re.IGNORECASE):
            found.append((hit.group(), meant))
    if len(found) < _TORTURED_ENOUGH:
        return []
    shown = "; ".join(f"“{words}” for “{meant}”" for words, meant in found[:4])
    return [f"reads as machine-spun: {len(found)} fixed phrases with words exchanged ({shown})"]


_CODE_FENCE = re.compile("`{3}|~{3}")


def _glued(text: str) -> list[str]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    marks = {line for line, n in Counter(lines).items() if n > 1 and len(line) <= 20 and not _CODE_FENCE.match(line)}
    # The same short line twice, once as the last: a page's separator between pieces.
    if lines and lines[-1] in marks:
        times = lines.count(lines[-1])
        return [f"looks like {times} pieces in one (“{lines[-1]}” closes each)"]
    return []

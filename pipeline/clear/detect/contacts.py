"""Ways to reach or look somebody up: addresses of mail and web, telephones, handles, accounts, national numbers.

The firm's own ("our phone is answered from nine"), public sites and helplines pass.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from pipeline.clear.detect.glance import near_codes, near_figures, standing, vocabulary
from pipeline.clear.detect.told import Hit, Sense, Told

_MAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+){0,5}\.[A-Za-z]{2,}"
    r"|(?<!\w)[\w.+-]{2,64}\s?[\[({]\s?at\s?[\])}]\s?[\w-]{2,}(?:\s?(?:[\[({]\s?dot\s?[\])}]|\bdot\b|\.)\s?[\w-]{2,})+"
    r"|(?<!\w)[\w.+-]{2,64}\s+at\s+[\w-]{2,}\s+dot\s+(?:com|co|org|net|ie|eu|ca|au|us|info|biz|uk|nz|edu)\b(?:\s+dot\s+[a-z]{2,3})?",
    re.IGNORECASE,
)
_TOP = "com|org|net|co|uk|ie|eu|info|biz|ca|au|nz|law|legal|shop|store|online|site|blog|club|farm|life|page|social|tv|io|app|scot|wales|london|edu|gov"
_URL = re.compile(
    r"(?:https?://|(?<![\w@.-])www\.)(?P<host>[\w-]+(?:\.[\w-]+)+)(?::\d+)?(?:/[^\s<>\"”’)\]]*)?"
    rf"|(?<![\w@./-])(?P<bare>(?:[a-z0-9][a-z0-9-]+\.)+(?:{_TOP}))(?![\w@-]|\.\w)(?:/[^\s<>\"”’)\]]*)?",
    re.IGNORECASE,
)
#: Where everybody has a page: the address there names one.
_SOCIAL = re.compile(
    r"(?:^|\.)(?:facebook|fb|instagram|tiktok|twitter|x|linkedin|youtube|youtu|threads|bsky|snapchat|patreon|etsy|gofundme|justgiving"
    r"|kickstarter|change|medium|substack|soundcloud|strava|vimeo|reddit|tumblr|pinterest)\.(?:com|net|app|be|org|co\.uk|ie)$"
)
_HANDLE = re.compile(
    r"(?<![\w/.@+-])@(?=\w*[A-Za-z])\w(?:[\w.]*\w)?(?:@[\w.-]+\w)?"
    r"|(?<!\w)/?u/\w{3,}"
    r"|\b(?:(?:user ?name|handle|screen ?name|gamertag|insta(?:gram)?|tik ?tok|twitter|snapchat|telegram|skype|discord|facebook)"
    r"(?: (?:name|account|handle|page|id|user))?(?:\s+(?:is|was|as|of|under|called|named|handle)|:)+\s+[\"“'‘]?)"
    r"(?P<name>(?=[\w.#-]*[\d_.#])\w[\w.#-]{2,}\w)",
    re.IGNORECASE,
)
_HANDLED = frozenset((
    "u", "username", "user", "handle", "screen", "screenname", "gamertag", "insta", "instagram", "tik", "tiktok",
    "twitter", "snapchat", "telegram", "skype", "discord", "facebook",
))  # fmt: skip
_DOTTED = re.compile(r"\.[a-z]")
#: Ways of writing a number to ring. Blanks, points, hyphens and brackets part its groups.
_PHONE = re.compile(
    r"(?<![\w.,/£$€#:+(-])(?:"
    r"(?:\+|00)\s?\(?\d{1,3}\)?(?:[\s.()-]{0,3}\d){7,12}"  # +44 (0)20 7946 0000
    r"|\(?0\d{1,4}\)?(?:[\s.-]\d{2,4}){2,4}|0\d{9,10}|0\d{2,4}[\s.-]\d{6,7}"  # 0117 496 0000, (02) 9123 4567
    r"|(?:1[\s.-])?(?:\(\d{3}\)\s?|\d{3}[\s.-])\d{3}[\s.-]\d{4}"  # (212) 555-0147
    r"|1[389]00[\s-]?\d{3}[\s-]?\d{3}"  # 1300 123 456
    r"|1[\s-]8\d\d[\s-][A-Z0-9][A-Z0-9-]{5,9}"  # 1-800-FLOWERS
    r"|555-\d{4}"
    r")(?![\w]|[.,/-]\d)(?:\s?(?:ext\.?|x|extension)\s?\d{1,5})?",
    re.IGNORECASE,
)
_SHORT_PHONE = re.compile(
    r"\b(?:phone|tel(?:ephone)?|mobile|cell|landline|pager|fax|whatsapp|text|ring|rang|call|called|dial(?:led)?|phoned|ext(?:ension)?)\b"
    r"(?: (?:number|no\.?|is|was|on|at|him|her|them))*\W{1,3}(?P<number>\d(?:[\s.-]?\d){4,11})(?![\w/%]|[.,]\d)",
    re.IGNORECASE,
)
_DIGIT_WORD = r"(?:zero|nought|oh|one|two|three|four|five|six|seven|eight|nine|double|treble|triple)"
_SPELLED = re.compile(rf"(?<!\w){_DIGIT_WORD}(?:[\s,-]+{_DIGIT_WORD}){{5,}}(?!\w)", re.IGNORECASE)

_RUNG = frozenset((
    "phone", "tel", "telephone", "mobile", "cell", "landline", "pager", "fax", "whatsapp", "text", "ring", "rang",
    "call", "called", "dial", "dialled", "dialed", "phoned", "ext", "extension",
))  # fmt: skip
_LABELS = frozenset((
    "sort", "iban", "swift", "bic", "card", "insurance", "ni", "nino", "ssn", "security", "sin", "nhs", "chi", "pps",
    "ppsn", "passport", "licence", "license", "medicare", "ohip", "tax", "tfn", "abn", "utr", "itin", "ein", "bsb",
    "taxpayer", "identity", "id",
))  # fmt: skip
#: One of these is in nearly every number that is spelled out for the telephone.
_NOUGHTS = frozenset({"oh", "zero", "nought", "double", "treble", "triple"})
#: Numbers whose shape alone tells what they are.
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){2,7}(?:\s?[A-Z0-9]{1,4})?(?![\w-])")
_SHAPES = re.compile(
    r"(?<![\w-])\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?![\w-])|(?<![\w-])3[47]\d{2}[ -]\d{6}[ -]\d{5}(?![\w-])"  # cards
    r"|(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])"  # US social security
    r"|(?<![\w-])[X*x]{3}-[X*x]{2}-\d{4}(?![\w-])"
    r"|(?<!\w)[A-Z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D](?!\w)"  # UK national insurance
    r"|(?<![\w.-])\d{7}[A-W][A-IW]?(?!\w)"  # Irish PPS
    r"|(?<!\w)[A-Z9]{5}\d{6}[A-Z9]{2}\d?[A-Z]{2}(?!\w)"  # British driving licence
    r"|(?<![\w-])(?<!A )\d{3}[ -]\d{3}[ -]\d{3}(?![\w-])"  # Canadian social insurance, Australian tax file
    r"|(?<![\w-])\d{3} \d{3} \d{4}(?![\w-])"  # NHS
)
#: Numbers that their label tells.
_LABELLED = re.compile(
    r"\b(?:sort code|iban|swift|bic|(?:debit |credit |bank )?card|national insurance|ni|nino|ssn|social security|social insurance|sin"
    r"|nhs|chi|pps[n]?|passport|driving licen[cs]e|driver['’]?s licen[cs]e|medicare|health card|ohip|tax file|tfn|abn|utr|itin|ein|bsb"
    r"|taxpayer|national id(?:entity)?|identity card)"
    r"(?:\s+(?:card|number|no\.?|num|code|reference|id|#))*(?:\s+(?:is|was|of|ending(?: in)?|ended(?: in)?|beginning|starting(?: with)?))*[\s:#]+"
    r"(?P<number>(?-i:(?:[A-Z]{1,5} )?(?=[A-Z0-9-]*\d)[A-Z0-9-]+(?: (?=[A-Z0-9-]*\d)[A-Z0-9-]+)*(?: [A-Z])?))(?![\w-])",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"(?:\s*[,;/]?\s*(?:and\s+)?(?:account|a/c|acct?)(?:\s+(?:number|no\.?))?[\s:#]+\d{6,10})(?!\w)", re.IGNORECASE
)
_ADDRESS = re.compile(
    r"(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w.]\d|\w)"
    r"|(?<![\w:])(?:[0-9a-f]{1,4}:){3,7}:?[0-9a-f]{1,4}(?![\w:])|(?<!\w)(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?!\w)",
    re.IGNORECASE,
)
_BOX = re.compile(r"\b(?:G?P\.?\s?O\.?\s?Box|Locked Bag|Private Bag|DX)\s+(?:no\.?\s*)?\d[\d ]*\d?\b", re.IGNORECASE)
_NUMBERED = re.compile(
    r"(?:\b(?:para(?:graph)?s?|clauses?|rules?|sections?|regulations?|articles?|chapter|schedule|appendix|version|release|CPR|v|s"
    r"|pages?|pp?\.)\.?|§)\s*\Z",
    re.IGNORECASE,
)
#: The firm speaks of its own: how to reach it, or what everybody may ring.
_OURS = re.compile(
    r"\b(?:our (?:(?:main|direct|office|new|free|own|switchboard|general|\w+) )?(?:phones?|numbers?|telephone|e-?mails?|mail|offices?|lines?"
    r"|switchboard|reception|inbox|address|site|website|web ?site|page|form|guide|blog|account|helpline|hotline|handle)"
    r"|(?:call|ring|phone|reach|contact|e-?mail|write to|text|find|follow|visit|message|join) (?:us|me|the office|the firm|my office|reception)"
    r"|(?:us|me) (?:on|at)|get in touch|helplines?|hotlines?|samaritans|childline|crimestoppers|citizens advice|ombudsman['’]?s?)\b",
    re.IGNORECASE,
)


@cache
def _public() -> tuple[str, ...]:
    """Ends of the hosts that point to nobody."""
    lines = files(__package__).joinpath("public_sites.txt").read_text("utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def find(told: Told) -> Iterator[Hit]:
    """Every way to reach or look up somebody but the firm."""
    if told.kind.tells_of_clients:
        for start, end in places(told):
            yield Hit(Sense.CONTACT, start, end)


def places(told: Told) -> list[tuple[int, int]]:
    """Where they stand, in order, none of them inside another."""
    own = _own(told)
    found = sorted(set(_addresses(told, own)) | set(_numbers(told, own)), key=lambda span: (span[0], -span[1]))
    apart: list[tuple[int, int]] = []
    for start, end in found:
        if (not apart or start >= apart[-1][1]) and not _OURS.search(told.around(start)[1]):
            apart.append((start, end))
    return apart


def _own(told: Told) -> frozenset[str]:
    """The firm's addresses in small letters, and its numbers as bare digits."""
    known = told.own | told.ways
    plain = {word.lower() for word in known} | {re.sub(r"\D", "", word) for word in known}
    # Of a way to reach somebody, that way alone is theirs: the firm's own mailbox may lie where everybody has one.
    return frozenset(plain | {word.lower().rpartition("@")[2] for word in told.own if "@" in word}) - {""}


def ways(own: Iterable[str]) -> frozenset[str]:
    """What of the firm's own is a way to reach it: an address on the web or of mail, a telephone."""
    return frozenset(each for each in own if "@" in each or "://" in each or _PHONE.fullmatch(each.strip()))


def _addresses(told: Told, own: frozenset[str]) -> Iterator[tuple[int, int]]:
    # The address behind a link's words is only in the Markdown; both count characters alike.
    text = told.markdown if len(told.markdown) == len(told.text) else told.text
    words = vocabulary(text)
    if "@" in text or {"at", "dot"} <= words or "[at]" in text or "(at)" in text:
        for found in _MAIL.finditer(text):
            mail = found.group().lower()
            if mail not in own and mail.rpartition("@")[2] not in own:
                yield found.span()
    if "@" in text or not words.isdisjoint(_HANDLED):
        for found in _HANDLE.finditer(text):
            if found.group().lower().lstrip("@") not in own and found.group().lower() not in own:
                yield found.span("name") if found["name"] else found.span()
    if _DOTTED.search(text) or "://" in text:
        for found in _URL.finditer(text):
            if not _harmless(found, own):
                end = found.end() - (len(found.group()) - len(found.group().rstrip(".,;:!?")))
                yield found.start(), end


def _harmless(url: re.Match[str], own: frozenset[str]) -> bool:
    host = (url["host"] or url["bare"]).lower().removeprefix("www.")
    if url["bare"] and url["bare"] != url["bare"].lower():
        # "the end.Co" is a slip of the typing hand.
        return True
    path = url.group().partition(host)[2].strip("/.,")
    if _SOCIAL.search(host):
        # The site itself is nobody: "on x.com"; a page on it is somebody.
        return not path
    ours = (re.sub(r"^(?:https?://)?(?:www\.)?", "", word).strip("/") for word in own)
    return any(host == site or host.endswith(f".{site}") for site in (*ours, *_public()))


def _numbers(told: Told, own: frozenset[str]) -> Iterator[tuple[int, int]]:
    text = told.text
    for at in standing(text, _NOUGHTS):
        yield from (found.span() for found in _SPELLED.finditer(text, max(0, at - 100), at + 100))
    if not vocabulary(text).isdisjoint({"box", "bag", "dx"}):
        yield from (
            found.span() for start, end in near_figures(text, 20, 2) for found in _BOX.finditer(text, start, end)
        )
    for start, end in near_codes(text, 60, 30):
        for found, span in _near(text, start, end):
            if re.sub(r"\D", "", found) not in own:
                yield span


def _near(text: str, start: int, end: int) -> Iterator[tuple[str, tuple[int, int]]]:
    for found in _ADDRESS.finditer(text, start, end):
        if not _NUMBERED.search(text, max(0, found.start() - 20), found.start()) and len(found.group()) > 7:
            yield found.group(), found.span()
    for found in _PHONE.finditer(text, start, end):
        if 7 <= sum(map(str.isdigit, found.group())) <= 15 and not _is_day(found.group()):
            yield found.group(), found.span()
    words = vocabulary(text)
    for found in _SHORT_PHONE.finditer(text, start, end) if not words.isdisjoint(_RUNG) else ():
        if not re.fullmatch(r"(?:19|20)\d\d", found["number"]):
            yield found["number"], found.span("number")
    for found in _IBAN.finditer(text, start, end):
        if sum(map(str.isalnum, found.group())) > 14:
            yield found.group(), found.span()
    for found in _SHAPES.finditer(text, start, end):
        yield found.group(), found.span()
    for found in _LABELLED.finditer(text, start, end) if not words.isdisjoint(_LABELS) else ():
        # "a card of 40" is no card's number.
        if sum(map(str.isalnum, found["number"])) > 5:
            account = _ACCOUNT.match(text, found.end())
            yield found["number"], (found.start(), account.end() if account else found.end())


def _is_day(words: str) -> bool:
    """Whether what looks like a telephone is a date with noughts: "01.02.2021", "03 05 2021"."""
    return bool(re.fullmatch(r"0\d[\s./-]\d{2}[\s./-](?:19|20)\d\d", words))

"""Numbers that stand for one matter, thing or person: of files, claims, titles, vehicles, courts' own numbers.

Found by their label ("title number HTS440917"), or by their shape alone ("3304418/2021").
Numbers of forms, laws, standards and roads look much alike and are everybody's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pipeline.clear.detect import citations, contacts
from pipeline.clear.detect.glance import codes, near_codes, near_figures, vocabulary
from pipeline.clear.detect.told import Hit, Sense, Told

_NUMBER = r"(?:ref(?:erence)?s?\.?(?:\s+(?:no\.?|nos\.?|number|code|#))?|nos?\.|no(?=\s+[A-Z]*\d)|numbers?|num\.?|nr\.?|id|identifier|code|mark|№|n[°º]|#)"
_LINK = (
    r"(?:\s*[:=–—-]\s*|\s*[,(]\s*|\s+(?:is|was|being|of|ending|ended|starting|beginning|marked|reading|in|with|as|under|the|one|then"
    r"|they|he|she|we|gave|quoted|given|him|her|them|us|read|showed|carried|got|had|said|says|reads|shows|a|number|still|bearing)\b){0,5}\s*[\"“‘'#*_]*"
)
#: A number: an optional tuft of capitals, a piece with a digit, and further groups of figures.
_CODE = r"(?:(?-i:[A-Z]{1,5}(?:&[A-Z])?)[ .])?(?=[\w./&-]*\d)(?-i:[A-Z0-9a-z])[\w./&-]*(?:[ ](?=\d{3})[\w/-]+)*"
#: Groups of letters and figures that only a label makes a number: "BQNR 5561", "KD 41 7782", "ZX-88-KL".
_GROUPED = re.compile(
    r"(?=(?:\D*\d){3})[A-Z]{1,5}[ ./-]?\d{2,8}(?:[ ./-]\d{1,6}){0,5}(?:[ ./-]?[A-Z]{1,3})?(?!\w)"
    r"|[A-Z]{1,5}[-/.]\d{1,6}[-/.][A-Z0-9]{1,6}(?:[-/.][A-Z0-9]{1,6}){0,3}(?!\w)"
    r"|(?=(?:\D*\d){3})\d{2,6}[ ./-][A-Z]{1,4}(?:[ ./-][A-Z0-9]{1,6}){0,3}(?!\w)|(?=(?:\d[ -]?){8})\d{3,6}(?:[ -]\d{2,6}){1,5}(?!\w)"
)
#: Prefixes of what is everybody's.
_LAWS_OWN = re.compile(
    r"(?:CPR|PD|FPR|RSC|USC|CFR|IRC|ISO|IEC|BS|EN|EU|EC|UN|SI|NI|AS|DIN|RFC|PL|HB|SB|COVID|AD|BC|AM|PM|ET|FORM|[A-Z]\d{1,3}\Z)(?![A-Z])"
)
_DONE_UNDER = re.compile(
    r"\b(?i:register|lodg|fil|book|mark|tagg?|logg?|list|record|number|stamp|know|index|catalogu|enter|track|quot|reserv|enroll?|insur|licens|ship|label"
    r"|ear-?tagg?|reference|cod|stor|docket|cit|sign|report|admitt|invoic|bill|issu|held|deposit|grant|reported)(?:ed|n)?"
    r"(?:\s+(?:it|him|her|them|us|to us|there|only|simply|then|as|under|by|at|with|number|no\.?|reference|ref\.?|code|the|on))*[\s,:]+[\"“‘'(]?(?P<code>(?=[A-Z0-9])\S)"
)
#: The shape of a code without a label.
_PLAIN = re.compile(r"[A-Z0-9]+(?:[-/.&_][A-Z0-9]+)*")
#: Behind a label letters among figures are enough: "PNR K4TZ9Q".
_MIXED = re.compile(r"(?=(?:[A-Z]*\d){2})(?![A-Z]+\d+[A-Z]?\Z|\d{1,4}[A-Z]+\Z)[A-Z0-9]{6,}")
_WORD = re.compile(r"[A-Za-z]+")
_MARKS = "()[]{}\"'“”‘’.,;:!?*_<>|~`"
_COURT = re.compile(
    r"\d{1,2}:\d{2}-(?:cv|cr|bk|mc|md|ap|po|mj|sw|CV|CR|BK|MC|MD|AP)-\d{2,6}(?:-[A-Za-z0-9-]+)?"  # US district courts
    r"|\d{2}-(?:cv|cr|bk|mc|md|ap|CV|CR|BK)-\d{2,6}(?:-[A-Za-z0-9-]+)?"
    r"|(?:CV|FC|FS|FD|DC|DV|CR|SC|CL|CA|CI|CJ|FA|PR|SM|JV|TR|LT|ES|GN|KB|QB|HC|BL|CH|HT|IL|IP|LM|PT|PE|AC|AD|UI|CO|M)[-/]\d{2,4}[-/]\d{3,8}(?:[-/]\w{1,6})?"
    r"|(?:CO|PA|HU|IA|EA|DA|RP|AA|VA|JR|A\d|B\d|C\d)/\d{3,5}/\d{4}"
    r"|[A-Z]{2}\d{2}[A-Z]\d{5}|[A-Z]\d{2}[A-Z]{2}\d{3}|\d[A-Z]{2}\d{5}"  # HQ19X02281, H77YJ208, 9KB01234
)
_TRIBUNAL = re.compile(r"\d{7}/(?:19|20)\d\d(?:/\w+)?")
#: Before a code these say that it is everybody's: a law's, a form's, a standard's, a model's, a road's.
_EVERYBODYS = re.compile(
    r"(?:\b(?:forms?|sections?|ss?|rules?|rr?|articles?|arts?|regulations?|regs?|directives?|parts?|schedules?|sch|chapters?|ch|iso|iec|bs|bs en|en"
    r"|din|ansi|astm|nfpa|ifrs|ias|frs|asc|model|version|type|class|grade|category|code|cpr|pd|practice direction|para(?:graph)?s?|clauses?|bills?|hb|sb"
    r"|ab|h\.?r|si|s\.i|sr|stat|u\.?s\.?c|c\.?f\.?r|irc|ors|rcw|mcl|nrs|resolution|convention|protocol|law|laws|acts?|standards?|windows|series|routes?"
    r"|highway|interstate|junction|pages?|pp?|decision|commission|council|order|rev\. rul|notice|circular|bulletin|pub(?:lication)?|public law|p\.?l"
    r"|opinions?|op|\(eu\)|\(ec\)|\(eec\)|eu|ec|years?|between|from|since|until|season|tax year|in)\.?|§+)\s*(?:nos?\.?\s*|\((?:eu|ec|eec|uk)\)\s*(?:no\.?\s*)?|number\s+)*\Z",
    re.IGNORECASE,
)
_STANDARD = re.compile(
    r"(?:ISO|IEC|BS|EN|DIN|IFRS|IAS|FRS|PAS|RFC|COVID|SARS|HB|SB|AB|HR|EU|EC|UN|CE|PM|MP|GPT|ASTM|ANSI|NFPA|AS|NZS|CSA)[-/ ]?\d{1,5}(?:[-/:]\d{1,4})*"
    r"|SI[-/ ]?\d{4}/\d+"
)
_VEHICLE = re.compile(
    r"\b(?:cars?|vans?|reg(?:istration|istered)?|rego|plates?|vehicles?|lorry|lorries|truck|motor(?:bike|cycle|home)|driving|drove|parked|tractor|trailer"
    r"|bus|coach|cab|taxi|caravan|jeep|pick-?up|saloon|hatchback|estate car|scooter|moped|hgv|4x4|suv|minibus|digger)\b",
    re.IGNORECASE,
)
_IRISH = "CE|CN|CW|DL|KE|KK|KY|LD|LH|LK|LM|LS|MH|MN|MO|OY|RN|SO|TN|TS|TU|WD|WH|WX|WW|C|D|G|L|T|W"
_PLATE = re.compile(
    rf"(?<![\w-])(?:[A-Z]{{2}}\d{{2}} ?[A-Z]{{3}}|\d{{2,3}}-(?:{_IRISH})-\d{{1,6}})(?![\w-])"  # FD20 VKB; 191-D-4471
    rf"|(?<![\w-])(?P<old>[A-Y]\d{{1,3}} ?[A-Z]{{3}}|[A-Z]{{3}} ?\d{{1,3}}[A-Y]|[A-Z]{{1,3}} ?\d{{1,4}}|\d{{1,4}} ?[A-Z]{{1,3}}"
    rf"|\d{{2,3}} (?:{_IRISH}) \d{{2,6}}|\d[A-Z]{{3}}\d{{3}}|[A-Z]{{3}}[- ·]?\d{{3,4}})(?![\w-])"
)
_PLATED = re.compile(
    r"\b(?:(?:number|licen[cs]e|registration|car|rear|front) ?plates?|plates?|rego?|reg\.|registration(?: (?:number|mark|no\.?))?|vrm|index mark|tags?)"
    r"(?:\s*[:,(]\s*|\s+(?:is|was|of|read|reading|number|no\.?|the|ending|said|bore|had)\b){0,3}\s*[\"“‘'(]?"
    r"(?P<code>(?=[A-Z0-9 ·-]*\d)(?:[A-Z0-9]{1,4}[ ·-]?[A-Z0-9]{1,5}))(?![\w-])",
)
_SPACED = re.compile(
    r"(?<!\w)[A-Z]{3}[UJZ] ?\d{3} ?\d{3}[ -]?\d(?!\w)"  # a container
    r"|(?<!\w)A[- ]?\d{3}[ -]\d{3}[ -]\d{3}(?!\w)"  # an alien's number
    r"|(?<!\w)(?:US|GB|EP|WO|AU|CA|IE|DE|FR|NZ)\s?(?:\d{1,2}[ ,]\d{3}[ ,]\d{3}|\d{4}/\d{6}|\d{7,10})(?:\s?[AB]\d?)?(?!\w)"  # a patent
    r"|\b(?:Deed|Record|Mortgage|Plat|Map|Liber|Reel|Volume|Vol\.|Book|Folio|Register)(?:\s+(?:Book|Volume))?\s+[A-Z]?\d+[A-Z]?,?\s+(?:at\s+)?(?:[Pp]age|[Pp]g\.?|[Pp]p?\.|[Ff]olio|[Ff]rame)\s+\d+"
    r"|(?<!\w)(?:DP|SP|RP|CT|Vol)\s?\d{4,7}(?!\w)"  # Australian plans
    r"|\b[Ff]light\s+(?:no\.?\s*|number\s+)?[A-Z][A-Z0-9]{1,2}[ -]?\d{1,4}(?!\w)"
    r"|#(?=[A-Z0-9-]*\d{3})[A-Z0-9][A-Z0-9-]{3,}"
)
_AIRCRAFT = re.compile(
    r"(?<![\w-])(?:G-[A-Z]{4}|EI-[A-Z]{3}|VH-[A-Z]{3}|C-[FG][A-Z]{3}|ZK-[A-Z]{3}|N\d{2,5}[A-Z]{0,2})(?![\w-])"
)
_LOT = re.compile(
    r"\b(?:[Pp]lot|[Ll]ot|[Bb]erth|[Mm]ooring|[Ss]lip|[Ss]tall|[Pp]itch|[Ll]ocker|[Hh]angar|[Ss]ilo|[Vv]ault|[Ss]torage unit)s? (?:[Nn]o\. ?|[Nn]umber )?[A-Z]{0,2}-?\d{1,5}[A-Z]?(?![\w%])"
)
_SMALL = frozenset(
    {
        "plot",
        "lot",
        "plots",
        "lots",
        "berth",
        "mooring",
        "slip",
        "stall",
        "pitch",
        "locker",
        "hangar",
        "silo",
        "vault",
        "storage",
    }
)
_FLYING = frozenset((
    "aircraft", "plane", "aeroplane", "airplane", "helicopter", "jet", "glider", "microlight", "flying", "flew",
    "pilot", "hangar", "runway", "airfield",
))  # fmt: skip
_ENDING = re.compile(
    r"\b(?:account|card|policy|number|phone|plan|plate|passport)s?\s+(?:(?:number|no\.?)\s+)?(?:that\s+|which\s+)?(?:ending|ended|ends)\s+(?:in\s+|with\s+)?"
    r"(?:\*+|x+)?[A-Z]?\d{2,6}(?!\w)",
    re.IGNORECASE,
)
#: Numbers by which a thing's owner is found as well.
_REACHES = re.compile(
    r"(?:(?:life|insurance|home|motor|pet|travel|bank|current|savings|client|customer|loan|credit|escrow|utility|gas)\s+)?(?:policy|account|a/c|vehicle|reg|registration|plate)\b",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(rf"(?<!\w)(?:[Rr]ef(?:erence)?\.?|Nos?\.|Number|Ref\.? no\.?)\s*[:#]?\s*(?P<code>{_CODE})")


@dataclass(frozen=True, slots=True)
class _Code:
    """A number, and what it can be taken for: a court's is a reference too, and a plate leads to its owner."""

    start: int
    end: int
    senses: tuple[Sense, ...] = (Sense.REFERENCE,)
    labelled: bool = False


_COURTS = (Sense.CITATION, Sense.REFERENCE)
_OWNED = (Sense.REFERENCE, Sense.CONTACT)


@cache
def _labelled() -> tuple[re.Pattern[str], frozenset[str]]:
    """A label, what calls it a number, and the number; and the words of labels."""
    court: list[str] = []
    others: list[str] = []
    for line in files(__package__).joinpath("reference_labels.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            (court if line.endswith("=") else others).append(line.rstrip("="))
    words = frozenset(re.findall(r"[a-z]+", " ".join([*court, *others]))) - {"s", "a", "of"}
    pattern = re.compile(
        rf"(?:(?P<court>{'|'.join(court)})|(?:{'|'.join(others)}))"
        rf"(?:['’]?s)?,?[ ]?(?P<number>(?<!\w){_NUMBER})?{_LINK}(?:nos?\.?\s*|number\s+)?(?P<code>{_CODE})",
        re.IGNORECASE,
    )
    return pattern, words | frozenset(f"{word}s" for word in words)


def find(told: Told) -> Iterator[Hit]:
    """Every number that stands for one matter, thing or person, and every case by name or citation."""
    if not told.kind.tells_of_clients:
        return
    cited = citations.places(told)
    yield from (Hit(Sense.CITATION, start, end) for start, end in cited)
    reached = contacts.places(told)
    last = 0
    for each in sorted(_found(told.text), key=lambda each: (each.start, -each.end)):
        if each.start < last or _overlaps(each, cited):
            continue
        # What looks like a telephone or a card is a reference where its label calls it one.
        contact = _overlaps(each, reached)
        if contact and not each.labelled:
            continue
        last = each.end
        for sense in each.senses:
            if not (contact and sense is Sense.CONTACT):
                yield Hit(sense, each.start, each.end)


def _overlaps(each: _Code, others: list[tuple[int, int]]) -> bool:
    return any(each.start < behind and before < each.end for before, behind in others)


def _found(text: str) -> Iterator[_Code]:
    if not vocabulary(text).isdisjoint(_FLYING):
        yield from (_Code(*each.span()) for each in _AIRCRAFT.finditer(text))
    if not vocabulary(text).isdisjoint(_SMALL):
        for start, end in near_figures(text, 12, 0):
            yield from _small(text, start, end)
    for start, end in near_codes(text, 75, 25):
        yield from _with_label(text, start, end)
    for start, end in near_codes(text, 30, 25):
        for pattern in (_SPACED, _ENDING):
            yield from (_Code(*each.span()) for each in pattern.finditer(text, start, end))
        yield from _vehicles(text, start, end)
    yield from _bare(text)


def _small(text: str, begin: int, end: int) -> Iterator[_Code]:
    """Plots and lots: a small number is enough."""
    for each in _LOT.finditer(text, begin, end):
        yield _Code(*each.span())


def _with_label(text: str, begin: int, end: int) -> Iterator[_Code]:
    pattern, words = _labelled()
    last = begin
    for word in _WORD.finditer(text, begin, end):
        each = (
            pattern.match(text, word.start(), end) if word.group().lower() in words and word.start() >= last else None
        )
        if not each:
            continue
        code = each["code"].rstrip("./&-")
        grouped = _grouped(text, each.start("code"))
        if grouped:
            good, code = True, max(code, grouped, key=len)
        elif each["number"]:
            good = len(re.sub(r"\W", "", code)) > 2 and not _counted(code)
        else:
            joined = code.replace(" ", "")
            good = _is_code(joined, text, each.start()) or bool(_SPACED.fullmatch(code) or _MIXED.fullmatch(joined))
        if good:
            last = each.end()
            senses = _COURTS if each["court"] or _COURT.fullmatch(code) else (Sense.REFERENCE,)
            senses = _OWNED if _REACHES.match(text, each.start()) else senses
            yield _Code(each.start(), each.start("code") + len(code), senses, labelled=True)
    for each in _DONE_UNDER.finditer(text, begin, end):
        grouped = _grouped(text, each.start("code"))
        if grouped and not _everybodys(text, each.start("code")):
            yield _Code(each.start("code"), each.start("code") + len(grouped), labelled=True)
    for each in _BARE_NUMBER.finditer(text, begin, end):
        code = each["code"].rstrip("./&-")
        known = each.group()[0] in "Rr" and sum(map(str.isdigit, code)) > 3 and not _counted(code)
        if known or _is_code(code, text, each.start()):
            yield _Code(each.start(), each.start("code") + len(code))


def _grouped(text: str, start: int) -> str:
    """Letters and figures in groups that begin here, if they are a number behind a label."""
    found = _GROUPED.match(text, start)
    if not found or _LAWS_OWN.match(found.group()) or _counted(found.group()):
        return ""
    if re.match(r"(?:19|20)\d\d ", found.group()):
        return ""
    day = _is_day(re.split(r"[-/. ]", found.group())) and not re.search("[A-Z]", found.group())
    return "" if day else found.group()


def _vehicles(text: str, begin: int, end: int) -> Iterator[_Code]:
    for each in _PLATE.finditer(text, begin, end):
        # Older plates look like many things: something must be driven nearby.
        driven = sum(map(str.isalnum, each.group())) > 4 and _near(_VEHICLE, text, each)
        if not each["old"] or (driven and not _everybodys(text, each.start())):
            yield _Code(*each.span(), _OWNED)
    for each in _PLATED.finditer(text, begin, end):
        if 4 < sum(map(str.isalnum, each["code"])) < 9:
            yield _Code(*each.span(), _OWNED)


def _near(what: re.Pattern[str], text: str, found: re.Match[str]) -> bool:
    return bool(what.search(text, max(0, found.start() - 90), found.end() + 60))


def _bare(text: str) -> Iterator[_Code]:
    """Codes that are known by their shape alone."""
    for start, end in codes(text):
        token = text[start:end]
        left = len(token) - len(token.lstrip(_MARKS))
        code = re.sub(r"['’]s$", "", token.strip(_MARKS))
        if _is_code(code, text, start + left):
            senses = _COURTS if _COURT.fullmatch(code) else (Sense.REFERENCE,)
            yield _Code(start + left, start + left + len(code), senses)


def _everybodys(text: str, start: int) -> bool:
    return bool(_EVERYBODYS.search(text, max(0, start - 40), start))


def _counted(code: str) -> bool:
    """Whether figures only count or name a year: "1,200", "2021", "3.5", "18th"."""
    return bool(
        re.fullmatch(
            r"(?:19|20)\d\d(?:[-/](?:\d\d|(?:19|20)\d\d))?|\d{1,3}(?:,\d{3})+|\d+\.\d{1,2}|\d+(?:st|nd|rd|th|am|pm|k|m|%)",
            code,
        )
    )


def _is_code(code: str, text: str, start: int) -> bool:
    """Whether a word looks like one matter's number and like nothing that is everybody's."""
    if len(code) < 6 or _counted(code):
        return False
    if _COURT.fullmatch(code) or _TRIBUNAL.fullmatch(code):
        return True
    if not _PLAIN.fullmatch(code) or _STANDARD.fullmatch(code) or _everybodys(text, start):
        return False
    letters = sum(map(str.isalpha, code))
    return _of_letters(code, letters) if letters else _of_figures(code)


def _of_letters(code: str, letters: int) -> bool:
    groups = re.split(r"[-/.&_]", code)
    if all(re.fullmatch(r"[A-Z]{1,3}\d{1,3}[A-Z]?|[A-Z]+", group) for group in groups) and len(groups) < 3:
        return len(groups) == 1 and len(code) > 6 and not code.isalpha()  # "P45/P60", "ET1"
    # A year alone makes no number: "EURO-2024".
    figures = sum(map(str.isdigit, re.sub(r"(?<!\d)(?:19|20)\d\d(?!\d)", "", code)))
    whole = letters + sum(map(str.isdigit, code))
    parted = len(groups) > 1
    if re.fullmatch(r"\d+[A-Z]{1,2}", code) and figures < 6:
        return False  # "1080P", "5000M"
    return whole > 5 and figures >= (3 if parted else 4)


def _of_figures(code: str) -> bool:
    groups = re.split(r"[-/.&_]", code)
    figures = "".join(groups)
    if len(groups) == 1:
        return len(code) > 6 and len(code.rstrip("0")) > 3
    if "." in code or _is_day(groups):
        return False
    if len(groups) > 2:
        return len(figures) > 6
    first, second = groups
    years = all(re.fullmatch(r"(?:19|20)\d\d", group) for group in groups)
    zero = any(group.startswith("0") and len(group) > 2 for group in groups)
    if years or len(figures) < 6:
        return False
    if "/" in code:
        return zero or max(len(first), len(second)) > 4 or (len(first) in {2, 4} and len(second) > 3)
    # "1200-1500" goes from one number to another.
    return zero or (len(figures) > 7 and (len(first) != len(second) or first >= second))


def _is_day(groups: list[str]) -> bool:
    """Whether figures between strokes are a date: those are another detector's."""
    return (
        len(groups) == 3
        and sorted(map(len, groups))[-1] in {2, 4}
        and all(len(group) in {1, 2, 4} for group in groups)
        and sum(map(len, groups)) < 9
    )

"""Whether a sum or a day is the law's, the court's or the firm's own, and so nobody's secret.

"The statutory cap is £118,223" tells of nobody; "she recovered £31,877, well under the
cap" does. What decides is the clause that the figure stands in, not its sentence.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from pipeline.clear.detect.told import Told

#: Where one clause ends and another begins; a comma inside a number has no blank behind it.
_BREAK = re.compile(
    r"[;:()–—]|,\s|\s-\s"
    r"|\b(?:but|while|whilst|although|though|because|whereas|which|who|so|yet|where)\b"
    r"|\b(?:and|or|when|if|as|since|after|before|until|once|than|that|the day|the week|the month)\s+"
    r"(?=(?:he|she|they|we|I|it|you|our|the|her|his|my|their|this|a|an|each|every|no)\b)",
    re.IGNORECASE,
)
#: Words of a clause, the figure left out, below which it says nothing by itself ("From 6 April 2026, ...").
_FEW = 3

#: What the law calls its own sums, wherever they stand.
_SUM_OF_LAW = re.compile(
    r"\bstatutory\b|\b(?:court|issue|hearing|filing|lodge?ment|probate|tribunal|visa|listing|licen[cs]e|search|registry"
    r"|allocation|application|registration|sponsor\w*|biometrics?|government|recording|appeal) (?:fees?|charges?)\b"
    r"|\bhealth surcharge\b|\bnil[- ]rate|\b(?:personal|annual|dividend|savings|lifetime) (?:allowance|exempt\w*|exclusion)"
    r"|\bexempt(?:ion)? (?:amount|limit|threshold)|\b(?:homestead|estate[- ]tax|tax|federal|state|gift|unified) (?:tax )?(?:exemption|exclusion|credit)"
    r"|\b(?:home office|uscis|hmrc|land registry|companies house|ircc|registry|court) (?:\w+ )?(?:charges?|asks?|wants|takes)\b|\bthresholds?\b|\bdisregard\b"
    r"|\b(?:minimum|living|national) wage|\bmin(?:imum)? (?:salary|income) (?:requirement|rule|level)"
    r"|\bweek['’]?s['’]? pay\b|\bweekly (?:cap|limit|maximum)|\bsmall[- ]claims?\b|\b(?:fast|intermediate|multi)[- ]track"
    r"|\b(?:jurisdiction(?:al)?|monetary|compensation|earnings|capital|savings|upper|lower|legal|prescribed|statutory|damages"
    r"|eligibility|contribution|superannuation|benefits?|rent|fee|price|cost|financial|income) (?:cap|limits?|ceiling)\b"
    r"|\b(?:tax|rate|vento|lower|middle|upper|top|first|second) bands?\b|\btariffs?\b|\bbereavement (?:award|damages)"
    r"|\bpenalty units?\b|\bfee units?\b|\bfixed (?:recoverable )?costs\b|\bbenefit cap\b|\bstandard deduction\b"
    r"|\bfines? (?:of )?(?:up to|between|from)\b|\b(?:maximum|minimum) (?:fines?|penalt\w+|awards?|payments?|sum|amount)"
    r"|\b(?:capital|civil|fixed|administrative) penalt(?:y|ies)\b|\bexcise|\bmedicare levy|\bpoverty (?:guideline|line)"
    r"|\b(?:most|least|maximum|minimum) (?:that )?(?:the|a|an|any) (?:law|court|tribunal|judge|landlord|employer|act)",
    re.IGNORECASE,
)
#: Sums of the law where nobody's own contract stands before them.
_LIMIT = re.compile(
    r"(?<!policy )(?<!liability )(?<!contract )(?<!contractual )(?<!insurance )(?<!cover )(?<!indemnity )(?<!credit )"
    r"(?<!his )(?<!her )(?<!their )(?<!its )(?<!our )\b(?:cap|limit|ceiling|allowance|maximum|minimum|penalty charge)\b",
    re.IGNORECASE,
)
#: Between a law's word and a sum these words say that the sum is somebody's.
_OWN = re.compile(
    r"\b(?:recovered|awarded|received|won|got|settled|owed|agreed|obtained|secured|offered)\b", re.IGNORECASE
)
#: Between a sum and a law's word these say that the one is measured by the other.
_MEASURED = re.compile(
    r"\b(?:below|above|under|over|than|within|exceed\w*|short|against|past|beyond|times|twice|to|in|on|with|for|near|despite)\b",
    re.IGNORECASE,
)
_FIRMS_FEE = re.compile(
    r"\b(?:we|our|firm['’]s)\b[^.]{0,60}\b(?:charge[sd]?|fees?|fixed|quoted?|prices?|cost|rates?)\b"
    r"|\bfixed[- ](?:fee|price)s?\b|\b(?:an|per|each|every|by the) hour\b|\bhourly\b|/ ?(?:hour|hr)\b|\bper hr\b"
    r"|\b(?:fees?|prices?|costs?) (?:start|begin)s?\b|\b(?:initial|first) (?:consultation|interview|meeting)",
    re.IGNORECASE,
)

#: The law speaks in the present, of everybody.
_GENERAL = re.compile(
    r"\b(?:must|should|shall|can|cannot|may|might|will|is|are|has to|have to|have until|has until|appl(?:y|ies)|needs?|pays?"
    r"|rises?|goes|go|changes?|means?|runs?|falls?|ends?|starts?|begins?|opens?|closes?|counts?|covers?|requires?|stands?"
    r"|remains?|costs?|attracts?|carr(?:y|ies)|allows?|lets?|becomes?|takes?|follows?|sets?|gives?|makes?|gets?|holds?|asks?|treats?|lies|works?|owes?|lasts|files?|keeps?|loses?"
    r"|no longer|never|always)\b",
    re.IGNORECASE,
)
_TOPIC = re.compile(
    r"\b(?:law|laws|rules?|sections? \d+\w*|acts?|statutes?|regulations?|directive|code|bill|reforms?|legislation|courts?|tribunals?|parliament"
    r"|congress|government|regulators?|hmrc|irs|revenue|tax(?:es|able|payers?)?|vat|gst|hst|duty|levy|relief|deduct\w*|allowances?|rates?|bands?|caps?|capped"
    r"|limits?|maximum|minimum|fees?|fines?|penalt\w+|premiums?|wages?|pay|salar(?:y|ies)|thresholds?|scheme|benefits?|pensions?|employers?|employees?"
    r"|workers|landlords|tenants|tenanc(?:y|ies)|leases|buyers|sellers|companies|directors|trustees|charities|businesses|firms"
    r"|claims|claimants|applicants?|applications?|appeals|returns?|filings?|forms?|deadlines?|notices?|anyone|everyone|anybody"
    r"|nobody|everybody|you|your|people|parents|couples|estates|gifts?|guidelines?|sponsors?|visas?|contracts|agreements"
    r"|(?:a|an|any|no|each|every) (?:landlord|tenant|employer|worker|employee|company|director|trustee|taxpayer|person|claimant|will|deed|lease|tenancy|contract|claim|notice|form|appeal|visa|trust|gift|parent|marriage|divorce|application)"
    r"|individuals?|residents|citizens|homes|properties|property)\b",
    re.IGNORECASE,
)
#: Somebody, or something of theirs.
_SOMEBODY = re.compile(
    r"\b(?:he|she|they|him|her|his|hers|my|me|I|clients?|hearing|trial|completion|wedding|funeral|accident|crash"
    r"|opponent|buyer|seller|couple|woman|man|husband|wife|father|mother|son|daughter|brother|sister|family)\b",
    re.IGNORECASE,
)
#: The clause tells what happened.
_PAST = re.compile(r"\b(?:was|were|had|did|came|went|died|wrote|rang|fell)\b", re.IGNORECASE)

#: What those did whom the law is about tells of nobody: "people who came before ...".
_WHO = re.compile(r"\b(?:who|which|that) \w+")

_TOLD = re.compile(r"\b(?:was|were|had|did|[a-z]{3,}ed|our|we)\b", re.IGNORECASE)
_DAY_OF_LAW = re.compile(
    r"\bin(?:to)? force\b|\broyal assent\b|\btakes? effect\b|\binto effect\b|\b(?:is|are|was|were|be|remains?|still|now) in effect\b|\bin operation\b|\btransitional\b"
    r"|\b(?:tax|financial|fiscal|accounting|school|academic|legal|holiday) year\b|\byear[- ]end\b|\bconsultations?\b"
    r"|\b(?:statutory|filing|tax|legal|application|limitation|registration|claims?|appeal|reporting|government) (?:deadlines?|cut-?off)\b"
    r"|\b(?:effective|commencement|implementation|appointed) (?:date|day)\b|\bbudget\b"
    r"|\b(?:a|an|any|every|each) (?:bank|public) holiday\b|\b(?:bank|public) holidays\b|\bopening hours\b|\breferendum\b"
    r"|\b(?:each|every) year\b|\bannually\b|\byearly\b|\bof (?:each|every) (?:year|month)\b",
    re.IGNORECASE,
)
#: Everybody's tax is due on the same days; one's own return went in on a day of one's own.
_TAX = re.compile(r"\bself[- ]assessment\b|\btax returns?\b", re.IGNORECASE)
_ON_A_DAY = re.compile(r"\b(?:on|dated)\s+(?:\w+day,?\s+)?(?:the\s+)?\Z", re.IGNORECASE)
#: What the highest courts and parliaments decided is law.
_HIGHEST = re.compile(
    r"\b(?:(?:US |UK |Canadian |Irish |federal )?Supreme Court|Courts? of Appeals?|House of Lords|Law Lords|Their Lordships|Privy Council|High Court of Australia"
    r"|(?:First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth|Eleventh|D\.?C\.?|Federal) Circuit|(?:European )?Court of (?:Justice|Human Rights)"
    r"|Strasbourg|Luxembourg|(?:The|the|nine|five|seven) [Jj]ustices|SCOTUS|CJEU|ECJ|ECtHR|Parliament|Congress|Dáil|Oireachtas|Holyrood|Senedd|Westminster)\b"
)
_DECIDED = re.compile(
    r"\b(?:decided|settled|answered|ruled|held|clarified|confirmed|overruled|overturned|changed|laid down|handed down|gave judgment"
    r"|reversed|resolved|said|meant|struck down|upheld|closed|extended|narrowed|widened|abolished|passed|voted)\b"
)
#: The subject is anybody of a kind: "A holiday let needs ...", "Short lets must ...".
_OF_A_KIND = re.compile(
    r"\A\W*(?:(?:from|since|by|after|before|until)\b.*|(?:an?|any|every|each|no|all|most|many)\s+.*|[A-Za-z]+(?:-\w+)?(?:\s+[a-z]+)?s\s+.*)\Z",
    re.IGNORECASE | re.DOTALL,
)
#: Only the present: "has", "is" and the like stand in what is told of the past, too.
_HOLDS = re.compile(
    r"\b(?:must|shall|can|cannot|may|will|has to|have to|needs?|pays?|costs?|counts?|gets?|owes?|requires?|becomes?|loses?|keeps?|falls?|faces?)\b"
)
#: One of a kind, but the one: "The estate pays £2,235 a month".
_ONE_PAYS = re.compile(
    r"\b(?:the|our|her|his|their|my|this|that) (?:\w+ )?(?:estate|trust|fund|policy|insurer|family|firm|company|business|farm|club|charity|bank|landlord"
    r"|buyer|seller|tenant|home|owner|shop|widow|heirs?|executors?|trustees?|partners?|owners|brothers|sisters|children)(?: (?:still|now|also|each))?"
    r" (?:pays?|owes?|gets?|receives?|earns?|wants?|claims?|holds?|draws?)\b[^.;]{0,20}\Z",
    re.IGNORECASE,
)
#: These are everybody's as long as the clause does not tell of what has passed.
_DEADLINE = re.compile(r"\b(?:deadlines?|closing date|cut-?off|time limit)\b", re.IGNORECASE)
#: What a law is called, and what it does. Capitals count: "Order" is a statute, "order" a judge's.
_LAW = re.compile(
    r"\b(?:Acts?|Bill|Order(?= (?:of )?\d{4})|Code|Directive|Convention|Treaty|Protocol|Charter|Brexit|Congress|Parliament"
    r"|(?:[Rr]egulation|[Rr]ule|[Ll]aw|[Rr]eform|[Pp]rovision|[Aa]mendment)s?|[Ll]egislation|[Ss]ections? \d+\w*|[Ss]tatutes?|[Ss]cheme|[Rr]egime|[Bb]an"
    r"|(?:[Ff]ee|[Rr]ate|[Ll]imit|[Cc]ap|[Tt]hreshold|[Aa]llowance|[Bb]and|[Tt]ariff|[Ww]age)s?|[Gg]uidance|[Pp]ractice [Dd]irection"
    r"|(?:[Tt]ransition(?:al)?|[Gg]race|[Cc]onsultation) period|[Ll]ockdown|[Gg]overnment|[Dd]uty|[Mm]oratorium)\b"
)
_LAW_DOES = re.compile(
    r"\b(?:chang|introduc|appl|abolish|repeal|replac|ris|rose|increas|went up|go(?:es)? up|publish|pass|enact|amend|start"
    r"|began|begin|end|clos|open|expir|lapse|ran|run|extend|bann|reform|announc|updat|revis|came|come|stop|took effect|commenc"
    r"|doubl|fell|drop|paus|suspend|lift|was made|were made|made|adopt|ratif|sign)\w*",
    re.IGNORECASE,
)
_FROM = re.compile(r"\b(?:from|since|by|after|before|until|till|to)\s+(?:about\s+)?\Z", re.IGNORECASE)
_DAY_IN_A_TITLE = re.compile(
    r"\b(?:Acts?|Regulations?|Directives?|Rules|Protocol|Treaty|Convention|Resolution|S\.?I\.?)\b[^,;]{0,30}\b(?:of|dated)\s*\Z"
)
_OF_THE_FIRM = re.compile(
    r"\bwe (?:(?:are|will be|shall be) (?:closed|open|shut|back)|re-?open|close(?! the)|open(?! the)|shut)\b"
    r"|\bour (?:\w+ )?(?:offices?|phones?|lines?|doors|reception)\b[^.]*\b(?:opens?|open|re-?opens?|clos(?:e|ed|es)|shut)\b"
    r"|\b(?:office|phone) hours\b|\b(?:webinar|seminar|workshop|drop-in|open (?:day|evening)|breakfast briefing|join us|book (?:a|your) place)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """The words before and behind a figure, as far as its clause goes."""

    before: str
    after: str

    @property
    def words(self) -> str:
        """The clause without the figure."""
        return f"{self.before} … {self.after}"


def clause(told: Told, start: int, end: int) -> Clause:
    """The clause that these characters stand in; where it is too short to say anything, with its neighbours."""
    offset, sentence = told.around(start)
    before, after = sentence[: max(0, start - offset)], sentence[end - offset :]
    breaks = list(_BREAK.finditer(before))
    near = before[breaks[-1].start() :] if breaks else before
    following = _BREAK.search(after)
    far = after[: following.start()] if following else after
    if len(f"{near} {far}".split()) <= _FEW and not _SOMEBODY.search(f"{near} {far}"):
        # A mark between two clauses may stand right beside the figure: go on to the next.
        near = before[breaks[-2].start() :] if len(breaks) > 1 else before
        second = _BREAK.search(after, following.end()) if following else None
        far = after[: second.start()] if second else after
    return Clause(near, far)


def sum_of_law(told: Told, start: int, end: int) -> bool:
    """Whether a sum is a cap, fee, limit or rate of the law, or a fee of the firm."""
    own = clause(told, start, end)
    if _FIRMS_FEE.search(own.words):
        return True
    for called in (_SUM_OF_LAW, _LIMIT):
        *_, last = (None, *called.finditer(own.before[-90:]))
        if last and not _OWN.search(own.before[-90:][last.end() :]) and not _named_before(own.before[-90:], last):
            return True
        behind = called.search(own.after[:45])
        if behind and not _MEASURED.search(own.after[: behind.start()]):
            return True
    if _ONE_PAYS.search(own.before):
        return False
    sentence = told.around(start)[1]
    if _general(own.words) or _general(sentence):
        return True
    return bool(_TOPIC.search(sentence) and not _SOMEBODY.search(sentence) and _in_the_present(told, start))


def price_of_a_thing(told: Told, start: int) -> bool:
    """Whether a small price is what a thing costs everybody: the present, and nobody in the sentence."""
    sentence = told.around(start)[1]
    if _SOMEBODY.search(sentence):
        return False
    costs = re.search(r"\b(?:costs|sells at|sells for|is|are)\b", sentence)
    return _in_the_present(told, start) or bool(costs and told.reading and not _TOLD.search(sentence))


def speaks_of_all(words: str) -> bool:
    """Whether words speak in the present, and not of what has passed."""
    return bool(_GENERAL.search(words)) and not _PAST.search(words)


def _named_before(before: str, law: re.Match[str]) -> bool:
    """Whether the law's word is only what another sum is measured by: "under the cap, at £31,877"."""
    return bool(
        re.search(r"\b(?:under|below|over|above|despite|within)\b(?: \w+){0,3} \Z", before[: law.start()])
    ) and bool(re.search(r"\b(?:at|with|by)\W*\Z", before[law.end() :]))


def _general(words: str) -> bool:
    """Whether these words speak in the present of what holds for everybody, and of nobody in particular."""
    return bool(
        _TOPIC.search(words) and _GENERAL.search(words) and not _SOMEBODY.search(words) and not _PAST.search(words)
    )


def _in_the_present(told: Told, start: int) -> bool:
    """Whether the sentence of this character has a verb in the present and none in the past; needs the reading."""
    if told.reading is None:
        return False
    tokens = told.reading.tokens
    at = bisect_left(tokens, start, key=lambda token: token.start)
    number = tokens[min(at, len(tokens) - 1)].sentence if tokens else -1
    first = bisect_left(tokens, number, key=lambda token: token.sentence)
    # "Could" and "would" tell of the past as often as not.
    tags = {
        "VBD" if token.text.lower() in {"could", "would"} else token.tag
        for token in tokens[first : bisect_right(tokens, number, key=lambda token: token.sentence)]
    }
    return bool(tags & {"VBZ", "VBP", "MD"}) and "VBD" not in tags


def day_of_law(told: Told, start: int, end: int) -> bool:
    """Whether a day is one of the law, a deadline for everybody, or one of the firm's own."""
    own = clause(told, start, end)
    words = own.words
    sentence = told.around(start)[1]
    if _DAY_OF_LAW.search(words) or _OF_THE_FIRM.search(sentence) or _DAY_IN_A_TITLE.search(own.before):
        return True
    if _TAX.search(words) and not (_SOMEBODY.search(words) and _ON_A_DAY.search(own.before)):
        return True
    if _DEADLINE.search(words) and _GENERAL.search(words) and not _PAST.search(words):
        return True
    law = _LAW.search(own.before) or _LAW.search(own.after)
    if law and _LAW_DOES.search(words) and not _SOMEBODY.search(words):
        return True
    if _SOMEBODY.search(sentence):
        return _general(words)
    if (highest := _HIGHEST.search(own.before)) and _DECIDED.search(own.before, highest.end()):
        return True
    if _FROM.search(own.before) and _OF_A_KIND.match(words) and _HOLDS.search(words) and not _PAST.search(words):
        return True
    # What is due in the present from, by or until a day is due from everybody.
    return (
        _general(words)
        or _general(_WHO.sub("", sentence))
        or bool(_FROM.search(own.before) and _in_the_present(told, start))
    )

"""What ties somebody to an employer, a school, a team or a ship: the words around a name."""

import re

from pipeline.clear.detect import lexicon

# Each preposition has its own verbs: one works at, is sacked by, captain of, expelled from.
_AT = (
    r"(?:work(?:s|ed|ing)?|employ(?:ed|ment)|jobs?|shifts?|posts?|role|position|career|apprentice(?:d|ship)?|contract(?:ed|or)?|"
    r"placement|internship|interned|traineeship|stint|dr[io]v(?:es?|en|ing)|cook(?:s|ed|ing)?|taught|teach(?:es|ing)?|"
    r"train(?:ed|ing|s)|stud(?:y|ied|ies|ying)|enrolled|enrolment|educated|schooled|boarded|treat(?:ed|ment)|operated on|"
    r"operation|admitted|surgery|delivered|play(?:s|ed|ing)|signed|captain(?:s|ed)|skipper(?:s|ed)|coach(?:es|ed)|"
    r"manag(?:es|ed|ing)|nurs(?:es|ed|ing)|temp(?:s|ed|ing)|volunteer(?:s|ed|ing)?|serv(?:es|ed|ing)|sail(?:s|ed|ing)|"
    r"fish(?:es|ed|ing)|preach(?:es|ed|ing)|worship(?:s|ped|ping)?|sings?|singing|sang|danc(?:es|ed|ing)|bak(?:es|ed|ing)|"
    r"clean(?:s|ed|ing)|pack(?:s|ed|ing)|weld(?:s|ed|ing)|cod(?:es|ed|ing)|lectur(?:es|ed|ing)|retired|been|years|months|"
    r"decades?|spell|seasons?|started|began|debut|degree|team-?mates?|colleagues?|night shift|day shift|grievance|"
    r"rota|cover(?:s|ed|ing)?|locum|rides?|rode|rac(?:es|ed)|flew|flies|boxe[sd]|lift(?:s|ed|ing)|warehouse|typed|"
    r"waitress(?:ed|ing)|waited tables|guard(?:s|ed|ing)|farm(?:s|ed)|pick(?:s|ed|ing)|deliver(?:s|ed|ing)|stack(?:s|ed|ing)|"
    r"contracts?|desk|hired|recruited|taken on|kept on|signed up|ward|goal|turned out|scored|beds?|swims?|swam|rows?|rowed|throws|bowls?|bowled|bats?|batted|skates?|wrestles?|cycles|umpires?|referees?|referred)"
)
_BY = (
    r"(?:employed|dismissed|dismissal|sacked|hired|fired|suspended|expelled|excluded|recruited|let go|made redundant|trained|"
    r"paid|underpaid|taken on|kept on|promoted|demoted|disciplined|furloughed|poached|headhunted|engaged|blacklisted|laid off|"
    r"rostered|operated|treated|sponsored|signed|retained|seconded)"
)
_FROM = (
    r"(?:dismiss(?:ed|al)|sacked|suspend(?:ed)?|suspension|fired|expell?ed|expulsion|excluded|exclusion|retired|resign(?:ed|s|ation)|"
    r"graduated|fish(?:es|ed|ing)|sail(?:s|ed)|discharged|transferred|loaned|poached|recruited|redundant|laid off|let go|"
    r"joined|walked out|wages|paid|payslips?|redundancy|reference|on loan|signed)"
)
_TO = r"(?:admitted|seconded|apprenticed|contracted|signed|transferred|loaned|posted|articled|assigned|contract)"
_BETWEEN = r"(?:\s+[\w'’-]+){0,4}?\s+"
_NAME_NEXT = r"\s+(?:the\s+|an?\s+)?(?:local\s+|nearby\s+|old\s+)?$"
_DONE = re.compile(
    rf"\b(?:{_AT}{_BETWEEN}(?:at|for|with|aboard|against)|{_BY}{_BETWEEN}by|{_BY}\s+by|{_AT}\s+(?:at|for|with|aboard|against)|"
    rf"{_FROM}(?:{_BETWEEN}|\s+)from|{_TO}(?:{_BETWEEN}|\s+)to|"
    rf"(?:serv(?:es|ed|ing)|enlisted|soldier|corporal|played|sings|sang|sits)\s+(?:\w+\s+)?in|"
    rf"(?:work(?:s|ed|ing)|sail(?:s|ed|ing)|serv(?:es|ed|ing)|crew(?:s|ed|ing)?|cook(?:s|ed)?|fish(?:es|ed|ing)?|deckhand|mate|engineer|skipper|steward|berth|passage)\s+on|"
    rf"(?:books|staff|payroll|employ|ranks|member|players?|employees?|captain|governors?|trustees?|alumn\w+)\s+(?:of|at)){_NAME_NEXT}",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"\b(?:join(?:s|ed|ing)?|attend(?:s|ed|ing)?|left|leaving|quit|captain(?:s|ed)|manage[sd]|represent(?:s|ed)|sued|suing|"
    r"skipper(?:s|ed)|crewed|coached|aboard|on board|employers?|school|college|club|team|regiment|ship|trawler|vessel|"
    r"ferry|hospital|university|academy|co-op|cooperative)\s*[,:]?\s*(?:called|named)?\s*(?:the\s+|a\s+)?$",
    re.IGNORECASE,
)
_TRADE = re.compile(
    r"\b([a-z]+(?:-[a-z]+)?)(?:\s+of\s+[a-z]+)?\s+(?:at|for|with|of|on|aboard)\s+(?:the\s+)?(?:[a-z]+\s+)?$"
)
#: "A foreman from Brackwater Steel": from a firm one comes as its worker, from a village as its child.
_SENT = re.compile(r"\b([a-z]+(?:-[a-z]+)?)\s+(?:from|in)\s+(?:the\s+)?$")
_PUT_OUT = (
    r"sacked|dismissed|fired|suspended|hired|employed|promoted|demoted|furloughed|recruited|poached|docked|disciplined|"
    r"expelled|excluded|laid (?:her|him|them|off)|let (?:her|him|them|our client) go|made (?:her|him|them|our client|\w+) redundant|"
    r"took (?:her|him|them) on|taken (?:her|him|them) on|paid (?:her|him|them|its (?:staff|drivers|workers|crew))|"
    r"kept (?:her|him) on|signed (?:her|him)|gave (?:her|him|the post|the job)|stopped (?:her|his|their) (?:pay|wages)|"
    r"cut (?:her|his|their) (?:hours|pay|shifts)|put (?:her|him|them) on|moved (?:her|him|them) to|called (?:her|him) in"
)
_STAFF = re.compile(
    r"^(?:['’]s?)?\s+(?:payroll|staff|employees?|workers?|shop ?floor|canteen|depot|warehouse|factory|night shift|day shift|"
    r"rota|workforce|management|HR\b|human resources|grievance|squad|first team|reserves|books|drivers?|nurses?|teachers?|"
    r"pupils?|students?|players?|striker|goalkeeper|captain|manager|foreman|pension scheme|handbook|line|plant|crew|"
    r"apprentices?|uniform|van|lorry|changing room|academy)\b",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    rf"^\s+(?:had |has |have |then |later |suddenly |finally |promptly |quietly |also |never )?(?:{_PUT_OUT})\b"
    r"|^,?\s+\(?(?:her|his|their|our client['’]s|the client['’]s)\s+(?:\w+\s+)?(?:employers?|school|college|club|team|hospital|"
    r"regiment|ship|firm|company)\b"
    r"|^[.;,]\s+(?:and\s+)?(?:the|a|an|its|their|one)\s+(?:\w+\s+)?(?P<trade>\w+)\s+there\b"
    r"|^,?\s+where\s+(?:she|he|they|our client|the client|her \w+|his \w+)\s+(?:had\s+|has\s+|was\s+|is\s+|were\s+)?(?:been\s+)?"
    r"(?:work|employ|teach|taught|train|stud|play|serv|nurs|cook|drove|driv|treat|manag|coach|clean|bak|admitted|enrol|spent|"
    r"started|began|lectur|pack)\w*",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[.!?;:]\s|\n")
_NEAR = 80
#: A story with so many different words of work is one about a job.
_WORK_WORDS = 2
_WORK = re.compile(
    r"\b(?:employers?|employees?|wages?|pay ?slips?|payroll|shifts?|rota|dismiss(?:ed|al)|sacked|redundan(?:t|cy)|grievance|"
    r"worked|workers?|overtime|maternity|foreman|manager|post|job|training record|lifting|disciplinary|"
    r"whistleblow\w+|holiday pay|notice pay|apprentice|sick pay|workplace relations commission|promotion|promoted|vacancy|"
    r"interview|employment tribunal|fair work)\b",
    re.IGNORECASE,
)


def tied(text: str, start: int, end: int, *, staff: bool = True) -> bool:
    """Whether somebody works, learns, plays, sails or is treated where these characters name.

    Args:
        text: all of it.
        start: of the name.
        end: behind the name.
        staff: whether people named by it tie it ("Kestrel's drivers"); not where all the world drives for it.

    """
    # Only this clause tells.
    before = _CLAUSE.split(text[max(0, start - _NEAR) : start])[-1]
    if _DONE.search(before) or _JOINED.search(before):
        return True
    behind = _BEHIND.search(text[end : end + _NEAR])
    if behind is not None and (behind["trade"] is None or is_job(behind["trade"].lower())):
        return True
    if staff and _STAFF.search(text[end : end + _NEAR]):
        return True
    trade = _TRADE.search(before)
    return trade is not None and is_job(trade[1])


def sent(text: str, start: int) -> bool:
    """Whether a trade stands before "from" or "in" and the name of a firm."""
    trade = _SENT.search(text[max(0, start - _NEAR) : start])
    return trade is not None and is_job(trade[1])


#: Words that link somebody to an organisation of the same sentence: work, study, play, treatment, service, injury.
_LINK = re.compile(
    r"\b(?:work(?:s|ed|ing|ers?|force|place|mates?)?|jobs?|shifts?|rotas?|rosters?|rostered|employ\w*|dismiss\w*|sack(?:ed|ing|s)|hir(?:es|ed|ing)|"
    r"join(?:s|ed|ing)|train(?:s|ed|ing|ees?)|staff\w*|payrolls?|payslips?|apprentice\w*|stud(?:y|ied|ies|ying|ents?)|teach\w*|taught|pupils?|"
    r"class(?:room|es)?|play(?:s|ed|ing|ers?)|sign(?:s|ed|ing)|captain(?:ed|s|cy)?|patients?|treat(?:s|ed|ing|ment)|wards?|serv(?:es|ed|ing)|crew(?:ed|s)?|"
    r"deck(?:hands?)?|galley|on board|aboard|voyage|berth|skipper\w*|dr(?:ove|iv(?:es?|en|ing|ers?))|lagg(?:ed|ing)|fingers?|thumbs?|hand|arm|leg|conveyor|press|machine|hoist|injur\w+|"
    r"asbestos|accident|fractur\w+|wrist|ankle|knee|eye|back|broke|broken|slipped|sprain\w+|scald\w+|sever(?:s|ed)|ladder|forklift|noise|dust|fell|burn(?:t|ed|s)?|crush\w*|breach\w*|data|union|boss(?:es)?|managers?|manage[sd]|management|HR|human resources|foreman|supervisors?|"
    r"redundan\w+|resign\w*|promot\w+|grievances?|disciplin\w+|suspen\w+|overtime|wages?|pay|paid|unpaid|holiday|contracts?|nights?|hours|canteen|factory|"
    r"warehouse|kitchen|depot|shop ?floor|uniforms?|pension|whistleblow\w*|strikers?|goalkeepers?|releas(?:es|ed)|squad|team|coach(?:ed|es)?|exclu(?:des?|ded|sion)|"
    r"expel\w*|expul\w+|operation|operated|surgeons?|surgery|nurs(?:es?|ed|ing)|doctors?|consultants?|appointments?|clinics?|diagnos\w+|admitted|discharged|"
    r"tellers?|sail(?:s|ed|ing)|milk|deliver\w*|stewards?|degrees?|exams?|failed|passed|goal|chart|notes|scan|midwi\w+|lessons?|homework|years|people|men|women|colleagues?|post|posts|vacanc\w+|interview\w*|recruit\w*|laid off|let (?:him|her|them|our client) go|tribunal|mine[rd]?|ringer|"
    r"welder|fitter|packer|picker|clerk|cook(?:s|ed)?|baker|chef|waiter|waitress|cleaner|porter|secretary|director|headteacher|teachers?|governors?)\b",
    re.IGNORECASE,
)


def linked(sentence: str, start: int, end: int) -> bool:
    """Whether a sentence speaks of work, study, play, treatment, service or injury beside a name.

    Args:
        sentence: all of it.
        start: of the name, in the sentence.
        end: behind the name.

    """
    return bool(_LINK.search(sentence, 0, max(0, start)) or _LINK.search(sentence, end))


def is_job(word: str) -> bool:
    """Whether a word in small letters is a trade or a post: "driver", "nurses"."""
    jobs = lexicon.cues()["jobs"]
    return word in jobs or (word.endswith("s") and word[:-1] in jobs)


def about_work(text: str) -> bool:
    """Whether a text tells of somebody's job."""
    return len({found.lower() for found in _WORK.findall(text)}) >= _WORK_WORDS

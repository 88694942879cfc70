"""What every detector is given, and what it gives back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.clear.reading import sentences
from pipeline.model import Kind
from pipeline.ports import Reading

if TYPE_CHECKING:  # it brings NumPy, and most of what asks here has no list
    from pipeline.clear.listed import NameList


class Sense(StrEnum):
    """What words can mean to a rule. A rule names the senses it is about; detectors find them."""

    # Who somebody is.
    NAME = "name"
    #: A first name, initials or an invented name that stands for somebody.
    ALIAS = "alias"
    #: The name of an opponent, a witness, a child: anybody but the client.
    THIRD_PARTY = "third-party"
    #: A number of a matter, file, claim, policy, title, vehicle ...
    REFERENCE = "reference"
    #: A case by its name or number.
    CITATION = "citation"
    #: A telephone number, mail address, account, national number or handle.
    CONTACT = "contact"
    AMOUNT = "amount"
    DATE = "date"
    PLACE = "place"
    ROLE = "role"
    EMPLOYER = "employer"
    QUOTE = "quote"
    NEWS = "news"
    MOSAIC = "mosaic"
    #: A name in an address, a file's name, a link ...
    METADATA = "metadata"
    #: A strange word there, which may be a name.
    METADATA_PERHAPS = "metadata-perhaps"
    #: Somebody on the firm's do-not-name list; looked for in every kind of item.
    LISTED = "listed"
    #: A surname or the like that somebody on the list has; it may be anybody's.
    LISTED_PERHAPS = "listed-perhaps"

    # What passed in confidence.
    FORMER_CLIENT = "former-client"
    PROSPECT = "prospect"
    ADVICE = "advice"
    HYPOTHETICAL = "hypothetical"
    PUBLIC_RECORD = "public-record"

    # What a court has not let go.
    CHILD_CASE = "child-case"
    SEXUAL_OFFENCE = "sexual-offence"
    EMBARGO = "embargo"
    LIVE_CASE = "live-case"
    SECRET_SETTLEMENT = "secret-settlement"

    # What is claimed for the firm.
    GUARANTEE = "guarantee"
    #: A win, told as the firm's.
    RESULT = "result"
    #: A win or sum as the largest ever, which nobody can check.
    RECORD = "record"
    #: Better than other lawyers.
    COMPARISON = "comparison"
    SPECIALIST = "specialist"
    #: Praise of skill or experience that nobody can check.
    SKILL = "skill"
    SUCCESS_RATE = "success-rate"
    #: Counted claims: 5,000 clients, 97 per cent.
    COUNT = "count"
    URGENCY = "urgency"
    NO_WIN_NO_FEE = "no-win-no-fee"
    #: A price without what comes on top.
    PRICE = "price"
    INSULT = "insult"
    AGGRESSION = "aggression"
    FAST_MONEY = "fast-money"
    AWARD = "award"
    TESTIMONIAL = "testimonial"
    #: Praise that pulls at the heart.
    EMOTION = "emotion"
    #: Injury work, promoted.
    INJURY = "injury"
    #: Invites people to claim damages for an injury.
    CLAIM_INVITATION = "claim-invitation"


@dataclass(frozen=True, slots=True)
class Hit:
    """Words that mean something to a rule."""

    sense: Sense
    #: Characters of the text it was given; `end` is the first one behind it.
    start: int
    end: int
    #: What the author may write in their place; empty where there is nothing to propose.
    instead: str = ""
    #: What is special about this place, in plain words, where the rule's own reason does not say it.
    note: str = ""
    #: Whether it is only likely, by how a sentence reads as a whole: worth a look, and no reason to stop.
    guess: bool = False


@dataclass(frozen=True)
class Told:
    """A stretch of an item's words, and what is known of it."""

    #: As `reading.readable` gives it: Markdown marks are blanks, offsets are the author's.
    text: str
    kind: Kind
    #: The language model's reading; None where the kind of item does not need it.
    reading: Reading | None = None
    #: Names that are the firm's own, and point to no client.
    own: frozenset[str] = frozenset()
    #: The same stretch with its Markdown marks: block quotes and links can still be seen.
    markdown: str = ""
    #: The firm's do-not-name list; None where it has none.
    listed: "NameList | None" = None
    #: Ways to reach the firm and its people: its site, addresses of mail, telephones.
    ways: frozenset[str] = frozenset()

    @cached_property
    def sentences(self) -> tuple[tuple[int, str], ...]:
        """(offset, words) of each sentence."""
        return tuple(sentences(self.text))

    def around(self, offset: int) -> tuple[int, str]:
        """The sentence that a character stands in: (offset, words)."""
        found = (0, self.text)
        for start, words in self.sentences:
            if start > offset:
                break
            found = (start, words)
        return found


Detector = Callable[[Told], Iterable[Hit]]

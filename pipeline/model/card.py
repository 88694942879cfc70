"""What the picture says that stands beside a shared link."""

from dataclasses import dataclass
from functools import cached_property

from pipeline.model.content import digest_of

#: Changes when the same words make another picture (pipeline/edges/cards.py, and the fonts there): every card
#: is then painted anew, under a new name, since networks keep a picture for as long as its address stands.
CARD_LAYOUT = "1"


@dataclass(frozen=True, kw_only=True)
class Card:
    """The words of one share card, and whose face is on it. Each is plain text, and may be empty."""

    #: The firm's name.
    firm: str
    #: Set large.
    headline: str
    #: Set small above the headline: "Story · Employment", "Partner, Bristol".
    kicker: str = ""
    #: Set under the headline: a sentence in somebody's own words.
    promise: str = ""
    #: Who wrote it, or whose words they are.
    name: str = ""
    #: What advertising of this firm must be called.
    label: str = ""
    #: File name of the portrait as published (`Asset.filename`).
    portrait: str = ""
    #: Whether the portrait is what the card is about, and not only who wrote the piece.
    about_person: bool = False

    @cached_property
    def digest(self) -> str:
        """SHA-256, hexadecimal, of everything that makes the picture."""
        told = [self.firm, self.headline, self.kicker, self.promise, self.name, self.label, self.portrait]
        return digest_of([CARD_LAYOUT, *told, self.about_person])

    @property
    def filename(self) -> str:
        """The published name, from the content: a card that says something else has another address."""
        return f"{self.digest[:32]}.png"

    @property
    def alt(self) -> str:
        """The same in words, for those who cannot see the picture (`og:image:alt`)."""
        told = (self.kicker, self.headline, self.promise, self.name, self.firm, self.label)
        return ". ".join(each.rstrip(" .") for each in dict.fromkeys(told) if each.strip(" .")) + "."

"""The page to subscribe: leads to the service with a choice made; where there is none, a letter to the firm, written in advance."""

from email.utils import parseaddr
from typing import Any
from urllib.parse import quote, urlencode

from pipeline.publish.desk import Desk
from pipeline.publish.links import area_path, feed_path, person_path
from pipeline.publish.page import Page
from pipeline.publish.page import sheet as sheet_of
from pipeline.publish.pages.who import here
from pipeline.publish.sheet import Sheet
from pipeline.publish.shelf import Shelf

_ABOUT = "Choose what you want to hear of, and how often. When there is nothing new for you, there is no mail."
#: Some mail programs cut a letter's address after about 2,000 characters.
_LONGEST = 1_800
_HOW = """How often (daily, weekly or monthly): weekly
At most so many pieces in one mail: 5
My name, as I like it written:"""


def sheet(desk: Desk, shelf: Shelf) -> Sheet:
    """The page."""
    people = [(person.id, person.name) for person in here(desk.everybody)]
    areas = [(area.id, area.name) for area in shelf.open_areas]
    to = parseaddr(desk.firm.mail.reply_to)[1] or desk.firm.email
    service = desk.firm.subscribing.address

    def page() -> Page:
        letter = _letter([name for _, name in areas], [name for _, name in people])
        data: dict[str, Any] = {
            "to": to,
            "letter": letter,
            "mail": _mail(to, "Please send me what is new", letter),
            "service": _asked(service) if service else "",
            "editions": f"{service}digest/editions/" if service else "",
            "people": [
                _choice(
                    to,
                    f"person-{id_}",
                    name,
                    f"Please send me what {name} writes",
                    feed_path(person_path(id_)),
                    _asked(service, person=id_) if service else "",
                )
                for id_, name in people
            ],
            "areas": [
                _choice(
                    to,
                    f"area-{id_}",
                    name,
                    f"Please send me what is new on {name}",
                    feed_path(area_path(id_)),
                    _asked(service, area=id_) if service else "",
                )
                for id_, name in areas
            ],
        }
        return Page("subscribe.md", "Subscribe", _ABOUT, "subscribe.html", data)

    return sheet_of(desk, "subscribe.md", page, people, areas)


def _letter(areas: list[str], people: list[str]) -> str:
    """What somebody sends who wants to choose for themselves."""
    named = f"Practice areas: {', '.join(areas)}\nPeople: {', '.join(people)}"
    if len(quote(named)) > _LONGEST:
        named = "Practice areas (or all of them):\nPeople (or all of them):"
    return f"Please send me what is new.\n\n{named}\n{_HOW}\n"


def _choice(to: str, anchor: str, name: str, subject: str, feed: str, service: str) -> dict[str, str]:
    mail = service or _mail(to, subject, f"{subject}.\n\n{_HOW}\n")
    return {"anchor": anchor, "name": name, "mail": mail, "feed": feed}


def _asked(service: str, **chosen: str) -> str:
    """The service's form, with a choice made; the proof says that they came from this page."""
    return f"{service}digest/?{urlencode({**chosen, 'from': 'subscribe/'})}"


def _mail(to: str, subject: str, letter: str) -> str:
    # Lines end as in mail (RFC 6068, 5).
    return f"mailto:{to}?subject={quote(subject)}&body={quote(letter.replace(chr(10), chr(13) + chr(10)))}"

"""Names on the firm's do-not-name list, in every kind of item."""

from collections.abc import Iterator

from pipeline.clear.detect.told import Hit, Sense, Told
from pipeline.clear.naming import How, Place, places

_SAID = {
    How.FULL: "It is on the firm's do-not-name list.",
    How.INITIAL: "Somebody on the firm's do-not-name list has this surname and this initial.",
    How.TITLED: "Somebody on the firm's do-not-name list has this surname.",
    How.FIRST_WORDS: "Only one name on the firm's do-not-name list begins with these words.",
    How.SURNAME: "Somebody on the firm's do-not-name list has this surname; it may also be another's.",
    How.FIRST_NAME: "Somebody on the firm's do-not-name list has this first name and this initial.",
    How.INITIALS: "Somebody on the firm's do-not-name list has these initials.",
}


def find(told: Told) -> Iterator[Hit]:
    """Every place that names somebody on the list."""
    if told.listed is None:
        return
    of_clients = told.kind.tells_of_clients
    # Everybody who explains the law writes initials.
    for place in places(told.text, told.listed, told.own, initials=of_clients):
        yield Hit(sense(place, of_clients=of_clients), place.start, place.end, note=_SAID[place.how])


def sense(place: Place, *, of_clients: bool) -> Sense:
    """How sure a place is: what tells of clients can hardly mean anybody else of that surname."""
    return Sense.LISTED if place.whole or of_clients else Sense.LISTED_PERHAPS


def said(place: Place) -> str:
    """How the list knows these words, in a sentence."""
    return _SAID[place.how]

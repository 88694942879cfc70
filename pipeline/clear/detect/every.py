"""Every detector. To load them takes 0.4 s, so that only what screens asks for them."""

from pipeline.clear.detect import (
    amounts,
    claims,
    confidences,
    contacts,
    courts,
    dates,
    do_not_name,
    identity,
    mosaic,
    news,
    quotes,
    references,
    roles,
)
from pipeline.clear.detect.told import Detector

#: Every detector, in the order in which they are asked.
DETECTORS: tuple[Detector, ...] = (
    do_not_name.find,
    identity.find,
    amounts.find,
    dates.find,
    references.find,
    contacts.find,
    roles.find,
    quotes.find,
    news.find,
    mosaic.find,
    courts.find,
    confidences.find,
    claims.find,
)

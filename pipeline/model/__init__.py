"""Every type that crosses a border between rooms: frozen, typed, standard library only.

The words are the product's words; see the design notes in the README.
"""

from pipeline.model.areas import Areas
from pipeline.model.content import (
    ALL_CHANNELS,
    HASH_VERSION,
    Area,
    Aspect,
    Asset,
    Basis,
    Channel,
    Evidence,
    Facet,
    Item,
    Kind,
    Person,
    Tag,
    Tagging,
    aware,
    digest_of,
)
from pipeline.model.delivery import (
    Cadence,
    Choice,
    Delivery,
    DeliveryState,
    Message,
    Slot,
    Subscriber,
)
from pipeline.model.judgement import (
    Clearance,
    ClearanceBasis,
    ClearedItem,
    Decision,
    Finding,
    Held,
    Severity,
    newest_first,
)

__all__ = [
    "ALL_CHANNELS",
    "HASH_VERSION",
    "Area",
    "Areas",
    "Aspect",
    "Asset",
    "Basis",
    "Cadence",
    "Channel",
    "Choice",
    "Clearance",
    "ClearanceBasis",
    "ClearedItem",
    "Decision",
    "Delivery",
    "DeliveryState",
    "Evidence",
    "Facet",
    "Finding",
    "Held",
    "Item",
    "Kind",
    "Message",
    "Person",
    "Severity",
    "Slot",
    "Subscriber",
    "Tag",
    "Tagging",
    "aware",
    "digest_of",
    "newest_first",
]

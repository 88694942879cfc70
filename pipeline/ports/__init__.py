"""What the rooms ask of the world, as small Protocols. Edges keep them; wiring joins both."""

from pipeline.ports.collecting import AssetStore, Folder, Library, Progress, Seen, Source
from pipeline.ports.feeds import (
    Answer,
    Apart,
    Entry,
    EntryState,
    Failed,
    FeedBook,
    FeedState,
    Fetcher,
    Problem,
    Request,
)
from pipeline.ports.going_out import Ledger, NotYet, Plan, Refused, SiteBuilder, Stage, Subscribers, Transport, Unsure
from pipeline.ports.judging import Mention, NameReader, PhraseFinder, PhraseHit, Record, ScreenBook, TagBook

__all__ = [
    "Answer",
    "Apart",
    "AssetStore",
    "Entry",
    "EntryState",
    "Failed",
    "FeedBook",
    "FeedState",
    "Fetcher",
    "Folder",
    "Ledger",
    "Library",
    "Mention",
    "NameReader",
    "NotYet",
    "PhraseFinder",
    "PhraseHit",
    "Plan",
    "Problem",
    "Progress",
    "Record",
    "Refused",
    "Request",
    "ScreenBook",
    "Seen",
    "SiteBuilder",
    "Source",
    "Stage",
    "Subscribers",
    "TagBook",
    "Transport",
    "Unsure",
]

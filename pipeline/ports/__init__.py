"""What the rooms ask of the world, as small Protocols. Edges keep them; wiring joins both."""

from pipeline.ports.cards import Cards
from pipeline.ports.collecting import AssetStore, Folder, Library, Progress, Seen, Source
from pipeline.ports.editions import Editions, Opened, Public
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
from pipeline.ports.going_out import Ledger, NotYet, Plan, Refused, Subscribers, Transport, Unsure
from pipeline.ports.judging import (
    GAP,
    Ids,
    LanguageReader,
    Mention,
    Numbers,
    Reading,
    Record,
    ScreenBook,
    TagBook,
    Token,
    WordReader,
    Words,
)
from pipeline.ports.known import Known, Suppressed
from pipeline.ports.lists import Lists
from pipeline.ports.publishing import Addresses, Change, Draft, ManyHands, Pieces, SiteBuilder
from pipeline.ports.subscribing import DataLetters, Readers

__all__ = [
    "GAP",
    "Addresses",
    "Answer",
    "Apart",
    "AssetStore",
    "Cards",
    "Change",
    "DataLetters",
    "Draft",
    "Editions",
    "Entry",
    "EntryState",
    "Failed",
    "FeedBook",
    "FeedState",
    "Fetcher",
    "Folder",
    "Ids",
    "Known",
    "LanguageReader",
    "Ledger",
    "Library",
    "Lists",
    "ManyHands",
    "Mention",
    "NotYet",
    "Numbers",
    "Opened",
    "Pieces",
    "Plan",
    "Problem",
    "Progress",
    "Public",
    "Readers",
    "Reading",
    "Record",
    "Refused",
    "Request",
    "ScreenBook",
    "Seen",
    "SiteBuilder",
    "Source",
    "Subscribers",
    "Suppressed",
    "TagBook",
    "Token",
    "Transport",
    "Unsure",
    "WordReader",
    "Words",
]

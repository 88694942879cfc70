"""The tables. Alembic's migrations add up to exactly this (tests/edges/test_store.py)."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from pipeline.edges.store.sealing import Keyed, KeyedText, Sealed

metadata = MetaData()

#: Every file ever seen: its lasting identity and first sight.
sources = Table(
    "sources",
    metadata,
    Column("source", Text, primary_key=True),
    Column("fingerprint", String, nullable=False),
    Column("item", String, nullable=False),
    Column("first_seen", String, nullable=False),
    Column("pictures", Text, nullable=False),
    Column("present", Boolean, nullable=False),
    Column("problem", Text),
    Column("raw", String, nullable=False, server_default=""),
    Column("words", String, nullable=False, server_default=""),
    Column("title", String, nullable=False, server_default=""),
    Index("sources_item", "item"),
    Index("sources_title", "title"),
)

#: Every present item. Its source is a file or an entry, so no one table holds them all.
items = Table(
    "items",
    metadata,
    Column("id", String, primary_key=True),
    Column("source", Text, unique=True, nullable=False),
    Column("item", Text, nullable=False),
    Column("kind", String, nullable=False, server_default=""),
    #: Grows with each change to any item: what changed later has a higher one.
    Column("changed", Integer, nullable=False, server_default="1"),
    Index("items_changed", "changed"),
)

#: Every feed ever followed, and how it stands.
feeds = Table(
    "feeds",
    metadata,
    Column("address", Text, primary_key=True),
    Column("state", Text, nullable=False),
)

#: Every entry of a feed ever seen; the four keys are how it is known again.
entries = Table(
    "entries",
    metadata,
    Column("source", Text, primary_key=True),
    Column("feed", Text, nullable=False),
    Column("item", String, nullable=False),
    Column("state", String, nullable=False),
    Column("published", String, nullable=False),
    Column("link", Text, nullable=False),
    Column("guid", Text, nullable=False),
    Column("words", String, nullable=False),
    Column("title", String, nullable=False),
    Column("entry", Text, nullable=False),
    #: The item that it would be, while a person has not let it in.
    Column("waiting", Text),
    Index("entries_feed", "feed"),
    Index("entries_item", "item"),
    Index("entries_link", "link"),
    Index("entries_guid", "guid"),
    Index("entries_words", "words"),
    Index("entries_title", "title"),
)

people = Table(
    "people",
    metadata,
    Column("id", String, primary_key=True),
    Column("source", Text, ForeignKey("sources.source"), unique=True, nullable=False),
    Column("person", Text, nullable=False),
)

#: By text, not by item: the same words have the same tags, and old words keep theirs.
tags = Table(
    "tags",
    metadata,
    Column("text", String, primary_key=True),
    Column("version", String, primary_key=True),
    Column("tags", Text, nullable=False),
)

findings = Table(
    "findings",
    metadata,
    Column("text", String, primary_key=True),
    Column("version", String, primary_key=True),
    Column("findings", Text, nullable=False),
)

subscribers = Table(
    "subscribers",
    metadata,
    Column("id", String, primary_key=True),
    #: As they wrote it, for sending.
    Column("address", Sealed("subscribers.address"), nullable=False),
    #: Folded, for finding: one person, one row.
    Column("folded", KeyedText, unique=True, nullable=False),
    Column("cadence", String, nullable=False),
    Column("subscriber", Sealed("subscribers.subscriber"), nullable=False),
    #: When they left, in UTC; for 30 days the row stays, so that they can come back.
    Column("left", String),
)

#: No import lifts a row; the address itself is not kept, so erasing a person keeps their wish.
suppressions = Table(
    "suppressions",
    metadata,
    Column("address_hash", Keyed, primary_key=True),
    #: The same hash, for the day on which it is looked up under another key: of whom else is the address not known.
    Column("hashed", Sealed("suppressions.hashed"), nullable=False, server_default=""),
    Column("reason", Sealed("suppressions.reason"), nullable=False),
    Column("at", String, nullable=False),
    #: The id that this reader had: the links in their old mails carry it, and so does the proof. Erasing empties it.
    Column("reader", String, nullable=False, server_default=""),
    Index("suppressions_reader", "reader"),
)

#: Who asked for digests. While `reader` is empty, nobody knows whose address it is.
sign_ups = Table(
    "sign_ups",
    metadata,
    Column("id", String, primary_key=True),
    Column("address_hash", Keyed, nullable=False),
    #: Hash of the mailbox in which all spellings of the address end: what is counted against floods.
    Column("mailbox", Keyed, nullable=False),
    #: In UTC, to the second, so that it sorts.
    Column("asked", String, nullable=False),
    Column("sign_up", Sealed("sign_ups.sign_up"), nullable=False),
    #: Of the confirmation; empty until it was handed over.
    Column("message_id", String),
    Column("reader", String),
    Index("sign_ups_address", "address_hash"),
    Index("sign_ups_mailbox", "mailbox", "asked"),
    Index("sign_ups_reader", "reader", "asked"),
)

#: The proof, a line a step, in the order written. A trigger refuses every change to a line.
traces = Table(
    "traces",
    metadata,
    Column("number", Integer, primary_key=True),
    #: A sign-up's id or a reader's.
    Column("of", String, nullable=False),
    Column("step", String, nullable=False),
    Column("at", String, nullable=False),
    Column("told", Sealed("traces.told"), nullable=False),
    Index("traces_of", "of"),
)

#: Letters with the link to what is stored about somebody; kept for a day.
data_letters = Table(
    "data_letters",
    metadata,
    Column("id", String, primary_key=True),
    #: Hash of the mailbox, as in `sign_ups`; and once more, as in `suppressions`.
    Column("mailbox", Keyed, nullable=False),
    Column("hashed", Sealed("data_letters.hashed"), nullable=False),
    #: Empty where nobody reads there: it counts, and never leaves.
    Column("reader", String, nullable=False),
    #: A `DeliveryState`.
    Column("state", String, nullable=False),
    #: In UTC, so that it sorts.
    Column("asked", String, nullable=False),
    Index("data_letters_mailbox", "mailbox", "asked"),
    Index("data_letters_state", "state", "asked"),
)

editions = Table(
    "editions",
    metadata,
    Column("edition", String, primary_key=True),
    Column("cadence", String, nullable=False),
    Column("period", String, nullable=False),
    Column("due", String, nullable=False),
    #: When all its deliveries stood there; empty while they are written, and once it was taken back.
    Column("composed", String),
    #: Who writes them.
    Column("composer", String, nullable=False, server_default=""),
    #: Before when no mail of it leaves (UTC), and why none does, whatever the time.
    Column("leaves", String),
    Column("held", Text, nullable=False, server_default=""),
    #: The item that it was composed with, above its pieces.
    Column("note", String, nullable=False, server_default=""),
    UniqueConstraint("cadence", "period", name="one_edition_a_period"),
)

#: What people changed about editions before they were composed, in the order in which they did it.
changes = Table(
    "changes",
    metadata,
    Column("number", Integer, primary_key=True),
    #: It may not be there yet.
    Column("edition", String, nullable=False),
    #: An `Edit`, and the ids that it is about.
    Column("edit", String, nullable=False),
    Column("items", Text, nullable=False),
    Column("by", String, nullable=False),
    Column("at", String, nullable=False),
    Index("changes_edition", "edition"),
)

#: Which deliveries go to the firm itself.
SEEDS = text("substr(subscriber, 1, 5) = 'seed:'")

deliveries = Table(
    "deliveries",
    metadata,
    Column("edition", String, ForeignKey("editions.edition"), primary_key=True),
    Column("subscriber", String, primary_key=True),
    Column("state", String, nullable=False),
    Column("message_id", String, unique=True, nullable=False),
    Column("items", Text, nullable=False),
    #: Servers write addresses into their answers.
    Column("response", Sealed("deliveries.response"), nullable=False),
    Column("at", String),
    #: While it is on its way: which process has it, and until when that one may hand it over (UTC).
    Column("sender", String, nullable=False, server_default=""),
    Column("until", String),
    #: How often a server said "later", and before when it is not asked again (UTC).
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("again", String),
    #: What was new beyond the reader's ceiling: [[practice area, how many], ...], or nothing; and whether it is their first.
    Column("more", Text, nullable=False, server_default=""),
    Column("welcome", Boolean, nullable=False, server_default="0"),
    Index("deliveries_state", "state", "edition", "subscriber"),
    Index("deliveries_sender", "sender"),
    Index("deliveries_seeds", "state", "edition", sqlite_where=SEEDS, postgresql_where=SEEDS),
)

#: What came back of them: each counts once, however often it comes. A year later nobody asks about it.
bounces = Table(
    "bounces",
    metadata,
    Column("id", String, primary_key=True),
    Column("reader", String, nullable=False),
    #: Empty where it did not say which.
    Column("edition", String, nullable=False),
    Column("came", String, nullable=False),
    Column("status", String, nullable=False),
    Column("act", String, nullable=False),
    #: In UTC, so that it sorts; so is `sent`, when the delivery was.
    Column("at", String, nullable=False),
    Column("sent", String, nullable=False),
    #: By whom, in which words, and why it did what it did: servers write addresses into their answers.
    Column("said", Sealed("bounces.said"), nullable=False),
    Index("bounces_reader", "reader"),
    Index("bounces_at", "at"),
)

#: Which item went to whom: the key makes "no item twice" a property of the disk.
received = Table(
    "received",
    metadata,
    Column("subscriber", String, primary_key=True),
    Column("item", String, primary_key=True),
    Column("edition", String, nullable=False),
    #: Hash of the text that went out; empty until it has.
    Column("text", String, nullable=False, server_default=""),
    Index("received_edition", "edition"),
    Index("received_item", "item"),
)

#: The plan: what is done when, each once. Their names are `Planned`'s.
slots = Table(
    "slots",
    metadata,
    Column("job", String, primary_key=True),
    Column("period", String, primary_key=True),
    #: In UTC, so that they sort; so are `again`, `until` and `ended`.
    Column("due", String, nullable=False),
    Column("at", String, nullable=False),
    Column("zone", String, nullable=False, server_default="UTC"),
    Column("rule", Text, nullable=False, server_default=""),
    Column("shift", Text, nullable=False, server_default=""),
    #: A `SlotState`.
    Column("state", String, nullable=False),
    Column("first", Boolean, nullable=False, server_default="0"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("error", Text, nullable=False, server_default=""),
    Column("again", String),
    #: Who is at it, and when their time for it is over.
    Column("holder", String, nullable=False, server_default=""),
    Column("until", String),
    Column("ended", String),
    Column("by", String, nullable=False, server_default=""),
    Column("said", Text, nullable=False, server_default=""),
    Column("moved", Boolean, nullable=False, server_default="0"),
    Index("slots_state", "state", "due"),
)

#: Posts on social networks, each once for its account and what it is of. Their names are `Post`'s.
posts = Table(
    "posts",
    metadata,
    Column("id", String, primary_key=True),
    Column("account", String, nullable=False),
    Column("of", String, nullable=False),
    #: JSON: item id to content hash; and a `Wire`.
    Column("texts", Text, nullable=False),
    Column("wire", Text, nullable=False),
    Column("seal", String, nullable=False),
    #: A `PostState`.
    Column("state", String, nullable=False),
    #: In UTC, so that they sort; so are the other moments.
    Column("due", String, nullable=False),
    Column("cleared_by", String, nullable=False, server_default=""),
    Column("cleared_at", String),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("began", String),
    Column("again", String),
    #: Who is at it, and when their time for it is over.
    Column("holder", String, nullable=False, server_default=""),
    Column("until", String),
    #: JSON: what the network calls pictures that it has already, by their hash.
    Column("uploads", Text, nullable=False, server_default="{}"),
    Column("ref", String, nullable=False, server_default=""),
    Column("address", String, nullable=False, server_default=""),
    Column("response", Text, nullable=False, server_default=""),
    Column("at", String),
    UniqueConstraint("account", "of", name="posts_once"),
    Index("posts_state", "state", "due"),
)

#: With what each account is spoken for; the token itself is encrypted under a key that is not in the database.
tokens = Table(
    "tokens",
    metadata,
    Column("account", String, primary_key=True),
    Column("token", Text, nullable=False),
    Column("speaks_for", String, nullable=False, server_default=""),
    Column("ends", String),
    Column("connected", String, nullable=False),
    #: Why it is dead; empty while it is not.
    Column("dead", Text, nullable=False, server_default=""),
)

#: Sentences that ever stood in something that tells of a client, by hash: no other kind of item may carry them out.
told_of_clients = Table(
    "told_of_clients",
    metadata,
    Column("sentence", String, primary_key=True),
    Column("item", String, nullable=False),
)

#: Every address of the site that was ever public, and what its page was about: piece:ID, person:ID, area:KEY.
addresses = Table(
    "addresses",
    metadata,
    Column("address", String, primary_key=True),
    Column("thing", String, nullable=False),
)

#: Single facts about the whole, such as what the site was last built from.
marks = Table(
    "marks",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
)

"""What is proven of a firm that has lived: that all holds, and of each promise that its breach is found, and no other."""

import gzip
import hashlib
import json
import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline import chain
from pipeline.edges.store.reader_rows import address_hash
from pipeline.ending import silent
from pipeline.errors import ConfigurationError
from pipeline.model.posting import PostState
from pipeline.proving import certificate
from pipeline.proving.invariants import INVARIANTS
from pipeline.proving.run import Proof, prove
from pipeline.wiring import House
from tests.conftest import WEDNESDAY, Sample, SmallFirm
from tests.proving.lived import FIRST, NOW, SECOND, copied, live
from tests.social.world import post
from tests.test_cli import attract

HANA, TOM = f"{1:032x}", f"{2:032x}"
STORE = ".attract/attract.sqlite"
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> SmallFirm:
    """A firm that has lived for three weeks. Nobody changes it."""
    # Who came first has the lowest number, whichever tests were before.
    from itertools import count

    from tests.edges import readers_contract

    was, readers_contract._numbers = readers_contract._numbers, count(1)
    try:
        return live(tmp_path_factory.mktemp("lived"))
    finally:
        readers_contract._numbers = was


@pytest.fixture
def firm(lived: SmallFirm, tmp_path: Path) -> SmallFirm:
    """Another one just like it, to be damaged; its site stands for an hour, so that nobody waits for it to be kept."""
    firm = copied(lived, tmp_path)
    long_ago = time.time() - 3600
    os.utime(firm.root / "site", (long_ago, long_ago), follow_symlinks=False)
    return firm


def proven(firm: SmallFirm) -> Proof:
    """What is proven of a firm after its three weeks."""
    return prove(firm.house(NOW), silent)


def broken(proof: Proof) -> dict[str, list[str]]:
    """What is named, by the key of the invariant that it breaks."""
    return {each.key: [breach.what for breach in look.breaches] for each, look in proof.results if look.breaches}


@contextmanager
def by_hand(firm: SmallFirm, path: str = STORE) -> Iterator[sqlite3.Connection]:
    """Somebody with an SQL shell."""
    with closing(sqlite3.connect(firm.root / path)) as connection:
        yield connection
        connection.commit()


def sql(firm: SmallFirm, *statements: str, path: str = STORE) -> None:
    """Some statements, one after the other."""
    with by_hand(firm, path) as connection:
        for each in statements:
            connection.execute(each)


def without_keys(firm: SmallFirm, table: str, *statements: str) -> None:
    """A table that has lost its keys, as a restore by hand makes it; then some statements."""
    sql(
        firm, f"CREATE TABLE loose AS SELECT * FROM {table}", f"DROP TABLE {table}", f"ALTER TABLE loose RENAME TO {table}",
        *statements,
    )  # fmt: skip


# A healthy firm.


def test_everything_holds_of_a_firm_that_has_lived(lived: SmallFirm) -> None:
    """After erasures, leavings, corrections and withdrawals, in the middle of an edition, too."""
    proof = proven(lived)

    assert {} == broken(proof)
    assert [] == [look.unseen for _, look in proof.results if look.unseen]
    assert proof.holds
    assert all(look.counted for _, look in proof.results)
    assert "All 23 promises hold." == certificate.headline(proof)


def test_everything_holds_of_the_sample(sample: Sample) -> None:
    """The firm that ships, run twice."""
    assert {} == broken(prove(House(sample.root, clock=lambda: WEDNESDAY), silent))


def test_what_was_withdrawn_before_a_mail_left_does_not_stand_as_received(lived: SmallFirm) -> None:
    """The ledger tells what went, so that the piece can come later."""
    with by_hand(lived) as connection:
        (planned,) = connection.execute("SELECT count(*) FROM received WHERE item = 'five' AND text <> ''").fetchone()
        told = [row[0] for row in connection.execute("SELECT items FROM deliveries WHERE state = 'accepted'")]

    assert 0 == planned
    assert not any("five" in json.loads(each) for each in told)


def test_to_prove_changes_nothing(firm: SmallFirm) -> None:
    """Not one byte of any file, whoever asks."""

    def bytes_of(root: Path) -> dict[str, str]:
        return {
            path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(root.rglob("*"))
            if path.is_file() and not path.name.endswith(("-wal", "-shm"))
        }

    before = bytes_of(firm.root)

    assert 0 == attract(firm, "prove").exit_code
    assert before == bytes_of(firm.root)


def test_it_reads_while_others_write(firm: SmallFirm) -> None:
    """With the firm's lock held and a transaction open; it sees what stood before."""
    house = firm.house(NOW)
    with house.working(), by_hand(firm) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE deliveries SET state = 'sent'")

        assert proven(firm).holds
        connection.rollback()


def test_it_does_not_bring_the_store_up_to_date(firm: SmallFirm) -> None:
    """One of another version is left as it is, and whoever asks is told what to do."""
    sql(firm, "UPDATE alembic_version SET version_num = '0007'")

    with pytest.raises(ConfigurationError, match="revision 0007"):
        proven(firm)
    with by_hand(firm) as connection:
        assert ("0007",) == connection.execute("SELECT version_num FROM alembic_version").fetchone()


def test_without_a_store_there_is_nothing_to_prove(small_firm: SmallFirm) -> None:
    """And none is made."""
    told = attract(small_firm, "prove")

    assert (2, False) == (told.exit_code, (small_firm.root / ".attract").exists())
    assert "attract run" in told.output


def test_the_same_store_has_the_same_fingerprint_and_another_another(firm: SmallFirm) -> None:
    """One row that differs is seen."""
    first, again = proven(firm).seal, proven(firm).seal
    sql(firm, "UPDATE deliveries SET at = '2026-11-18T12:00:01+00:00' WHERE edition = 'weekly-2026-W47'")

    assert first == again
    assert first != proven(firm).seal


# Damage: each is found, by its own name and no other.


def another_mail(firm: SmallFirm) -> None:
    """A second delivery of one edition to one reader."""
    without_keys(
        firm, "deliveries",
        f"INSERT INTO deliveries SELECT edition, subscriber, state, '<again@firm.example>', items, response, at, sender, until,"
        f" tries, again, more, welcome FROM deliveries WHERE edition = '{FIRST}' AND subscriber = '{HANA}'",
    )  # fmt: skip


def another_address(firm: SmallFirm) -> None:
    """One piece stands in the words of another."""
    with by_hand(firm, standing(firm)) as connection:
        found = connection.execute("SELECT name, record FROM records WHERE name IN ('piece:one', 'piece:two')")
        told = {name: json.loads(record) for name, record in found}
        again = {**told["piece:two"], "told": told["piece:one"]["told"]}
        connection.execute("UPDATE records SET record = ? WHERE name = 'piece:two'", (json.dumps(again),))


def standing(firm: SmallFirm) -> str:
    """Where it stands what is known of the public copy of the site."""
    return f".attract/site/{(firm.root / 'site').resolve().name}.sqlite"


def withdrawn_and_left(firm: SmallFirm) -> None:
    """Somebody withdrew a story, and nobody has published since."""
    line(
        firm,
        {"item": "the-van", "decision": "withdrawn", "by": "Ada", "at": (NOW - DAY).isoformat(), "reason": "she rang"},
    )


def line(firm: SmallFirm, told: dict[str, object]) -> None:
    """A line more in the record of clearances, chained as it should be."""
    path = firm.root / "content/clearances.jsonl"
    lines = path.read_text("utf-8").splitlines()
    same = {**json.loads(lines[0]), **told}
    del same["previous"]
    path.write_text("\n".join([*lines, chain.chained(same, lines)]) + "\n", "utf-8")


def other_words_on_the_site(firm: SmallFirm) -> None:
    """The site tells a story in words that nobody cleared."""
    sql(firm, "UPDATE records SET record = replace(record, '\"text\":\"1:', '\"text\":\"1:0') WHERE name = 'piece:the-van'",
        path=standing(firm))  # fmt: skip


def listed_for_machines(firm: SmallFirm) -> None:
    """A list names a piece that is not on the site."""
    path = firm.root / "site/search/bundles.json"
    path.write_text(json.dumps({"more": "https://firm.example/stories/the-secret/"}))


def once_uncleared(firm: SmallFirm) -> None:
    """A version of the site from between told a story in other words."""
    archive = firm.root / ".attract/archive"
    lines = [json.loads(each) for each in (archive / "site.jsonl").read_text("utf-8").splitlines()]
    told = {"the-van": {"text": "1:other", "kind": "story", "source": "stories/rafe/the-van.md", "title": "The van"}}
    body = json.dumps({"base": lines[0]["manifest"], "files": {}, "items": told}).encode()
    name = hashlib.sha256(body).hexdigest()
    (archive / "objects" / name[:2]).mkdir(exist_ok=True)
    (archive / "objects" / name[:2] / f"{name}.gz").write_bytes(gzip.compress(body))
    lines.insert(1, {"at": (WEDNESDAY + DAY).isoformat(), "stamp": "between", "manifest": name})
    chained: list[str] = []
    for each in lines:
        each.pop("previous", None)
        chained.append(chain.chained(each, chained))
    (archive / "site.jsonl").write_text("\n".join(chained) + "\n", "utf-8")


def change(path: str, old: str, new: str) -> Callable[[SmallFirm], None]:
    """Somebody edits a file."""

    def edit(firm: SmallFirm) -> None:
        told = (firm.root / path).read_text("utf-8")
        assert re.search(old, told)
        (firm.root / path).write_text(re.sub(old, new, told, count=1), "utf-8")

    return edit


def statements(*told: str) -> Callable[[SmallFirm], None]:
    """Somebody with an SQL shell types these."""
    return lambda firm: sql(firm, *told)


def loose(table: str, *told: str) -> Callable[[SmallFirm], None]:
    """The same on a table without its keys."""
    return lambda firm: without_keys(firm, table, *told)


def suppressed(firm: SmallFirm) -> None:
    """The firm said before the second edition that Hana must not be mailed."""
    sql(
        firm,
        f"INSERT INTO suppressions (address_hash, hashed, reason, at, reader) VALUES ('{address_hash('hana@example.org')}', '', 'asked', '{(WEDNESDAY + DAY).isoformat()}', '')",
    )


def rotten(firm: SmallFirm) -> None:
    """The disk lost a page of an index that nothing else reads."""
    with by_hand(firm) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_findings_1'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with (firm.root / STORE).open("r+b") as file:
        file.seek((page - 1) * size + 8)
        file.write(b"\x00" * 200)


def page_object(firm: SmallFirm) -> Path:
    """Where the archive keeps the page of a piece."""
    name = hashlib.sha256((firm.root / "site/articles/two/index.html").read_bytes()).hexdigest()
    return firm.root / ".attract/archive/objects" / name[:2] / f"{name}.gz"


def flipped(firm: SmallFirm) -> None:
    """One bit of one kept page is another."""
    path = page_object(firm)
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(body)


def added(firm: SmallFirm) -> None:
    """A file that nobody published."""
    (firm.root / "site/contact.html").write_text("Call me")


def smuggled(firm: SmallFirm) -> None:
    """A page of a story that nobody knows, on the site alone."""
    (firm.root / "site/stories/the-secret").mkdir()
    (firm.root / "site/stories/the-secret/index.html").write_text("<p>The client was …</p>")


def posted(*told: str, **fields: Any) -> Callable[[SmallFirm], None]:
    """Three posts as they should be, and one more with these fields; then some statements."""

    def damage(firm: SmallFirm) -> None:
        text = (firm.root / "content/firm.yml").read_text("utf-8")
        accounts = "accounts: {page: {network: bluesky}}}"
        firm.write(
            "content/firm.yml",
            text.replace("social: {networks: [bluesky]}", f"social: {{networks: [bluesky], {accounts}"),
        )
        left: dict[str, Any] = {"state": PostState.ACCEPTED, "ref": "at://1", "began": WEDNESDAY, "at": WEDNESDAY}
        firm.house(NOW).posting.posts.draft([
            post("one", "page", **left), post("three", "page", state=PostState.DRAFT, cleared_by="", cleared_at=None),
            post("one correction 1", "page", texts={"one": "1:y"}, state=PostState.ACCEPTED, at=NOW, response="Ada found it there"),
            post("two", "page", **{**left, "ref": "at://2", **fields}),
        ])  # fmt: skip
        sql(firm, *told)

    return damage


def said_twice(firm: SmallFirm) -> None:
    """An account has two posts of one piece."""
    posted()(firm)
    without_keys(firm, "posts", "UPDATE posts SET \"of\" = 'one' WHERE \"of\" = 'two'")


HANAS = f"edition = '{SECOND}' AND subscriber = '{HANA}'"
DAMAGE: list[tuple[str, str, Callable[[SmallFirm], None]]] = [
    ("one-mail", f"{FIRST} to {HANA}", another_mail),
    ("one-item", f"two to {HANA}", statements(f"UPDATE deliveries SET items = '[\"four\", \"three\", \"two\"]' WHERE {HANAS}")),
    ("one-item", f"{SECOND} to {HANA}", statements(f"UPDATE deliveries SET items = '[\"four\", \"three\", \"four\"]' WHERE {HANAS}")),
    ("one-item", f"four in {SECOND} to {HANA}", statements(f"DELETE FROM received WHERE item = 'four' AND {HANAS}")),
    ("one-item", f"five in {SECOND} to {HANA}", statements(f"INSERT INTO received VALUES ('{HANA}', 'five', '{SECOND}', '1:x')")),
    ("one-message-id", f"Message-ID <{FIRST}.{TOM}@firm.example>", loose("deliveries", f"UPDATE deliveries SET message_id = '<{FIRST}.{TOM}@firm.example>' WHERE edition = '{FIRST}' AND subscriber = '{HANA}'")),
    ("one-message-id", f"Message-ID <{FIRST}.{TOM}@firm.example>", statements(f"UPDATE sign_ups SET message_id = '<{FIRST}.{TOM}@firm.example>' WHERE reader = '{TOM}'")),
    ("one-firing", "weekly 2026-W47", loose("slots", "INSERT INTO slots SELECT * FROM slots WHERE job = 'weekly' AND period = '2026-W47'")),
    ("one-firing", "weekly 2026-W47", statements("UPDATE slots SET state = 'planned' WHERE job = 'weekly' AND period = '2026-W47'")),
    ("one-address", "“Piece one”", another_address),
    ("site-cleared", "the-van (stories/rafe/the-van.md)", withdrawn_and_left),
    ("site-cleared", "the-van (stories/rafe/the-van.md)", other_words_on_the_site),
    ("lists-cleared", "search/bundles.json: stories/the-secret/", listed_for_machines),
    ("past-cleared", "the-van (stories/rafe/the-van.md) in the site of 2026-11-19 12:00 GMT", once_uncleared),
    ("mails-cleared", f"the-van in {FIRST}", statements(f"UPDATE received SET text = '1:other' WHERE item = 'the-van' AND subscriber = '{HANA}'")),
    ("mails-cleared", f"the-van in {FIRST}", statements(f"UPDATE received SET text = '' WHERE item = 'the-van' AND subscriber = '{HANA}'", "UPDATE received SET text = 'x' WHERE item = 'reading-a-lease' AND subscriber = 'nobody'")),
    ("mails-cleared", f"the-van in {FIRST}", statements(f"UPDATE deliveries SET at = '2026-11-17T12:00:00+00:00' WHERE edition = '{FIRST}' AND subscriber = '{HANA}'", f"UPDATE editions SET composed = '2026-11-17T11:00:00+00:00' WHERE edition = '{FIRST}'")),
    ("one-post", "one on page", said_twice),
    ("one-post", "at://1 on page", posted(ref="at://1")),
    ("posts-cleared", "two on page", posted(cleared_by=" ")),
    ("posts-cleared", "two on page", posted(state=PostState.PLANNED, cleared_at=None)),
    ("posts-cleared", "two on page", posted(texts={"two": "1:x", "the-van": "1:x"})),
    ("posts-cleared", "two on page", posted(texts={"five": "1:x"}, began=NOW, at=NOW)),
    ("posts-cleared", "two on page", posted(state=PostState.DRAFT, texts={"the-van": "1:x"})),
    ("posts-known", "two on page", posted(ref="")),
    ("posts-known", "two on page", posted("UPDATE posts SET state = 'sent' WHERE \"of\" = 'two'")),
    ("not-against-will", f"{FIRST} to {TOM}", statements(f"UPDATE deliveries SET at = '2026-11-26T12:00:00+00:00' WHERE edition = '{FIRST}' AND subscriber = '{TOM}'")),
    ("not-against-will", f"{SECOND} to {HANA}", suppressed),
    ("permitted", "reader listed", statements("UPDATE subscribers SET subscriber = replace(subscriber, 'a letter', ' ') WHERE id = 'listed'")),
    ("permitted", "reader listed", statements("DELETE FROM subscribers WHERE id = 'listed'", "DELETE FROM traces WHERE \"of\" = 'listed'")),
    ("permitted", "reader listed", statements("UPDATE subscribers SET subscriber = replace(subscriber, '\"ends\":null', '\"ends\":\"2026-11-20T00:00:00Z\"') WHERE id = 'listed'")),
    ("balanced", SECOND, statements(f"UPDATE deliveries SET state = 'sent' WHERE {HANAS}")),
    ("balanced", SECOND, statements(f"UPDATE editions SET composed = NULL WHERE edition = '{SECOND}'")),
    ("nobody-forgotten", f"{SECOND} to {HANA}", statements(f"DELETE FROM deliveries WHERE {HANAS}", f"DELETE FROM received WHERE {HANAS}")),
    ("not-empty", f"{SECOND} to {HANA}", statements(f"UPDATE deliveries SET items = '[]' WHERE {HANAS}", f"DELETE FROM received WHERE {HANAS}")),
    ("record-whole", "content/clearances.jsonl:2", change("content/clearances.jsonl", "Ada", "Eve")),
    ("record-whole", "content/clearances.jsonl:1", change("content/clearances.jsonl", r"^.*\n", "")),
    ("consents-whole", "the book of consents:1", change(".attract/consents.jsonl", '"act"', '"fact"')),
    ("archive-whole", "object ", flipped),
    ("archive-whole", "object ", lambda firm: page_object(firm).unlink()),
    ("archive-whole", "the archive:2", change(".attract/archive/site.jsonl", "2026-11-18", "2026-11-17")),
    ("site-kept", "site/articles/two/index.html", change("site/articles/two/index.html", "leases", "cheese")),
    ("site-kept", "site/contact.html", added),
    ("no-orphans", "received nobody two weekly-2026-W47", statements(f"INSERT INTO received VALUES ('nobody', 'two', '{FIRST}', '')")),
    ("no-orphans", "sign-up ", statements(f"UPDATE sign_ups SET reader = 'nobody' WHERE reader = '{HANA}'")),
    ("no-orphans", "the proof of nobody", statements("INSERT INTO traces (\"of\", step, at, told) VALUES ('nobody', 'changed', '2026-11-18T12:00:00+00:00', '{}')")),
    ("no-orphans", "item two", statements("UPDATE items SET source = 'content/articles/gone.md' WHERE id = 'two'")),
    ("no-orphans", "bounce b", statements("INSERT INTO bounces VALUES ('b', 'r', 'weekly-2025-W01', 'hard', '5.1.1', 'none', '2026-11-18', '2026-11-18', '{}')")),
    ("database-whole", "people, row 1", statements("UPDATE people SET source = 'content/people/nobody.md'")),
    ("database-whole", "the database", rotten),
]  # fmt: skip


@pytest.mark.parametrize(("key", "what", "damage"), DAMAGE, ids=[f"{key}-{number}" for number, (key, _, _) in enumerate(DAMAGE)])  # fmt: skip
def test_damage_is_found_by_its_name_and_no_other(
    firm: SmallFirm, key: str, what: str, damage: Callable[[SmallFirm], None]
) -> None:
    """What it is, what it means and what to do; nothing else is called broken."""
    damage(firm)
    proof = proven(firm)
    named = broken(proof)

    assert [key] == list(named)
    assert any(each.startswith(what) for each in named[key]), named
    assert all(breach.means and breach.remedy for _, breach in proof.breaches)
    assert not proof.holds


def test_posts_as_they_should_be_break_nothing(firm: SmallFirm) -> None:
    """Drafted, there, and there by a person's word; also one that was taken down after its piece was withdrawn."""
    posted(texts={"five": "1:x"}, state=PostState.REMOVED, began=WEDNESDAY, at=NOW)(firm)
    proof = proven(firm)
    (look,) = [look for each, look in proof.results if each.key == "posts-cleared"]

    assert {} == broken(proof)
    assert "4 posts" == look.seen


@pytest.mark.parametrize("ref", [".attract/outbox/social/files/a-buffer.csv", "<share.2026-W48.ada@firm.example>"])
def test_posts_that_were_handed_over_together_break_nothing(firm: SmallFirm, ref: str) -> None:
    """One file, or one mail, holds several of an account."""
    posted(f"UPDATE posts SET ref = '{ref}' WHERE ref <> ''", ref=ref)(firm)

    assert {} == broken(proven(firm))


def test_every_promise_was_broken_once() -> None:
    """No invariant is without a test that breaks it."""
    assert {each.key for each in INVARIANTS} == {key for key, _, _ in DAMAGE}


def test_a_smuggled_page_is_known_by_what_it_is(firm: SmallFirm) -> None:
    """It was not cleared, and it was never kept."""
    smuggled(firm)

    assert {
        "site-cleared": ["https://firm.example/stories/the-secret/"],
        "site-kept": ["site/stories/the-secret/index.html"],
    } == broken(proven(firm))


def test_what_hangs_on_a_broken_record_is_not_called_proven(firm: SmallFirm) -> None:
    """It could not be looked at, and says so."""
    change("content/clearances.jsonl", "Ada", "Eve")(firm)
    proof = proven(firm)
    unseen = {each.key for each, look in proof.results if look.unseen}

    assert {"site-cleared", "past-cleared", "mails-cleared"} == unseen  # there is no post to look at
    assert "1 of 23 promises does not hold; 3 could not be looked at." == certificate.headline(proof)


def test_what_cannot_be_read_is_told_and_not_called_proven(firm: SmallFirm) -> None:
    """A row that is none of ours any more; everything else is looked at."""
    sql(firm, "UPDATE suppressions SET at = 'yesterday'")
    unseen = {each.key: look.unseen for each, look in proven(firm).results if look.unseen}

    assert {"not-against-will", "permitted"} == set(unseen)
    assert "cannot be read (Invalid isoformat string: 'yesterday')" in unseen["not-against-will"]


def test_much_that_is_broken_is_counted(firm: SmallFirm) -> None:
    """The first are named."""
    with by_hand(firm) as connection:
        connection.executemany(
            "INSERT INTO received VALUES (?, 'two', ?, '')", [(f"nobody-{number}", FIRST) for number in range(500)]
        )
    (look,) = [look for each, look in proven(firm).results if each.key == "no-orphans"]

    assert (12, 488) == (len(look.breaches), look.more)


# What is said.


def test_the_command_names_each_breach_and_ends_with_1(firm: SmallFirm) -> None:
    """And tells what to do."""
    sql(firm, f"UPDATE deliveries SET state = 'sent' WHERE {HANAS}")
    told = attract(firm, "prove")

    assert 1 == told.exit_code
    assert f"{SECOND}: 5 deliveries, of which 4 are accounted for; 1 “sent”." in " ".join(told.output.split())
    assert "1 of 23 promises does not hold. Nothing was changed." in told.output


def test_programs_get_everything(firm: SmallFirm) -> None:
    """Every invariant with what was looked at, the time in both zones, the version and the fingerprint."""
    told = json.loads(attract(firm, "prove", "--json").stdout)

    assert ("Test & Firm", True, "Europe/London") == (told["firm"], told["holds"], told["zone"])
    assert [each.key for each in INVARIANTS] == [each["key"] for each in told["invariants"]]
    assert re.fullmatch("sha256:[0-9a-f]{64}", told["checked"])
    assert {"count": 24, "what": "deliveries"} == told["invariants"][0]["looked_at"][0]


def test_the_page_says_the_same(firm: SmallFirm, tmp_path: Path) -> None:
    """Firm, result, fingerprint and both times; nothing of a firm's name is taken for HTML."""
    page = tmp_path / "out" / "certificate.html"
    page.parent.mkdir()
    told = attract(firm, "prove", "--html", str(page))
    text = page.read_text("utf-8")

    assert 0 == told.exit_code
    for words in ("Test &amp; Firm", "All 23 promises hold.", "UTC", "Europe/London", proven(firm).seal):
        assert words in text


def test_an_encrypted_store_is_proven_like_any_other(firm: SmallFirm) -> None:
    """Addresses, answers and proof are opened where they are asked for, and a breach in them is found."""
    assert 0 == attract(firm, "subscribers", "encrypt").exit_code
    assert {} == broken(proven(firm))

    moved = f"UPDATE deliveries SET at = '2026-11-26T12:00:00+00:00' WHERE edition = '{FIRST}' AND subscriber = '{TOM}'"
    sql(firm, moved)
    assert {"not-against-will": [f"{FIRST} to {TOM}"]} == broken(proven(firm))

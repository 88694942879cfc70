"""LinkedIn, as far as a contract fake can tell."""

import ast
import inspect
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.edges.networks.linkedin import LinkedIn, Login
from pipeline.edges.networks.linkedin_tokens import refreshed, tomorrow
from pipeline.little_text import RESERVED, escaped
from pipeline.model.posting import Picture, Wire, seal
from pipeline.ports.posting import (
    CannotTellError,
    Identity,
    Network,
    NotSentError,
    OutdatedError,
    PostError,
    ReconnectError,
    RefusedPostError,
    UnsurePostError,
)
from pipeline.social.linkedin import payload
from tests.builders import NOON
from tests.edges.networks import linkedin_fake
from tests.edges.networks.linkedin_fake import (
    DOCUMENTED,
    GUESSED,
    RULES,
    SEEN,
    Answer,
    Fake,
    serving,
    shown,
    table,
    too_many,
)

MEMBER, PAGE = "urn:li:person:rafe", "urn:li:organization:42"
PNG = b"\x89PNG\r\n\x1a\n and so on"
PICTURE = Picture(digest="5e" * 32, mime="image/png", size=len(PNG), width=3, height=2, alt="A gate")
WIRE = Wire(
    network="linkedin", text="What (a) a lease promises. #Leases", language="en", link="https://firm.example/a/?p=1",
    title="A lease", summary="What each promises.", tags=("Leases",), at=NOON, key="k1",
)  # fmt: skip


@dataclass
class Place:
    """LinkedIn with one account, and a clock that tests set."""

    fake: Fake
    author: str
    token: str = ""
    version: str = "202609"
    now: datetime = NOON
    waited: list[float] = field(default_factory=list)
    uploads: dict[tuple[str, str], str] = field(default_factory=dict)

    def network(self) -> LinkedIn:
        """The edge, as a new process would have it; names of uploaded pictures are kept."""
        login = Login(self.token, self.author, self.version, NOON + timedelta(days=60))
        return LinkedIn(
            login, partial(payload, author=self.author), uploads=self.uploads, clock=lambda: self.now,
            wait=self.waited.append, api=self.fake.url,
        )  # fmt: skip

    def read_back(self) -> list[str]:
        """What readers see."""
        return [each.seen for each in self.fake.live()]


@pytest.fixture
def fake() -> Iterator[Fake]:
    """LinkedIn as far as anybody can have it."""
    with serving(Fake()) as running:
        yield running


@pytest.fixture
def member(fake: Fake) -> Place:
    """A person's profile."""
    place = Place(fake, MEMBER)
    fake.now = lambda: place.now
    place.token = fake.grant("rafe", "w_member_social", "openid", "profile")
    return place


@pytest.fixture
def page(fake: Fake) -> Place:
    """A firm's page."""
    place = Place(fake, PAGE)
    fake.now = lambda: place.now
    place.token = fake.grant("rafe", "w_organization_social", "r_organization_social", pages=("42",))
    return place


def nothing(picture: Picture) -> bytes:
    """No picture is asked for."""
    raise AssertionError(picture)


def png(_: Picture) -> bytes:
    """The bytes of a picture."""
    return PNG


def made(fake: Fake) -> list[bytes]:
    """The bodies of all requests to make a post."""
    return [body for method, where, body in fake.calls if (method, where) == ("POST", "/rest/posts")]


# The fake itself.


def test_the_fake_says_how_it_knows() -> None:
    """Each rule that it keeps stands in the table with its mark and its source, and no other does."""
    kept = {
        node.args[0].value
        for node in ast.walk(ast.parse(inspect.getsource(linkedin_fake)))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in ("No", "by")
        and isinstance(node.args[0], ast.Constant)
    }

    assert set(RULES) == kept
    assert set() == {each.mark for each in RULES.values()} - {DOCUMENTED, SEEN, GUESSED}
    assert [] == [name for name, each in RULES.items() if not each.says or not each.source]
    assert len(RULES) == table().count("\n")


def test_the_fake_does_not_know_our_client() -> None:
    """It is written from documents alone."""
    assert "pipeline" not in "".join(line for line in inspect.getsource(linkedin_fake).splitlines() if "import" in line)


def test_text_without_escapes_is_shown_cut() -> None:
    """And escaped, whole."""
    assert ("What ", True) == shown(WIRE.text)
    assert (WIRE.text, False) == shown(escaped(WIRE.text, WIRE.tags))


def test_thousands_of_strings_of_reserved_characters_pass() -> None:
    """Through the escaper and the fake's reader, and back."""
    draw = random.Random(10)  # the same each time
    alphabet = RESERVED + RESERVED + " a1é😀\n"
    for _ in range(20_000):
        text = "".join(draw.choices(alphabet, k=draw.randint(0, 30)))
        assert (text, False) == shown(escaped(text))


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_passes(text: str) -> None:
    """Whatever Unicode has."""
    assert (text, False) == shown(escaped(text, ("Tax",)))


# Posting.


def test_a_post_is_there_once(member: Place) -> None:
    """With the network's own id and its address."""
    landed = member.network().post(WIRE, nothing, None)

    assert [WIRE.text] == member.read_back()
    assert (member.fake.posts[0].id, f"https://www.linkedin.com/feed/update/{landed.ref}/") == landed[:2]


def test_what_was_cleared_is_what_leaves(member: Place) -> None:
    """To the seal, where no picture goes with it."""
    member.network().post(WIRE, nothing, None)

    assert seal(payload(WIRE, MEMBER)) == seal(member.fake.posts[0].told)


HOSTILE = {
    "right to left": "\u202eעסק\u202c and العربية",
    "zero width": "a\u200bb\u200d\ufeffc\u2060",
    "combining flood": "Z" + "\u0301\u0353\u0489" * 60,
    "four bytes": "👩‍⚖️🏴󠁧󠁢󠁥󠁮󠁧󠁿 𝕃aw",
    "list": "(a) the lease; (b) the [gate]; (c) {none}",
    "citation": "Smith v Jones [2026] UKSC 12, para #4 * see <Note_1> ~ @counsel | C:\\x\\",
    "forms": r"{hashtag|\#|x} @[Firm](urn:li:organization:1) \( \\",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_read_back_as_it_was_cleared(member: Place, text: str) -> None:
    """Nothing in it means anything."""
    member.network().post(replace(WIRE, text=f"{text} #Leases"), nothing, None)

    assert [f"{text} #Leases"] == member.read_back()


def test_a_page_has_article_thumbnail_and_is_read_back(page: Place) -> None:
    """The picture is uploaded once, with the token, and stands as LinkedIn names it."""
    wire = replace(WIRE, picture=PICTURE)
    landed = page.network().post(wire, png, None)

    [(urn, kept)] = page.fake.pictures.items()
    assert (PNG, PAGE) == (kept.body, kept.owner)
    assert urn == page.fake.posts[0].told["content"]["article"]["thumbnail"]
    found = page.network().find(wire, NOON)
    assert found
    assert landed[:2] == found[:2]


def test_a_picture_by_itself(member: Place) -> None:
    """With what it shows."""
    member.network().post(replace(WIRE, title="", picture=PICTURE), png, None)

    [urn] = member.fake.pictures
    assert {"media": {"id": urn, "altText": "A gate"}} == member.fake.posts[0].told["content"]


def test_a_picture_on_its_way_is_waited_for(member: Place) -> None:
    """Longer each time; and in the end another time, because nothing has been posted."""
    member.fake.slow = 2
    member.network().post(replace(WIRE, picture=PICTURE), png, None)
    assert [1.0, 2.0] == member.waited

    member.fake.slow = 99
    with pytest.raises(NotSentError, match="MEDIA_ASSET_WAITING_UPLOAD"):
        member.network().post(replace(WIRE, picture=PICTURE, text="Other", key="k2"), png, None)
    assert [WIRE.text] == member.read_back()


@pytest.mark.parametrize(
    "where",
    [
        "http://elsewhere.example",
        "https://elsewhere.example",
        "https://notlinkedin.com",
        "http://www.linkedin.com",
        "nowhere",
    ],
)
def test_a_picture_goes_to_nobody_else(member: Place, where: str) -> None:
    """Our token goes with it."""
    here, member.fake.url = member.fake.url, where
    network = LinkedIn(Login(member.token, MEMBER, "202609"), partial(payload, author=MEMBER), api=here)

    with pytest.raises(NotSentError, match="no place of its own"):
        network.post(replace(WIRE, picture=PICTURE), png, None)
    assert [] == made(member.fake)


# The same again.


def test_the_same_again_is_where_the_first_is(member: Place) -> None:
    """LinkedIn names it; said so."""
    first = member.network().post(WIRE, nothing, None)
    again = member.network().post(WIRE, nothing, None)

    assert first[:2] == again[:2]
    assert again.said.startswith("as LinkedIn says it is there: 422")
    assert 1 == len(member.read_back())


def test_a_lost_answer_inside_the_window(member: Place) -> None:
    """Is tried once more with the same bytes, which LinkedIn knows."""
    wire = replace(WIRE, picture=PICTURE)
    network = member.network()
    member.fake.lose = ["/rest/posts"]
    with pytest.raises(UnsurePostError):
        network.post(wire, png, None)
    member.now += timedelta(minutes=4)

    landed = member.network().post(wire, nothing, NOON)

    assert member.fake.posts[0].id == landed.ref
    first, second = made(member.fake)
    assert first == second
    assert 1 == len(member.read_back())


def test_a_lost_request_inside_the_window(member: Place) -> None:
    """LinkedIn never had it, and has it now."""
    member.fake.force = [Answer(503, {"status": 503, "message": "Service Unavailable"})]
    network = member.network()
    with pytest.raises(UnsurePostError, match="503 Service Unavailable"):
        network.post(WIRE, nothing, None)

    network.post(WIRE, nothing, NOON)

    assert 1 == len(member.read_back())


def test_outside_the_window_nothing_is_sent(member: Place) -> None:
    """The same bytes would be a second post (as they are here without us); a person looks."""
    member.fake.lose = ["/rest/posts"]
    with pytest.raises(UnsurePostError):
        member.network().post(WIRE, nothing, None)
    member.now += timedelta(minutes=5, seconds=1)

    with pytest.raises(UnsurePostError, match="look at the profile"):
        member.network().post(WIRE, nothing, NOON)
    assert 1 == len(made(member.fake))

    member.now += timedelta(minutes=6)
    member.network().post(WIRE, nothing, None)
    assert 2 == len(member.read_back())


def test_one_retry_and_no_other(member: Place) -> None:
    """Whoever asks again is told that nobody knows."""
    member.fake.force = [Answer(500)] * 2
    network = member.network()
    for since in (None, NOON):
        with pytest.raises(UnsurePostError, match="500"):
            network.post(WIRE, nothing, since)

    with pytest.raises(UnsurePostError, match="look at the profile"):
        network.post(WIRE, nothing, NOON)
    assert 2 == len(made(member.fake))


def test_without_the_same_bytes_nothing_is_sent_again(member: Place) -> None:
    """A picture that is uploaded anew has another name."""
    wire = replace(WIRE, picture=PICTURE)
    member.fake.lose = ["/rest/posts"]
    with pytest.raises(UnsurePostError):
        member.network().post(wire, png, None)
    member.uploads.clear()

    with pytest.raises(UnsurePostError, match="look at the profile"):
        member.network().post(wire, png, NOON)
    assert 1 == len(member.read_back())


@pytest.mark.parametrize("minutes", [1, 60])
@pytest.mark.parametrize("arrived", [True, False])
def test_a_page_looks_first(page: Place, minutes: int, arrived: bool) -> None:
    """Whenever; what is there is not sent again, and what is not is."""
    if arrived:
        page.fake.lose = ["/rest/posts"]
    else:
        page.fake.force = [Answer(502)]
    with pytest.raises(UnsurePostError):
        page.network().post(WIRE, nothing, None)
    page.now += timedelta(minutes=minutes)

    landed = page.network().post(WIRE, nothing, NOON)

    assert [page.fake.posts[0].id] == [landed.ref]
    assert 1 == len(page.read_back())
    assert (1 if arrived else 2) == len(made(page.fake))


def test_a_page_that_cannot_read_is_as_blind_as_a_person(page: Place) -> None:
    """Soon, the same once more; later, a person looks."""
    page.token = page.fake.grant("rafe", "w_organization_social", pages=("42",))
    page.fake.lose = ["/rest/posts"]
    with pytest.raises(UnsurePostError):
        page.network().post(WIRE, nothing, None)

    assert page.fake.posts[0].id == page.network().post(WIRE, nothing, NOON).ref
    with pytest.raises(CannotTellError, match="Not enough permissions"):
        page.network().find(WIRE, NOON)
    page.now += timedelta(minutes=6)
    network = page.network()
    assert network.repeats
    with pytest.raises(UnsurePostError, match="look at the profile"):
        network.post(WIRE, nothing, NOON)
    assert not network.repeats


def test_who_can_look_may_repeat(member: Place, page: Place) -> None:
    """And nobody else."""
    assert (False, True) == (member.network().repeats, page.network().repeats)


def test_they_keep_the_port(member: Place) -> None:
    """As mypy sees it."""
    network: Network = member.network()
    assert not network.repeats


def test_a_double_of_what_is_gone_waits(page: Place) -> None:
    """LinkedIn remembers what was taken down, and names it."""
    landed = page.network().post(WIRE, nothing, None)
    page.network().remove(landed.ref)

    with pytest.raises(NotSentError, match="which is gone") as told:
        page.network().post(WIRE, nothing, None)
    assert NOON + timedelta(minutes=10) == told.value.again
    page.now += timedelta(minutes=10)
    page.network().post(WIRE, nothing, None)
    assert 1 == len(page.read_back())


# Looking.


def test_nobody_sees_a_members_posts(member: Place) -> None:
    """Neither we nor LinkedIn's own list."""
    member.network().post(WIRE, nothing, None)

    with pytest.raises(CannotTellError, match="does not show"):
        member.network().find(WIRE, NOON)
    answer = member.network()._ask("GET", "/rest/posts", params={"q": "author", "author": MEMBER})
    assert 403 == answer.status_code


def test_found_by_its_address_among_many(page: Place) -> None:
    """On a later page of the list, too; not by one that only begins alike; not from before the first try."""
    network = page.network()
    landed = network.post(WIRE, nothing, None)
    for number in range(10, 230):
        network.post(
            replace(WIRE, text=f"Another {number}", link=f"{WIRE.link}{number}", key=f"o{number}"), nothing, None
        )

    found = network.find(WIRE, NOON)

    assert found
    assert landed.ref == found.ref
    assert network.find(replace(WIRE, link=f"{WIRE.link}9"), NOON) is None
    assert network.find(WIRE, NOON + timedelta(minutes=6)) is None


def test_found_by_its_words_where_it_has_no_article(page: Place) -> None:
    """To the letter."""
    wire = replace(WIRE, title="")
    landed = page.network().post(wire, nothing, None)

    found = page.network().find(wire, NOON)
    assert found
    assert landed.ref == found.ref
    assert page.network().find(replace(wire, text="What (b)"), NOON) is None
    assert page.network().find(wire, NOON + timedelta(minutes=5))
    assert page.network().find(wire, NOON + timedelta(minutes=6)) is None


# What LinkedIn says no to.


def test_a_member_is_no_page(member: Place) -> None:
    """Their token does not speak for one."""
    member.author = PAGE

    with pytest.raises(ReconnectError, match="Organization permissions must be used"):
        member.network().post(WIRE, nothing, None)


def test_a_retired_version_is_a_setting(member: Place) -> None:
    """Whatever is asked."""
    member.version = "202511"
    network = member.network()

    for call in (lambda: network.post(WIRE, nothing, None), lambda: network.remove("urn:li:share:1")):
        with pytest.raises(OutdatedError, match=r"set social\.linkedin_version .* 426 NONEXISTENT_VERSION"):
            call()
    assert [] == member.fake.posts


def test_a_page_with_a_retired_version_cannot_look(page: Place) -> None:
    """And says why."""
    page.version = "202511"

    with pytest.raises(CannotTellError, match="linkedin_version"):
        page.network().find(WIRE, NOON)
    with pytest.raises(OutdatedError):
        page.network().post(WIRE, nothing, NOON)


@pytest.mark.parametrize(("text", "fits"), [("a" * 3000, True), ("a" * 3001, False), ("a" * 2990 + "(" * 6, False)])
def test_the_fake_counts_as_linkedin_does(member: Place, text: str, fits: bool) -> None:
    """Escapes count; what is too long never gets past the form, so the fake is told without it."""
    told = {**payload(WIRE, MEMBER), "commentary": escaped(text)}
    network = LinkedIn(Login(member.token, MEMBER, "202609"), lambda _: told, api=member.fake.url)

    if fits:
        network.post(WIRE, nothing, None)
    else:
        with pytest.raises(RefusedPostError, match="400 FIELD_LENGTH_TOO_LONG"):
            network.post(WIRE, nothing, None)
        with pytest.raises(ValueError, match="3000"):
            member.network().post(replace(WIRE, text=text), nothing, None)


def test_too_many_posts_wait_for_the_next_day(member: Place) -> None:
    """LinkedIn's: by UTC; some later than others."""
    member.fake.force = [too_many()]

    with pytest.raises(NotSentError, match="429") as told:
        member.network().post(WIRE, nothing, None)

    assert told.value.again == tomorrow(NOON, WIRE.key)
    assert datetime(2026, 11, 19, tzinfo=UTC) <= told.value.again < datetime(2026, 11, 19, 1, tzinfo=UTC)
    assert 1 < len({tomorrow(NOON, f"k{number}") for number in range(9)})


@pytest.mark.parametrize(
    ("status", "words", "kind"),
    [
        (500, "Internal", UnsurePostError),
        (504, "Gateway", UnsurePostError),
        (408, "Timeout", UnsurePostError),
        (302, "Found", UnsurePostError),
        (202, "", UnsurePostError),
        (403, "Not enough permissions to access: x", ReconnectError),
        (403, "This content cannot be shared", RefusedPostError),
        (422, "ERROR :: /content", RefusedPostError),
        (400, "Bad", RefusedPostError),
    ],
)
def test_what_other_answers_mean(member: Place, status: int, words: str, kind: type[PostError]) -> None:
    """In LinkedIn's words."""
    member.fake.force = [Answer(status, {"status": status, "message": words})]

    with pytest.raises(kind, match=f"{status} {words}".strip()):
        member.network().post(WIRE, nothing, None)


def test_a_double_without_a_name_is_unsure(member: Place) -> None:
    """It is there, and nobody says where."""
    member.fake.force = [Answer(422, {"message": "no", "errorDetails": {"inputErrors": [{"code": "DUPLICATE_POST"}]}})]

    with pytest.raises(UnsurePostError):
        member.network().post(WIRE, nothing, None)


@pytest.mark.parametrize("how", ["expired", "revoked", "unknown"])
def test_a_dead_token(member: Place, how: str) -> None:
    """Somebody connects again; the token stands in no message."""
    if how == "expired":
        member.now += timedelta(days=61)
    elif how == "revoked":
        member.fake.tokens[member.token].revoked = True
    else:
        member.token = "AQnobody"

    for call in (lambda: member.network().post(WIRE, nothing, None), lambda: member.network().who()):
        with pytest.raises(ReconnectError, match="401") as told:
            call()
        assert member.token not in str(told.value)


def test_an_answer_that_repeats_the_token_does_not_bring_it_to_light(member: Place) -> None:
    """One line, two hundred characters, no token."""
    member.fake.force = [Answer(400, {"message": f"Bad\nheader Bearer {member.token} " + "x" * 500})]

    with pytest.raises(RefusedPostError) as told:
        member.network().post(WIRE, nothing, None)
    assert str(told.value).startswith("400 Bad header Bearer … xxx")
    assert 200 == len(str(told.value))
    assert member.token not in repr(Login(member.token, MEMBER, "202609"))


def test_nobody_answers(member: Place) -> None:
    """Nothing has left."""
    network = LinkedIn(Login("t", PAGE, "202609"), partial(payload, author=PAGE), api="http://127.0.0.1:9")

    calls: list[Any] = [
        lambda: network.post(WIRE, nothing, None), lambda: network.post(WIRE, nothing, NOON), lambda: network.find(WIRE, NOON),
        lambda: network.remove("urn:li:share:1"), network.who,
    ]  # fmt: skip
    for call in calls:
        with pytest.raises(NotSentError):
            call()


@pytest.mark.parametrize("where", ["/rest/images", "/dms-uploads"])
def test_a_cut_before_the_post_leaves_nothing(member: Place, where: str) -> None:
    """A picture that did not arrive is no post."""
    member.fake.lose = [where]

    with pytest.raises(NotSentError):
        member.network().post(replace(WIRE, picture=PICTURE), png, None)
    assert [] == made(member.fake)


# The rest.


def test_a_post_is_taken_down(member: Place) -> None:
    """Twice is no error."""
    landed = member.network().post(WIRE, nothing, None)

    member.network().remove(landed.ref)
    member.network().remove(landed.ref)

    assert [] == member.read_back()


def test_nobody_takes_down_what_is_not_theirs(member: Place, page: Place) -> None:
    """The token has no right to it."""
    landed = page.network().post(WIRE, nothing, None)

    with pytest.raises(ReconnectError, match="403"):
        member.network().remove(landed.ref)


@pytest.mark.parametrize("ref", ["", "1", "../organizations/1", "urn:li:share:", "urn:li:share:1/x"])
def test_what_names_no_post_asks_nobody(member: Place, ref: str) -> None:
    """And takes nothing down."""
    with pytest.raises(RefusedPostError, match="names no post"):
        member.network().remove(ref)
    assert [] == member.fake.calls


def test_whom_a_token_speaks_for(member: Place, page: Place) -> None:
    """A person by name; a page by name where the token may read it, else by its number."""
    ends = NOON + timedelta(days=60)
    number = Identity(PAGE, PAGE, "https://www.linkedin.com/company/42/", ends)
    named = Identity("Test & Firm", PAGE, "https://www.linkedin.com/company/test-and-firm/", ends)

    assert Identity("Rafe Pellow", MEMBER, "", ends) == member.network().who()
    assert number == page.network().who()
    page.token = page.fake.grant("rafe", "rw_organization_admin", pages=("42",))
    assert named == page.network().who()
    page.token = page.fake.grant("rafe", "w_member_social")
    with pytest.raises(ReconnectError):
        page.network().who()


def test_a_token_is_renewed_until_its_year_is_over(member: Place) -> None:
    """Each lives sixty days, and the last as long as the refresh token."""
    fake, refresh = member.fake, member.fake.grant_refresh(member.token)
    renewed = partial(refreshed, refresh, "id", "secret", where=f"{fake.url}/oauth/v2/accessToken")

    tokens = renewed(member.now)
    assert (NOON + timedelta(days=60), refresh, NOON + timedelta(days=365)) == (
        tokens.ends,
        tokens.refresh,
        tokens.refresh_ends,
    )
    member.token = tokens.access
    member.network().post(WIRE, nothing, None)

    member.now += timedelta(days=360)
    tokens = renewed(member.now)
    assert (NOON + timedelta(days=365),) * 2 == (tokens.ends, tokens.refresh_ends)

    member.now += timedelta(days=6)
    with pytest.raises(ReconnectError, match="400 invalid_request"):
        renewed(member.now)
    with pytest.raises(ReconnectError, match="401 invalid_client") as told:
        refreshed(refresh, "id", "wrong", member.now, where=f"{fake.url}/oauth/v2/accessToken")
    assert refresh not in str(told.value)
    with pytest.raises(NotSentError):
        refreshed(refresh, "id", "secret", NOON, where="http://127.0.0.1:9/")


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_lost_a_post_is_there_once_or_a_person_is_asked(fake: Fake, seed: int) -> None:
    """A page by looking, a person by the rule: no post twice, and none that is said to be there and is not."""
    draw = random.Random(seed)
    for author, scopes in ((MEMBER, ("w_member_social",)), (PAGE, ("w_organization_social", "r_organization_social"))):
        place = Place(fake, author)
        fake.now = lambda place=place: place.now  # type: ignore[misc]  # the default is this round's place
        place.token = fake.grant("rafe", *scopes, pages=("42",))
        wire, since, landed = replace(WIRE, link=f"{WIRE.link}-{author}", text=f"{WIRE.text} {author}"), None, None
        for _ in itertools.count():
            match draw.choice(["lost", "broken", "well"]):
                case "lost":
                    fake.lose = ["/rest/posts"]
                case "broken":
                    fake.force = [Answer(503)]
            try:
                landed = place.network().post(wire, nothing, since)
                break
            except NotSentError:
                pass  # a look that was lost
            except UnsurePostError as problem:
                since = since or place.now
                if "look at the profile" in str(problem):
                    break
            finally:
                fake.lose, fake.force = [], []
            place.now += timedelta(minutes=draw.choice([1, 3, 20]))
        there = [each for each in fake.live() if each.told["author"] == author]
        assert len(there) <= 1
        assert not landed or [landed.ref] == [each.id for each in there]
        assert landed or author == MEMBER

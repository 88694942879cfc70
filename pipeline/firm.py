"""`content/firm.yml` as a frozen `Firm`. Unknown keys are errors with file and line.

Secrets never stand in the file: a password comes from the environment, see `mail_settings`.
"""

import re
from collections.abc import Callable, Iterable
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AnyHttpUrl, Field, PositiveInt, TypeAdapter, model_validator

from pipeline.backup_settings import Backups
from pipeline.calendar_settings import Cadences, Calendar, Zone
from pipeline.fields import Fields, Line, Problem, parse_checked
from pipeline.mail_settings import Mail
from pipeline.mailboxes import ascii_domain
from pipeline.service_settings import Subscribing
from pipeline.social_settings import Social

_URL = TypeAdapter(AnyHttpUrl)


def _site(address: str) -> str:
    url = _URL.validate_python(address)
    if url.query or url.fragment:
        raise ValueError("must end before any ? or #")
    return str(url).rstrip("/") + "/"


def _says_something(text: str) -> str:
    if not any(char.isalnum() for char in text):
        raise ValueError("must have a letter or a digit in it")
    return text


def _address(text: str) -> str:
    _URL.validate_python(text)
    return text


def _domain(text: str) -> str:
    domain = ascii_domain(text.removeprefix("@").removeprefix("*."))
    if not re.fullmatch(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?", domain):
        raise ValueError(
            "must be a domain, such as regulator.example; one address is `attract subscribers leave ADDRESS`"
        )
    return domain


Words = Annotated[Line, AfterValidator(_says_something)]


class Office(Fields):
    """One place where the firm sits."""

    name: Line
    address: Line
    phone: Line = ""


class Feed(Fields):
    """A blog of the firm's people: its feed's address, or a file in the firm's folder."""

    address: Line
    #: Whose words they are where an entry names no author: the name of a file in `content/people/`.
    person: Line = ""
    #: Names that this blog signs with, and who is meant: {admin: rafe-pellow}.
    bylines: dict[str, Line] = Field(default_factory=dict)
    #: Whether the firm owns the words: then the whole text is published, not only the summary.
    owned: bool = False
    #: Minutes between two looks; `collecting.every` where it is not said.
    every: PositiveInt | None = None


class Collecting(Fields):
    """How files and feeds are taken in."""

    #: Seconds that a file must lie still before it is read: a sync client may still be writing.
    settle: float = Field(default=2.0, ge=0, le=60)
    #: Minutes between two looks at a feed.
    every: PositiveInt = 60
    #: More new entries than this at once wait for a person: a blog that moved looks like that.
    new_at_once: PositiveInt = 10
    #: Hosts of your own network that feeds may come from, as `name` or `name:port`.
    private_hosts: tuple[Line, ...] = ()


class AddedArea(Fields):
    """A practice area of the firm's own."""

    #: Its key and address come from it: `Horses and their keepers` is horses-and-their-keepers.
    name: Words
    #: Identifiers, where FOLIO has the concept: https://folio.openlegalstandard.org/...
    folio: tuple[Annotated[Line, AfterValidator(_address)], ...] = ()
    #: A piece in which one of these stands, in whole words and any case, is about it.
    phrases: tuple[Words, ...] = ()


class PracticeAreas(Fields):
    """What the firm changes about the practice areas that ship; `attract areas` lists their keys."""

    #: Key to the name that the firm uses.
    rename: dict[str, Words] = Field(default_factory=dict)
    #: Key to the key of the area that its pieces count as.
    merge: dict[str, Line] = Field(default_factory=dict)
    #: Keys of areas that have no page and are no tag.
    hide: tuple[Line, ...] = ()
    add: tuple[AddedArea, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that is the firm's own."""
        return (*self.rename.values(), *(area.name for area in self.add))


class Clearing(Fields):
    """How texts are cleared."""

    #: Whether two different people must clear what tells of clients; where nothing is said, they must in a
    #: firm of more than one lawyer.
    four_eyes: bool | None = None
    #: Years for which every published version is kept.
    keep_years: int = Field(default=6, ge=1, le=100)
    #: The file with the key of the do-not-name list, outside the firm's folder; the environment's
    #: ATTRACT_NAMES_KEY goes before it.
    names_key: Line = "~/.config/attract/names.key"


def _no_secret(address: str) -> str:
    # A token may stand where the user does, so https has neither; ssh needs its user.
    if re.match(r"https?://[^/]*@|[a-z+]+://[^/@]*:[^/@]*@", address, re.IGNORECASE):
        raise ValueError("must hold no user, password or token: whoever reads this file could use it")
    return address


def _repository(address: str) -> str:
    if address.startswith("-"):  # Git would take it for an option
        raise ValueError("must be an address or a folder")
    return _no_secret(address)


def _endpoint(address: str) -> str:
    return _no_secret(_address(address)) if address else ""


def _branch(name: str) -> str:
    # The rest of git-check-ref-format(1) Git refuses by itself.
    if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z._/-]*", name):
        raise ValueError("must be the name of a branch, such as gh-pages")
    return name


def _key(name: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name):
        raise ValueError("must be of small letters, digits and hyphens, such as web-server")
    return name


class HostFolder(Fields):
    """A folder on this machine, or a mounted one. The web server's root is its `current`."""

    path: Words


class HostSftp(Fields):
    """A folder on a server that speaks SFTP. The web server's root is its `current`.

    Who we are is shown by the ssh agent or `key`; a password is ATTRACT_HOST_<NAME>_PASSWORD in the environment.
    """

    host: Words
    port: int = Field(default=22, ge=1, le=65535)
    user: Line = ""
    #: From the root of what the server shows us, or (without a slash in front) from our home there.
    folder: Words
    #: A key file; without it, the ssh agent and the usual files.
    key: Line = ""
    #: Where the server's key stands; a server that is not in it is not spoken to.
    known_hosts: Words = "~/.ssh/known_hosts"


class HostBucket(Fields):
    """A bucket that speaks S3.

    The key is AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, or, where several
    hosts have keys of their own, ATTRACT_HOST_<NAME>_KEY_ID and ATTRACT_HOST_<NAME>_SECRET.
    """

    bucket: Words
    #: Where it is; empty: Amazon.
    endpoint: Annotated[Line, AfterValidator(_endpoint)] = ""
    region: Line = ""
    #: The folder in it that is the site's root.
    prefix: Annotated[Line, AfterValidator(lambda text: text.strip("/"))] = ""
    #: Objects that are not Attract's and stay as they are, as patterns: `.well-known/*`.
    leave: tuple[Words, ...] = ()


class HostBranch(Fields):
    """A branch of a Git repository, from which a host serves. Git knows who we are."""

    repository: Annotated[Words, AfterValidator(_repository)]
    branch: Annotated[str, AfterValidator(_branch)] = "gh-pages"
    #: Files that are not Attract's and stay as they are, as patterns.
    leave: tuple[Words, ...] = ("CNAME",)


class Host(Fields):
    """One place where the site lives: a name, and one of the four kinds."""

    #: What commands and the environment call it.
    name: Annotated[str, AfterValidator(_key)]
    folder: HostFolder | None = None
    sftp: HostSftp | None = None
    bucket: HostBucket | None = None
    git: HostBranch | None = None

    @model_validator(mode="after")
    def _of_one_kind(self) -> "Host":
        if sum(kind is not None for kind in (self.folder, self.sftp, self.bucket, self.git)) != 1:
            raise ValueError("must have exactly one of `folder`, `sftp`, `bucket` and `git`")
        return self


def _named_once(hosts: tuple[Host, ...]) -> tuple[Host, ...]:
    names = [host.name for host in hosts]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"two hosts are called {twice[0]}")
    return hosts


class Publishing(Fields):
    """Where the site lives, beside the firm's folder. No secret stands here; each kind says where its own is."""

    #: Makes the pages of what is staged.
    engine: Literal["material", "zensical"] = "material"
    to: Annotated[tuple[Host, ...], AfterValidator(_named_once)] = ()
    #: Whether whatever builds the site (a run, the clock, `attract watch --publish`) puts it there, too. Without it, what is
    #: withdrawn stays public there until somebody says `attract host put`.
    at_once: bool = True
    #: Versions that are kept for a rollback, the public one among them.
    keep: int = Field(default=5, ge=2, le=100)


class Firm(Fields):
    """Everything the firm says about itself once."""

    name: Line
    legal_name: Line
    tagline: Line
    #: Home answers the three in this order.
    why: str
    how: str
    what: str
    #: The site's address, ending in a slash.
    site: Annotated[str, AfterValidator(_site)]
    language: Line = "en-GB"
    time_zone: Zone
    #: Stands in every mail: most mail laws ask for it.
    postal_address: Line
    email: Line
    phone: Line
    offices: tuple[Office, ...] = ()
    #: Where the firm practises; picks the advertising rules: GB-EAW, IE, CA-ON, US-NY.
    places_of_practice: tuple[Line, ...] = Field(min_length=1)
    #: The last line of every page.
    notice: str = ""
    practice_areas: PracticeAreas = PracticeAreas()
    feeds: tuple[Feed, ...] = ()
    collecting: Collecting = Collecting()
    clearing: Clearing = Clearing()
    cadences: Cadences = Cadences()
    calendar: Calendar = Calendar()
    publishing: Publishing = Publishing()
    mail: Mail
    subscribing: Subscribing = Subscribing()
    social: Social = Social()
    backups: Backups = Backups()
    #: Domains to which nothing is ever mailed, with all that lies below them: opponents, regulators. Kept in ASCII.
    never_mail: tuple[Annotated[Line, AfterValidator(_domain)], ...] = ()

    @property
    def own_words(self) -> tuple[str, ...]:
        """What the firm says of itself, in the order in which home says it; then what it calls its work."""
        return (self.tagline, self.why, self.how, self.what, self.notice, *self.practice_areas.names)

    def silent(self) -> "Firm":
        """The same firm without a word about itself: what is left when its words are held."""
        none = {"tagline": "", "why": "", "how": "", "what": "", "notice": "", "practice_areas": PracticeAreas()}
        return self.model_copy(update=none)

    @property
    def zone(self) -> ZoneInfo:
        """The clock on the firm's wall."""
        return ZoneInfo(self.time_zone)


def read(
    text: str, name: str = "content/firm.yml", *, check: Callable[[Firm], Iterable[Problem]] = lambda _: ()
) -> Firm:
    """Read the firm's settings; raises ConfigurationError naming every wrong line.

    Args:
        text: the YAML.
        name: the file's name, for messages.
        check: what is wrong beyond the file itself, for example with the practice areas that it names.

    """
    return parse_checked(Firm, text, name, check)

import re
from datetime import time
from zoneinfo import ZoneInfo

import pytest

from pipeline.calendar_settings import Cadences, Daily, Monthly, Nightly, Weekly
from pipeline.errors import ConfigurationError
from pipeline.firm import AddedArea, Feed, Firm, Office, read
from pipeline.mail_settings import Mail
from pipeline.social_settings import Social
from tests.builders import FIRM


def with_setting(key: str, value: str) -> str:
    """The firm's settings with one top-level value exchanged, or added at the end."""
    line = f"{key}: {value}"
    changed, times = re.subn(rf"(?m)^{key}:.*$", lambda _: line, FIRM)
    return changed if times else FIRM + line + "\n"


def refusal(text: str) -> ConfigurationError:
    """Why settings are refused."""
    with pytest.raises(ConfigurationError) as refused:
        read(text)
    return refused.value


def test_a_firm_with_everything_is_read() -> None:
    """Offices, feeds, cadences, mail and networks come out typed."""
    firm = read(
        FIRM.replace("mail: {", "mail: {transport: smtp, host: mail.firm.example, port: 465, security: tls, ")
        + """
offices: [{name: Bristol, address: 1 Test Street}]
feeds: [{address: "https://blog.example/feed", person: rafe}]
cadences:
  site: {at: "06:00"}
  daily: {at: 07:30}
  weekly: {on: monday, at: "08:30"}
  monthly: {on: 31, at: "08:30:15"}
social: {networks: [mastodon]}
notice: Invented.
"""
    )

    assert (Office(name="Bristol", address="1 Test Street"),) == firm.offices
    assert (Feed(address="https://blog.example/feed", person="rafe"),) == firm.feeds
    assert (
        Cadences(
            site=Nightly(at=time(6)),
            daily=Daily(at=time(7, 30)),
            weekly=Weekly(on=("monday",), at=time(8, 30)),
            monthly=Monthly(on=31, at=time(8, 30, 15)),
        )
        == firm.cadences
    )
    assert ("smtp", "mail.firm.example", 465, "tls") == (
        firm.mail.transport,
        firm.mail.host,
        firm.mail.port,
        firm.mail.security,
    )
    assert Social(networks=("mastodon",)) == firm.social
    assert ZoneInfo("Europe/London") == firm.zone


def test_where_an_account_speaks_no_text_is_laid_down() -> None:
    """It has a post of its own; whoever wants the text as well names the network."""
    accounts = "accounts: {ours: {network: bluesky}, more: {network: x, by: buffer}}"

    assert ("linkedin", "bluesky", "mastodon") == read(FIRM).social.texts
    assert ("linkedin", "mastodon") == read(f"{FIRM}\nsocial: {{{accounts}}}\n").social.texts
    assert ("bluesky",) == read(f"{FIRM}\nsocial: {{networks: [bluesky], {accounts}}}\n").social.texts
    assert () == read(f"{FIRM}\nsocial: {{networks: []}}\n").social.texts


def test_what_is_not_set_is_safe() -> None:
    """Without a word about it, nothing is sent, nothing is timed, nothing is fetched."""
    firm = read(FIRM)

    assert Mail(sender="Test Firm <digest@firm.example>", reply_to="hello@firm.example") == firm.mail
    assert "outbox" == firm.mail.transport
    assert Cadences() == firm.cadences
    assert () == firm.feeds


@pytest.mark.parametrize("written", ["https://firm.example", "https://firm.example/", "HTTPS://FIRM.example//"])
def test_the_sites_address_ends_in_one_slash(written: str) -> None:
    """Addresses are made by adding to it."""
    assert "https://firm.example/" == read(with_setting("site", written)).site


def test_a_site_may_lie_in_a_folder() -> None:
    """A site below another one keeps its path."""
    assert "https://host.example/~firm/" == read(with_setting("site", "https://host.example/~firm")).site


@pytest.mark.parametrize(
    ("key", "value", "cause"),
    [
        ("site", "firm.example", "`site`: Input should be a valid URL, relative URL without a base."),
        ("site", "ftp://firm.example", "`site`: URL scheme should be 'http' or 'https'."),
        ("site", "https://firm.example/?page=1", "`site`: must end before any ? or #."),
        ("site", "https://firm.example/#top", "`site`: must end before any ? or #."),
        ("time_zone", "Mars/Olympus", "`time_zone`: 'Mars/Olympus' is not an IANA time zone such as Europe/London."),
        ("time_zone", "Europe", "`time_zone`: 'Europe' is not an IANA time zone such as Europe/London."),
        ("time_zone", "../secret", "`time_zone`: '../secret' is not an IANA time zone such as Europe/London."),
        ("name", r'"Firm\nBcc: a@b.example"', "`name`: must be one line without control characters."),
        ("email", r'"a@b.example\0"', "`email`: must be one line without control characters."),
        ("places_of_practice", "[]", "`places_of_practice`: Tuple should have at least 1 item after validation, not 0."),
        ("taglines", "x", "`taglines` is not a setting. Did you mean `tagline`?"),
        ("mail", "{sender: a@b.example, password: x}", "`mail.password` is not a setting."),
        ("mail", "{sender: a@b.example, port: 70000}", "`mail.port`: Input should be less than or equal to 65535."),
        ("mail", "{sender: a@b.example, pause_after: 0}", "`mail.pause_after`: Input should be greater than 0."),
        ("mail", "{transport: outbox}", "`mail.sender` is missing."),
        ("social", "{networks: [carrier-pigeon]}", "`social.networks.0`: Input should be 'linkedin', 'bluesky', 'mastodon' or 'x'."),
        ("feeds", "[{person: ada}]", "`feeds.0.address` is missing."),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_refused_with_its_line(key: str, value: str, cause: str) -> None:
    """The firm is told which line, and what may stand there."""
    text = with_setting(key, value)
    line = 1 + text[: text.index(f"\n{key}:") + 1].count("\n")

    error = refusal(text)

    assert (f"content/firm.yml:{line}", cause) == (error.thing, error.cause)
    assert 2 == error.exit_code


@pytest.mark.parametrize("at", ["6", "830", "8.30", "'830'", "8:30", "noon", "24:00", "'08:30Z'", "'08:30+01:00'"])
def test_a_time_that_is_no_time_on_the_wall_is_refused(at: str) -> None:
    """A bare number would mean seconds after midnight, and a zone another wall."""
    error = refusal(FIRM + f"cadences: {{daily: {{at: {at}}}}}\n")

    assert error.cause.startswith("`cadences.daily.at`: ")


@pytest.mark.parametrize(
    "cadence",
    ["{weekly: {on: Funday, at: '08:30'}}", "{monthly: {on: 32, at: '08:30'}}", "{monthly: {on: 0, at: '08:30'}}"],
)
def test_a_day_that_no_calendar_has_is_refused(cadence: str) -> None:
    """Weekdays have names, days of the month have numbers from 1 to 31."""
    assert ".on" in refusal(FIRM + f"cadences: {cadence}\n").cause


def test_the_firms_own_words_are_what_home_says() -> None:
    """In home's order; a silent firm keeps its name and address and says nothing of itself."""
    firm = read(FIRM + "notice: Invented.\n")

    assert ("We test", "Because it matters.", "Carefully.", "Everything.", "Invented.") == firm.own_words
    assert ("", "", "", "", "") == firm.silent().own_words
    assert ("Test & Firm", firm.mail) == (firm.silent().name, firm.silent().mail)


def test_no_password_fits_into_the_settings() -> None:
    """A secret has no key to stand under."""
    fields = {name for model in (Firm, Mail) for name in model.model_fields}

    assert set() == {name for name in fields if re.search("password|secret|token|key", name)}


def test_what_the_firm_calls_its_work_is_among_its_own_words() -> None:
    """Names of practice areas are published, so they pass the gate with the rest; a silent firm has none."""
    firm = read(FIRM + "practice_areas: {rename: {tax: Money}, add: [{name: Horses, phrases: [equine]}]}\n")

    assert ("Money", "Horses") == firm.own_words[-2:] == firm.practice_areas.names
    assert ("", "", "", "", "") == firm.silent().own_words
    assert (AddedArea(name="Horses", phrases=("equine",)),) == firm.practice_areas.add


def test_each_kind_of_host_is_read() -> None:
    """A folder, a server, a bucket and a branch, each with what goes without saying."""
    firm = read(
        FIRM
        + """
publishing:
  keep: 9
  to:
    - {name: web, folder: {path: /srv/www/firm}}
    - {name: mirror, sftp: {host: www.firm.example, user: web, folder: www}}
    - {name: cdn, bucket: {bucket: firm-site, endpoint: "https://s3.firm.example", prefix: /site/}}
    - {name: pages, git: {repository: "git@git.firm.example:firm/site.git"}}
"""
    )

    folder, sftp, bucket, git = firm.publishing.to
    assert (9, "/srv/www/firm") == (firm.publishing.keep, folder.folder and folder.folder.path)
    assert ("www", 22, "~/.ssh/known_hosts") == (
        sftp.sftp and (sftp.sftp.folder, sftp.sftp.port, sftp.sftp.known_hosts)
    )
    assert ("site", "") == (bucket.bucket and (bucket.bucket.prefix, bucket.bucket.region))
    assert ("gh-pages", ("CNAME",)) == (git.git and (git.git.branch, git.git.leave))


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("{name: web}", "publishing.to.0`: must have exactly one of `folder`, `sftp`, `bucket` and `git`"),
        ("{name: web, folder: {path: a}, git: {repository: b}}", "must have exactly one of"),
        ("{name: Web One, folder: {path: a}}", "`publishing.to.0.name`: must be of small letters"),
        ("{name: web, folder: {path: a}}, {name: web, folder: {path: b}}", "two hosts are called web"),
        ("{name: web, sftp: {host: a, folder: b, password: c}}", "`publishing.to.0.sftp.password` is not a setting"),
        ("{name: web, sftp: {hots: a, folder: b}}", "Did you mean `host`?"),
        ("{name: web, sftp: {host: a}}", "`publishing.to.0.sftp.folder` is missing"),
        ("{name: web, ftp: {host: a}}", "`publishing.to.0.ftp` is not a setting. Did you mean `sftp`?"),
        ("{name: web, bucket: {bucket: a, endpoint: s3}}", "publishing.to.0.bucket.endpoint"),
        (
            "{name: web, bucket: {bucket: a, endpoint: 'https://k:s@s3.example'}}",
            "must hold no user, password or token",
        ),
        ("{name: web, git: {repository: 'https://ghp_token@git.example/a'}}", "must hold no user, password or token"),
        ("{name: web, git: {repository: 'ssh://git:secret@git.example/a'}}", "must hold no user, password or token"),
        ("{name: web, git: {repository: --upload-pack=sh}}", "must be an address or a folder"),
        ("{name: web, git: {repository: a, branch: '-f'}}", "must be the name of a branch"),
    ],
)
def test_a_host_that_cannot_be_is_refused_with_its_line(host: str, words: str) -> None:
    """Each says which key is wrong and what it should be; a secret in the file is refused and not repeated."""
    refused = refusal(FIRM + f"publishing:\n  to:\n    [{host}]\n")

    assert words in refused.cause
    assert refused.thing.startswith("content/firm.yml:")
    assert "ghp_token" not in str(refused)
    assert "secret" not in str(refused)


def test_domains_that_are_never_written_to_are_kept_as_dns_knows_them() -> None:
    """Case, a dot behind, a star or an at before, and another script make no other domain."""
    written = '[Opponent.Example., "@regulator.example", "*.bücher.example"]'

    assert ("opponent.example", "regulator.example", "xn--bcher-kva.example") == read(
        with_setting("never_mail", written)
    ).never_mail


@pytest.mark.parametrize(
    "written", ["a@b.example", "https://b.example/", "b_c.example", "", "a b.example", "-b.example"]
)
def test_what_is_no_domain_is_refused(written: str) -> None:
    """An address, for one, is suppressed and not listed."""
    assert "must be a domain" in str(refusal(with_setting("never_mail", f'["{written}"]')))

"""Whom the firm reaches others by: the site's address, the service for readers, the networks; and the mail."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from urllib.parse import urlsplit

from pipeline import mail_doctor
from pipeline.doctor.place import Place
from pipeline.edges.outside import Heard, page, port
from pipeline.edges.reader_keys import ReaderKeys
from pipeline.errors import AttractError
from pipeline.firm import Firm, Host
from pipeline.model.check import Check, State, person, told, well
from pipeline.model.telling import listed

#: The questions about the site and the service, by what they are called where the clock is told.
SITE, SERVICE = "the site", "the service"


def questions(firm: Firm) -> Mapping[str, Callable[[], Heard]]:
    """What is asked of the world, each by its name."""
    asked: dict[str, Callable[[], Heard]] = {SITE: partial(page, firm.site)}
    if address := firm.subscribing.address:
        asked[SERVICE] = partial(page, f"{address}digest/")
    for host in firm.publishing.to:
        if question := _of_host(host):
            asked[f"host {host.name}"] = question
    return asked


def _of_host(host: Host) -> Callable[[], Heard] | None:
    if host.sftp:
        return partial(port, host.sftp.host, host.sftp.port)
    if host.bucket and host.bucket.endpoint:
        return partial(page, host.bucket.endpoint)
    if host.git:
        parts = urlsplit(host.git.repository)
        if parts.scheme in ("http", "https"):
            return partial(page, host.git.repository)
        if parts.scheme == "ssh" and parts.hostname:
            return partial(port, parts.hostname, parts.port or 22)
    return None


def address(place: Place) -> Iterator[Check]:
    """Whether the site can be seen where it says that it is."""
    firm, heard = place.house.firm, place.heard.get(SITE)
    if heard is None:
        if place.asked:
            yield told("address", f"{firm.site} did not answer in time", "")
    elif heard.problem:
        # While it lives nowhere, nobody expects it there.
        line, remedy = (
            f"{firm.site} cannot be reached: {heard.problem}",
            "Look at `site`, the DNS, and your web server.",
        )
        yield person("address", line, remedy) if firm.publishing.to else told("address", line, remedy)
    elif heard.status >= 400:
        yield person("address", f"{firm.site} answers {heard.status}", "Look at your web server: its root is what `attract host put` laid there.")  # fmt: skip
    else:
        yield well("address", f"{firm.site} answers")


def service(place: Place) -> Iterator[Check]:
    """Whether readers can subscribe, and leave with one click."""
    where, heard = place.house.firm.subscribing.address, place.heard.get(SERVICE)
    if not where:
        yield told("service", "none is set: readers subscribe by a letter to the firm, and leave by a reply", "To let them do it themselves: `subscribing.address`, and attract serve --service-only")  # fmt: skip
    elif heard is None:
        if place.asked:
            yield person("service", f"{where} did not answer in time", "Start it: attract serve --service-only; and lead /digest/ to it.")  # fmt: skip
        else:
            yield told("service", f"readers reach it at {where}; it was not asked", "")
    elif heard.problem or heard.status >= 400:
        yield person("service", f"{where}digest/ {f'cannot be reached: {heard.problem}' if heard.problem else f'answers {heard.status}'}", "Start it (attract serve --service-only), and lead /digest/ to it.")  # fmt: skip
    else:
        yield well("service", f"{where}digest/ answers")


def networks(place: Place) -> Iterator[Check]:
    """The networks that get a digest as text."""
    named = place.house.firm.social.texts
    if named:
        yield well("networks", f"texts for {listed([str(each) for each in named])} are laid into .attract/outbox/social, for a person to post")  # fmt: skip
    else:
        yield told("networks", "none is set", "For texts to post: `social.networks`.")


def mail(place: Place, *, outside: bool) -> Iterator[Check]:
    """What `attract doctor mail` says, or the part of it for which nobody need be asked."""
    if place.house.firm.subscribing.address and not ReaderKeys(place.state / "reader.keys").read():
        # To look at a digest would make them.
        yield told(
            "digest",
            "the keys of readers' links are made with the first mail, so that none could be looked at",
            "attract serve, or attract doctor mail, makes them.",
        )
        return
    try:
        for check in mail_doctor.examine(place.house, outside=outside):
            # There are other keys, too.
            yield replace(check, name="DKIM keys") if check.name == "keys" else check
    except AttractError as problem:
        yield Check("mail", State.PERSON, f"{problem.thing}: {problem.cause}", problem.remedy)
        return
    if not outside and place.house.firm.mail.transport == "smtp":
        yield told("mail server", "it was not asked, and neither was the DNS", "attract doctor --mail asks, or attract doctor mail alone.")  # fmt: skip

"""What the words hang on: models, rules, taxonomy; and the site that stands."""

from collections.abc import Iterator

from pipeline import hosting
from pipeline.doctor.place import Place, ago
from pipeline.edges import english
from pipeline.edges.archive_proof import ArchiveProof
from pipeline.edges.machine import package
from pipeline.edges.site_proof import SiteProof
from pipeline.errors import AttractError, RecordError
from pipeline.model.check import Check, person, told, well
from pipeline.tag.taxonomy import taxonomy
from pipeline.tagging.models import SHIPPED, Models, version
from pipeline.wiring import PUBLISHED


def models(place: Place) -> Iterator[Check]:
    """The models and data that read the firm's words."""
    firms = Models(place.state)
    standing = firms.standing
    own = "the firm's own" if standing != SHIPPED else "as shipped"
    known = taxonomy()
    yield well("tagger", f"model {version(standing)} ({own}), taxonomy {known.version} of {len(known.areas)} areas")
    lost = [name for name in firms.taken() if not (firms.folder / name / "meta.json").exists()]
    if lost:
        yield person("tagger", f"the model {lost[-1]} was taken and is not in {firms.folder}", "Bring it back from a backup, or let the one before tag: attract tag --roll-back")  # fmt: skip
    try:
        yield well("language", f"spaCy {package('spacy')}, {english.model()}")
    except AttractError as problem:
        yield person("language", f"{problem.thing}: {problem.cause}", problem.remedy)


def rules(place: Place) -> Iterator[Check]:
    """The rules that bind the firm."""
    clearing = place.house.clearing
    try:
        in_force = clearing.in_force
    except AttractError as problem:
        yield person("rules", f"{problem.thing}: {problem.cause}", problem.remedy)
        return
    count = sum(1 for _ in in_force)
    packs = ", ".join(f"{pack} {of}" for pack, of in in_force.packs.items())
    yield well("rules", f"{count} in force, of the packs {packs}" if packs else f"{count} in force")
    for look, book, name in (
        (clearing.recorded, clearing.record, "record"),
        (clearing.known_consents, clearing.consents, "consents"),
    ):
        try:
            look()
            lines = len(book.lines())
            yield well(name, f"{lines:,} {'line' if lines == 1 else 'lines'}, and the chain is whole")
        except RecordError as problem:
            yield person(name, f"{problem.thing}: {problem.cause}", problem.remedy)


def site(place: Place) -> Iterator[Check]:
    """Whether a site stands, since when, and whether it is what is cleared now."""
    house = place.house
    public = SiteProof(place.state, house.site)
    if public.standing is None:
        if house.site.exists() or house.site.is_symlink():
            yield person(
                "site", "there is a site, and it is none that Attract knows", "Make it anew: attract publish --anew"
            )
        else:
            yield told("site", "none stands yet", "Run: attract publish")
        return
    try:
        kept = ArchiveProof(place.state / "archive").lines()
        newest = ArchiveProof(place.state / "archive").newest()
    except RecordError as problem:
        yield person("site", f"{problem.thing}: {problem.cause}", problem.remedy)
        return
    since = f" since {place.local(newest.at)}, {ago(place.now - newest.at)}" if newest else ""
    seen = f"it stands{since}; {len(kept)} {'version is' if len(kept) == 1 else 'versions are'} kept"
    if newest and newest.stamp != public.version():
        yield person("site", f"{seen}; the newest of these is not the one that stands", "Make it anew: attract publish --anew; then: attract prove")  # fmt: skip
    elif house.ledger.mark(PUBLISHED) != house.clearing.standing():
        yield told("site", f"{seen}; something was cleared, withdrawn or has ended since", "attract publish brings it up to date; the clock does it by itself.")  # fmt: skip
    else:
        yield well("site", f"{seen}; it is up to what is cleared")


def hosts(place: Place) -> Iterator[Check]:
    """The settings of each place where the site lives; whether it can be reached is asked beside."""
    house = place.house
    if not house.firm.publishing.to:
        yield told(
            "hosts", "none is named: the site stands on this machine alone", "To put it online: `publishing.to`."
        )
        return
    for settings in house.firm.publishing.to:
        name = f"host {settings.name}"
        try:
            hosting.open_host(house, settings)
        except AttractError as problem:
            yield person(name, f"{problem.thing}: {problem.cause}", problem.remedy)
            continue
        heard = place.heard.get(name)
        if settings.folder:
            folder = (house.root / settings.folder.path).expanduser()
            yield well(name, f"{folder} is there") if folder.is_dir() else person(name, f"{folder} is not there", "Make it, or mount it; then: attract host put")  # fmt: skip
        elif heard is None:
            if place.asked:
                yield person(name, "no answer in time", "Look at the network, and at its address in `publishing.to`.")
        elif heard.problem:
            yield person(name, f"it cannot be reached: {heard.problem}", "Look at the network, and at its address in `publishing.to`.")  # fmt: skip
        else:
            yield well(name, "it answers; attract host says what is public there")

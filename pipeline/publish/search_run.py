"""Brings the search up to the site: calls, never decides.

digests of the pages, what main knew | searching.plan | index.bundle | what to put into the site
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePath

from pipeline.ports.searching import RECENT, MainBundle, Searchable
from pipeline.publish import searching
from pipeline.publish.searching import SearchPlan, part_path


class Rebuild(Enum):
    """Which parts of main are built."""

    #: None: for a site that must be right at once. What is withdrawn is hidden, and its text deleted.
    NONE = "none"
    #: Those that the plan asks for now: after a withdrawal no word may stay in the index.
    NEEDED = "needed"
    #: Those with superseded words in their index, too: for when there is time.
    STALE = "stale"


@dataclass(frozen=True)
class Searched:
    """What must change in the site, all of it at once, and what must be remembered."""

    main: MainBundle
    #: Folders under `out` that take the place of the site's own: `pagefind/2/`.
    put: tuple[str, ...]
    #: Folders of the site that must go.
    remove: tuple[str, ...]
    #: Files of the site that must go: withdrawn and superseded texts.
    delete: tuple[str, ...]
    #: The bytes of `ports.searching.STATE`.
    state: bytes
    #: Why parts of main were built; empty where none was.
    why: str
    #: Whether a later run with `Rebuild.STALE` has something to do.
    stale: bool


def bring_up(
    now: Mapping[str, str],
    main: MainBundle | None,
    *,
    site: PurePath,
    out: PurePath,
    index: Searchable,
    rebuild: Rebuild = Rebuild.NEEDED,
    part: int = searching.PART,
) -> Searched:
    """Build what the search needs to show the site as it stands.

    Args:
        now: `searching.digest` of each page that is to be searched, by page (`stories/the-van/`).
        main: what the last run returned; None to build everything.
        site: the built pages.
        out: an empty folder on the same disk.
        index: what makes bundles.
        rebuild: which parts of main are built.
        part: pages of a part of main.

    Raises:
        BuildError: a page is missing, or the index could not be built.

    """
    before = main or MainBundle(1)
    planned = searching.plan(now, main, part=part)
    wanted = _wanted(planned, rebuild)
    why = planned.why or "superseded words" if wanted else ""
    made = index.bundles(site, {out / part_path(number): pages for number, pages in wanted.items()})
    built = {number: made[out / part_path(number)] for number in wanted}
    if wanted or main is None:
        fragments = {page: name for its in built.values() for page, name in its.items()}
        main = searching.rebuilt(main, planned.parts, wanted, now, fragments)
        planned = searching.plan(now, main, part=part)
    recent = index.bundle(site, planned.recent, out / RECENT)
    hidden = searching.hidden_fragments(main, planned, recent)
    return Searched(
        main=main,
        put=(*(part_path(number) for number, its in built.items() if its), *([RECENT] if recent else [])),
        remove=_gone(before, main, built, recent),
        delete=tuple(searching.files_to_delete(main, hidden)),
        state=json.dumps(searching.state(main, hidden, recent)).encode(),
        why=why,
        stale=bool(planned.rebuild or planned.later),
    )


def _wanted(planned: SearchPlan, rebuild: Rebuild) -> Mapping[int, tuple[str, ...]]:
    if rebuild is Rebuild.NONE:
        return {}
    return {**planned.rebuild, **(planned.later if rebuild is Rebuild.STALE else {})}


def _gone(
    before: MainBundle, main: MainBundle, built: Mapping[int, Mapping[str, str]], recent: Mapping[str, str]
) -> tuple[str, ...]:
    """Folders that stood there and stand for nothing any more."""
    emptied = [number for number, its in built.items() if not its]
    superfluous = range(main.parts, before.parts)
    return (*map(part_path, [*emptied, *superfluous]), *([] if recent else [RECENT]))

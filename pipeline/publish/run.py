"""Calls, never decides.

cleared, people, firm | decide.site_files | stage.write | builder.build
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.firm import Firm
from pipeline.model import Area, ClearedItem, Person
from pipeline.ports import AssetStore, Progress, SiteBuilder, Stage
from pipeline.publish import decide
from pipeline.publish.page import asset_path


@dataclass(frozen=True)
class Published:
    """What one run of publishing did."""

    #: Pages of the site that stands now, without the one for wrong addresses.
    pages: int
    #: False when the site was up to date and nothing was touched.
    built: bool


def run(
    *,
    cleared: Sequence[ClearedItem],
    people: Sequence[Person],
    firm: Firm,
    areas: Mapping[str, Area],
    assets: AssetStore,
    stage: Stage,
    builder: SiteBuilder,
    progress: Progress,
) -> Published:
    """Bring the site up to what is cleared; a site that is up to date is not touched.

    Raises:
        BuildError: the site could not be built; the old one stands.

    """
    files, pictures = decide.site_files(cleared, people, firm, areas)
    progress("publish", 0, 1, f"{len(files)} files")
    files.update({asset_path(picture): assets.read(picture) for picture in pictures})
    staged = stage.write(files)
    pages = sum(path.endswith(".md") for path in files)
    if builder.current(staged):
        progress("publish", 1, 1)
        return Published(pages, built=False)
    builder.build(staged)
    progress("publish", 1, 1)
    return Published(pages, built=True)

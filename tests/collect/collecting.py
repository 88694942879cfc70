"""A firm's folder, its library on SQLite, and the collecting room between them, for several tests."""

import io
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image

from pipeline.collect import run as room
from pipeline.edges.apart import apart
from pipeline.edges.files import AssetFolder
from pipeline.edges.folder import FirmFolder
from pipeline.edges.http import Feeds
from pipeline.edges.store.library import LibraryStore
from pipeline.firm import Collecting as Settings
from pipeline.firm import Feed
from pipeline.model import Areas, Item
from pipeline.ports import Apart
from tests.builders import NOON, areas

ADA = "---\nname: Ada Clear\nrole: Partner\npractices: [tax]\n---\nI read fences.\n"
ARTICLE = "---\ntitle: A fence\nauthor: ada\n---\nThe fence stood here.\n"
STORY = "---\ntitle: The van\nauthor: ada\nbasis: anonymised\n---\nA van was late.\n"
RSS = """<rss version="2.0"><channel><title>Blog</title>
<item><title>Hedges</title><link>https://blog.example/hedges</link><description>On hedges.</description></item>
<item><title>Ditches</title><link>https://blog.example/ditches</link><pubDate>Thu, 05 Mar 2026 10:00:00 GMT</pubDate></item>
</channel></rss>"""


def picture(colour: str) -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    return out.getvalue()


@dataclass
class Collecting:
    """A firm's folder, its library on SQLite, and the room between them."""

    root: Path
    library: LibraryStore
    feeds: list[Feed] | None = field(default_factory=list)
    apart: Apart = apart
    settings: Settings = field(default_factory=lambda: Settings(settle=0))
    firm_words: list[str] = field(default_factory=list)
    areas: Areas = field(default_factory=lambda: areas("tax", "family"))
    told: list[tuple[str, int, int, str]] = field(default_factory=list)

    def write(self, path: str, content: str | bytes) -> None:
        """Drop a file."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())

    def remove(self, path: str) -> None:
        """Take a file away."""
        (self.root / path).unlink()

    def run(self, now: datetime = NOON, **options: Any) -> room.Collected:
        """One run of the room, with the real edges."""
        return room.run(
            folder=FirmFolder(self.root, self.settings.settle),
            fetcher=Feeds(self.root, private=["127.0.0.1"], patience=2.0),
            apart=self.apart,
            library=self.library,
            book=self.library,
            assets=AssetFolder(self.root / ".attract/assets"),
            feeds=self.feeds,
            settings=self.settings,
            firm_words=self.firm_words,
            areas=self.areas,
            zone=ZoneInfo("Europe/London"),
            now=now,
            progress=self.progress,
            **options,
        )

    def follow(self, address: str, person: str = "ada", **settings: Any) -> None:
        """Name a blog in the settings."""
        self.feeds = [*(self.feeds or []), Feed(address=address, person=person, **settings)]

    def progress(self, room: str, done: int, total: int, what: str = "") -> None:
        """Remember what was told."""
        self.told.append((room, done, total, what))

    def items(self) -> dict[str, Item]:
        """What the library holds, by id."""
        return {item.id: item for item in self.library.items()}


def kept(collected: room.Collected) -> list[str]:
    """The ids of what one run kept."""
    return [item.id for item in collected.kept]


def problems(collected: room.Collected) -> list[str]:
    """What one run names as wrong, without remedies."""
    return [f"{problem.thing}: {problem.cause}" for problem in collected.problems]

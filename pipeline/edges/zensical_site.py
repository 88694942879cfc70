"""The site by Zensical (port: SiteBuilder): the second engine, for the day when mkdocs-material is no longer kept up.

The staged pages, the templates and the two copies of the site are those of the first. What differs:

- Zensical reads all pages before it writes one, and takes 0.7 MB for each of ours. So it is given a few hundred at a time, in
  a process of its own, and only those that must be made: a page shows nothing of others but the few of the navigation.
- Its Markdown bends relative links in raw HTML, even in code that is shown. So the words are handed over in
  the front matter, which it leaves alone, and the templates print them from there.
- It says nothing of hooks and plug-ins that it does not know. We have none.
"""

import hashlib
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

from pipeline.edges.mkdocs_site import MkdocsSite, SiteDraft, setting_of
from pipeline.edges.rendering import TEMPLATES, Setting, address_of, read
from pipeline.edges.versions import place
from pipeline.errors import BuildError, ConfigurationError

T = TypeVar("T")

_NOT_FOUND = "404.html"
#: Pages that Zensical is given at once.
_AT_ONCE = 300
#: What JSON leaves as it is and YAML reads as the end of a line, or not at all (YAML 1.2.2, 5.1 and 5.4).
_NOT_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


class ZensicalSite(MkdocsSite):
    """One firm's site; see `MkdocsSite` for what it is given."""

    def look(self) -> SiteDraft:
        """What stands, to compare with; nothing may be laid into it.

        Raises:
            ConfigurationError: Zensical is not installed.

        """
        _installed()
        known = not self._working.exists()
        return ZensicalDraft(self._settings, self._stage, self._versions, self._firm, self._progress, known=known)

    def clean(self) -> Path:
        """The whole site made anew, in a folder of its own: what a draft is held to."""
        to = self._stage.with_name("clean")
        shutil.rmtree(to, ignore_errors=True)
        staged = sorted(path.relative_to(self._stage).as_posix() for path in self._stage.rglob("*") if path.is_file())
        pages = [path for path in staged if path.endswith(".md")]
        top = tuple(path for path in pages if "/" not in path)
        setting = _by_zensical(setting_of(self._settings, self._stage, self._firm, top))
        place(to / _NOT_FOUND, _make(setting, pages, to, lambda _: None))
        assets = {address: source.read_bytes() for address, source in _assets()}
        files = {path: (self._stage / path).read_bytes() for path in staged if not path.endswith(".md")}
        for address, body in {**assets, **files}.items():
            place(to / address, body)
        return to


class ZensicalDraft(SiteDraft):
    """The next version of the site (port: Draft), made by Zensical."""

    _not_found = b""

    def _setting(self) -> Setting:
        return _by_zensical(super()._setting())

    def _render(self, setting: Setting, pages: list[str], look: Callable[[str], T]) -> Mapping[str, T]:
        total = len(pages)
        self._not_found = _make(setting, pages, self.tree, lambda done: self._progress("publish", done, total, "pages"))
        return {address: look((self.tree / address).read_text("utf-8")) for address in map(address_of, pages)}

    def _dress(self, setting: Setting) -> None:
        # `build` asks for it after the pages, and never without them.
        self.write(_NOT_FOUND, self._not_found)
        self._put_on(dict(_assets()))


def _make(setting: Setting, pages: list[str], to: Path, told: Callable[[int], None]) -> bytes:
    """Put these pages into a tree, in the place of those that are there; returns the page for wrong addresses.

    Raises:
        BuildError: Zensical could not; what it said.

    """
    not_found = b""
    for begin in range(0, len(pages), _AT_ONCE):
        some = pages[begin : begin + _AT_ONCE]
        with _made(setting, some) as made:
            _take(some, made, to)
            not_found = (made / _NOT_FOUND).read_bytes()
        told(begin + len(some))
    return not_found


@contextmanager
def _made(setting: Setting, pages: list[str]) -> Iterator[Path]:
    """What Zensical makes of these pages and those of the navigation, for as long as it is looked at."""
    # Beside the stage: it takes only what lies in its own folder.
    project = setting.stage.with_name("zensical")
    shutil.rmtree(project, ignore_errors=True)
    try:
        wanted = _settings(setting)
        for path in {*pages, *_named(wanted["nav"])}:
            place(project / "pages" / path, _handed_over((setting.stage / path).read_bytes()))
        settings = project / "mkdocs.yml"
        # It puts its own name in the place of Material's wherever that stands in the file, the firm's words included.
        settings.write_text(_yaml(wanted).replace("material", r"\u006daterial"), "utf-8")
        command = [sys.executable, "-m", "zensical", "build", "--config-file", str(settings)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise _refused(done.stderr.strip()[-600:])
        yield project / "site"
    finally:
        shutil.rmtree(project, ignore_errors=True)


def _refused(said: str) -> BuildError:
    return BuildError("the pages", f"Zensical could not make them: {said}", "The site that was there stands.")


def _take(pages: list[str], made: Path, to: Path) -> None:
    """Put these pages into a tree, in the place of those that are there."""
    addresses = [address_of(path) for path in pages]
    if left_out := [each for each in addresses if not (made / each).is_file()]:
        raise _refused(f"it left out {left_out[0]} and said nothing.")
    for address in addresses:
        (to / address).parent.mkdir(parents=True, exist_ok=True)
        os.replace(made / address, to / address)


def _settings(setting: Setting) -> dict[str, Any]:
    """What it wants to know; of `mkdocs.yml` it is the navigation and the language."""
    import yaml

    try:
        theirs: dict[str, Any] = yaml.safe_load(setting.settings.read_text("utf-8"))
    except yaml.YAMLError as problem:
        raise BuildError(
            "mkdocs.yml", f"it cannot be read ({problem}).", "The site that was there stands."
        ) from problem
    pages = [path.removesuffix(".md") for path in setting.top]
    return {
        "site_name": setting.name,
        "site_url": setting.address,
        "docs_dir": "pages",
        "site_dir": "site",
        "theme": {
            "name": "material",
            # How Material looks, whose style sheet ours stands on.
            "variant": "classic",
            "font": False,
            "language": theirs.get("theme", {}).get("language", "en"),
            "custom_dir": str(TEMPLATES),
        },
        # With none it would make one of all pages.
        "nav": _there(theirs.get("nav") or [], setting.stage) or [{"None": []}],
        "plugins": {"search": {"enabled": False}},
        "markdown_extensions": [],
        # To look for dead links takes it more than half of the time; ours are looked at elsewhere.
        "validation": False,
        "extra": {**setting.extra, "material_css": _style_sheet()[0], "pages": pages},
    }


def _there(nav: Iterable[Any], stage: Path) -> list[Any]:
    """A navigation without the pages that are not there: it would be one of dead links."""
    found = []
    for each in nav:
        pairs = each.items() if isinstance(each, dict) else [(None, each)]
        for title, to in pairs:
            kept = _there(to, stage) if isinstance(to, list) else (stage / to).is_file() and to
            if kept:
                found.append({title: kept} if title else kept)
    return found


def _named(nav: Iterable[Any]) -> Iterator[str]:
    """The pages of a navigation, however deep."""
    for each in nav:
        for to in each.values() if isinstance(each, dict) else [each]:
            yield from _named(to) if isinstance(to, list) else [to]


def _handed_over(staged: bytes) -> bytes:
    """A staged page as it goes to Zensical: all of it in the front matter."""
    meta, words = read(staged)
    lines = [f"{name}: {_yaml(value)}\n" for name, value in {**meta, "words": words}.items()]
    return "".join(["---\n", *lines, "---\n"]).encode()


def _yaml(value: Any) -> str:
    """A value on one line, as YAML reads it: JSON, but for a few characters."""
    return _NOT_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))


def _assets() -> Iterator[tuple[str, Path]]:
    """What the pages load of ours and of Zensical's, by address. Its scripts are not among it: no page loads one."""
    yield _style_sheet()
    for path in sorted((TEMPLATES / "assets").rglob("*")):
        if path.is_file():
            yield path.relative_to(TEMPLATES).as_posix(), path


def _style_sheet() -> tuple[str, Path]:
    """Material's style sheet as Zensical ships it; its name has a hash in it that changes with each release."""
    theirs = _installed() / "templates"
    for found in sorted(theirs.glob("assets/stylesheets/classic/main.*.min.css")):
        return found.relative_to(theirs).as_posix(), found
    raise BuildError("zensical", "its style sheet is missing.", "Install it anew.")


def _by_zensical(setting: Setting) -> Setting:
    """The same, with another stamp: a change of engine makes every page anew."""
    own = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    return replace(
        setting, extra={**setting.extra, "engine": ["zensical", importlib.metadata.version("zensical"), own]}
    )


def _installed() -> Path:
    """Where Zensical lies."""
    found = find_spec("zensical")
    if found is None or found.origin is None:
        raise ConfigurationError(
            "content/firm.yml, publishing.engine",
            "Zensical is not installed.",
            "Install it (`pip install 'attract[zensical]'`), or take the line out.",
        )
    return Path(found.origin).parent

"""Staged pages to HTML, by mkdocs' own objects and Material's environment, one page at a time.

`mkdocs build` reads every page before it writes one. Our templates show nothing of other pages but
the few of the navigation, so a page can be rendered alone: its bytes depend on the staged page,
the templates and the settings, and on nothing else. What this leaves out of mkdocs' way:

- the front matter is read as JSON, which it is (`publish.page`), and not as YAML: 20 times as fast;
- the words are one raw HTML block, which Markdown gives back as it is, so it is not asked.

`tests/publish/test_incremental.py` holds every page of random firms to a clean `mkdocs build`, byte for byte.
"""

import hashlib
import importlib.metadata
import json
import logging
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic_core import from_json

from pipeline.edges.versions import place
from pipeline.errors import BuildError

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

T = TypeVar("T")
TEMPLATES = Path(__file__).parents[1] / "templates" / "site"
_ENGINES = ("mkdocs", "mkdocs-material", "jinja2")
#: Pages between two words on how far it came.
_TOLD = 50
_FRONT, _END = "---\n", "\n---\n"


@dataclass(frozen=True)
class Setting:
    """Everything that all pages have in common; it can be handed to another process."""

    #: `mkdocs.yml`.
    settings: Path
    #: The staged pages.
    stage: Path
    name: str
    #: The site's address.
    address: str
    #: What the templates know as `config.extra`.
    extra: Mapping[str, Any]
    #: Staged pages directly under the root: the navigation and the footer lead to those that are there.
    top: tuple[str, ...]

    @cached_property
    def stamp(self) -> str:
        """Changes with the templates, the settings, the firm and the engine: then every page is rendered again."""
        whole = hashlib.sha256(self.settings.read_bytes())
        for path in sorted(TEMPLATES.rglob("*")):
            if path.is_file():
                whole.update(path.relative_to(TEMPLATES).as_posix().encode() + path.read_bytes())
        engines = [importlib.metadata.version(name) for name in _ENGINES]
        whole.update(json.dumps([self.name, self.address, self.extra, self.top, engines]).encode())
        whole.update(Path(__file__).read_bytes())
        return whole.hexdigest()[:32]


def load(setting: Setting, to: Path) -> "MkDocsConfig":
    """Mkdocs' settings with ours over them."""
    # Material prints a warning about mkdocs 2 at import; the pin in the lock is our answer.
    os.environ["NO_MKDOCS_2_WARNING"] = "true"
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    logging.getLogger("mkdocs").setLevel(logging.ERROR)
    try:
        config = load_config(
            str(setting.settings),
            docs_dir=str(setting.stage),
            site_dir=str(to),
            site_name=setting.name,
            site_url=setting.address,
            strict=False,
        )
    except MkDocsException as problem:
        raise BuildError(
            "mkdocs.yml", f"mkdocs cannot use it ({problem}).", "The site that was there stands."
        ) from problem
    config.theme.dirs.insert(0, str(TEMPLATES))
    config.extra.update(setting.extra)
    config.extra["material_css"] = _material_css(config.theme.dirs)[1]
    config.extra["pages"] = [path.removesuffix(".md") for path in setting.top]
    return config


def _material_css(theme: list[str]) -> tuple[Path, str]:
    """Material's style sheet has a hash in its name that changes with each release."""
    for folder in theme:
        for found in Path(folder).glob("assets/stylesheets/main.*.min.css"):
            return found, f"assets/stylesheets/{found.name}"
    raise BuildError("mkdocs-material", "its style sheet is missing.", "Run `make run` again to install it anew.")


def strip(tree: Path) -> None:
    """Take out what mkdocs copies of Material's and no page of ours loads: scripts, icons, further style sheets."""
    import material

    theirs = Path(material.__file__).parent / "templates"
    kept = next(theirs.glob("assets/stylesheets/main.*.min.css"))
    for path in theirs.rglob("*"):
        if path.is_file() and path != kept and path.suffix != ".html":
            (tree / path.relative_to(theirs)).unlink(missing_ok=True)


class Renderer:
    """Renders staged pages that have a setting in common."""

    def __init__(self, setting: Setting) -> None:
        from mkdocs.structure.files import File, Files
        from mkdocs.structure.nav import get_navigation

        self._setting = setting
        # mkdocs wants to know where it would write; it writes nothing here.
        self._config = load(setting, setting.stage.parent / "site")
        self._env = _quicker(self._config.theme.get_env(), setting.stage.with_name("templates"))
        # Pages whose ending the nav knows: a navigation of pages that are not there would be one of dead links.
        stage = setting.stage
        named = [path for path in _named(self._config.nav) if (stage / path).is_file()]
        files = Files([File(path, str(stage), str(stage), use_directory_urls=True) for path in named])
        self._nav: Navigation = get_navigation(files, self._config)
        self._in_nav = {page.file.src_uri: page for page in self._nav.pages}

    def render(self, paths: Sequence[str], *, to: Path, look: Callable[[str], T]) -> Iterator[dict[str, T]]:
        """Render staged pages into a tree; yields, so many at a time, the address of each and what was found out about it."""
        for at in range(0, len(paths), _TOLD):
            found = {}
            for path in paths[at : at + _TOLD]:
                html = self._rendered(self._page(path, (self._setting.stage / path).read_bytes()))
                place(to / address_of(path), html)
                found[address_of(path)] = look(html.decode())
            yield found

    def _page(self, path: str, staged: bytes) -> "Page":
        from mkdocs.structure.files import File
        from mkdocs.structure.pages import Page

        page = self._in_nav.get(path)
        if page is None:
            file = File(path, str(self._setting.stage), str(self._setting.stage), use_directory_urls=True)
            page = Page(None, file, self._config)
        page.meta, page.content = read(staged)
        return page

    def _rendered(self, page: "Page") -> bytes:
        from mkdocs.commands.build import get_context

        page.active = True
        try:
            context = get_context(self._nav, (), self._config, page)
            html = self._env.get_template(page.meta["template"]).render(context)
        finally:
            page.active = False
        return html.encode("utf-8", errors="xmlcharrefreplace")

    def not_found(self) -> bytes:
        """The page for wrong addresses: it may be shown at any depth, so its links begin at the host."""
        from urllib.parse import urlsplit

        from mkdocs.commands.build import get_context

        base = urlsplit(self._setting.address).path
        context = get_context(self._nav, (), self._config, base_url=base)
        return self._env.get_template("404.html").render(context).encode()

    def assets(self) -> Iterator[tuple[str, Path]]:
        """What the pages load of ours and of Material's, by address. Its scripts are not among it: no page loads one."""
        source, address = _material_css(self._config.theme.dirs)
        yield address, source
        for path in sorted((TEMPLATES / "assets").rglob("*")):
            if path.is_file():
                yield path.relative_to(TEMPLATES).as_posix(), path


#: What a dictionary has besides what is in it.
_METHODS = frozenset(dir(dict))
#: An address within the site, without anything that makes it less plain.
_PLAIN = re.compile(r"[\w-]+(?:[/.][\w-]+)*/?")


def _quicker(env: "Environment", compiled: Path) -> "Environment":
    """The same environment, quicker at the two things of which every page has hundreds.

    Args:
        env: Material's.
        compiled: a folder for compiled templates: to compile them takes a fifth of a second, and they seldom change.

    """
    from jinja2 import FileSystemBytecodeCache, pass_context

    compiled.mkdir(parents=True, exist_ok=True)
    # Each lies under a hash of its source, so that nobody takes an old one for a new one.
    env.bytecode_cache = FileSystemBytecodeCache(str(compiled))
    theirs, their_url = env.getattr, env.filters["url"]

    def getattr_(of: Any, name: str) -> Any:
        # Jinja asks a dictionary for an attribute, and catches an error, before it looks into it.
        if type(of) is dict and name in of and name not in _METHODS:
            return of[name]
        return theirs(of, name)

    @lru_cache(maxsize=8)
    def way_up(here: str) -> tuple[str, str]:
        """The part of the site that a page lies in, and the way to the root; none from the root itself."""
        return ("", "") if here[:1] in "." else (here.partition("/")[0], "../" * here.count("/"))

    @pass_context
    def url(context: Any, value: str) -> str:
        # From another part of the site it is as far up as the page is deep, and down from there.
        page = context.get("page")
        part, up = way_up(page.url) if page else ("", "")
        if up and _PLAIN.fullmatch(value) and part != value.partition("/")[0]:
            return up + value
        return str(their_url(context, value))

    env.getattr = getattr_  # type: ignore[method-assign,assignment]  # Jinja calls it by position alone
    env.filters["url"] = url
    return env


_kept: "tuple[tuple[str, Path], Renderer] | None" = None


def renderer(setting: Setting) -> Renderer:
    """The renderer for a setting; the one that was asked for last is kept, for whoever goes on running."""
    global _kept  # templates take 0.2 s to load, and `attract watch` publishes again and again
    wanted = setting.stamp, setting.stage
    if _kept is None or _kept[0] != wanted:
        _kept = wanted, Renderer(setting)
    return _kept[1]


def read(staged: bytes) -> tuple[dict[str, Any], str]:
    """A staged page's front matter, and its words as Markdown would give them."""
    front, _, words = staged.decode().removeprefix(_FRONT).partition(_END)
    lines = (line.partition(": ") for line in front.split("\n"))
    whole = ",".join(f'"{name}":{value}' for name, _, value in lines)
    return from_json("{" + whole + "}"), words.strip()


def address_of(path: str) -> str:
    """Where a staged file comes to lie: `people/x.md` at `people/x/index.html`, anything else where it is."""
    if not path.endswith(".md"):
        return path
    stem = path.removesuffix(".md")
    return f"{stem}.html" if stem.rpartition("/")[2] == "index" else f"{stem}/index.html"


def _named(nav: Any) -> Iterator[str]:
    """Every page that a navigation names, however deep."""
    if isinstance(nav, str):
        yield nav
    for each in nav.values() if isinstance(nav, dict) else nav if isinstance(nav, list) else ():
        yield from _named(each)

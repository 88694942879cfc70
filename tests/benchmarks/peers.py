"""The same texts as other site generators want them, each as its own handbook shows it.

What each makes: a page for each piece, lists by author and by practice area, and feeds where it has them by itself.
The themes of Hugo and Eleventy are as small as they can be, so these two are a floor and no like for like.
"""

import json
import shutil
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.model import Item, Tagging
from tests.conftest import REPOSITORY

_SITE = "https://www.firm.example/"
_NAME = "A firm"
_ELEVENTY = "@11ty/eleventy@3.1.6"
_PAGE = "writing/{slug}/index.html"
_BLOG = "blog/*/*/*/{slug}/index.html"
_NO_BANNER = {"NO_MKDOCS_2_WARNING": "true"}
#: Seconds that an installation may take.
_PATIENCE = 600


@dataclass(frozen=True)
class Text:
    """One piece, in words and not yet in HTML."""

    slug: str
    title: str
    summary: str
    body: str
    #: ISO date.
    day: str
    author: str
    areas: tuple[str, ...]


@dataclass(frozen=True)
class Peer:
    """One generator, ready to be run."""

    name: str
    command: Sequence[str]
    folder: Path
    #: Where a piece's page is under `site`, with `{slug}`.
    page: str
    surroundings: Mapping[str, str] = field(default_factory=dict)


#: Writes its input into a folder and says how it is run; None where it is not installed.
Maker = Callable[[Path, Sequence[Text]], Peer | None]


def texts_of(items: Sequence[Item], taggings: Mapping[str, Tagging], areas: Mapping[str, str]) -> list[Text]:
    """Pieces as the others are given them; `areas` are the names by key."""
    return [
        Text(item.id, item.title, item.summary, item.body, f"{item.published:%Y-%m-%d}",
             (item.author or "").replace("-", " ").title(), tuple(areas[tag.area] for tag in taggings[item.id].tags))
        for item in items
    ]  # fmt: skip


def _write(path: Path, words: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(words, "utf-8")


def _front(**fields: object) -> str:
    return (
        "---\n"
        + "".join(
            f"{name}: {value if isinstance(value, _Bare) else json.dumps(value)}\n" for name, value in fields.items()
        )
        + "---\n\n"
    )


def _groups(texts: Sequence[Text]) -> dict[str, list[Text]]:
    """Newest first, by author and by area."""
    found: dict[str, list[Text]] = defaultdict(list)
    for text in reversed(texts):
        for name in (text.author, *text.areas):
            found[name].append(text)
    return found


def _slug(name: str) -> str:
    return "-".join(word for word in "".join(c if c.isalnum() else " " for c in name.lower()).split())


# mkdocs-material and Zensical.

_MKDOCS = """site_name: {name}
site_url: {site}
theme: {{name: material, font: false, language: en{variant}}}
nav: [Home: index.md{nav}]
not_in_nav: /**
validation: {validation}
markdown_extensions: []
plugins: {plugins}
"""
_QUIET = "{omitted_files: ignore, absolute_links: ignore, unrecognized_links: ignore}"


def _settings(nav: str, validation: str = _QUIET, plugins: str = "[]", variant: str = "") -> str:
    return _MKDOCS.format(
        name=_NAME, site=_SITE, nav=nav, validation=validation, plugins=plugins, variant=variant and f", {variant}"
    )


def _plain_pages(docs: Path, texts: Sequence[Text]) -> None:
    """A page for each piece, and lists that are pages, too."""
    for text in texts:
        front = _front(title=text.title, description=text.summary, date=text.day)
        about = f"{text.author}, {text.day}. {', '.join(text.areas)}\n\n"
        _write(docs / "writing" / f"{text.slug}.md", front + about + text.body)
    for name, those in _groups(texts).items():
        lines = [f"- [{each.title}](../writing/{each.slug}.md): {each.summary}\n" for each in those]
        _write(docs / "lists" / f"{_slug(name)}.md", _front(title=name) + "".join(lines))
    lines = [f"- [{each.title}](writing/{each.slug}.md)\n" for each in reversed(texts)]
    # Zensical refuses a page of 5,000 titles in its index.
    front = _front(title="Everything we have written", search={"exclude": True})
    _write(docs / "writing.md", front + "".join(lines))
    _write(docs / "index.md", _front(title="Home") + f"{_NAME}.\n")


def _mkdocs_build() -> list[str]:
    return [sys.executable, "-m", "mkdocs", "build", "--quiet"]


def material_with_plugins(folder: Path, texts: Sequence[Text]) -> Peer:
    """Its blog, tags and search; no social cards, which would take it four minutes more at 5,000."""
    _write(folder / "mkdocs.yml", _settings(", Blog: [blog/index.md], Tags: tags.md",
           plugins="[search, tags, {blog: {authors_profiles: true}}]"))  # fmt: skip
    for text in texts:
        front = _front(
            date=_Bare(text.day), slug=text.slug, title=text.title, description=text.summary,
            authors=[_slug(text.author)], categories=list(text.areas), tags=list(text.areas),
        )  # fmt: skip
        _write(folder / f"docs/blog/posts/{text.slug}.md", front + text.body)
    authors = {
        _slug(name): {"name": name, "description": "Partner", "avatar": "face.svg"}
        for name in sorted({text.author for text in texts})
    }
    _write(folder / "docs/blog/.authors.yml", json.dumps({"authors": authors}))
    _write(folder / "docs/blog/index.md", "# Blog\n")
    _write(folder / "docs/tags.md", "# Tags\n\n<!-- material/tags -->\n")
    _write(folder / "docs/index.md", _front(title="Home") + f"{_NAME}.\n")
    return Peer("Material with blog, tags and search", _mkdocs_build(), folder, _BLOG, _NO_BANNER)


class _Bare(str):
    """Written without quotation marks."""

    __slots__ = ()


def material(folder: Path, texts: Sequence[Text]) -> Peer:
    """Without plug-ins, pieces not in the navigation: the fastest that it can."""
    _write(folder / "mkdocs.yml", _settings(", Writing: writing.md"))
    _plain_pages(folder / "docs", texts)
    return Peer("Material without plug-ins", _mkdocs_build(), folder, _PAGE, _NO_BANNER)


def zensical(folder: Path, texts: Sequence[Text]) -> Peer:
    """Without plug-ins, pieces not in the navigation, links not looked at: the fastest that it can."""
    _write(folder / "mkdocs.yml", _settings(", Writing: writing.md", "false", variant="variant: classic"))
    _plain_pages(folder / "docs", texts)
    return Peer("Zensical", [sys.executable, "-m", "zensical", "build"], folder, _PAGE)


# Pelican.

_PELICAN = f"""SITENAME = {_NAME!r}
SITEURL = {_SITE.rstrip("/")!r}
PATH = "content"
OUTPUT_PATH = "site"
TIMEZONE = "Europe/London"
DEFAULT_LANG = "en"
THEME = "simple"
DEFAULT_PAGINATION = 20
FEED_MAX_ITEMS = 20
FEED_ALL_ATOM = "feeds/all.atom.xml"
AUTHOR_FEED_ATOM = "feeds/author.{{slug}}.atom.xml"
TAG_FEED_ATOM = "feeds/tag.{{slug}}.atom.xml"
"""


def pelican(folder: Path, texts: Sequence[Text]) -> Peer | None:
    """Its simple theme, with lists and feeds by author and by tag; in an environment of its own."""
    wanted = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    python = folder / "venv/bin/python"
    if not (
        _done([sys.executable, "-m", "venv", str(folder / "venv")], folder)
        and _done([str(python), "-m", "pip", "install", "--quiet", *wanted["bench"]], folder)
    ):
        return None
    _write(folder / "pelicanconf.py", _PELICAN)
    for text in texts:
        head = {
            "Title": text.title, "Date": text.day, "Slug": text.slug, "Author": text.author, "Summary": text.summary,
            "Category": "Writing", "Tags": ", ".join(area.replace(",", "") for area in text.areas),
        }  # fmt: skip
        lines = "".join(f"{name}: {value}\n" for name, value in head.items())
        _write(folder / f"content/{text.slug}.md", f"{lines}\n{text.body}")
    command = [str(python), "-m", "pelican", "content", "-s", "pelicanconf.py", "--quiet"]
    return Peer("Pelican, simple theme", command, folder, "{slug}.html")


# Hugo and Eleventy.

_FRAME = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>%(title)s</title>
<meta name="description" content="%(summary)s"></head><body><header><a href="/">A firm</a></header>
<main><h1>%(title)s</h1>%(main)s</main><footer>A firm, London</footer></body></html>
"""
_HUGO_ITEM = _FRAME % {
    "title": "{{ .Title }}",
    "summary": "{{ .Description }}",
    "main": '<p>{{ .Date.Format "2006-01-02" }} {{ range .Params.authors }}<a href="/authors/{{ urlize . }}/">{{ . }}</a>'
    '{{ end }} {{ range .Params.tags }}<a href="/tags/{{ urlize . }}/">{{ . }}</a> {{ end }}</p>{{ .Content }}',
}
_HUGO_LIST = _FRAME % {
    "title": "{{ .Title }}",
    "summary": "",
    "main": '<ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Description }}</li>{{ end }}</ul>',
}


def hugo(folder: Path, texts: Sequence[Text]) -> Peer | None:
    """With lists and feeds by author and by tag."""
    if not shutil.which("hugo"):
        return None
    settings = {"baseURL": _SITE, "title": _NAME, "taxonomies": {"tag": "tags", "author": "authors"}}
    _write(folder / "config.json", json.dumps(settings))
    _write(folder / "layouts/_default/single.html", _HUGO_ITEM)
    _write(folder / "layouts/_default/list.html", _HUGO_LIST)
    for text in texts:
        front = {
            "title": text.title, "description": text.summary, "date": text.day, "slug": text.slug,
            "authors": [text.author], "tags": list(text.areas),
        }  # fmt: skip
        _write(folder / f"content/writing/{text.slug}.md", f"{json.dumps(front)}\n\n{text.body}")
    return Peer("Hugo, smallest theme", ["hugo", "--destination", "site", "--quiet"], folder, _PAGE)


_ELEVENTY_SETTINGS = """module.exports = function (settings) {
  settings.addFilter("slugged", (name) => name.toLowerCase().replace(/[^a-z0-9]+/g, "-"));
  return { dir: { input: "content", output: "site", includes: "../layouts" }, markdownTemplateEngine: false };
};
"""
_ELEVENTY_ITEM = _FRAME % {
    "title": "{{ title }}",
    "summary": "{{ description }}",
    "main": '<p>{{ day }} <a href="/lists/{{ author | slugged }}/">{{ author }}</a> {% for tag in tags %}'
    '<a href="/lists/{{ tag | slugged }}/">{{ tag }}</a> {% endfor %}</p>{{ content | safe }}',
}
_ELEVENTY_LIST = (
    """---
pagination: {data: collections, size: 1, alias: name}
permalink: "/lists/{{ name | slugged }}/"
---
"""
    + _FRAME
    % {
        "title": "{{ name }}",
        "summary": "",
        "main": '<ul>{% for each in collections[name] %}<li><a href="{{ each.url }}">{{ each.data.title }}</a> '
        "{{ each.data.description }}</li>{% endfor %}</ul>",
    }
)


def eleventy(folder: Path, texts: Sequence[Text]) -> Peer | None:
    """With lists by author and by tag."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "package.json", "{}")
    if not (shutil.which("npm") and _done(["npm", "install", "--no-audit", "--no-fund", _ELEVENTY], folder)):
        return None
    _write(folder / ".eleventy.js", _ELEVENTY_SETTINGS)
    _write(folder / "layouts/item.njk", _ELEVENTY_ITEM)
    _write(folder / "content/lists.njk", _ELEVENTY_LIST)
    for text in texts:
        front = _front(
            layout="item.njk", title=text.title, description=text.summary, day=text.day, author=text.author,
            tags=[text.author, *text.areas], permalink=f"/writing/{text.slug}/",
        )  # fmt: skip
        _write(folder / f"content/writing/{text.slug}.md", front + text.body)
    command = ["node", "node_modules/@11ty/eleventy/cmd.cjs", "--quiet"]
    return Peer("Eleventy, smallest theme", command, folder, _PAGE)


def _done(command: Sequence[str], folder: Path) -> bool:
    """Whether something could be installed."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=_PATIENCE)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


#: Those that are installed with Attract's tests.
AT_HAND: Sequence[Maker] = (material_with_plugins, material, zensical)
#: Those that are fetched, or that some machines have.
FETCHED: Mapping[str, Maker] = {"Pelican": pelican, "Hugo": hugo, "Eleventy": eleventy}

"""The site by mkdocs and mkdocs-material, searched by Pagefind (port: SiteBuilder).

mkdocs-material is in maintenance until May 2027. Everything of ours is in the staged
pages and the templates, so that another builder can take its place.
"""

import hashlib
import importlib.metadata
import json
import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

from pipeline.edges.files import swap, write_whole
from pipeline.errors import BuildError
from pipeline.firm import Firm

_THEME = Path(__file__).parents[1] / "templates" / "site"
_ENGINES = ("mkdocs", "mkdocs-material", "pagefind")


class MkdocsSite:
    """Builds beside the standing site, then puts the new one in its place."""

    def __init__(self, root: Path, state: Path, firm: Firm) -> None:
        self._settings = root / "mkdocs.yml"
        self._stage = state / "stage"
        self._site = root / "site"
        self._state = state
        self._stamp = state / "site.json"
        self._firm = firm

    def current(self, staged: str) -> bool:
        """Whether the site that stands was built from this stage, these settings and templates."""
        if not (self._site / "index.html").is_file() or not self._stamp.is_file():
            return False
        return bool(json.loads(self._stamp.read_text("utf-8")) == self._inputs(staged))

    def _inputs(self, staged: str) -> dict[str, str]:
        theme = hashlib.sha256()
        for path in sorted(_THEME.rglob("*")):
            if path.is_file():
                theme.update(path.relative_to(_THEME).as_posix().encode() + path.read_bytes())
        return {
            "staged": staged,
            "settings": hashlib.sha256(self._settings.read_bytes()).hexdigest(),
            "firm": hashlib.sha256(self._firm.model_dump_json().encode()).hexdigest(),
            "theme": theme.hexdigest(),
            "engines": " ".join(f"{name} {importlib.metadata.version(name)}" for name in _ENGINES),
        }

    def build(self, staged: str) -> None:
        """Build, then swap. Raises BuildError; the old site stands."""
        new = self._state / "site.new"
        shutil.rmtree(new, ignore_errors=True)
        self._mkdocs(new)
        self._pagefind(new)
        # Without the stamp the next run builds again: it must not outlive the site it speaks of.
        self._stamp.unlink(missing_ok=True)
        swap(new, self._site, self._state / "site.old")
        write_whole(self._stamp, json.dumps(self._inputs(staged)).encode())

    def _mkdocs(self, to: Path) -> None:
        # Material prints a warning about mkdocs 2 at import; the pin in the lock is our answer.
        os.environ["NO_MKDOCS_2_WARNING"] = "true"
        from mkdocs.commands.build import build
        from mkdocs.config import load_config
        from mkdocs.exceptions import MkDocsException

        logging.getLogger("mkdocs").setLevel(logging.ERROR)
        try:
            config = load_config(
                str(self._settings),
                docs_dir=str(self._stage),
                site_dir=str(to),
                site_name=self._firm.name,
                site_url=self._firm.site,
                strict=False,
            )
            config.theme.dirs.insert(0, str(_THEME))
            config.extra["firm"] = self._firm.model_dump(mode="json")
            config.extra["material_css"] = _material_css(config.theme.dirs)
            config.extra["pages"] = [path.stem for path in self._stage.glob("*.md")]
            build(config)
        except MkDocsException as problem:
            raise BuildError(
                "mkdocs.yml", f"mkdocs could not build the site ({problem}).", "The site that was there stands."
            ) from problem

    def _pagefind(self, site: Path) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "pagefind", "--site", str(site), "--quiet"],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise BuildError(
                "the search index", f"Pagefind failed: {done.stderr.strip()[:300]}", "The site that was there stands."
            )


def _material_css(theme: list[str]) -> str:
    """Material's stylesheet has a hash in its name that changes with each release."""
    for folder in theme:
        for found in Path(folder).glob("assets/stylesheets/main.*.min.css"):
            return f"assets/stylesheets/{found.name}"
    raise BuildError("mkdocs-material", "its stylesheet is missing.", "Run `make run` again to install it anew.")

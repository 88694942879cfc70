"""Search bundles by Pagefind's own program (port: Searchable).

Through `python -m pagefind` each call would start Python once more; Pagefind's Python interface takes a
tenth of a second for each page.
"""

import gzip
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any

from pipeline.edges.many_hands import many_hands
from pipeline.errors import BuildError

#: Postings in a chunk of the index. Pagefind's own 20,000 make the browser fetch 30 KB for a word instead
#: of 8. The setting is not promised; without it everything works, with larger chunks.
_CHUNK = ("PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE", "3000")
#: Every fragment begins with these bytes when it is unpacked, before its JSON.
_MAGIC = b"pagefind_dcd"
#: Interfaces of Pagefind's own that this site has no use for: half a megabyte in every bundle.
_UNUSED = ("pagefind-*.js", "pagefind-*.css")
_NOTHING = "not able to build an index"
_REMEDY = "The site that was there stands."


class SearchIndex:
    """Pagefind over built pages."""

    def bundle(self, site: PurePath, pages: Sequence[str], out: PurePath) -> dict[str, str]:
        """Index these pages of a site into a folder, which must not be there yet.

        Args:
            site: the built site, with `<page>index.html` for each page.
            pages: paths under the site's root that end in a slash, `stories/the-van/`.
            out: becomes the bundle; beside it, on the same disk, pages are laid out for a moment.

        Returns:
            The fragment of each page that has words. Without any there is no folder.

        Raises:
            BuildError: a page is missing, or Pagefind failed.

        """
        if not pages:
            return {}
        to = Path(out)
        to.parent.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(dir=to.parent, prefix=".searched-"))
        try:
            _lay_out(Path(site), pages, stage)
            if not _pagefind(stage, to):
                return {}
        finally:
            shutil.rmtree(stage)
        for unused in _UNUSED:
            for path in to.glob(unused):
                path.unlink()
        fragments = dict(_fragments(to))
        (to / "dates.json").write_text(json.dumps(_dates(fragments), separators=(",", ":")), "utf-8")
        return {told["url"].lstrip("/"): name for name, told in fragments.items()}

    def bundles(self, site: PurePath, wanted: Mapping[PurePath, Sequence[str]]) -> Mapping[PurePath, Mapping[str, str]]:
        """Several of them, side by side: each takes 260 MB for 800 pages, and half of the cores at best.

        Returns:
            The fragments of each by its folder; see `bundle`.

        """

        def make(share: Sequence[PurePath]) -> Iterator[tuple[PurePath, Mapping[str, str]]]:
            yield from ((out, self.bundle(site, wanted[out], out)) for out in share)

        return dict(many_hands(make, list(wanted), 1))


def program() -> str:
    """Where Pagefind's program is; raises BuildError."""
    try:
        from pagefind_bin import get_executable  # type: ignore[import-untyped]

        return str(get_executable())
    except (ImportError, FileNotFoundError) as problem:
        if found := shutil.which("pagefind"):
            return found
        raise BuildError("Pagefind", "its program is missing.", "Run `make run` again to install it anew.") from problem


def _lay_out(site: Path, pages: Iterable[str], stage: Path) -> None:
    """The pages alone, without a second copy where the disk allows it."""
    for page in pages:
        target = stage / page / "index.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        source = site / page / "index.html"
        try:
            os.link(source, target)
        except FileNotFoundError as problem:
            raise BuildError(f"the search index of {page}", "the page is not in the site.", _REMEDY) from problem
        except OSError:
            # Another disk, or one that knows no hard links.
            shutil.copyfile(source, target)


def _pagefind(stage: Path, out: Path) -> bool:
    """Whether there was anything to index; raises BuildError."""
    # Pagefind would take settings from the environment and from a file where it is started.
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("PAGEFIND_")}
    done = subprocess.run(
        [program(), "--site", str(stage), "--output-path", str(out.absolute()), "--silent"],
        env={**surroundings, _CHUNK[0]: _CHUNK[1]},
        cwd=stage,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode and _NOTHING in done.stderr + done.stdout:
        shutil.rmtree(out, ignore_errors=True)
        return False
    if done.returncode:
        raise BuildError("the search index", f"Pagefind failed: {done.stderr.strip()[:300]}", _REMEDY)
    return True


def _fragments(bundle: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each fragment of a bundle: its name, and what is in it."""
    for path in sorted((bundle / "fragment").iterdir()):
        whole = gzip.decompress(path.read_bytes())
        if not whole.startswith(_MAGIC):
            raise BuildError("the search index", f"{path.name} is not as Pagefind writes it.", _REMEDY)
        yield path.stem, json.loads(whole[len(_MAGIC) :])


def _dates(fragments: Mapping[str, Mapping[str, Any]]) -> dict[str, list[str]]:
    """The fragments of each day, newest first, for a browser that lists by date across bundles.

    Pagefind sorts within one bundle only, and says of a joined result neither its date nor its bundle.
    """
    days: dict[str, list[str]] = {}
    for name, told in fragments.items():
        if day := told["meta"].get("iso"):
            days.setdefault(day, []).append(name)
    return dict(sorted(days.items(), reverse=True))

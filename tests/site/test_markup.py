"""The pages are HTML: html-validate and the W3C's own checker (vnu) have nothing to say against any of them."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site import node
from tests.site.figures import Figures, nothing
from tests.site.kinds import pages

_VNU = node.MODULES / "vnu-jar/build/dist/vnu.jar"
#: (words of a message, why it does not count). Empty: the checker is right in everything so far.
_ALLOWED: tuple[tuple[str, str], ...] = ()
_WRONG = (
    '<!doctype html><html lang="en"><head><title>x</title></head><body><p><div></div></p><img src="x"></body></html>'
)


def html_validate(folder: Path) -> Iterator[str]:
    """What html-validate says of every page in a folder."""
    done = node.run(
        "html-validate/bin/html-validate.mjs",
        ["--config", str(node.HERE / "html-validate.config.mjs"), "--formatter", "json", f"{folder}/**/*.html"],
    )
    assert done.stdout, done.stderr
    for page in json.loads(done.stdout):
        path = Path(page["filePath"]).relative_to(folder).as_posix()
        for said in page["messages"]:
            yield f"{path}:{said['line']} {said['ruleId']}: {said['message']} {said['selector'] or ''}".rstrip()


def vnu(folder: Path, *kinds: str) -> Iterator[str]:
    """What vnu says of a folder's files.

    Args:
        folder: where they are.
        kinds: what is checked beside HTML: `--also-check-svg`.

    """
    java = shutil.which("java")
    if not java:
        pytest.skip("vnu needs Java (Debian, Ubuntu: sudo apt-get install default-jre-headless).")
    command = [java, "-jar", str(_VNU), "--format", "json", "--stdout", "--exit-zero-always", "--skip-non-html", *kinds]
    done = subprocess.run([*command, str(folder)], capture_output=True, text=True, check=True)
    for said in json.loads(done.stdout)["messages"]:
        if not any(words in said["message"] for words, _ in _ALLOWED):
            path = said["url"].partition(f"{folder}/")[2]
            yield f"{path}:{said.get('lastLine', '')} {said['message']} {' '.join(said.get('extract', '').split())}"


@pytest.mark.usefixtures("programs")
def test_html_validate_finds_nothing(site: Path, figures: Figures) -> None:
    """By its recommended rules, but for those that its settings here tell apart."""
    found = list(html_validate(site))
    figures.table("Valid pages", "checked by", "pages", "found").append(
        ["html-validate", sum(1 for _ in pages(site)), len(found)]
    )

    nothing(found, "html-validate")


@pytest.mark.usefixtures("programs")
def test_the_checker_of_the_w3c_finds_nothing(site: Path, figures: Figures) -> None:
    """Neither errors nor warnings."""
    found = list(vnu(site))
    figures.table("Valid pages", "checked by", "pages", "found").append(
        ["vnu", sum(1 for _ in pages(site)), len(found)]
    )

    nothing(found, "vnu")


@pytest.mark.usefixtures("programs")
def test_style_sheets_of_ours_are_css(site: Path) -> None:
    """Material's own are not ours to mend."""
    java = shutil.which("java")
    if not java:
        pytest.skip("vnu needs Java (Debian, Ubuntu: sudo apt-get install default-jre-headless).")
    sheets = [str(path) for path in sorted((site / "assets").glob("*.css"))]
    command = [java, "-jar", str(_VNU), "--format", "text", "--stdout", "--exit-zero-always", "--css", *sheets]
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert sheets
    nothing((line for line in done.stdout.splitlines() if "error" in line.lower() and "No errors" not in line), "vnu")


@pytest.mark.usefixtures("programs")
def test_both_checkers_see_what_is_wrong(tmp_path: Path) -> None:
    """The tests above would find a broken page."""
    (tmp_path / "index.html").write_text(_WRONG, "utf-8")

    assert any("wcag/h37" in each for each in html_validate(tmp_path))
    assert any("alt" in each for each in vnu(tmp_path))

"""`attract host`: putting the site where it lives, going back, and what may not come back."""

import json
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from pipeline import hosting
from pipeline.errors import BusyError, ClearanceError, ConfigurationError, HostError, UsageError
from pipeline.hosting import Outcome
from pipeline.wiring import House
from tests.conftest import ARTICLE, SmallFirm, small_firm_in
from tests.edges.hosts.test_folder import tree
from tests.test_cli import attract

VAN = "stories/the-van/index.html"
LEASE = "articles/reading-a-lease/index.html"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A firm whose story is cleared and whose site is built, for tests to copy; only `attract host` puts it anywhere."""
    firm = small_firm_in(tmp_path_factory.mktemp("hosted"))
    name = firm.root / "content/firm.yml"
    name.write_text(name.read_text() + "publishing: {at_once: false, to: [{name: web, folder: {path: ../www}}]}\n")
    clear(firm)
    attract(firm, "run")
    return firm.root.parent


@pytest.fixture
def firm(built: Path, tmp_path: Path) -> SmallFirm:
    """A copy of it."""
    shutil.copytree(built, tmp_path / "copy", symlinks=True)
    return SmallFirm(tmp_path / "copy/firm")


def clear(firm: SmallFirm, item: str = "the-van") -> None:
    """Somebody clears a story."""
    assert 0 == attract(firm, "clear", item, "--by", "Ada", "--basis", "anonymised", "--ref", "R1").exit_code


def www(firm: SmallFirm) -> Path:
    """What the web server shows."""
    return firm.root.parent / "www/current"


def told(result: Result) -> list[dict[str, Any]]:
    """What other programs read."""
    return list(json.loads(result.output))


def edit(firm: SmallFirm) -> None:
    """Change an article, and publish."""
    firm.write("content/articles/reading-a-lease.md", ARTICLE + "\nA new paragraph.\n")
    assert 0 == attract(firm, "run").exit_code


def also_git(firm: SmallFirm) -> Path:
    """A second host: an empty repository that is not there yet."""
    name = firm.root / "content/firm.yml"
    repository = firm.root.parent / "firm.git"
    name.write_text(
        name.read_text().replace(
            "path: ../www}}", f"path: ../www}}}}, {{name: pages, git: {{repository: '{repository}'}}}}"
        )
    )
    return repository


def test_the_site_is_put_and_then_nothing_is_left_to_do(firm: SmallFirm) -> None:
    """The first time everything, the second time nothing."""
    first = attract(firm, "host", "put")
    again = attract(firm, "host", "put")

    assert (0, 0) == (first.exit_code, again.exit_code), first.output
    assert tree(firm.root / "site") == tree(www(firm))
    assert "web  " in first.output
    assert "0 removed" in first.output
    assert "nothing has changed" in again.output


def test_a_dry_run_tells_each_file_and_puts_nothing(firm: SmallFirm) -> None:
    """For people and for programs."""
    attract(firm, "host", "put")
    before = tree(www(firm))
    edit(firm)

    words = attract(firm, "host", "put", "--dry-run").output
    data = told(attract(firm, "host", "put", "--dry-run", "--json"))

    assert f"  ~ {LEASE}" in words.splitlines()
    assert "web" == data[0]["host"]
    assert LEASE in data[0]["changed"]
    assert before == tree(www(firm))


def test_a_rollback_and_the_list_of_versions(firm: SmallFirm) -> None:
    """The one before is public again; the list says which is."""
    attract(firm, "host", "put")
    first = tree(www(firm))
    edit(firm)
    attract(firm, "host", "put")

    back = attract(firm, "host", "rollback", "--earlier-texts")

    assert 0 == back.exit_code, back.output
    assert first == tree(www(firm))
    versions = told(attract(firm, "host", "list", "--json"))[0]["versions"]
    assert [False, True] == [each["public"] for each in versions]
    assert versions[1]["version"] in back.output
    assert f"  * {versions[1]['version']}" in attract(firm, "host", "list").output
    assert 1 == attract(firm, "host", "rollback").exit_code


def test_a_withdrawn_story_does_not_come_back(firm: SmallFirm) -> None:
    """A rollback has no door of its own past the gate, not even to a version named, and not with any option."""
    attract(firm, "host", "put")
    attract(firm, "withdraw", "the-van", "--by", "Ada", "--reason", "the client asked")
    attract(firm, "publish")
    assert 0 == attract(firm, "host", "put").exit_code
    assert not (www(firm) / VAN).exists()
    versions = told(attract(firm, "host", "list", "--json"))[0]["versions"]

    for words in ([], ["--earlier-texts"], ["--version", versions[1]["version"]]):
        refused = attract(firm, "host", "rollback", *words)
        assert 1 == refused.exit_code
        assert "may not be shown now" in refused.output
        assert "(the-van)" in refused.output

    assert not (www(firm) / VAN).exists()


def test_a_story_that_was_withdrawn_and_cleared_again_does_not_come_back_in_its_old_words(firm: SmallFirm) -> None:
    """The words that were taken back stay taken back, whatever was cleared since under the same name."""
    attract(firm, "host", "put")
    attract(firm, "withdraw", "the-van", "--by", "Ada", "--reason", "a name was in it")
    story = firm.root / "stories/rafe/the-van.md"
    story.write_text(story.read_text().replace("small yard", "yard"))
    clear(firm)
    attract(firm, "run")
    attract(firm, "host", "put")
    assert (www(firm) / VAN).exists()

    refused = attract(firm, "host", "rollback", "--earlier-texts")

    assert 1 == refused.exit_code
    assert "may not be shown now" in refused.output


def test_a_story_does_not_come_back_in_words_that_are_not_cleared_now(firm: SmallFirm) -> None:
    """Cleared then and cleared anew in other words since: its old consent may have ended, so no option brings it back."""
    attract(firm, "host", "put")
    story = firm.root / "stories/rafe/the-van.md"
    story.write_text(story.read_text().replace("small yard", "yard"))
    attract(firm, "run")
    clear(firm)
    attract(firm, "run")
    assert 0 == attract(firm, "host", "put").exit_code

    refused = attract(firm, "host", "rollback", "--earlier-texts")

    assert 1 == refused.exit_code
    assert "(the-van)" in refused.output


def test_words_of_an_article_that_were_withdrawn_stay_withdrawn(firm: SmallFirm) -> None:
    """Even where the article stands again in better words; an article in the very words that stand is no matter."""
    attract(firm, "host", "put")
    attract(firm, "withdraw", "reading-a-lease", "--by", "Ada", "--reason", "it was wrong")
    again = ("clear", "reading-a-lease", "--by", "Ada", "--basis", "reviewed", "--ref", "R2")
    assert 0 == attract(firm, *again).exit_code
    firm.write("content/articles/other.md", ARTICLE.replace("Reading a lease", "Leaving one").replace("break", "exit"))
    attract(firm, "run")
    assert 0 == attract(firm, "host", "put").exit_code
    assert 0 == attract(firm, "host", "rollback").exit_code

    edit(firm)
    assert 0 == attract(firm, "host", "put").exit_code
    refused = attract(firm, "host", "rollback", "--earlier-texts")

    assert 1 == refused.exit_code
    assert "may not be shown now" in refused.output


def test_earlier_words_come_back_only_when_somebody_says_so(firm: SmallFirm) -> None:
    """What has changed since may have been a correction, so it is named first."""
    attract(firm, "host", "put")
    edit(firm)
    attract(firm, "host", "put")

    refused = attract(firm, "host", "rollback")

    assert 1 == refused.exit_code
    assert "(reading-a-lease)" in refused.output
    assert "--earlier-texts" in refused.output
    assert b"A new paragraph" in (www(firm) / LEASE).read_bytes()


def test_a_version_that_the_archive_does_not_know_does_not_come_back(firm: SmallFirm) -> None:
    """Where nobody can say what it shows, it is not shown."""
    attract(firm, "host", "put")
    edit(firm)
    attract(firm, "host", "put")
    (firm.root / ".attract/archive/site.jsonl").unlink()

    with pytest.raises(ClearanceError, match="does not know what it shows"):
        list(hosting.roll_back(House(firm.root)))


def test_a_site_that_is_older_than_a_decision_is_not_put(firm: SmallFirm) -> None:
    """Withdrawn a moment ago, and not yet published: the story must not go out once more."""
    attract(firm, "withdraw", "the-van", "--by", "Ada", "--reason", "the client asked")

    refused = attract(firm, "host", "put")

    assert 1 == refused.exit_code
    assert "attract publish" in refused.output
    assert not www(firm).exists()


@pytest.mark.parametrize("change", ["edited", "lost"])
def test_a_site_that_was_changed_by_hand_is_not_put(firm: SmallFirm, change: str) -> None:
    """Only what went through the gate goes to a host."""
    page = firm.root / "site" / VAN
    page.unlink() if change == "lost" else page.write_text("We always win.")

    with pytest.raises(HostError, match="is not the file that was published"):
        list(hosting.put(House(firm.root)))


def test_one_host_that_fails_stops_no_other(firm: SmallFirm) -> None:
    """Each is told; exit 1."""
    also_git(firm)

    done = attract(firm, "host", "put")
    data = told(attract(firm, "host", "list", "--json"))

    assert 1 == done.exit_code
    assert tree(firm.root / "site") == tree(www(firm))
    assert "git ls-remote failed" in done.output
    assert ["web", "pages"] == [each["host"] for each in data]
    assert {"thing", "cause", "remedy"} == data[1]["problem"].keys()


def test_only_the_host_that_is_named(firm: SmallFirm) -> None:
    """The others are left as they are."""
    repository = also_git(firm)
    subprocess.run(["git", "init", "--quiet", "--bare", str(repository)], check=True)

    done = attract(firm, "host", "put", "--to", "pages")

    assert 0 == done.exit_code, done.output
    assert not www(firm).exists()
    assert ["pages"] == [each["host"] for each in told(attract(firm, "host", "list", "--to", "pages", "--json"))]


def test_a_host_that_is_not_there_and_a_firm_without_hosts(firm: SmallFirm, small_firm: SmallFirm) -> None:
    """Wrong use, exit 2, with what to do."""
    assert (2, 2) == (
        attract(firm, "host", "put", "--to", "wbe").exit_code,
        attract(small_firm, "host", "list").exit_code,
    )
    with pytest.raises(UsageError, match="There is web"):
        hosting.wanted(House(firm.root), ["wbe"])


@pytest.mark.parametrize("path", ["site", "site/www", "../firm"])
def test_the_built_site_is_not_its_own_host(firm: SmallFirm, path: str) -> None:
    """A folder within the site, or around it, would be published into itself."""
    name = firm.root / "content/firm.yml"
    name.write_text(name.read_text().replace("path: ../www", f"path: {path}"))

    with pytest.raises(ConfigurationError, match="is the built site itself"):
        list(hosting.put(House(firm.root)))


def test_two_puts_do_not_meet(firm: SmallFirm) -> None:
    """The second says that the first is at work; a publish may go on beside it."""
    house = House(firm.root)
    with hosting.hosting(house), pytest.raises(BusyError):
        list(hosting.put(House(firm.root)))
    with hosting.hosting(house), house.working():
        pass


def test_the_name_of_a_version_says_when_it_was_put(firm: SmallFirm) -> None:
    """By the clock of the house, in UTC, so that names sort by time."""
    at = datetime.now(UTC)
    (done,) = hosting.put(House(firm.root, clock=lambda: at))

    assert isinstance(done, Outcome)
    assert done.put
    assert done.put.version.startswith(f"{at:%Y%m%dT%H%M%SZ}-")


def test_secrets_come_from_the_environment_and_kinds_from_the_settings(
    firm: SmallFirm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each host has variables of its own; nothing is reached for before something is asked."""
    name = firm.root / "content/firm.yml"
    name.write_text(
        name.read_text().replace(
            "path: ../www}}",
            "path: ../www}}, {name: my-server, sftp: {host: www.firm.example, folder: www}}, "
            "{name: cdn, bucket: {bucket: firm, endpoint: 'https://s3.firm.example'}}",
        )
    )
    monkeypatch.setenv("ATTRACT_HOST_MY_SERVER_PASSWORD", "open")
    monkeypatch.setenv("ATTRACT_HOST_CDN_KEY_ID", "id")
    house = House(firm.root)

    kinds = [type(hosting.open_host(house, each)).__name__ for each in hosting.wanted(house, [])]

    assert ["SideBySide", "SideBySide", "BucketHost"] == kinds

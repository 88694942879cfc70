"""Backups and restores as a person types them."""

import json
from pathlib import Path

import pytest

from tests.builders import FIRM
from tests.conftest import SmallFirm
from tests.test_cli import attract


@pytest.fixture
def firm(small_firm: SmallFirm, tmp_path: Path) -> SmallFirm:
    """A firm with a reader; its backups lie beside it."""
    small_firm.write("content/firm.yml", FIRM + f"backups: {{to: {tmp_path}/backups, keep: 3}}\n")
    attract(small_firm, "subscribers", "add", "hana@example.org", "--permission", "express", "--proof", "a card")
    return small_firm


def test_a_backup_says_what_is_not_in_it(firm: SmallFirm, tmp_path: Path) -> None:
    """And where that should go."""
    (firm.root / ".attract/preview.key").write_text("1a" * 32)
    told = attract(firm, "backup")
    again = json.loads(attract(firm, "backup", "--keys", str(tmp_path / "keys.json"), "--json").output)

    assert 0 == told.exit_code
    assert "it was read again and is whole" in told.output
    assert f"{firm.root}/.attract/preview.key  links to previews" in told.output
    assert "attract backup --keys FILE" in told.output
    assert (["preview.key"], str(tmp_path / "keys.json")) == (
        [each["key"] for each in again["keys_not_in_it"]],
        again["keys_in"],
    )


def test_backups_are_listed_and_verified(firm: SmallFirm, tmp_path: Path) -> None:
    """The newest first, with local time and UTC; one that is damaged makes it exit with 1, and says what to do."""
    assert "There is no backup" in attract(firm, "backup", "list").output
    made = json.loads(attract(firm, "backup", "--json").output)["backup"]

    assert "Europe/London (" in attract(firm, "backup", "list").output
    assert [made] == [each["backup"] for each in json.loads(attract(firm, "backup", "list", "--json").output)]
    assert "It is whole: Test & Firm" in attract(firm, "backup", "verify", made).output
    Path(made).write_bytes(Path(made).read_bytes()[:-200])
    told = attract(firm, "backup", "verify", made)
    assert (1, True) == (told.exit_code, "damaged" in told.output)
    (tmp_path / "backups/attract-x-20200101T000000Z.tar.gz").write_text("x")
    assert 1 == attract(firm, "backup", "list").exit_code


def test_a_restore_asks(firm: SmallFirm) -> None:
    """Without an answer nothing is changed; a dry run says what would be."""
    made = json.loads(attract(firm, "backup", "--json").output)["backup"]
    firm.write("stories/rafe/new.md", "# New\n")

    dry = attract(firm, "restore", made, "--dry-run")
    asked = attract(firm, "restore", made)

    assert (0, 2) == (dry.exit_code, asked.exit_code)
    assert "They go: stories/rafe/new.md" in dry.output
    assert "nothing was changed" in asked.output
    assert (firm.root / "stories/rafe/new.md").exists()
    done = attract(firm, "restore", made, "--yes")
    assert (0, False) == (done.exit_code, (firm.root / "stories/rafe/new.md").exists())
    assert "attract restore FILE undoes this" in done.output


def test_a_restore_elsewhere_needs_a_person(firm: SmallFirm, tmp_path: Path) -> None:
    """It exits with 1, says why nothing is sent, and the next command says it, too."""
    made = json.loads(attract(firm, "backup", "--json").output)["backup"]

    told = attract(firm, "restore", made, "--to", str(tmp_path / "new"))

    assert 1 == told.exit_code
    assert "Nobody can know what happened after that moment" in told.output
    new = SmallFirm(tmp_path / "new")
    assert "from a backup of" in attract(new, "bounces").output
    assert 0 == attract(new, "bounces", "resume", "--by", "Ines").exit_code
    assert (
        0
        == json.loads(attract(firm, "restore", made, "--to", str(tmp_path / "other"), "--dry-run", "--json").output)[
            "uncertain"
        ]
    )
    assert not (tmp_path / "other").exists()

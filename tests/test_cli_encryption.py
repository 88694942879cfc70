"""Encrypting readers' addresses, as the firm's engineer types it."""

import json
import subprocess

import pytest

from pipeline.edges import address_keys
from pipeline.model import SignUp, Wish
from tests.builders import FIRM, NOON
from tests.conftest import SmallFirm
from tests.edges.conftest import ADDRESS_KEY
from tests.test_cli import attract

ADDRESS, NAME = "zuleika.obadiah@example.org", "Zuleika Obadiah-Finch"


@pytest.fixture
def firm(small_firm: SmallFirm) -> SmallFirm:
    """A firm with a reader."""
    small_firm.write("content/firm.yml", FIRM + 'cadences: {weekly: {on: monday, at: "08:30"}}\n')
    attract(small_firm, "subscribers", "add", ADDRESS, "--permission", "express", "--proof", f"a card of {NAME}",
            "--name", NAME)  # fmt: skip
    return small_firm


def shown(firm: SmallFirm) -> bool:
    """Whether the files of the database show who reads; another process looks, so that this one keeps its locks."""
    files = sorted(firm.root.glob(".attract/attract.sqlite*"))
    return 0 == subprocess.run(["grep", "-aiqE", "zuleika|obadiah", *files], check=False).returncode


def test_it_is_done_and_undone(firm: SmallFirm) -> None:
    """With what to keep, and where; a second time there is nothing to do."""
    assert shown(firm)

    done = attract(firm, "subscribers", "encrypt")
    again = attract(firm, "subscribers", "encrypt")

    key = firm.root / ".attract/address.keys"
    assert (0, 0, False) == (done.exit_code, again.exit_code, shown(firm))
    assert f"in {key}." in done.output
    assert "Keep a copy of the key" in done.output
    assert "encrypted already" in again.output
    assert ADDRESS in attract(firm, "subscribers", "list", "--json").output

    undone = attract(firm, "subscribers", "decrypt")

    assert (0, True, True) == (undone.exit_code, shown(firm), key.exists())
    assert "can be read without a key, as before." in attract(firm, "subscribers", "decrypt").output


@pytest.mark.parametrize("command", ["encrypt", "decrypt"])
def test_a_dry_run_changes_nothing(firm: SmallFirm, command: str) -> None:
    """It says how it stands; no key is made."""
    told = attract(firm, "subscribers", command, "--dry-run")

    assert "about 1 readers are not encrypted. Nothing has been changed." in told.output
    assert shown(firm)
    assert not (firm.root / ".attract/address.keys").exists()


def test_a_new_key_takes_the_place_of_the_old(firm: SmallFirm) -> None:
    """The old one stays in the file, for backups."""
    first = json.loads(attract(firm, "subscribers", "encrypt", "--json").output)

    second = json.loads(attract(firm, "subscribers", "encrypt", "--new-key", "--json").output)

    lines = (firm.root / ".attract/address.keys").read_text().splitlines()
    assert first["key"] != second["key"]
    assert {True} == {second["encrypted"], second["clean"]}
    assert 2 == len([line for line in lines if not line.startswith("#")])
    assert ADDRESS in attract(firm, "subscribers", "list", "--json").output


def test_whoever_holds_the_keys_in_the_environment_adds_one_there(
    firm: SmallFirm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest counts, and no file is made."""
    monkeypatch.setenv(address_keys.VARIABLE, ADDRESS_KEY)
    first = json.loads(attract(firm, "subscribers", "encrypt", "--json").output)
    assert 2 == attract(firm, "subscribers", "encrypt", "--new-key").exit_code

    monkeypatch.setenv(address_keys.VARIABLE, f"{ADDRESS_KEY} {'6b' * 32}")
    second = json.loads(attract(firm, "subscribers", "encrypt", "--json").output)

    assert "ATTRACT_ADDRESS_KEYS" == first["keys_in"]
    assert first["key"] != second["key"]
    assert not (firm.root / ".attract/address.keys").exists()


@pytest.mark.parametrize(
    "words",
    [("list",), ("why", ADDRESS), ("forget", ADDRESS, "--yes"), ("encrypt",), ("encrypt", "--new-key"), ("decrypt",)],
)
def test_a_lost_key_is_an_error_and_none_is_made(firm: SmallFirm, words: tuple[str, ...]) -> None:
    """Exit code 2, in two lines, with what to do."""
    attract(firm, "subscribers", "encrypt")
    key = firm.root / ".attract/address.keys"
    key.rename(key.with_name("kept"))

    told = attract(firm, "subscribers", *words)

    assert 2 == told.exit_code
    assert "is not there" in told.output
    assert "Bring it back from your copy." in told.output
    assert 2 == len(told.output.strip().splitlines())
    assert not key.exists()


def test_a_reader_lives_encrypted(firm: SmallFirm, tmp_path: object) -> None:
    """Signed up, confirmed, planned for, exported, brought in, why, and forgotten: the files never show who they are."""
    attract(firm, "subscribers", "encrypt")
    house = firm.house()
    asked = SignUp(id="a" * 32, address=f"b.{ADDRESS}", wish=Wish(name=NAME), asked=NOON, wording="Send it.", form="3")
    house.ledger.ask([asked])
    assert not shown(firm)
    house.ledger.confirm(asked.id, NOON, "")
    listed = firm.root.parent / "list.csv"
    told = [attract(firm, "subscribers", "export").output]
    listed.write_text(told[0].replace("b.zuleika", "c.zuleika"), "utf-8")
    assert not shown(firm)
    for words in (
        ("subscribers", "import", str(listed), "--yes"), ("digest",), ("deliver",), ("subscribers", "why", ADDRESS),
        ("subscribers", "leave", f"b.{ADDRESS}", "--reason", f"{NAME} rang"), ("deliveries",),
        ("subscribers", "forget", ADDRESS, "--yes"),
    ):  # fmt: skip
        told.append(attract(firm, *words).output)
        assert not shown(firm), words

    assert ADDRESS in told[0]
    assert "c.zuleika" in attract(firm, "subscribers", "list", "--json").output

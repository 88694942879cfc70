"""What the README says is what the code does."""

import re

import pytest
from pydantic import BaseModel

from pipeline.clear import own
from pipeline.clear.packs import catalogue
from pipeline.collect.people import parse_person
from pipeline.firm import Firm, read
from pipeline.tag.overlay import problems
from tests.builders import FIRM
from tests.conftest import REPOSITORY
from tests.test_cli import commands

README = (REPOSITORY / "README.md").read_text("utf-8")


#: What several rhythms have stands in the table once.
_SHARED = {("cadences.", key): f"cadences.*.{key}" for key in ("zone", "closed", "cut_off", "late")}


def settings(model: type[BaseModel], before: str = "") -> list[str]:
    """Every key that may stand in firm.yml, dotted."""
    found = []
    for name, field in model.model_fields.items():
        inner = [
            each
            for each in (field.annotation, *getattr(field.annotation, "__args__", ()))
            if isinstance(each, type) and issubclass(each, BaseModel)
        ]
        key = field.alias or name
        found += settings(inner[0], f"{before}{key}.") if inner else [_SHARED.get((before[:9], key), before + key)]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_command_is_in_the_readme(command: tuple[str, ...]) -> None:
    """An undocumented command is a red build."""
    assert f"attract {' '.join(command)}" in README


@pytest.mark.parametrize("setting", settings(Firm))
def test_every_setting_is_in_the_readme(setting: str) -> None:
    """An undocumented setting is a red build."""
    assert f"`{setting}`" in README


def test_the_readme_names_no_setting_that_is_gone() -> None:
    """Every dotted key in the settings table exists."""
    table = README.split("## Settings", 1)[1].split("\n## ", 1)[0]
    named = re.findall(r"^\| `([a-z0-9_.*]+)` \|", table, re.MULTILINE)

    assert sorted(settings(Firm)) == sorted(named)


def test_every_command_in_the_readme_exists() -> None:
    """No `attract something` that is not there."""
    known = {" ".join(command) for command in commands()}
    shown = re.findall(r"(?:^|[`$ ])attract ((?:subscribers )?[a-z]+)\b", README, re.MULTILINE)
    unknown = {each for each in shown if each not in known and each.split()[0] not in {k.split()[0] for k in known}}

    assert set() == unknown


def test_the_samples_settings_are_good() -> None:
    """The firm that ships reads without a complaint."""
    assert "Ashlock Merrow" == read((REPOSITORY / "content/firm.yml").read_text("utf-8")).name


def test_the_readmes_practice_areas_are_good() -> None:
    """What a firm copies from the README is taken as it stands."""
    (example,) = re.findall(r"```yaml\n(practice_areas:.*?)```", README, re.DOTALL)

    assert 1 == len(read(FIRM + example, check=problems).practice_areas.add)


def test_the_readmes_plan_is_good() -> None:
    """What a firm copies from the README is taken as it stands: rhythms, holidays, quiet hours."""
    (example,) = re.findall(r"```yaml\ntime_zone: Europe/London\n(cadences:.*?)```", README, re.DOTALL)
    firm = read(FIRM + example)

    assert (90, "first wednesday") == (
        firm.cadences.weekly and firm.cadences.weekly.cut_off,
        firm.cadences.monthly and firm.cadences.monthly.on,
    )
    assert (3, 1) == (len(firm.calendar.holidays), len(firm.calendar.closed))


def test_the_readmes_hosts_are_good() -> None:
    """What a firm copies from the README is taken as it stands, each kind of host among it."""
    (example,) = re.findall(r"```yaml\n(publishing:.*?)```", README, re.DOTALL)

    assert ["web", "mirror", "cdn", "pages"] == [host.name for host in read(FIRM + example).publishing.to]


def test_the_readmes_talks_are_good() -> None:
    """What a lawyer copies from the README is taken as it stands."""
    (example,) = re.findall(r"```yaml\n(talks:.*?)```", README, re.DOTALL)
    fields, _ = parse_person(f"---\nname: Ada\nrole: Partner\n{example}---\n", "ada.md")

    assert ["2022-09"] == [talk.on for talk in fields.talks]


def test_no_machine_path_or_index_address_is_in_the_locks() -> None:
    """Locks carry hashes and nothing about where they were made."""
    for lock in (REPOSITORY / "requirements").glob("*.lock"):
        text = lock.read_text("utf-8")

        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|file:|--(?:extra-)?index-url", text)


def test_the_readmes_own_rules_are_good() -> None:
    """What a firm copies from the README is taken as it stands, and its examples behave."""
    (example,) = re.findall(r"```yaml\n(rules:.*?)```", README, re.DOTALL)
    rules = own.read({"content/rules/house.yml": example})

    assert (1, 1, 1) == (len(rules.rules), len(rules.tightened), len(rules.loosened))


def test_the_readme_counts_the_rules() -> None:
    """As many rules ship as it says."""
    assert f"{len(catalogue())} rules of courts" in README

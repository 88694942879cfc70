"""What makes a mail look otherwise asks for a test, and nothing else does."""

import re
from importlib import resources

import pytest

from pipeline.digest import fingerprint as module
from pipeline.digest.fingerprint import PRINTED, fingerprint
from tests.builders import firm
from tests.conftest import REPOSITORY


def with_mail(**changes: object) -> str:
    """The fingerprint with other settings of mail."""
    return fingerprint(firm(mail=firm().mail.model_copy(update=changes)))


@pytest.mark.parametrize("setting", [*PRINTED, "site"])
def test_what_the_firm_prints_in_its_mails_counts(setting: str) -> None:
    """Its name, its address, its notice."""
    assert fingerprint(firm()) != fingerprint(firm(**{setting: "another"}))


def test_who_sends_and_where_answers_go_count() -> None:
    """So does the label that a place wants on advertising, and whether readers can leave by themselves."""
    same = fingerprint(firm())
    subscribing = firm().subscribing.model_copy(update={"address": "https://news.firm.example/"})

    others = [
        with_mail(sender="Other <o@firm.example>"), with_mail(reply_to="o@firm.example"),
        fingerprint(firm(places_of_practice=("US-NY",))), fingerprint(firm(subscribing=subscribing)),
    ]  # fmt: skip
    assert 5 == len({same, *others})


def test_what_no_mail_shows_does_not_count() -> None:
    """How mail is sent, when, and what the firm says elsewhere."""
    assert {fingerprint(firm())} == {
        fingerprint(firm(tagline="Other", why="Other", email="other@firm.example")), with_mail(host="mx.firm.example", per_hour=7)
    }  # fmt: skip


@pytest.mark.parametrize("name", ["digest.mjml.j2", "correction.txt.j2", "press.py"])
def test_templates_and_the_code_that_fills_them_count(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One character."""
    before = fingerprint(firm())
    room = "templates/mail" if name.endswith(".j2") else "digest"
    changed = str(resources.files("pipeline") / room / name)
    read = type(REPOSITORY).read_text

    def other(path, *told, **more):  # type: ignore[no-untyped-def]  # as pathlib has it
        return read(path, *told, **more) + ("x" if str(path) == changed else "")

    monkeypatch.setattr(type(REPOSITORY), "read_text", other)
    module._shipped.cache_clear()
    after = fingerprint(firm())
    monkeypatch.undo()
    module._shipped.cache_clear()

    assert before != after
    assert before == fingerprint(firm())


def test_every_setting_that_mails_print_is_known() -> None:
    """Who lets a template or its code print another one adds it here."""
    mails = [
        path for path in (REPOSITORY / "pipeline/templates/mail").iterdir() if path.name.startswith(("digest", "corr"))
    ]
    code = (REPOSITORY / "pipeline/digest").glob("*.py")
    found = {
        name for path in (*mails, *code) for name in re.findall(r"\bfirm\.([a-z_]+)\b(?!/)", path.read_text("utf-8"))
    }

    # Days are told in the firm's zone; the last is no setting.
    assert set(PRINTED) | {"site", "mail", "places_of_practice", "subscribing", "zone"} == found - {"example"}

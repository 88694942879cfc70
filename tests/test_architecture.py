"""The house as drawn in the README's design notes, held by a test."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "pipeline"
STAGES = ["collect", "tag", "clear", "publish", "digest", "deliver", "plan", "social", "subscribe"]
PURE = [*STAGES, "model", "errors", "addresses", "masking", "counting", "little_text", "ports", "fields", "firm", "backup_settings", "chain", "link_tokens", "mailboxes", "mail_settings", "reader_tokens", "service_settings", "calendar_settings", "social_settings"]  # fmt: skip
#: Libraries that reach out. Those that only transform bytes are welcome in a stage.
WORLD = {
    "asyncio", "asyncssh", "http", "httpx", "mkdocs", "obstore", "os", "requests", "schedule", "shutil", "smtplib", "socket", "spacy",
    "sqlalchemy", "sqlite3", "starlette", "subprocess", "tempfile", "threading", "time", "urllib.request", "uvicorn",
}  # fmt: skip
OUTER = {
    "edges", "wiring", "cli", "web", "terminal", "terminal_feeds", "ticker", "watcher", "acts", "reader_acts", "reader_facts", "terminal_readers", "feed_book", "previews",
    "composer", "clearing", "naming_list", "clearance_acts", "highlights", "review_cards", "terminal_clearing", "as_json", "outcome", "tagging", "terminal_tags",
    "terminal_rules", "publishing", "rounds", "nights", "progress_bar", "hosting", "preview_links", "letters", "subscribing", "address_sealing", "past_editions", "mailing", "edition_previews", "edition_acts", "terminal_editions", "edition_changes", "terminal_changes", "returns", "terminal_bounces", "mail_keys", "mail_doctor", "terminal_mail", "edition_status", "terminal_deliveries", "progress_lines", "dry_runs", "terminal_dry_runs", "template_gate", "trials", "canary", "planning", "plan_acts", "plan_view", "terminal_plan", "moments", "rehearsing", "terminal_rehearsal",
    "keeping", "backups", "restoring", "restoring_files", "terminal_keeping", "exporting", "importing",
    "proving", "terminal_proving",
    "doctor", "events", "logs", "rereading", "ending", "stopping", "terminal_watching", "health", "parts", "posting", "token_watch", "post_accounts", "post_handing", "share_packs", "terminal_handing", "post_drafts", "post_pictures", "post_telling", "post_acts", "post_connecting", "post_view", "terminal_social", "post_previews", "post_standing", "sending", "showing", "figures", "up", "settled",
}  # fmt: skip
CALLS = {"open", "print", "input", "now", "today", "utcnow", "sleep", "read_text", "write_text", "read_bytes"}
#: Pillow's and the ZIP reader's `open` of bytes in memory.
ALLOWED_CALLS = {("pictures.py", "open"), ("word.py", "open")}
#: Who imports `importlib.resources` may read what ships with the package; there is no other way to a path.
OF_PACKAGE = {"read_text", "read_bytes"}
#: What each foundation may stand on, of ours.
LAYERS = {
    "errors": set(),
    "addresses": {"errors", "model"},
    "masking": set(),
    # What LinkedIn counts is what we escape for it.
    "counting": {"little_text"},
    "little_text": set(),
    "model": {"errors"},
    "fields": {"errors"},
    "ports": {"errors", "model"},
    "chain": {"errors"},
    "link_tokens": {"errors", "model"},
    "reader_tokens": set(),
    "service_settings": {"errors", "fields"},
    "calendar_settings": {"fields"},
    "mail_settings": {"errors", "fields"},
    "social_settings": {"calendar_settings", "fields"},
    "mailboxes": {"model"},
    "backup_settings": {"errors", "fields"},
    "firm": {
        "backup_settings",
        "calendar_settings",
        "errors",
        "fields",
        "mail_settings",
        "mailboxes",
        "service_settings",
        "social_settings",
    },
}


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, by its full name; those for type checkers included."""
    package = ("pipeline", *path.relative_to(ROOT).parent.parts)
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            prefix = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{prefix}.{alias.name}" for alias in node.names)


def files(name: str) -> list[Path]:
    """The modules of a room; a room that was renamed away is a failure, not an empty list."""
    module = ROOT / f"{name}.py"
    found = [module] if module.exists() else sorted((ROOT / name).rglob("*.py"))
    assert found, f"no such module or package: {name}"
    return found


def within(name: str, root: str) -> bool:
    """Whether a module is `root` or lies in it."""
    return name == root or name.startswith(root + ".")


@pytest.mark.parametrize("name", PURE)
def test_pure_code_does_not_touch_the_world(name: str) -> None:
    """A stage imports no library that reaches out, and nothing that stands outside it."""
    bad = [
        (f.name, i)
        for f in files(name)
        for i in imports(f)
        if any(within(i, w) for w in WORLD)
        or within(i, "pathlib.Path")
        or any(within(i, f"pipeline.{o}") for o in OUTER)
    ]

    assert bad == []


@pytest.mark.parametrize("stage", STAGES)
def test_stages_do_not_import_each_other(stage: str) -> None:
    """A stage hands over through the store, never by calling another stage."""
    bad = [
        (f.name, i)
        for f in files(stage)
        for i in imports(f)
        if any(within(i, f"pipeline.{s}") for s in STAGES if s != stage)
    ]

    assert bad == []


@pytest.mark.parametrize("name", PURE)
def test_pure_code_asks_neither_the_clock_nor_the_disk(name: str) -> None:
    """Time and bytes are arguments."""
    bad = [
        (f.name, node.lineno, called)
        for f in files(name)
        for node in ast.walk(ast.parse(f.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and (called := getattr(node.func, "id", getattr(node.func, "attr", None))) in CALLS
        and (f.name, called) not in ALLOWED_CALLS
        and not (called in OF_PACKAGE and any(within(i, "importlib.resources") for i in imports(f)))
    ]

    assert bad == []


@pytest.mark.parametrize("name", LAYERS)
def test_imports_go_one_way(name: str) -> None:
    """The foundations import only what lies below them."""
    below = LAYERS[name] | {name}
    bad = [
        (f.name, i)
        for f in files(name)
        for i in imports(f)
        if within(i, "pipeline") and not any(within(i, f"pipeline.{b}") for b in below)
    ]

    assert bad == []


def test_only_wiring_knows_the_edges() -> None:
    """No module outside the edges, the wiring and the tagger's wiring names a concrete edge."""
    bad = [
        (p.name, i)
        for p in ROOT.rglob("*.py")
        if p.relative_to(ROOT).parts[0].removesuffix(".py")
        not in {
            "edges",
            "wiring",
            "tagging",
            "clearing",
            "naming_list",
            "hosting",
            "publishing",
            "preview_links",
            "subscribing",
            "address_sealing",
            "past_editions",
            "mailing",
            "edition_previews",
            "dry_runs",
            "trials",
            "returns",
            "mail_keys",
            "mail_doctor",
            "planning",
            "terminal_plan",
            "rehearsing",
            "keeping",
            "backups",
            "restoring",
            "restoring_files",
            "exporting",
            "importing",
            "proving",
            "doctor",
            "figures",
            "posting",
            "post_accounts",
            "post_pictures",
            "post_handing",
            "share_packs",
            "up",
            "settled",
        }
        for i in imports(p)
        if within(i, "pipeline.edges")
    ]

    assert bad == []


def test_edges_do_not_know_the_stages() -> None:
    """An edge keeps a port; it never looks into a room."""
    bad = [(p.name, i) for p in files("edges") for i in imports(p) if any(within(i, f"pipeline.{s}") for s in STAGES)]

    assert bad == []


def test_every_stage_that_decides_and_calls_keeps_the_two_apart() -> None:
    """A room has a decide.py; where it calls, it has a run.py."""
    missing = [stage for stage in STAGES if not (ROOT / stage / "decide.py").exists()]
    callers = [stage for stage in STAGES if stage != "plan" and not (ROOT / stage / "run.py").exists()]

    assert (missing, callers) == ([], [])


def test_only_clear_makes_cleared_items() -> None:
    """No other room, and no edge, builds a ClearedItem: there is one gate."""
    makers = {
        path.relative_to(ROOT).parts[0]
        for path in ROOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "ClearedItem"
    }

    assert {"clear"} == makers


def test_modules_stay_short() -> None:
    """No module holds more than one thought: 400 lines are the limit."""
    long = [(p.name, n) for p in ROOT.rglob("*.py") if (n := p.read_text("utf-8").count("\n")) > 400]

    assert long == []

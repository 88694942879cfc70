"""The corpus: files as hostile, broken and oddly encoded as they come, each with what it becomes.

Beside each input lies its golden twin, a Python file with `EXPECTED`: the items it becomes (as
Python would make them) and the problems it is refused with. `python -m tests.collect.corpus`
writes the twins anew; read the difference before you commit it.
"""

import tempfile
from dataclasses import MISSING, fields
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

from pipeline.edges.store.database import open_database
from pipeline.edges.store.library import LibraryStore
from pipeline.model import Item
from tests.collect.collecting import ADA, Collecting

CORPUS = Path(__file__).parents[1] / "data" / "corpus"
_FEEDS = (".rss", ".atom", ".json")


def inputs() -> list[Path]:
    """Every input of the corpus."""
    return sorted(path for path in CORPUS.iterdir() if path.suffix != ".py" and path.is_file())


def twin(path: Path) -> Path:
    """The golden twin of an input."""
    return path.with_name(path.name + ".py")


def become(path: Path) -> tuple[list[Item], list[str]]:
    """The items that one input becomes, and the problems, by the whole room with the real edges."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_database(Path(folder) / "a.sqlite")
        firm = Collecting(Path(folder), LibraryStore(engine))
        firm.write("content/people/ada.md", ADA.replace("role:", "email: ada@firm.example\nrole:"))
        if path.suffix in _FEEDS:
            firm.write(path.name, path.read_bytes())
            firm.follow(path.name)
        else:
            firm.write(f"content/articles/{path.name}", path.read_bytes())
        done = firm.run()
        items = [item for item in firm.library.items() if item.kind.is_piece]
        engine.dispose()
    return items, [str(problem) for problem in done.problems]


def _written(value: Any) -> str:
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, datetime):
        return f"datetime.fromisoformat({value.isoformat()!r})"
    if isinstance(value, Item):
        told = [
            f"{each.name}={_written(given)}"
            for each in fields(value)
            if (given := getattr(value, each.name)) != each.default or each.default is MISSING
        ]
        return f"Item({', '.join(told)},)"
    if isinstance(value, list | tuple):
        inner = "".join(_written(each) + ", " for each in value)
        return f"[{inner}]" if isinstance(value, list) else f"({inner})"
    return repr(value)


def main() -> None:
    """Write every twin anew."""
    for path in inputs():
        items, problems = become(path)
        names = [
            name
            for name in ("Aside", "Asset", "Basis", "Item", "Kind")
            if f"{name}(" in _written(items) or f"{name}." in _written(items)
        ]
        imports = "from datetime import datetime\n\n" if items else ""
        imports += f"from pipeline.model import {', '.join(names)}\n\n" if names else ""
        expected = f"EXPECTED: tuple[list[object], list[str]] = ({_written(items)}, {_written(problems)})"
        twin(path).write_text(f'"""What `{path.name}` becomes."""\n\n{imports}{expected}\n', "utf-8")


if __name__ == "__main__":
    main()

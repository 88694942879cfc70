"""What a person says a piece is about, where the file itself has no place to say it: Word, mail, a blog's entry.

`content/practice_areas.yml` holds it, by item, to be kept and reviewed with the rest of the firm's words:

    pieces:
      the-wet-wall: [construction]
      the-summer-party: []        # about no area
"""

import io
from collections.abc import Mapping

from pydantic import Field
from ruamel.yaml import YAML

from pipeline.edges.files import WholeFile
from pipeline.fields import Fields, Line, parse

#: Where it stands in the firm's folder.
FILE = "content/practice_areas.yml"
_HEAD = "# What pieces are about, as somebody said. `attract tag ITEM --as AREA` writes here.\n"


class _Named(Fields):
    pieces: dict[Line, tuple[Line, ...]] = Field(default_factory=dict)


class NamedAreas:
    """The file, read and written whole."""

    def __init__(self, file: WholeFile) -> None:
        self._file = file

    def read(self) -> Mapping[str, tuple[str, ...]]:
        """Item to what it is about; empty where it is about no area.

        Raises:
            ConfigurationError: the file is not what it should be; names the line.

        """
        if not self._file.exists():
            return {}
        return parse(_Named, self._file.read().decode("utf-8", "replace"), FILE).pieces

    def say(self, item: str, areas: tuple[str, ...]) -> None:
        """Write down what an item is about."""
        self._write({**self.read(), item: areas})

    def forget(self, item: str) -> bool:
        """Take it back; returns whether anything stood there."""
        named = self.read()
        self._write({each: areas for each, areas in named.items() if each != item})
        return item in named

    def _write(self, named: Mapping[str, tuple[str, ...]]) -> None:
        out = io.StringIO()
        yaml = YAML(typ="safe", pure=True)
        yaml.default_flow_style = None
        yaml.dump({"pieces": {item: list(areas) for item, areas in sorted(named.items())}}, out)
        self._file.write((_HEAD + out.getvalue()).encode())

"""What a person has shown, counted by practice area and year: numbers, a small chart of them, and the same as a table.

Evidence instead of adjectives. The chart is plain SVG without a style of its own: a strict
Content-Security-Policy forbids inline styles, so that every colour and size of type comes from classes.
Its title and description say every number in words (WAI-ARIA `img`, SVG Accessibility API Mappings).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import compress
from typing import NamedTuple

from pipeline.model import Kind, Talk
from pipeline.publish.shown import day

#: Rows at most; the areas behind them are one row together. Years at most; what is older is one column.
_ROWS, _YEARS = 6, 8
_OTHERS, _EARLIER = "Other areas", "Earlier"
_NOUNS = {
    Kind.STORY: ("story", "stories"),
    Kind.ARTICLE: ("article", "articles"),
    Kind.NEWS: ("piece of news", "pieces of news"),
    Kind.ELSEWHERE: ("piece elsewhere", "pieces elsewhere"),
}
# The chart, in units of its view box; as wide as a narrow telephone's column, so that there a unit is a pixel.
_WIDTH = 320
#: Within a row, from above: the baseline of its name, that of the highest bar's number, the ground, the end.
_NAME, _TOP, _GROUND, _ROW = 15, 33, 65, 78
_BAR, _AXIS = 22, 16
#: Characters of a name that fit beside its number.
_FITS = 46


class Work(NamedTuple):
    """One piece that a person has shown."""

    kind: Kind
    #: Names of practice areas as readers see them, the main one first.
    areas: Sequence[str]
    #: When it was published, by the firm's calendar.
    day: date


@dataclass(frozen=True)
class Row:
    """One area's pieces."""

    area: str
    #: For each column of the record.
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts)


@dataclass(frozen=True)
class Record:
    """What a person has shown. Each piece is counted once, under its main area."""

    #: "2024", "2025" ...; the first may be "Earlier".
    columns: tuple[str, ...]
    #: Most pieces first; areas that have no row of their own come last, together.
    rows: tuple[Row, ...]
    #: How many of each kind, where there are any.
    kinds: tuple[tuple[Kind, int], ...]
    #: The first year; None where nothing was shown.
    since: int | None
    #: How fresh it is: the day of the newest piece.
    newest: date | None

    @property
    def total(self) -> int:
        """All pieces."""
        return sum(row.total for row in self.rows)


def record(shown: Iterable[Work]) -> Record:
    """Count a person's pieces, in whatever order they come.

    A testimonial is left out: what a client says was not written by the person it is about.
    """
    works = [work for work in shown if work.kind in _NOUNS]
    if not works:
        return Record((), (), (), None, None)
    since, newest = min(work.day.year for work in works), max(work.day for work in works)
    first = max(since, newest.year - _YEARS + 1)
    years = range(first, newest.year + 1)
    columns = (*([_EARLIER] if since < first else []), *map(str, years))
    kinds = Counter(work.kind for work in works)
    named = _named(works)
    cells = Counter(
        (area, str(work.day.year) if work.day.year >= first else _EARLIER)
        for work, area in zip(works, named, strict=True)
    )
    rows = [Row(area, tuple(cells[area, column] for column in columns)) for area in set(named)]
    rows.sort(key=lambda row: (row.area == _OTHERS, -row.total, row.area))
    return Record(columns, tuple(rows), tuple((kind, kinds[kind]) for kind in _NOUNS if kinds[kind]), since, newest)


def _named(works: Sequence[Work]) -> list[str]:
    """The row of each piece."""
    mains = [work.areas[0] if work.areas else _OTHERS for work in works]
    ranked = sorted(Counter(main for main in mains if main != _OTHERS).items(), key=lambda each: (-each[1], each[0]))
    # One area too many has a row of its own as well as a row for others would.
    most = _ROWS - 1 if len(ranked) > _ROWS or _OTHERS in mains else _ROWS
    own = {area for area, _ in ranked[:most]}
    return [main if main in own else _OTHERS for main in mains]


# In words.


def heading(of: Record) -> str:
    """How much there is and how fresh: 9 pieces from 2024 to 2026, the newest of 17 October 2026."""
    if of.newest is None or of.since is None:
        return "No pieces yet"
    number = f"{of.total} piece{'' if of.total == 1 else 's'}"
    if of.total == 1:
        return f"{number}, of {day(of.newest)}"
    years = f"in {of.since}" if of.since == of.newest.year else f"from {of.since} to {of.newest.year}"
    return f"{number} {years}, the newest of {day(of.newest)}"


def kinds(of: Record) -> str:
    """How many of which kind: 3 stories, 6 articles; empty where there is nothing."""
    return ", ".join(f"{number} {_NOUNS[kind][number != 1]}" for kind, number in of.kinds)


def talks(given: Collection[Talk]) -> str:
    """How many talks and since when: 3 talks since 2019; empty where there is none."""
    if not given:
        return ""
    years = {talk.year for talk in given}
    return f"{len(given)} talk{'' if len(given) == 1 else 's'} {'in' if len(years) == 1 else 'since'} {min(years)}"


def in_words(of: Record) -> str:
    """Every number of the chart, a sentence for each area: Tax: 4 (1 in 2025, 3 in 2026)."""
    return " ".join(
        f"{row.area}: {row.total} ({', '.join(_cell(*cell) for cell in zip(of.columns, row.counts, strict=True) if cell[1])})."
        for row in of.rows
    )


def _cell(column: str, count: int) -> str:
    return f"{count} earlier" if column == _EARLIER else f"{count} in {column}"


# To be seen.


def chart(of: Record, id_: str) -> str:
    """The record as inline SVG: a row of bars for each area, a bar for each year, its number above it.

    What is older than the last years is a number without a bar.

    Classes: `work` on the whole; `work-name`, `work-total`, `work-number` and `work-year` on text;
    `work-bar` on bars, `work-ground` on the lines that they stand on.

    Args:
        of: what to draw.
        id_: of the element; two charts on one page need two.

    Returns:
        The element; empty where there is nothing to draw.

    """
    if not of.rows:
        return ""
    height = len(of.rows) * _ROW + _AXIS
    drawn = [column != _EARLIER for column in of.columns]
    highest = max(max(compress(row.counts, drawn)) for row in of.rows)
    parts = [
        f'<svg class="work" role="img" viewBox="0 0 {_WIDTH} {height}" aria-labelledby="{id_}-title {id_}-desc">',
        f'<title id="{id_}-title">{escape(heading(of))}</title>',
        f'<desc id="{id_}-desc">{escape(in_words(of))}</desc>',
    ]
    for number, row in enumerate(of.rows):
        parts += _drawn(row, drawn, number * _ROW, highest)
    parts += [
        f'<text class="work-year" x="{_middle(at, len(of.columns))}" y="{height - 5}" text-anchor="middle">{column}</text>'
        for at, column in enumerate(of.columns)
    ]
    return "\n".join([*parts, "</svg>"])


def _drawn(row: Row, bars: Sequence[bool], above: int, highest: int) -> list[str]:
    name = row.area if len(row.area) <= _FITS else row.area[: _FITS - 1].rstrip(" ,") + "…"
    parts = [
        f'<text class="work-name" x="0" y="{above + _NAME}">{escape(name)}</text>',
        f'<text class="work-total" x="{_WIDTH}" y="{above + _NAME}" text-anchor="end">{row.total}</text>',
    ]
    ground = above + _GROUND
    for at, (count, bar) in enumerate(zip(row.counts, bars, strict=True)):
        if not count:
            continue
        middle, tall = _middle(at, len(bars)), 0
        # Many years together are no bar beside single ones: it would make them small, and look like a good year.
        if bar:
            # The smallest number is still to be seen.
            tall = max(2, round((_GROUND - _TOP) * count / highest))
            box = f'x="{middle - _BAR // 2}" y="{ground - tall}" width="{_BAR}" height="{tall}"'
            parts.append(f'<rect class="work-bar" {box}/>')
        parts.append(
            f'<text class="work-number" x="{middle}" y="{ground - tall - 3}" text-anchor="middle">{count}</text>'
        )
    return [*parts, f'<line class="work-ground" x1="0" y1="{ground}" x2="{_WIDTH}" y2="{ground}"/>']


def _middle(at: int, columns: int) -> int:
    """Where a column's middle is; few columns keep together on the left, where the names begin."""
    wide = min(_WIDTH // columns, 56)
    return at * wide + wide // 2


def table(of: Record) -> str:
    """The record as a plain table, for whoever sees no chart; empty where there is nothing to count."""
    if not of.rows:
        return ""
    head = "".join(f'<th scope="col">{column}</th>' for column in ("Practice area", *of.columns, "All"))
    rows = [
        f'<tr><th scope="row">{escape(row.area)}</th>'
        + "".join(f"<td>{count}</td>" for count in (*row.counts, row.total))
        + "</tr>"
        for row in of.rows
    ]
    return "\n".join(
        [
            # A table of many years is pushed sideways on a telephone, by keyboard, too.
            '<div class="scroll" role="group" aria-label="Table" tabindex="0"><table class="work-table">',
            f"<caption>{escape(heading(of))}</caption>",
            f"<thead><tr>{head}</tr></thead>",
            *("<tbody>", *rows, "</tbody>"),
            "</table></div>",
        ]
    )

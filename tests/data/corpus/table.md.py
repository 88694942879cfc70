"""What `table.md` becomes."""

from datetime import datetime

from pipeline.model import Item, Kind

EXPECTED: tuple[list[object], list[str]] = (
    [
        Item(
            id="table",
            kind=Kind.ARTICLE,
            source="content/articles/table.md",
            title="A table",
            summary="",
            body="| Stage | Days |\n|:--|--:|\n| Letter | 14 |\n| Claim | 28 |",
            html='<table>\n<thead>\n<tr>\n<th style="text-align: left;">Stage</th>\n<th style="text-align: right;">Days</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td style="text-align: left;">Letter</td>\n<td style="text-align: right;">14</td>\n</tr>\n<tr>\n<td style="text-align: left;">Claim</td>\n<td style="text-align: right;">28</td>\n</tr>\n</tbody>\n</table>',
            author=None,
            published=datetime.fromisoformat("2026-11-18T12:00:00+00:00"),
            first_line=3,
        ),
    ],
    [],
)

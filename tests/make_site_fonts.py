"""Make the serif of the site (pipeline/templates/site/assets/fonts/newsreader-*.woff2) from the variable family.

    python -m tests.make_site_fonts FOLDER

The folder holds `newsreader-latin-opsz-normal.woff2`, `newsreader-latin-opsz-italic.woff2` and
`newsreader-latin-ext-opsz-normal.woff2`, as the npm package @fontsource-variable/newsreader (5.3.0) has them.
Needs fonttools and brotli. What a page may weigh decides what is kept: one optical size, between that of text and
that of headlines; of the upright the weights from regular to semibold in one file, of the italic the regular one.
Newsreader has no reserved name (SIL Open Font License 1.1, 3), so the changed fonts keep theirs.
"""

import io
import sys
from pathlib import Path

TO = Path(__file__).parents[1] / "pipeline" / "templates" / "site" / "assets" / "fonts"
#: By the name of the file made: its source, and what each axis of it is limited to.
FONTS: dict[str, tuple[str, dict[str, float | tuple[float, float]]]] = {
    "newsreader-latin": ("newsreader-latin-opsz-normal", {"wght": (400, 600), "opsz": 24}),
    "newsreader-latin-italic": ("newsreader-latin-opsz-italic", {"wght": 400, "opsz": 20}),
    "newsreader-latin-ext": ("newsreader-latin-ext-opsz-normal", {"wght": (400, 600), "opsz": 24}),
}
#: First and last character of each block; `unicode-range` in the style sheet says the same.
LATIN = [
    (0x20, 0x7E), (0xA0, 0xFF), (0x131, 0x131), (0x152, 0x153), (0x2BB, 0x2BC), (0x2C6, 0x2C6), (0x2DA, 0x2DA),
    (0x2DC, 0x2DC), (0x2009, 0x2026), (0x202F, 0x203A), (0x20AC, 0x20AC), (0x2122, 0x2122), (0x2190, 0x2197),
    (0x2212, 0x2212),
]  # fmt: skip
EXTENDED = [(0x100, 0x2BA), (0x1E00, 0x1E9F), (0x1EF2, 0x1EFF), (0x2C60, 0x2C7F), (0xA720, 0xA7FF)]
FEATURES = ["kern", "liga", "mark", "mkmk", "pnum", "tnum", "rvrn", "ccmp", "locl"]


def made(source: Path, axes: dict[str, float | tuple[float, float]], blocks: list[tuple[int, int]]) -> bytes:
    """The font limited to these axes and characters, as WOFF2."""
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    # Written and read again in between: the subsetter trips over what the instancer has left half done.
    between = io.BytesIO()
    limited = instantiateVariableFont(TTFont(source, recalcTimestamp=False), axes)
    limited.flavor = None
    limited.save(between)
    between.seek(0)
    font = TTFont(between, recalcTimestamp=False)
    options = subset.Options()
    options.layout_features = FEATURES
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in blocks for code in range(first, last + 1)])
    subsetter.subset(font)
    font.flavor = "woff2"
    packed = io.BytesIO()
    font.save(packed)
    return packed.getvalue()


if __name__ == "__main__":
    for name, (source, axes) in FONTS.items():
        blocks = EXTENDED if name.endswith("-ext") else LATIN
        (TO / f"{name}.woff2").write_bytes(made(Path(sys.argv[1]) / f"{source}.woff2", axes, blocks))

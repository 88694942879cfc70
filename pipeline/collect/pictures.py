"""Pictures as they are published: turned upright, no wider than a page, and without a word of metadata."""

import io
import re
from xml.etree import ElementTree  # safe for our use: an entity is refused before anything is parsed

from PIL import Image, ImageOps

from pipeline.collect import drawings
from pipeline.collect.decoding import decode
from pipeline.errors import SourceError

#: Pixels; twice the width of a column of text, for dense screens.
_WIDEST = 1600
_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
_ACTIVE_SVG = re.compile(
    r"<\s*(?:[\w.-]+:)?(?:script|foreignObject|iframe|object|embed|meta|link)\b|\s(?:[\w.-]+:)?on\w+\s*=|javascript:|<!ENTITY",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(
    r"(?:href|src)\s*=\s*[\"']\s*(?:https?:)?//|url\(\s*[\"']?\s*(?:https?:)?//|@import", re.IGNORECASE
)


def publishable(raw: bytes, name: str) -> tuple[bytes, str]:
    """The bytes to publish and their file ending.

    A photograph carries where and by whom it was taken (EXIF, XMP, remarks, colour profiles
    with an owner's name); writing the pixels anew leaves all of that behind. An SVG is text that
    a browser runs, so one that acts or calls other hosts is refused; see `drawings` for the rest.

    Raises:
        SourceError: it is no picture that a browser shows, or an SVG that acts.

    """
    suffix = "." + name.rpartition(".")[2].lower()
    if suffix == ".svg":
        _refuse_active(raw, name)
        return drawings.plain(raw, name, publishable), suffix
    if suffix not in _FORMATS:
        raise SourceError(name, "this is not a picture for the web.", "Use .svg, .png, .jpg or .webp.")
    try:
        with Image.open(io.BytesIO(raw)) as opened:
            upright = ImageOps.exif_transpose(opened)
            if "transparency" in upright.info:
                # Kept beside the pixels, not in them, so it would be lost with the metadata.
                upright = upright.convert("RGBA")
            upright.thumbnail((_WIDEST, 4 * _WIDEST))
            clean = Image.frombytes(upright.mode, upright.size, upright.tobytes())
            if upright.mode == "P" and (palette := upright.getpalette()) is not None:
                clean.putpalette(palette)
            out = io.BytesIO()
            clean.save(out, _FORMATS[suffix], optimize=True)
    except Exception as problem:  # a damaged picture fails wherever its reader first trips over it
        raise SourceError(
            name, f"the picture cannot be read ({problem}).", "Save it again as PNG or JPEG."
        ) from problem
    return out.getvalue(), suffix


def _refuse_active(raw: bytes, name: str) -> None:
    written = decode(raw)[0]
    told = [written]
    if "<!ENTITY" not in written:
        try:
            # As a browser reads it: entities in their characters' place, every name in one spelling.
            read = ElementTree.tostring(ElementTree.fromstring(raw), encoding="unicode")
            # ... and an address without the white space that browsers overlook in it.
            told += [read, re.sub(r"&#\d+;|\s", "", read)]
        except (ElementTree.ParseError, ValueError, LookupError, RecursionError) as problem:
            raise SourceError(name, f"this is not an SVG ({problem}).", "Export it again, or as PNG.") from problem
    if any(_ACTIVE_SVG.search(each) or _OUTSIDE.search(each) for each in told):
        raise SourceError(name, "this SVG runs code or calls another host.", "Export it again as plain SVG, or as PNG.")

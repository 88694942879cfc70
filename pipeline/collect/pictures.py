"""Pictures as they are published: turned upright, no wider than a page, and without a word of metadata."""

import io
import re

from PIL import Image, ImageOps, UnidentifiedImageError

from pipeline.errors import SourceError

#: Pixels; twice the width of a column of text, for dense screens.
_WIDEST = 1600
_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
_ACTIVE_SVG = re.compile(rb"<\s*(?:script|foreignObject|iframe)|\son\w+\s*=|javascript:|<!ENTITY", re.IGNORECASE)
_OUTSIDE = re.compile(
    rb"(?:href|src)\s*=\s*[\"']\s*(?:https?:)?//|url\(\s*[\"']?\s*(?:https?:)?//|@import", re.IGNORECASE
)


def publishable(raw: bytes, name: str) -> tuple[bytes, str]:
    """The bytes to publish and their file ending.

    A photograph carries where and by whom it was taken (EXIF); writing the pixels anew
    leaves that behind. An SVG is text that a browser runs, so one that acts or calls
    other hosts is refused.

    Raises:
        SourceError: it is no picture that a browser shows, or an SVG that acts.

    """
    suffix = "." + name.rpartition(".")[2].lower()
    if suffix == ".svg":
        if _ACTIVE_SVG.search(raw) or _OUTSIDE.search(raw):
            raise SourceError(
                name, "this SVG runs code or calls another host.", "Export it again as plain SVG, or as PNG."
            )
        return raw, suffix
    if suffix not in _FORMATS:
        raise SourceError(name, "this is not a picture for the web.", "Use .svg, .png, .jpg or .webp.")
    try:
        with Image.open(io.BytesIO(raw)) as opened:
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((_WIDEST, 4 * _WIDEST))
            clean = Image.frombytes(upright.mode, upright.size, upright.tobytes())
            if upright.mode == "P" and (palette := upright.getpalette()) is not None:
                clean.putpalette(palette)
            out = io.BytesIO()
            clean.save(out, _FORMATS[suffix], optimize=True)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as problem:
        raise SourceError(
            name, f"the picture cannot be read ({problem}).", "Save it again as PNG or JPEG."
        ) from problem
    return out.getvalue(), suffix

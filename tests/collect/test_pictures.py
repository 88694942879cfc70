import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from pipeline.collect.pictures import publishable
from pipeline.errors import SourceError

GPS, ORIENTATION, CAMERA = 0x8825, 0x0112, 0x010F


def photograph(form: str = "JPEG", size: tuple[int, int] = (40, 20), orientation: int = 1) -> bytes:
    """A picture, red on the left and blue on the right, with where, by what and how it was taken."""
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (size[0] // 2, 0, *size))
    exif = Image.Exif()
    exif[CAMERA] = "SecretCam"
    exif[ORIENTATION] = orientation
    exif[GPS] = {1: "N", 2: (51.0, 27.0, 0.0), 3: "W", 4: (2.0, 35.0, 0.0)}
    out = io.BytesIO()
    picture.save(out, form, exif=exif, comment=b"by Bo") if form == "JPEG" else picture.save(out, form, exif=exif)
    return out.getvalue()


def opened(raw: bytes) -> Image.Image:
    """The picture in these bytes, read whole."""
    picture = Image.open(io.BytesIO(raw))
    picture.load()
    return picture


def refusal(raw: bytes, name: str) -> SourceError:
    """Why a picture is refused."""
    with pytest.raises(SourceError) as refused:
        publishable(raw, name)
    return refused.value


@pytest.mark.parametrize(
    ("form", "name"), [("JPEG", "a.jpg"), ("JPEG", "a.JPEG"), ("PNG", "a.png"), ("WEBP", "a.webp")]
)
def test_nobody_learns_where_a_picture_was_taken(form: str, name: str) -> None:
    """Place, camera and remarks stay behind; the picture is the same size."""
    raw = photograph(form)

    clean, suffix = publishable(raw, name)

    assert b"SecretCam" in raw
    assert {GPS, CAMERA} <= set(opened(raw).getexif())
    assert b"SecretCam" not in clean
    assert {} == dict(opened(clean).getexif())
    assert not {"exif", "comment", "xmp", "icc_profile"} & set(opened(clean).info)
    assert ("." + name.lower().partition(".")[2], (40, 20)) == (suffix, opened(clean).size)


def chunks(raw: bytes) -> set[str]:
    """The parts of a picture's file, as its format calls them."""
    if raw.startswith(b"\x89PNG"):
        found, at = set(), 8
        while at < len(raw):
            found.add(raw[at + 4 : at + 8].decode())
            at += 12 + int.from_bytes(raw[at : at + 4], "big")
        return found
    if raw.startswith(b"RIFF"):
        found, at = set(), 12
        while at < len(raw):
            size = int.from_bytes(raw[at + 4 : at + 8], "little")
            found.add(raw[at : at + 4].decode())
            at += 8 + size + size % 2
        return found
    found, at = set(), 2
    while raw[at + 1] != 0xDA:
        found.add(f"{raw[at + 1]:02X}")
        at += 2 + int.from_bytes(raw[at + 2 : at + 4], "big")
    return found


XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>Margaret Client</rdf:RDF></x:xmpmeta>'
#: Parts that hold pixels, or what they need: size, tables, colours, transparency.
PIXELS = {"IHDR", "PLTE", "tRNS", "IDAT", "IEND", "VP8 ", "VP8L", "VP8X", "ALPH", "C0", "C2", "C4", "DB", "DD", "E0"}


def told_of(form: str) -> bytes:
    """A photograph in which everything tells of a client: EXIF with place and artist, XMP, a profile, remarks, text."""
    exif = Image.Exif()
    exif[CAMERA], exif[0x013B], exif[0x8298], exif[0x9C9D] = (
        "SecretCam",
        "Margaret Client",
        "(c) Margaret Client",
        b"M\0C\0",
    )
    exif[GPS] = {1: "N", 2: (51.0, 27.0, 0.0), 3: "W", 4: (2.0, 35.0, 0.0)}
    out, picture = io.BytesIO(), Image.new("RGB", (40, 20), "red")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + b"Margaret Client"
    if form == "PNG":
        told = PngInfo()
        told.add_text("Author", "Margaret Client")
        told.add_text("Comment", "Margaret Client " * 90, zip=True)
        told.add_itxt("XML:com.adobe.xmp", XMP.decode())
        picture.save(out, form, exif=exif, pnginfo=told, icc_profile=profile, dpi=(72, 72))
    elif form == "JPEG":
        picture.save(out, form, exif=exif, comment=b"Margaret Client", icc_profile=profile, xmp=XMP)
        # A program's own remarks: Photoshop's (APP13) with an IPTC name.
        raw = out.getvalue()
        block = b"Photoshop 3.0\0Margaret Client"
        return (
            raw[:2]
            + b"\xff\xed"
            + (len(block) + 2).to_bytes(2, "big")
            + block
            + raw[2:]
            + b"Margaret Client behind the end"
        )
    else:
        picture.save(out, form, exif=exif, icc_profile=profile, xmp=XMP)
    return out.getvalue()


@pytest.mark.parametrize(("form", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp")])
def test_nothing_but_pixels_is_published(form: str, name: str) -> None:
    """Place, artist, remarks, profiles and whatever a program hung on stay behind, byte for byte."""
    raw = told_of(form)
    clean = publishable(raw, name)[0]

    assert b"Client" in raw
    assert chunks(raw) - PIXELS
    assert set() == chunks(clean) - PIXELS
    for word in (b"Client", b"SecretCam", b"Photoshop", b"Exif", b"xmp", b"ICC"):
        assert word not in clean


def test_words_inside_a_png_stay_behind() -> None:
    """A drawing program writes its user's name into the file."""
    out = io.BytesIO()
    told = PngInfo()
    told.add_text("Author", "Bo Client")
    Image.new("RGB", (4, 4)).save(out, "PNG", pnginfo=told)

    assert b"Bo Client" in out.getvalue()
    assert b"Bo Client" not in publishable(out.getvalue(), "a.png")[0]


def test_a_picture_is_turned_upright() -> None:
    """A telephone writes how it was held beside the pixels; the pixels are turned before that is lost."""
    clean = opened(publishable(photograph(orientation=6), "a.jpg")[0]).convert("RGB")
    above, below = clean.getpixel((10, 5)), clean.getpixel((10, 35))

    assert (20, 40) == clean.size
    assert isinstance(above, tuple)
    assert isinstance(below, tuple)
    assert above[0] > 200 > 100 > above[2]
    assert below[2] > 200 > 100 > below[0]


@pytest.mark.parametrize(
    ("size", "published"),
    [((3200, 800), (1600, 400)), ((1600, 10), (1600, 10)), ((1601, 1601), (1600, 1600)), ((100, 9000), (71, 6400))],
)
def test_a_picture_is_no_wider_than_a_page_needs(size: tuple[int, int], published: tuple[int, int]) -> None:
    """Large pictures shrink in proportion; small ones stay as they are."""
    assert published == opened(publishable(photograph("PNG", size), "a.png")[0]).size


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
@pytest.mark.parametrize("width", [20, 2000])
def test_every_kind_of_png_can_be_published(mode: str, width: int) -> None:
    """Black and white, grey, palette, colour, deep and transparent pictures come through, shrunk or not."""
    out = io.BytesIO()
    Image.new(mode, (width, 10)).save(out, "PNG")

    assert min(width, 1600) == opened(publishable(out.getvalue(), "a.png")[0]).width


@pytest.mark.parametrize("mode", ["P", "RGB", "L"])
def test_what_was_transparent_stays_transparent(mode: str) -> None:
    """Transparency can be kept beside the pixels, where it would be lost with the metadata."""
    picture = Image.new(mode, (4, 4), 0)
    picture.putpixel((1, 1), (255, 255, 255) if mode == "RGB" else 1)
    out = io.BytesIO()
    picture.save(out, "PNG", transparency=(0, 0, 0) if mode == "RGB" else 0)

    clean = opened(publishable(out.getvalue(), "a.png")[0]).convert("RGBA")

    assert (0, 255) == (clean.getpixel((0, 0))[3], clean.getpixel((1, 1))[3])  # type: ignore[index]  # RGBA: a tuple


def test_colours_of_a_palette_stay() -> None:
    """A palette's colours are the picture's, not metadata."""
    picture = Image.new("P", (2, 1), 0)
    picture.putpalette([10, 200, 30, 40, 50, 160])
    picture.putpixel((1, 0), 1)
    out = io.BytesIO()
    picture.save(out, "PNG")

    clean = opened(publishable(out.getvalue(), "a.png")[0]).convert("RGB")

    assert [(10, 200, 30), (40, 50, 160)] == [clean.getpixel((0, 0)), clean.getpixel((1, 0))]


@pytest.mark.parametrize("name", ["a.gif", "a.tiff", "a.svg+xml", "a.heic", "a.pdf", "a", "a.png.exe"])
def test_an_unknown_ending_is_refused(name: str) -> None:
    """What a browser may not show is not published, and the author is told what would be."""
    error = refusal(photograph("PNG"), name)

    assert (name, "this is not a picture for the web.") == (error.thing, error.cause)
    assert "Use .svg, .png, .jpg or .webp." == error.remedy


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        pytest.param(b"", "a.png", id="nothing"),
        pytest.param(b"words", "a.jpg", id="words"),
        pytest.param(photograph("PNG")[:60], "a.png", id="cut off"),
        pytest.param(photograph("PNG").replace(b"IDAT", b"\x89\x8b\x8bI"), "a.png", id="a broken part"),
    ],
)
def test_a_broken_picture_is_refused_by_name(raw: bytes, name: str) -> None:
    """One damaged picture is one file's problem."""
    error = refusal(raw, name)

    assert name == error.thing
    assert error.cause.startswith("the picture cannot be read (")


WHOLE = {"a.png": photograph("PNG"), "a.jpg": photograph("JPEG"), "a.webp": photograph("WEBP")}


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(sorted(WHOLE)), st.lists(st.tuples(st.integers(0), st.integers(0, 255)), max_size=20))
def test_a_damaged_picture_is_published_clean_or_refused(name: str, spots: list[tuple[int, int]]) -> None:
    """Whatever a bad disk did to the bytes, no metadata leaves and nothing breaks."""
    raw = bytearray(WHOLE[name])
    for at, byte in spots:
        raw[at % len(raw)] = byte

    try:
        left = dict(opened(publishable(bytes(raw), name)[0]).getexif())
    except SourceError as refused:
        left = {} if refused.thing == name else {0: refused.thing}

    assert {} == left


def svg(inside: str = '<circle r="3"/>', root: str = "") -> str:
    """An SVG."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {root}>{inside}</svg>'


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(svg(), id="plain"),
        pytest.param(svg('<a href="#b"><use xlink:href="#c"/></a><path fill="url(#d)"/>'), id="links within itself"),
        pytest.param(svg('<style>.a{fill:red}</style><title>On time</title><linearGradient id="x"/>'), id="style and title"),
        pytest.param(svg('<g aria-label="A clock" font-family="sans"/>'), id="attributes"),
        pytest.param('<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x">\n' + svg(), id="declarations"),
    ],
)  # fmt: skip
def test_a_plain_svg_is_published_as_it_is(picture: str) -> None:
    """A drawing that only draws is not touched."""
    assert (picture.encode(), ".svg") == publishable(picture.encode(), "a.SVG")


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(svg("<script>a()</script>"), id="script"),
        pytest.param(svg("< script>a()</script>").replace("< s", "<s"), id="script, spaced"),
        pytest.param(svg("<SCRIPT>a()</SCRIPT>"), id="script in capitals"),
        pytest.param('<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:script>a()</s:script></s:svg>', id="script by another name"),
        pytest.param(svg(root='onload="a()"'), id="handler"),
        pytest.param(svg('<circle\nonclick="a()"/>'), id="handler on a new line"),
        pytest.param(svg("<foreignObject><p/></foreignObject>"), id="foreign object"),
        pytest.param(svg('<h:iframe xmlns:h="http://www.w3.org/1999/xhtml"/>'), id="frame"),
        pytest.param(svg('<h:meta xmlns:h="http://www.w3.org/1999/xhtml" http-equiv="refresh"/>'), id="redirection"),
        pytest.param(svg('<h:object xmlns:h="http://www.w3.org/1999/xhtml" data="x"/>'), id="object"),
        pytest.param(svg('<a href="javascript:a()"/>'), id="address that runs"),
        pytest.param(svg('<a href="&#106;avascript:a()"/>'), id="address spelled with entities"),
        pytest.param(svg('<a href="java&#10;script:a()"/>'), id="address with a line break in it"),
        pytest.param(svg('<a xlink:href="  JavaScript:a()"/>'), id="address with white space"),
        pytest.param('<!DOCTYPE svg [<!ENTITY a "x">]>' + svg("&a;"), id="entity"),
        pytest.param(svg('<image href="https://x.example/a.png"/>'), id="picture on another host"),
        pytest.param(svg("<image href='//x.example/a.png'/>"), id="picture on the same scheme"),
        pytest.param(svg('<image xlink:href="&#104;ttps://x.example/a.png"/>'), id="picture spelled with entities"),
        pytest.param(svg('<path fill="url(https://x.example/a)"/>'), id="fill from another host"),
        pytest.param(svg("<style>@import 'a.css';</style>"), id="style from elsewhere"),
        pytest.param(svg("<style>a{fill:url( '//x.example/a')}</style>"), id="style that calls"),
        pytest.param('<?xml-stylesheet href="https://x.example/a.css"?>' + svg(), id="style sheet"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_svg_that_acts_or_calls_is_refused(picture: str, encoding: str) -> None:
    """An SVG is text that a browser runs: one that does more than draw stays out, however it is spelled."""
    error = refusal(picture.encode(encoding), "a.svg")

    assert ("a.svg", "this SVG runs code or calls another host.") == (error.thing, error.cause)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"words",
        b"<svg>",
        b"<svg/><svg/>",
        b"\x89PNG\r\n\x1a\n",
        b'<?xml version="1.0" encoding="ruritanian"?><svg/>',
    ],
)
def test_what_is_no_svg_is_refused(raw: bytes) -> None:
    """What cannot be read cannot be judged."""
    error = refusal(raw, "a.svg")

    assert "a.svg" == error.thing
    assert error.cause.startswith("this is not an SVG (")

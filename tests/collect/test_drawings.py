import base64
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pipeline.collect.drawings import words
from pipeline.collect.pictures import publishable
from pipeline.errors import SourceError

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
#: What drawing programs declare.
PROGRAMS = (
    ' xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"'
    ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:i="http://ns.adobe.com/i/1"'
)


def svg(inside: str, root: str = PROGRAMS) -> str:
    """A drawing."""
    return f"{HEAD}{root}>{inside}</svg>"


def published(picture: str) -> str:
    """A drawing as it is published."""
    return publishable(picture.encode(), "a.svg")[0].decode()


def photograph(form: str = "JPEG") -> str:
    """A picture with its photographer's name, as an address."""
    exif = Image.Exif()
    exif[0x013B] = "Margaret Client"
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, form, exif=exif)
    return f"data:image/{form.lower()};base64,{base64.b64encode(out.getvalue()).decode()}"


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(svg("<!-- for Client --><circle/>"), id="a remark"),
        pytest.param("<!-- for Client -->" + svg("<circle/>"), id="a remark before"),
        pytest.param(svg("<circle/>") + "<!-- for Client -->", id="a remark behind"),
        pytest.param('<?xml version="1.0"?><?prog Client?>' + svg("<circle/>"), id="a program's instruction"),
        pytest.param(svg("<metadata><rdf:RDF><dc:creator>Client</dc:creator></rdf:RDF></metadata>"), id="metadata"),
        pytest.param(svg("<g><metadata>Client</metadata><circle/></g>"), id="metadata within"),
        pytest.param(svg('<sodipodi:namedview inkscape:window="Client"/>'), id="a program's element"),
        pytest.param(svg('<g inkscape:label="Client"><circle/></g>'), id="a layer's name"),
        pytest.param(
            svg(
                "<circle/>",
                PROGRAMS + ' sodipodi:docname="C:/Client.svg" inkscape:export-filename="/home/Client/a.png"',
            ),
            id="places",
        ),
        pytest.param(svg('<g data-name="Client"><circle/></g>'), id="data"),
        pytest.param(svg("<style>/* Client */ .a{fill:red}</style>"), id="a remark in a style"),
        pytest.param(svg("<i:pgf>Client</i:pgf>"), id="a whole file within"),
    ],
)
def test_what_is_not_drawn_is_not_published(told: str) -> None:
    """Remarks, properties, places on a disk and programs' own marks stay behind; what is drawn stays."""
    clean = published(told)

    assert "Client" in told
    assert "Client" not in clean
    assert clean.startswith("<svg ")
    assert ("<circle" in told) == ("<circle" in clean)
    assert ("fill:red" in told) == ("fill:red" in clean)


def test_words_behind_a_remark_stay() -> None:
    """Taking a remark out of a line leaves the line."""
    assert "<text>one two three</text>" in published(svg("<text>one <!-- Client -->two <?a b?>three</text>"))


def test_links_and_names_of_the_drawing_stay() -> None:
    """What a drawing needs of its own namespaces is kept in the usual spelling."""
    clean = published(svg('<!-- x --><a xlink:href="#b" xml:space="preserve"><use href="#c"/></a>'))

    assert 'xlink:href="#b"' in clean
    assert 'xml:space="preserve"' in clean
    assert 'xmlns="http://www.w3.org/2000/svg"' in clean


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("name", ["href", "xlink:href"])
def test_a_picture_inside_a_drawing_is_cleaned(form: str, name: str) -> None:
    """It carries what any photograph carries."""
    told = photograph(form)

    clean = published(svg(f'<image {name}="{told}"/>'))
    inside = base64.b64decode(clean.partition("base64,")[2].partition('"')[0])

    assert b"Margaret Client" in base64.b64decode(told.partition(",")[2])
    assert b"Client" not in inside
    assert (8, 8) == Image.open(io.BytesIO(inside)).size


def test_a_drawing_inside_a_drawing_is_cleaned() -> None:
    """As deep as they lie."""
    inner = base64.b64encode(svg("<!-- Client --><circle/>").encode()).decode()
    clean = published(svg(f'<image href="data:image/svg+xml;base64,{inner}"/>'))

    assert b"Client" not in base64.b64decode(clean.partition("base64,")[2].partition('"')[0])


@pytest.mark.parametrize(
    "address",
    [
        "data:image/gif;base64,R0lG",
        "data:text/plain,Client",
        "data:image/png;base64,",
        "data:image/png;base64,AAAA",
        "data:,x",
    ],
)
def test_what_lies_inside_and_cannot_be_cleaned_is_refused(address: str) -> None:
    """A kind that nobody can read could hold anything."""
    with pytest.raises(SourceError) as refused:
        published(svg(f'<image href="{address}"/>'))

    assert refused.value.thing.startswith("a.svg")


def test_a_drawing_nested_without_end_is_refused() -> None:
    """It is one file's problem."""
    with pytest.raises(SourceError):
        published(svg("<g>" * 20_000 + "</g>" * 20_000))


def test_a_drawings_words_are_told() -> None:
    """Labels, titles, descriptions and the names of its parts are what a name could hide in; its style is not."""
    drawing = svg(
        '<title>A clock</title><style>.b{}</style><g id="layer_Oyelaran" aria-label="A face"><text>one <tspan>two</tspan> three</text></g>'
    )

    assert sorted(["A", "clock", "layer", "Oyelaran", "A", "face", "one", "two", "three"]) == sorted(
        words(drawing.encode()).split()
    )


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<g>", "</g>", "<!-- Client -->", "<text>a</text>", "<?x Client?>", "<metadata>Client</metadata>", "b"]
        ),
        max_size=12,
    )
)
def test_any_drawing_is_published_clean_or_refused(parts: list[str]) -> None:
    """However its parts lie in each other."""
    try:
        clean = published(svg("".join(parts)))
    except SourceError:
        return
    assert "Client" not in clean
    assert parts.count("b") + parts.count("<text>a</text>") == sum(map(words(clean.encode()).count, "ab"))

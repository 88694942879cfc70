import base64
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pipeline.collect.cleaning import to_html
from pipeline.collect.draft import Draft, Picture
from pipeline.collect.webpage import parse_page
from pipeline.errors import SourceError
from tests.collect.test_cleaning import Dangers

NAME = "content/articles/A fence.html"
LONG = "The landlord wrote in March, and the tenant, who kept every letter, answered within a week. " * 2
MENU = "<nav><ul><li><a href='/a'>Our people</a></li><li><a href='/b'>Our fees</a></li></ul></nav>"
RICH = """<h2>Why</h2><ul><li>posts<ul><li>oak</li></ul></li><li>wire</li></ul><ol><li>dig</li></ol>
<table><caption>What it cost</caption><tr><th>Day</th><th>Sum</th></tr><tr><td>1</td><td>£5</td></tr></table>
<blockquote><p>Hers.</p></blockquote><p>See <a href="https://law.example/a">the Act</a> and <b>pay</b>.</p>
<figure><img src="A%20fence_files/fence%20(1).png" alt="A fence"><figcaption>By the road</figcaption></figure>"""
RICH_TEXT = """## Why

- posts
    - oak
- wire

1. dig

What it cost

| Day | Sum |
| --- | --- |
| 1 | £5 |

> Hers.

See [the Act](https://law.example/a) and **pay**.

![A fence](<A fence_files/fence (1).png>)

By the road"""


def read(page: str, title: str = "") -> Draft:
    """The draft of a page."""
    return parse_page(page.encode(), NAME, title)


def refusal(page: str) -> SourceError:
    """Why a page is refused."""
    with pytest.raises(SourceError) as refused:
        read(page)
    return refused.value


def png() -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (20, 10), "green").save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(f"<h1>A fence</h1><p>{LONG}</p>{RICH}", id="no more than its words"),
        pytest.param(f"<!DOCTYPE html><html><head><title>A fence</title></head><body><h1>A fence</h1><p>{LONG}</p>{RICH}</body></html>", id="an export"),
        pytest.param(f"<body><header>{MENU}</header><main><article><h1>A fence</h1><div class=entry-meta>By Ada</div><p>{LONG}</p>{RICH}</article></main><aside>Subscribe!</aside><footer>© Firm</footer></body>", id="landmarks"),
        pytest.param(f"<body><div id=cookie-banner>We use cookies.</div><div class=top-menu>{MENU}</div><div class=col-8><h1>A fence</h1><div class='share-buttons'><a href=x>Tweet</a></div><p>{LONG}</p>{RICH}</div><div class=relatedPosts><h3>Read on</h3></div></body>", id="names only"),
        pytest.param(f"<body>{MENU}<div role=main><h1>A fence</h1><section><p>{LONG}</p></section><section>{RICH}</section></div><form>Search</form></body>", id="sections"),
    ],
)  # fmt: skip
def test_the_words_come_without_the_page_around_them(page: str) -> None:
    """Every heading, list, table, quotation, link and caption of the piece, and none of the menu."""
    draft = read(page)

    assert ("A fence", f"{LONG.strip()}\n\n{RICH_TEXT}", 0) == (draft.title, draft.body, draft.first_line)
    assert (Picture(name="A fence_files/fence (1).png", alt="A fence"),) == draft.pictures


def test_a_picture_with_spaces_and_brackets_in_its_name_is_shown() -> None:
    """Browsers name the folder of pictures after the page."""
    draft = read(f"<h1>A fence</h1>{RICH}")

    assert 'src="asset:f.png"' in to_html(draft.body, {draft.pictures[0].name: "f.png"})


def test_what_is_left_aside_is_noted() -> None:
    """A reviewer sees what was not taken for text."""
    page = f"<body>{MENU}<main><h1>A fence</h1><p>{LONG}</p></main><div class=newsletter>Sign up</div></body>"

    assert ("what the page has around the text left aside (“Our people Our fees”; “Sign up”)",) == read(page).notes


def test_a_text_in_a_badly_named_box_is_kept() -> None:
    """Most of the words are the piece, whatever its element is called."""
    assert (
        LONG.strip() == read(f"<body>{MENU}<h1>A fence</h1><div class='sidebar widget'><p>{LONG}</p></div></body>").body
    )


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        pytest.param("<title>Not this</title>", "<h1>A <i>fence</i></h1><p>Words.</p>", "A fence", id="heading"),
        pytest.param("<meta property='og:title' content='A > fence'><title>Not this</title>", "<p>Words.</p>", "A > fence", id="og"),
        pytest.param("<title>A fence - moved | Clear LLP</title>", "<p>Words.</p>", "A fence - moved", id="title"),
        pytest.param("<meta property='og:site_name' content='Clear LLP'><title>A fence – Clear LLP</title>", "<p>Words.</p>", "A fence", id="named site"),
        pytest.param("<title>A fence</title>", "<p>Words.</p>", "A fence", id="title alone"),
    ],
)  # fmt: skip
def test_the_title_is_the_piece_s(head: str, body: str, title: str) -> None:
    """The heading, then what the page tells others, then its own title without the site's name."""
    draft = read(f"<html><head>{head}</head><body>{body}</body></html>")

    assert (title, "Words.") == (draft.title, draft.body)


def test_a_title_that_the_place_gives_takes_no_line() -> None:
    """A practice area has its name already."""
    draft = read("<h1>We count</h1><p>And recount.</p>", "tax")

    assert ("tax", "# We count\n\nAnd recount.") == (draft.title, draft.body)


@pytest.mark.parametrize(
    ("head", "when"),
    [
        pytest.param('<script type="application/ld+json">{"@graph":[{"@type":"Person"},{"@type":["Article"],"datePublished":"2026-03-05T10:00:00Z"}]}</script>', datetime(2026, 3, 5, 10, tzinfo=UTC), id="JSON-LD"),
        pytest.param("<meta property='article:published_time' content='2026-03-05'>", date(2026, 3, 5), id="meta"),
        pytest.param("<time itemprop=datePublished datetime='2026-03-05'>March</time>", date(2026, 3, 5), id="time"),
        pytest.param("<article><time datetime='2026-03-05'>March</time></article>", date(2026, 3, 5), id="the only time"),
        pytest.param("<meta name=date content='last week'>", None, id="no date"),
        pytest.param('<script type="application/ld+json">{broken</script>', None, id="broken"),
    ],
)  # fmt: skip
def test_the_date_is_what_the_page_states(head: str, when: date | None) -> None:
    """From wherever it states one; nothing is guessed from the words."""
    assert when == read(f"{head}<h1>A fence</h1><p>On 1 May 2020 it stood.</p>").date


@pytest.mark.parametrize(
    ("head", "author"),
    [
        pytest.param('<script type="application/ld+json">[{"@type":"BlogPosting","author":[{"name":"Ada Clear"}]}]</script>', "Ada Clear", id="JSON-LD"),
        pytest.param("<meta name=author content='Ada Clear'>", "Ada Clear", id="meta"),
        pytest.param("<meta property='article:author' content='https://x.example/ada'>", "", id="an address"),
        pytest.param("<meta name=Generator content='Microsoft Word 15'><meta name=author content='Bo'>", "", id="Word's own"),
        pytest.param("<meta name=generator content='LibreOffice 24.2'><meta name=author content='Bo'>", "", id="LibreOffice's own"),
    ],
)  # fmt: skip
def test_the_author_is_whom_the_page_names(head: str, author: str) -> None:
    """A byline is one; what an office program took from the computer is none."""
    assert author == read(f"{head}<h1>A fence</h1><p>Words.</p>").author


@pytest.mark.parametrize(
    ("head", "link"),
    [
        pytest.param("<link rel=canonical href='https://x.example/a'>", "https://x.example/a", id="canonical"),
        pytest.param("<meta property='og:url' content='https://x.example/b'>", "https://x.example/b", id="og"),
        pytest.param("<!-- saved from url=(0021)https://x.example/c -->", "https://x.example/c", id="the browser's remark"),
        pytest.param("<link rel=canonical href='javascript:a()'>", "", id="code"),
        pytest.param("<link rel=canonical href='/a'>", "", id="no host"),
    ],
)  # fmt: skip
def test_the_link_is_where_the_page_lives(head: str, link: str) -> None:
    """Only an address on the web."""
    assert link == read(f"{head}<h1>A fence</h1><p>Words.</p>").link


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param("<meta charset=utf-8><h1>Café</h1><p>£5 “now”</p>".encode(), id="utf-8"),
        pytest.param("<h1>Café</h1><p>£5 “now”</p>".encode("utf-8-sig"), id="mark"),
        pytest.param("<h1>Café</h1><p>£5 “now”</p>".encode("utf-16"), id="utf-16"),
        pytest.param("<meta charset=iso-8859-1><h1>Café</h1><p>£5 “now”</p>".encode("cp1252"), id="Latin-1, as browsers read it"),
        pytest.param("<meta http-equiv=Content-Type content='text/html; charset=windows-1252'><h1>Café</h1><p>£5 “now”</p>".encode("cp1252"), id="Word"),
        pytest.param("<meta charset=macintosh><h1>Café</h1><p>£5 “now”</p>".encode("mac-roman"), id="an old Mac"),
        pytest.param("<meta charset=nonsense><h1>Café</h1><p>£5 “now”</p>".encode(), id="nonsense"),
        pytest.param("<h1>Café</h1><p>£5 “now”</p>".encode("cp1252"), id="nothing said"),
    ],
)  # fmt: skip
def test_the_encoding_is_found(raw: bytes) -> None:
    """By its mark, by what the page says, or by looking."""
    draft = parse_page(raw, NAME)

    assert ("Café", "£5 “now”") == (draft.title, draft.body)


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator content="Microsoft Word 15">
<!--[if gte mso 9]><xml><o:Author>Bo Client</o:Author></xml><![endif]--><style><!-- p.MsoNormal {mso-style-unhide:no} --></style></head>
<body lang=EN-GB><div class=WordSection1><h1>A fence<o:p></o:p></h1><p class=MsoNormal>It moved.<o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span><![endif]>posts</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span><![endif]>wire</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo1'><span style='mso-list:Ignore'>1.<span>&nbsp;</span></span>dig</p>
<p class=MsoFootnoteText>By hand.</p></div></body></html>"""


def test_word_s_own_web_page_keeps_every_word() -> None:
    """Bullets become lists, and what Word notes for itself is left out."""
    draft = read(WORD)

    assert ("A fence", "It moved.\n\n- posts\n- wire\n\n1. dig\n\nBy hand.") == (draft.title, draft.body)
    assert "Bo Client" not in repr(draft)


@pytest.mark.parametrize(
    "mark",
    ["<span class=msoIns><ins>gladly</ins></span>", "<span class=msoDel><del>never</del></span>", "<a class=msocomanchor href='#c'>[B1]</a>"],
)  # fmt: skip
def test_an_open_review_in_word_s_web_page_stops_it(mark: str) -> None:
    """Saved as a web page, a tracked change is as open as before."""
    assert refusal(WORD.replace("It moved.", f"It moved {mark}.")).cause.startswith(
        "a tracked change or a comment is open"
    )


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>Ms Client</p>", "<p style='color:red;Display : None'>Ms Client</p>", "<p>a<!-- Ms Client -->b</p>",
        "<div style='visibility:hidden'><p>Ms Client</p></div>", "<span style='mso-hide:all'>Ms Client</span>",
        "<template><p>Ms Client</p></template>", "<noscript>Ms Client</noscript>", "<select><option>Ms Client</select>",
        "<style>.away, p.gone { display: none }</style><p class='x gone'>Ms Client</p>", "<style>#away{display:none}</style><p id=away>Ms Client</p>",
        "<svg><text>Ms Client</text></svg>", "<textarea>Ms Client</textarea>", "<!-- a -- b > Ms Client -->",
    ],
)  # fmt: skip
def test_what_a_browser_does_not_show_is_not_published(hidden: str) -> None:
    """Hidden words may name anybody, and their author does not see them."""
    assert "Ms Client" not in repr(read(f"<h1>A fence</h1><p>Words.</p>{hidden}<p>More.</p>"))


def test_hidden_words_are_noted() -> None:
    """That there were some; not which."""
    assert ("hidden text on the page left aside",) == read("<h1>A</h1><p>Words.</p><p hidden>Ms Client</p>").notes


def test_a_remark_that_ends_at_once_hides_nothing() -> None:
    """As browsers read it."""
    assert "Seen." == read("<h1>A fence</h1><!--><p>Seen.</p>").body


def test_a_picture_inside_the_page_comes_with_its_bytes() -> None:
    """Some browsers and extensions write pictures into the page itself."""
    page = f"<h1>A fence</h1><p>Words.</p><p><img alt='A fence' src='data:image/png;base64,{base64.b64encode(png()).decode()}'></p>"

    draft = read(page)

    assert (Picture(name="embedded-1.png", alt="A fence", raw=png()),) == draft.pictures
    assert "Words.\n\n![A fence](embedded-1.png)" == draft.body


def test_pictures_of_other_hosts_are_left_out_with_a_note() -> None:
    """They were not saved with the page, and nothing is fetched; dots that count readers are nobody's picture."""
    page = "<h1>A</h1><p>Words.<img src='https://x.example/a.png' alt='A fence'><img src='//x.example/b.gif' width=1 height=1></p>"

    draft = read(page)

    assert ("Words.", ()) == (draft.body, draft.pictures)
    assert ("pictures that were not saved with the page left out (A fence)",) == draft.notes


def test_a_page_without_words_is_refused() -> None:
    """A page that only a script fills is empty when it is saved."""
    assert (
        "there are no words in it."
        == refusal("<html><body><div id=app></div><script>start()</script></body></html>").cause
    )


@pytest.mark.parametrize("tag", ["div", "blockquote", "section"])
def test_a_page_nested_without_end_is_refused(tag: str) -> None:
    """Parsers slow down or fail on it, and no person made it."""
    assert "the page is nested more than 100 levels deep." == refusal(f"<h1>A</h1>{f'<{tag}>' * 10_000}x").cause
    assert "the page is nested more than 100 levels deep." == refusal(f"<h1>A</h1>{f'<{tag}><p>' * 110}x").cause


def test_tags_that_a_script_writes_are_not_counted() -> None:
    """Browsers save scripts with the page, and these are full of what looks like tags."""
    assert "Words." == read("<h1>A</h1><script>" + "x = '<div><b>';" * 30_000 + "</script><p>Words.</p>").body


def test_paragraphs_that_nobody_closed_are_not_nested() -> None:
    """Much HTML was written by hand, and is right without its end tags."""
    assert 400 == read("<h1>A</h1>" + "<p>Words." * 400).body.count("Words.")


PIECES = st.sampled_from(
    ["<script>a()</script>", "<scr<script>ipt>", "<img src=x onerror=a()>", "<a href='javascript:a()'>x</a>", "<a href='data:text/html,x'>x</a>", "<svg onload=a()>", "<div onclick=a()>", "</div>", "<p>", "words ", "&lt;script&gt;a()&lt;/script&gt;", "<h1>A</h1>", "<table>", "<tr><td>", "</table>", "<ul><li>", "</ul>", "<!--", "-->", "<![CDATA[", "]]>", "<style>", "</style>", "<title>", "<iframe srcdoc='<script>a()</script>'>", "<math><mtext>", "<base href=//x>", "<meta charset=utf-16>", "<article>", "</article>", "<nav>", "</nav>", "\x00", "\u202e", "&#x6a;avascript:", "[a](javascript:a())", "<img alt='](x) <script>' src=a.png>", "<img src='a.png&quot; onerror=a()' alt=x>", "<xmp>", "<plaintext>", "<textarea>", "<ol start=99999999999>", "<td rowspan=99999 colspan=0>"]
)  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(st.lists(PIECES | st.text(max_size=5), max_size=20).map("".join))
def test_any_page_is_a_draft_or_a_refusal_and_harmless(page: str) -> None:
    """Scripts, handlers and odd links never survive, however they are written."""
    try:
        body = read("<p>A fence.</p>" + page).body
    except SourceError as refused:
        body = refused.cause

    assert [] == Dangers(to_html(body, {})).found


def test_what_stands_beside_the_piece_is_left_aside() -> None:
    """Where a page says which element is the piece, words beside it are no part of it, and are named."""
    draft = read(f"<body>{MENU}<p>Call us now.</p><article><h1>A fence</h1><p>{LONG}</p></article></body>")

    assert LONG.strip() == draft.body
    assert "“Call us now.”" in draft.notes[0]


def test_quotation_marks_of_windows_in_latin_1_need_no_repair() -> None:
    """Read as browsers read it, nothing is mis-decoded."""
    draft = parse_page("<meta charset=iso-8859-1><h1>Café</h1><p>“Now”</p>".encode("cp1252"), NAME)

    assert ["“Now”", True] == [draft.body, all("mis-decoded" not in note for note in draft.notes)]

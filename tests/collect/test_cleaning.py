from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.collect.cleaning import ASSET, to_html, to_markdown, to_text

OURS = {"fence.png": "abc.png", "my fence.png": "def.png"}
HARMLESS = {
    "a", "abbr", "b", "blockquote", "br", "cite", "code", "dd", "del", "div", "dl", "dt", "em", "figcaption", "figure",
    "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "small",
    "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip


class Dangers(HTMLParser):
    """Gathers whatever a page must not hold, as a browser would meet it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Judge one tag with its attributes."""
        if tag not in HARMLESS:
            self.found.append(tag)
        for name, value in attrs:
            value = value or ""
            allowed = {
                "href": urlsplit(value.strip()).scheme in ("http", "https", "mailto", "tel") or value.startswith("#"),
                "src": value in {ASSET + name for name in OURS.values()},
                "style": value in ("text-align: left;", "text-align: right;", "text-align: center;"),
            }
            if name.startswith("on") or not allowed.get(name, True):
                self.found.append(f"{tag} {name}={value}")

    def handle_comment(self, data: str) -> None:
        """No remark of an author's reaches the reader."""
        self.found.append(f"<!--{data}")

    def handle_decl(self, decl: str) -> None:
        """No declaration either."""
        self.found.append(f"<!{decl}")

    def handle_pi(self, data: str) -> None:
        """Nor an instruction."""
        self.found.append(f"<?{data}")


SPICES = [
    "<script>alert(1)</script>", "<SCRIPT SRC=//x.example/a.js>", "<scr<script>ipt>", "<img src=x onerror=alert(1)>",
    '<img src="https://x.example/t.gif" alt="> <script>alert(1)</script>">', "![t](https://x.example/t.gif)",
    "![t](//x.example/t.gif)", "![t](data:image/svg+xml;base64,AAAA)", "![f](fence.png)", '<img src="fence.png" onload="a()">',
    "[a](javascript:alert(1))", "[a](JaVa\tScRiPt:alert(1))", '<a href="java&#115;cript:alert(1)">a</a>', "[a](vbscript:x)",
    "[a](data:text/html,<script>alert(1)</script>)", "<javascript:alert(1)>", "[a](https://x.example)", "[r]\n\n[r]: javascript:a",
    "<iframe src='https://x.example'></iframe>", "<object data=x>", "<embed src=x>", "<form action=x><input autofocus onfocus=a()>",
    "<style>p{background:url(//x.example)}</style>", '<p style="background:url(//x.example)">', "<link rel=stylesheet href=//x.example>",
    "<meta http-equiv=refresh content='0;url=//x.example'>", "<base href=//x.example>", "<svg onload=a()><script>b()</script></svg>",
    "<math><mtext><img src=x onerror=a()>", "<template><script>a()</script></template>", "<noscript><p title='</noscript><img src=x onerror=a()>'>",
    "<!-- remark --><b>", "<!--><script>a()</script>-->", "<![CDATA[<script>a()</script>]]>", "<?php a() ?>", "<div onclick=a()>",
    '<td style="text-align: left;">', '"><script>a()</script>', "<svg><a xlink:href='javascript:a()'>", "<details open ontoggle=a()>",
    "```\n<script>a()</script>\n```", "`<script>`", "\n\n", "\n", " ", "*", "_", "[", "](", ")", "<", ">", "&lt;script&gt;", "| a | b |\n|:-|-:|\n| c | d |",
    "[^1]", "\n[^1]: note <script>a()</script>\n", "# heading\n", "- item\n", "> quote\n", "&", "\x00", "é",
]  # fmt: skip


@settings(deadline=None, max_examples=100)
@given(st.text() | st.lists(st.sampled_from(SPICES), max_size=12).map("".join))
def test_no_text_becomes_dangerous_html(text: str) -> None:
    """Scripts, frames, handlers, foreign pictures, styles and odd schemes never reach a page."""
    assert [] == Dangers(to_html(text, OURS)).found


@pytest.mark.parametrize("spice", SPICES)
def test_no_known_attack_becomes_dangerous_html(spice: str) -> None:
    """Each of the attacks alone, and inside a paragraph, comes to nothing."""
    assert ([], []) == (Dangers(to_html(spice, OURS)).found, Dangers(to_html(f"Before {spice} after", OURS)).found)


def test_the_judge_of_these_tests_would_see_danger() -> None:
    """The parser that finds nothing above finds what there is to find."""
    page = (
        "<script>a()</script><iframe></iframe><p onclick=a()><a href='javascript:a()'>x</a><img src=//x.example/a>"
        "<a href='/local'>x</a><td style='color: red'><h1>x</h1><!-- x -->"
    )

    assert 9 == len(Dangers(page).found)


def test_scripts_and_styles_go_with_their_words() -> None:
    """Code is no text: nothing of it is shown."""
    page = to_html("One.\n\n<script>alert('two')</script>\n\n<style>p { color: red }</style>\n\nThree.", {})

    assert ["<p>One.</p>", "<p>Three.</p>"] == page.split()


def test_one_picture_of_ours_stays_and_others_go_with_their_paragraph() -> None:
    """A picture gets its published name; one from elsewhere leaves no hole."""
    page = to_html("![A > B](fence.png)\n\n![x > y](https://x.example/a.png)\n\n![B](<my fence.png>)\n\nEnd.", OURS)

    assert (
        '<p><img alt="A &gt; B" src="asset:abc.png"></p>\n<p><img alt="B" src="asset:def.png"></p>\n<p>End.</p>' == page
    )


@pytest.mark.parametrize(
    ("text", "page"),
    [
        pytest.param("[a](https://x.example)", '<p><a href="https://x.example" rel="noopener">a</a></p>', id="web"),
        pytest.param("[a](mailto:a@x.example)", '<p><a href="mailto:a@x.example" rel="noopener">a</a></p>', id="mail"),
        pytest.param("[a](tel:+44117)", '<p><a href="tel:+44117" rel="noopener">a</a></p>', id="telephone"),
        pytest.param("[a](javascript:b)", '<p><a rel="noopener">a</a></p>', id="code"),
        pytest.param("[a](//x.example)", '<p><a rel="noopener">a</a></p>', id="no scheme"),
    ],
)
def test_links_that_lead_somewhere_stay(text: str, page: str) -> None:
    """The web, mail and telephone; the words of any other link stay without it."""
    assert page == to_html(text, {})


def test_tables_survive_with_their_alignment() -> None:
    """A table is a table, and its columns stand where the author put them."""
    page = to_html("| Day | Sum |\n|:----|----:|\n| 1 | £5 |", {})

    assert '<th style="text-align: left;">Day</th>' in page
    assert '<td style="text-align: right;">£5</td>' in page


def test_footnotes_survive_and_lead_there_and_back() -> None:
    """A note's mark leads to the note, and the note leads back."""
    page = to_html("Said.[^1]\n\n[^1]: By whom?", {})

    assert '<sup id="fnref:1"><a class="footnote-ref" href="#fn:1" rel="noopener">1</a></sup>' in page
    assert '<li id="fn:1">' in page
    assert 'class="footnote-backref" href="#fnref:1"' in page


def test_only_the_footnotes_own_classes_stay() -> None:
    """An author cannot dress a paragraph as part of the site."""
    assert '<div class="footnote">x</div>' == to_html('<div class="footnote site-header">x</div>', {})
    assert "<div>x</div>" == to_html('<div class="site-header">x</div>', {})


@pytest.mark.parametrize(
    ("text", "page"),
    [
        pytest.param("# A\n\n## B\n\n##### E\n\n###### F", "<h2>A</h2>\n<h3>B</h3>\n<h6>E</h6>\n<h6>F</h6>", id="Markdown"),
        pytest.param("<H1>A</H1>\n\n## B", "<h2>A</h2>\n\n<h3>B</h3>", id="HTML in capitals"),
        pytest.param("## A\n\n### B", "<h2>A</h2>\n<h3>B</h3>", id="no first level"),
        pytest.param("A `<h1>` tag\n\n## B", "<p>A <code>&lt;h1&gt;</code> tag</p>\n<h2>B</h2>", id="only spoken of"),
    ],
)  # fmt: skip
def test_the_title_stays_the_only_first_heading(text: str, page: str) -> None:
    """A first-level heading in the text becomes a second-level one, and the others follow."""
    assert page == to_html(text, {})


def test_quotes_are_curled() -> None:
    """Typewriter quotes and dashes become those of print."""
    assert "<p>“It’s here” – she said…</p>" == to_html('"It\'s here" -- she said...', {})


def test_a_list_after_a_list_of_another_kind_is_its_own() -> None:
    """Numbers do not run on from bullets."""
    page = to_html("- a\n- b\n\n1. c", {})

    assert "<ul>" in page
    assert "<ol>" in page


@pytest.mark.parametrize(
    ("page", "text"),
    [
        pytest.param("<h1>A</h1><h2>B</h2><p>C <b>d</b> <i>e</i></p>", "# A\n\n## B\n\nC **d** *e*", id="headings and emphasis"),
        pytest.param("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n    - b", id="lists"),
        pytest.param("<p>a</p><script>b()</script><form><input>c</form><nav>d</nav>", "a", id="no scripts and forms"),
        pytest.param("<p>5 &lt; 6, the &lt;deadline&gt; and &amp;lt;</p>", "5 < 6, the &lt;deadline> and &amp;lt;", id="typed brackets"),
        pytest.param("<p>a_b * c ` d \\ e</p>", r"a\_b \* c \` d \\ e", id="typed marks"),
        pytest.param("<p>x<sup>2</sup> and H<sub>2</sub>O and <s>gone</s></p>", "x<sup>2</sup> and H<sub>2</sub>O and <s>gone</s>", id="above, below, through"),
        pytest.param("<table><tr><td>a|b</td><td>c</td></tr><tr><td>1</td><td>2</td></tr></table>", "| a\\|b | c |\n| --- | --- |\n| 1 | 2 |", id="table"),
        pytest.param('<table><tr><td><p><img src="a.png" alt="A"></p></td></tr></table>', "| ![A](a.png) |\n| --- |", id="picture in a cell"),
        pytest.param('<h2>B <img src="a.png" alt="A"></h2>', "## B ![A](a.png)", id="picture in a heading"),
    ],
)  # fmt: skip
def test_html_becomes_markdown(page: str, text: str) -> None:
    """What somebody typed into Word is what Markdown will show again."""
    assert text == to_markdown(page)


TYPED = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.sampled_from(list("<>&|*_`\\ [](){}~^\"'")),
    min_size=1,
)


@settings(deadline=None, max_examples=100)
@given(TYPED.map(str.strip).filter(bool))
def test_typed_words_survive_the_way_through_markdown(words: str) -> None:
    """A sign in a Word file that means something to HTML or Markdown arrives as that sign."""
    words = f"The {words} end"
    escaped = words.replace("&", "&amp;").replace("<", "&lt;")

    shown = to_text(to_html(to_markdown(f"<p>{escaped}</p>"), {}))

    assert "The" == shown.split()[0]
    assert [char for char in words if char in "<>&|*_`"] == [char for char in shown if char in "<>&|*_`"]


@pytest.mark.parametrize(
    ("page", "text"),
    [
        pytest.param("<p>One <b>two</b></p>\n<p>three</p>", "One two three", id="tags"),
        pytest.param("Fish &amp; chips, 5 &lt; 6", "Fish & chips, 5 < 6", id="entities"),
        pytest.param("a<script>b()</script><style>c</style>d", "ad", id="scripts"),
        pytest.param('<img src="x" alt="a > b">c', "c", id="pictures"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_words_of_html_in_one_line(page: str, text: str) -> None:
    """A feed's summary is words, not markup."""
    assert text == to_text(page)

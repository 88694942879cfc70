"""What hosts are to send, and how that is written down for each kind of them."""

import base64
import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.collect.cleaning import to_html
from pipeline.publish import host_files
from pipeline.publish.headers import Sent, sent
from tests.browser.hosted import headers, rules
from tests.builders import firm

PAGES = ["", "about/", "people/", "people/rafe/", "practice/tax/", "search/", "stories/the-van/"]
ONCE = {"Content-Security-Policy", "Cache-Control", "Content-Type"}


def directives(policy: str) -> dict[str, str]:
    """A policy by directive."""
    return dict(each.partition(" ")[::2] for each in policy.split("; "))


def ours(**about_the_firm: str) -> Sent:
    """What a firm's host is to send."""
    return sent(firm(**about_the_firm), PAGES)


def test_a_page_may_load_from_here_and_nothing_else() -> None:
    """Each directive is said, so that none falls back to something softer; nothing may be run inline or evaluated."""
    found = directives(ours().policy)

    assert {
        "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data:",
        "font-src": "'self'", "connect-src": "'self'", "form-action": "'self'", "frame-ancestors": "'none'",
        "base-uri": "'none'",
    } == {name: value for name, value in found.items() if name != "style-src-attr"}  # fmt: skip
    assert not re.search(r"'unsafe-(inline|eval)'|\*", ours().policy)


def test_only_the_search_may_compile_its_engine() -> None:
    """On its page and in its worker."""
    with_engine = [path for path, policy in ours().policies if "'wasm-unsafe-eval'" in policy]

    assert (["search/", "pagefind/"], False) == (with_engine, "wasm" in ours().policy)


@pytest.mark.parametrize("side", ["left", "center", "right"])
def test_the_cells_of_an_authors_table_may_be_aligned(side: str) -> None:
    """The only styles that a text can have are in the policy by their hash."""
    marks = {"left": ":--", "center": ":-:", "right": "--:"}
    found = set(re.findall(r'style="([^"]+)"', to_html(f"| a |\n|{marks[side]}|\n| b |\n", {})))
    hashes = {f"'sha256-{base64.b64encode(hashlib.sha256(each.encode()).digest()).decode()}'" for each in found}

    assert 1 == len(hashes)
    assert hashes <= set(directives(ours().policy)["style-src-attr"].split())


def test_a_form_may_go_to_the_search_and_to_the_subscribe_service_of_the_firm_alone() -> None:
    """To the site itself, and to the origin of that service, whatever path it has."""
    of = sent(firm(), PAGES, subscribe="https://digest.firm.example:8443/subscribe?x=1")

    assert {"'self' https://digest.firm.example:8443"} == {
        directives(policy)["form-action"]
        for policy in (of.policy, *(p for path, p in of.policies if "script-src" in p))
    }


def test_what_is_named_by_its_content_is_kept_for_ever_and_pages_for_a_minute() -> None:
    """A withdrawn page is gone soon; a picture never changes under its name; the index of the search may."""
    kept = [path for path, value in ours().cachings if "immutable" in value]

    assert "public, max-age=60, must-revalidate" == ours().caching
    assert {"assets/content/", "pagefind/fragment/", "pagefind/index/"} <= set(kept)
    assert not any("pagefind/pagefind-entry.json".startswith(path) for path, _ in ours().cachings)


@pytest.mark.parametrize(("site", "secured"), [("https://firm.example/", True), ("http://firm.example/", False)])
def test_a_secure_site_stays_secure(site: str, secured: bool) -> None:
    """One that is not yet is not promised to be."""
    assert secured == ("Strict-Transport-Security" in dict(ours(site=site).everywhere))


PATHS = st.lists(st.sampled_from(["a", "b-c", "people", "search", "assets", "content", "index.html"]), max_size=4)


@given(extra=PATHS)
def test_no_two_rules_for_one_address_have_the_same_header(extra: list[str]) -> None:
    """Hosts add such values up, and two policies forbid what either forbids."""
    of = rules(host_files.headers_file(ours()).decode())
    paths = ["/", "/404.html", "/search/", "/assets/content/a.svg", "/people/rafe/feed.json", "/" + "/".join(extra)]

    for path in paths:
        told = [name for pattern, its in of if pattern.fullmatch(path) for name, _ in its]
        assert len(told) == len(set(told)), path


@pytest.mark.parametrize("base", ["/", "/firm/"])
def test_every_page_has_its_policy_in_the_file_for_hosts(base: str) -> None:
    """Home, the page for wrong addresses, and each folder; under the folder of the site on its host."""
    of = rules(host_files.headers_file(ours(site=f"https://host.example{base}")).decode())

    for path in (*PAGES, "404.html"):
        wanted = next((policy for folder, policy in ours().policies if path.startswith(folder)), ours().policy)
        assert wanted == headers(of, base + path)["Content-Security-Policy"], path
        assert "nosniff" == headers(of, base + path)["X-Content-Type-Options"]
    assert "text/vcard; charset=utf-8" == headers(of, f"{base}people/rafe.vcf")["Content-Type"]


def test_the_file_for_hosts_stays_within_their_limits() -> None:
    """Cloudflare takes 100 rules of at most 2,000 characters a line."""
    lines = host_files.headers_file(ours()).decode().splitlines()
    patterns = [line for line in lines if line.startswith("/")]

    assert len(set(patterns)) == len(patterns) < 100
    assert max(map(len, lines)) < 2_000


def test_an_old_address_leads_on_with_and_without_its_slash() -> None:
    """For good, in order of the old ones, under the folder of the site on its host."""
    moved = {"practice/old/": "practice/new/", "about.html": "about/"}

    assert (
        "# Written by Attract anew with every run: change nothing here.\n"
        "/firm/about.html /firm/about/ 301\n"
        "/firm/practice/old/ /firm/practice/new/ 301\n"
        "/firm/practice/old /firm/practice/new/ 301\n"
    ) == host_files.redirects_file(moved, "/firm/").decode()


@given(old=st.text(min_size=1, max_size=20), new=st.text(max_size=20))
def test_no_address_breaks_out_of_its_line(old: str, new: str) -> None:
    """Whatever signs an address has, each way stays one line of three words, in every format."""
    plain = {"practice/old/": "practice/new/"}
    lines = host_files.redirects_file({old: new}).decode().splitlines()[1:]

    assert all(re.fullmatch(r"/[!-~]* /[!-~]* 301", line) for line in lines)
    for written in (host_files.nginx, host_files.caddy, host_files.apache):
        odd, usual = (written(ours(), moved).decode() for moved in ({old: new}, plain))
        assert odd.count('"') == usual.count('"') or len(lines) != 2
        assert not set("{};\"'$\\ ") & set("".join(word for line in lines for word in line.split()))


@pytest.mark.parametrize("written", [host_files.nginx, host_files.caddy, host_files.apache])
def test_the_same_is_written_the_same(written: object) -> None:
    """Whatever order the ways come in."""
    assert callable(written)
    assert written(ours(), {"a/": "b/", "c/": "d/"}) == written(ours(), {"c/": "d/", "a/": "b/"})

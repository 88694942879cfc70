"""What to send, and where old addresses lead, in the words of each kind of host.

`_headers` and `_redirects` (Netlify, Cloudflare Pages) and `.htaccess` (Apache) lie at the site's
root; the lines for nginx and Caddy go into the block of the site in their settings.
"""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from pipeline.publish.headers import Sent

#: Where each lies under the site's root.
HEADERS, REDIRECTS, APACHE = "_headers", "_redirects", ".htaccess"
_POLICY, _CACHING = "Content-Security-Policy", "Cache-Control"
_NOTE = "Written by Attract anew with every run: change nothing here."


def headers_file(sent: Sent) -> bytes:
    """`_headers`, for Netlify and Cloudflare Pages.

    Both add up what every fitting rule says, and a browser obeys every policy that it gets. So no
    two rules that fit one address may have the same header: there is a rule for each top folder,
    and none for everything. What is not named is fetched anew each time: that is what both do by themselves.
    """
    apart = [path for path, _ in sent.policies]
    rules = [("*", sent.everywhere)]
    rules += [(_fitting(top), ((_POLICY, sent.policy),)) for top in sent.tops if top not in apart]
    rules += [(_fitting(path), ((_POLICY, policy),)) for path, policy in sent.policies]
    rules += [(_fitting(path), ((_CACHING, caching),)) for path, caching in sent.cachings]
    rules += [(f"*{ending}", (("Content-Type", kind),)) for ending, kind in sent.types]
    # One block for each pattern, whatever is said of it.
    blocks: dict[str, list[tuple[str, str]]] = {}
    for pattern, headers in rules:
        blocks.setdefault(pattern, []).extend(headers)
    lines = [f"# {_NOTE}"]
    for pattern, its in blocks.items():
        lines += [sent.base + pattern, *(f"  {name}: {value}" for name, value in its)]
    return _joined(lines)


def _fitting(top: str) -> str:
    return f"{top}*" if top.endswith("/") else top


def redirects_file(moved: Mapping[str, str], base: str = "/") -> bytes:
    """`_redirects`, for Netlify and Cloudflare Pages.

    Netlify shows a page that still stands at the old address instead; ours leads on by itself.

    Args:
        moved: old path to new path, both under the site's root.
        base: where the site lies on its host.

    """
    return _joined([f"# {_NOTE}", *(f"{old} {new} 301" for old, new in _ways(moved, base))])


def nginx(sent: Sent, moved: Mapping[str, str]) -> bytes:
    """Lines for nginx, inside `server { ... }`; no other `add_header` may stand in a `location` there."""
    lines = [f"# {_NOTE}", "# In your settings: server { ... include /path/to/this/file; }"]
    lines += _chosen("attract_policy", sent.policy, sent.policies, sent.base)
    lines += _chosen("attract_caching", sent.caching, sent.cachings, sent.base)
    lines += [f'add_header {_POLICY} "$attract_policy" always;', f'add_header {_CACHING} "$attract_caching" always;']
    lines += [f'add_header {name} "{value}" always;' for name, value in sent.everywhere]
    # Types given in a server block would replace all that nginx knows, so each has a place of its own.
    lines += [
        f'location ~ "{re.escape(ending)}$" {{ types {{ }} default_type "{kind}"; }}' for ending, kind in sent.types
    ]
    lines += [f"location = {old} {{ return 301 {new}; }}" for old, new in _ways(moved, sent.base)]
    return _joined(lines)


def _chosen(variable: str, value: str, others: Iterable[tuple[str, str]], base: str) -> Iterable[str]:
    # `if` with nothing but `set` in it is the one use of `if` that nginx's documents call safe.
    yield f'set ${variable} "{value}";'
    for path, other in others:
        yield f'if ($uri ~ "^{re.escape(base + path)}") {{ set ${variable} "{other}"; }}'


def caddy(sent: Sent, moved: Mapping[str, str]) -> bytes:
    """Lines for Caddy 2, inside the block of the site."""
    lines = [f"# {_NOTE}", "# In your Caddyfile: www.firm.example { ... import /path/to/this/file }"]
    lines += _mapped("attract_policy", sent.policy, sent.policies, sent.base)
    lines += _mapped("attract_caching", sent.caching, sent.cachings, sent.base)
    lines += ["header {", f'\t{_POLICY} "{{attract_policy}}"', f'\t{_CACHING} "{{attract_caching}}"']
    lines += [*(f'\t{name} "{value}"' for name, value in sent.everywhere), "}"]
    for number, (ending, kind) in enumerate(sent.types, 1):
        name = f"@attract_type_{number}"
        lines += [f"{name} path *{ending}", f'header {name} Content-Type "{kind}"']
    lines += [f"redir {old} {new} 301" for old, new in _ways(moved, sent.base)]
    return _joined(lines)


def _mapped(variable: str, value: str, others: Iterable[tuple[str, str]], base: str) -> Iterable[str]:
    yield f"map {{path}} {{{variable}}} {{"
    for path, other in others:
        yield f'\t~^{re.escape(base + path)} "{other}"'
    yield f'\tdefault "{value}"'
    yield "}"


def apache(sent: Sent, moved: Mapping[str, str]) -> bytes:
    """`.htaccess`, for Apache 2.4 with mod_headers and mod_alias; it has to be allowed: `AllowOverride All`."""
    lines = [f"# {_NOTE}", "<IfModule mod_headers.c>"]
    lines += [f'Header always set {name} "{value}"' for name, value in sent.everywhere]
    for header, value, others in (
        (_POLICY, sent.policy, sent.policies),
        (_CACHING, sent.caching, sent.cachings),
    ):
        lines += [f'Header always set {header} "{value}"']
        for path, other in others:
            condition = f'"%{{REQUEST_URI}} =~ m#^{re.escape(sent.base + path)}#"'
            lines += [f"<If {condition}>", f'Header always set {header} "{other}"', "</If>"]
    lines += ["</IfModule>"]
    for ending, kind in sent.types:
        lines += [f'<FilesMatch "{re.escape(ending)}$">', f'ForceType "{kind}"', "</FilesMatch>"]
    lines += [f'RedirectMatch 301 "^{re.escape(old)}$" "{new}"' for old, new in _ways(moved, sent.base)]
    return _joined(lines)


def _ways(moved: Mapping[str, str], base: str) -> Iterable[tuple[str, str]]:
    """(old, new) as addresses, in order; an old folder is asked for with and without its slash."""
    for old, new in sorted(moved.items()):
        for each in dict.fromkeys((old, old.removesuffix("/"))):
            yield _address(base + each), _address(base + new)


def _address(path: str) -> str:
    """Without a sign that ends a word, a line or a string in any of these files."""
    return quote(path, safe="/%~:@!,-._")


def _joined(lines: Iterable[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()

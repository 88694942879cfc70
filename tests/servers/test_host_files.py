"""What we write for nginx, Caddy and Apache, taken by those very servers where they are installed."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from pipeline.publish import host_files
from pipeline.publish.headers import Sent, sent
from tests.builders import firm

pytestmark = pytest.mark.servers
SENT = sent(firm(), ["", "people/", "people/rafe/", "search/"])
MOVED = {"practice/old/": "practice/new/", "people/r.afe/": "people/rafe/"}
FILES = [
    "index.html", "404.html", "search/index.html", "people/rafe/index.html", "people/rafe.vcf", "people/rafe/feed.json",
    "feed.atom", "feeds.opml", "llms.txt", "assets/content/0123456789abcdef.svg", "assets/fonts/a.woff2",
    "pagefind/fragment/en_1.pf_fragment", "pagefind/pagefind-worker.js",
]  # fmt: skip
ADDRESSES = [file.removesuffix("index.html") for file in FILES]


def port() -> int:
    """A port that nobody has just now."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def nginx(binary: str, folder: Path, site: Path, at: int) -> list[str]:
    """The command that serves the site by nginx."""
    (folder / "ours.conf").write_bytes(host_files.nginx(SENT, MOVED))
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log stderr; events {{ }}\n"
        f"http {{ access_log off; client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};"
        f" uwsgi_temp_path {folder}; scgi_temp_path {folder}; types {{ text/html html; image/svg+xml svg; }}\n"
        f"server {{ listen 127.0.0.1:{at}; root {site}; error_page 404 /404.html; include {folder}/ours.conf; }} }}\n"
    )
    return [binary, "-c", str(folder / "nginx.conf"), "-p", str(folder)]


def caddy(binary: str, folder: Path, site: Path, at: int) -> list[str]:
    """The command that serves the site by Caddy."""
    (folder / "ours").write_bytes(host_files.caddy(SENT, MOVED))
    (folder / "Caddyfile").write_text(
        f"{{\n\tadmin off\n\tstorage file_system {folder}\n}}\n"
        f"http://127.0.0.1:{at} {{\n\troot * {site}\n\timport {folder}/ours\n\tfile_server\n}}\n"
    )
    return [binary, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


def apache2(binary: str, folder: Path, site: Path, at: int) -> list[str]:
    """The command that serves the site by Apache."""
    (site / host_files.APACHE).write_bytes(host_files.apache(SENT, MOVED))
    modules = Path(binary).resolve().parents[1] / "lib/apache2/modules"
    names = ["mpm_event", "authz_core", "dir", "mime", "headers", "alias", "unixd"]
    loaded = [f"LoadModule {n}_module {modules}/mod_{n}.so" for n in names if (modules / f"mod_{n}.so").exists()]
    (folder / "types").write_text("text/html html\nimage/svg+xml svg\n")
    (folder / "apache.conf").write_text(
        "\n".join(loaded)
        + f"\nServerRoot {folder}\nServerName 127.0.0.1\nListen 127.0.0.1:{at}\nPidFile {folder}/pid\n"
        f"TypesConfig {folder}/types\nErrorLog {folder}/errors\nDocumentRoot {site}\nErrorDocument 404 /404.html\n"
        f"<Directory {site}>\nAllowOverride All\nRequire all granted\n</Directory>\n"
    )
    return [binary, "-f", str(folder / "apache.conf"), "-X"]


@contextmanager
def folder_for_all() -> Iterator[Path]:
    """A folder that a server may read, too, after it has given up its rights."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture(scope="module", params=[nginx, caddy, apache2])
def client(request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    """Somebody who asks this server for things."""
    command: Callable[[str, Path, Path, int], list[str]] = request.param
    binary = shutil.which(command.__name__)
    if binary is None:
        pytest.skip(f"{command.__name__} is not installed")
    with folder_for_all() as folder:
        site = folder / "site"
        for file in FILES:
            (site / file).parent.mkdir(parents=True, exist_ok=True)
            (site / file).write_text(file)
        at = port()
        with subprocess.Popen(command(binary, folder, site, at)) as server:
            try:
                with httpx.Client(base_url=f"http://127.0.0.1:{at}") as asking:
                    ready(asking, server)
                    yield asking
            finally:
                server.terminate()


def ready(asking: httpx.Client, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers."""
    for _ in range(200):
        assert server.poll() is None, "the server refused its settings"
        try:
            asking.get("/")
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the server did not answer")


def under(path: str, found: tuple[tuple[str, str], ...], otherwise: str) -> str:
    """What belongs to the folder in which a path lies."""
    return next((value for folder, value in found if path.startswith(folder)), otherwise)


def expected(of: Sent, path: str) -> dict[str, str]:
    """What must be sent with a path."""
    kind = next((value for ending, value in of.types if path.endswith(ending)), None)
    return {
        **dict(of.everywhere),
        "Content-Security-Policy": under(path, of.policies, of.policy),
        "Cache-Control": under(path, of.cachings, of.caching),
        **({"Content-Type": kind} if kind else {}),
    }


@pytest.mark.parametrize("path", ADDRESSES)
def test_each_file_comes_with_its_headers_once(client: httpx.Client, path: str) -> None:
    """Every header that we ask for, with our value, and no second one of that name."""
    answer = client.get(f"/{path}")

    assert 200 == answer.status_code
    assert {name: [value] for name, value in expected(SENT, path).items()} == {
        name: answer.headers.get_list(name) for name in expected(SENT, path)
    }


def test_a_wrong_address_comes_with_the_headers_too(client: httpx.Client) -> None:
    """The policy holds where nothing is."""
    answer = client.get("/nowhere/")

    assert 404 == answer.status_code
    assert SENT.policy == answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("old", sorted(MOVED))
def test_an_old_address_leads_to_the_new_one(client: httpx.Client, old: str, slash: str) -> None:
    """For good (301), with and without its slash; an address that only looks like it does not."""
    answer = client.get(f"/{old.rstrip('/')}{slash}")

    assert 301 == answer.status_code
    assert f"/{MOVED[old]}" == httpx.URL(answer.headers["Location"]).path
    assert 404 == client.get(f"/{old.replace('.', 'x').rstrip('/')}x/").status_code

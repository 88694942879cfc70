"""A server that speaks SFTP as host: a real one, in a process of its own."""

import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import asyncssh
import pytest

from pipeline.edges.hosts.sftp import Server, sftp_host
from pipeline.ending import silent
from pipeline.errors import HostError
from tests.edges.hosts.conftest import Sftp
from tests.edges.hosts.contract import PAGES, START, HostContract, Place, pages
from tests.edges.hosts.killing import kill_often, many, putting, reading, says
from tests.edges.hosts.test_folder import tree
from tests.thorough import LONGER

pytestmark = pytest.mark.servers
Start = Callable[..., Sftp]


def sftp_place(running: Sftp, scratch: Path) -> Place:
    """An empty server."""
    return Place(
        open=lambda keep, progress: sftp_host(running.server, keep=keep, progress=progress),
        public=lambda: tree(running.root / "www/current"),
        scratch=scratch,
    )


@pytest.fixture
def place(sftp: Start, tmp_path: Path) -> Place:
    """An empty server."""
    return sftp_place(sftp(), tmp_path)


class TestSftp(HostContract):
    """The contract, on a server that can do everything."""


class TestSftpWithoutLinks(HostContract):
    """The contract, on a server that makes no hard links but copies files on its side."""

    @pytest.fixture
    def place(self, sftp: Start, tmp_path: Path) -> Place:
        """An empty server."""
        return sftp_place(sftp("hardlink"), tmp_path)


def test_what_did_not_change_is_linked_on_the_server(sftp: Start, tmp_path: Path) -> None:
    """Not a byte of it goes over the wire."""
    running = sftp()
    place = sftp_place(running, tmp_path)
    place.put("v1", PAGES)
    place.put("v2", PAGES | {"index.html": "Home two"})
    versions = running.root / "www/versions"

    assert os.path.samefile(versions / "v1/assets/site.css", versions / "v2/assets/site.css")


def test_a_server_that_can_neither_link_nor_copy_is_sent_everything(sftp: Start, tmp_path: Path) -> None:
    """Slower, and as right."""
    place = sftp_place(sftp("hardlink", "copy"), tmp_path)
    place.put("v1", PAGES)

    done = place.host().put(place.site(PAGES | {"index.html": "Two"}), "v2", START + timedelta(minutes=2))

    assert place.expected(PAGES | {"index.html": "Two"}) == place.public()
    assert (1, len(PAGES)) == (done.written, done.sent)


def test_a_server_that_tells_links_as_whole_paths(sftp: Start, tmp_path: Path) -> None:
    """Its versions are known as any other's."""
    place = sftp_place(sftp("relative"), tmp_path)
    place.put("v1", PAGES)
    place.put("v2", PAGES | {"index.html": "Two"})

    assert "v1" == place.host().roll_back()
    assert place.expected(PAGES) == place.public()


def test_a_server_that_cannot_exchange_at_once_is_refused(sftp: Start, tmp_path: Path) -> None:
    """Rather no put than one during which visitors find nothing."""
    place = sftp_place(sftp("posix-rename"), tmp_path)

    with pytest.raises(HostError, match="cannot put a file in another's place at once"):
        place.put("v1", PAGES)
    assert {} == place.public()


def test_a_server_without_links_to_folders_is_refused(sftp: Start, tmp_path: Path) -> None:
    """It says what the server refuses."""
    with pytest.raises(HostError, match="symlink is not known here"):
        sftp_place(sftp("symlink"), tmp_path).put("v1", PAGES)


@pytest.mark.parametrize("known", ["", "another", "gone"])
def test_a_server_that_nobody_vouched_for_is_not_spoken_to(sftp: Start, tmp_path: Path, known: str) -> None:
    """Its key is unknown, or is another than the one in known_hosts: nothing is sent, and nothing is added there."""
    running = sftp()
    file = running.keys / "known_hosts"
    if known == "gone":
        file.unlink()
    else:
        public = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
        file.write_text(f"[127.0.0.1]:{running.server.port} {public}" if known else "")
    before = file.read_text() if file.exists() else None

    with pytest.raises(HostError, match="does not stand in") as refused:
        sftp_place(running, tmp_path).put("v1", PAGES)

    assert "ssh-keyscan" in refused.value.remedy
    assert before == (file.read_text() if file.exists() else None)
    assert [] == list(running.root.iterdir())


def test_settings_of_ssh_cannot_turn_the_check_off(sftp: Start, tmp_path: Path) -> None:
    """Whoever wrote `UserKnownHostsFile none` for another purpose is still asked for the key here."""
    running = sftp()
    (running.keys / ".ssh").mkdir()
    (running.keys / ".ssh/config").write_text("Host *\n  UserKnownHostsFile none\n  StrictHostKeyChecking no\n")
    (running.keys / "known_hosts").unlink()

    with pytest.raises(HostError, match="does not stand in"):
        sftp_place(running, tmp_path).put("v1", PAGES)


def test_a_password_from_the_environment_opens_the_door(sftp: Start, tmp_path: Path) -> None:
    """Where there is no key."""
    running = sftp()
    known = replace(running, server=replace(running.server, key=None, password="open sesame"))
    place = sftp_place(known, tmp_path)

    place.put("v1", PAGES)

    assert pages(PAGES) == place.public()


def test_whoever_is_not_let_in_is_told_so(sftp: Start, tmp_path: Path) -> None:
    """The message does not repeat the password."""
    running = sftp()
    stranger = replace(running, server=replace(running.server, key=None, password="sesame open"))

    with pytest.raises(HostError, match="does not let us in") as refused:
        sftp_place(stranger, tmp_path).put("v1", PAGES)
    assert "sesame" not in str(refused.value)


def test_a_key_file_that_is_none_is_named(sftp: Start, tmp_path: Path) -> None:
    """A wrong path in the settings is not a riddle."""
    running = sftp()
    (tmp_path / "nokey").write_text("not a key")
    wrong = replace(running, server=replace(running.server, key=tmp_path / "nokey"))

    with pytest.raises(HostError, match="key file cannot be read"):
        sftp_place(wrong, tmp_path).put("v1", PAGES)


#: Kills.
TIMES = 2 * LONGER


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    """Nobody listens."""
    server = Server("127.0.0.1", "www", 9, known_hosts=tmp_path / "none")

    with pytest.raises(HostError, match="the line is dead"):
        sftp_host(server, keep=5, progress=silent).versions()


def test_a_folder_from_home_need_not_be_there(sftp: Start, tmp_path: Path) -> None:
    """A relative folder is made where the server puts us."""
    running = sftp()
    deep = replace(running, server=replace(running.server, folder="sites/firm"))
    place = replace(sftp_place(deep, tmp_path), public=lambda: tree(running.root / "sites/firm/current"))

    place.put("v1", PAGES)

    assert pages(PAGES) == place.public()


@pytest.mark.long
def test_a_put_killed_at_any_moment_leaves_a_whole_site(sftp: Start, tmp_path: Path) -> None:
    """Visitors see the old version or the new one, whole; the next put works, and so does the rollback."""
    running = sftp()
    place = sftp_place(running, tmp_path)
    server = running.server
    opening = f"""
from pipeline.edges.hosts.sftp import Server, sftp_host
server = Server({server.host!r}, {server.folder!r}, {server.port}, {server.user!r}, Path({str(server.key)!r}), Path({str(server.known_hosts)!r}))
host = sftp_host(server, keep=3, progress=silent)
"""
    place.put("v0", many("w0"))
    sites = [place.site(many(f"w{number}")).folder for number in range(1, 2 + TIMES)]
    words = ["w0"]

    def start(number: int) -> subprocess.Popen[str]:
        return putting(opening, sites[number], f"v{number + 1}", {})

    def look(number: int) -> None:
        (word,) = says(place.public())
        assert word in {words[-1], f"w{number + 1}"}
        assert place.expected(many(word)) == place.public()
        words.append(word)

    killed = kill_often(start, look, times=TIMES, seed=2)

    assert killed
    place.put("v99", many("end"), keep=3)
    assert place.expected(many("end")) == place.public()
    place.host(3).roll_back()
    assert place.expected(many(words[-1])) == place.public()


def test_a_reader_never_sees_two_versions_in_one(sftp: Start, tmp_path: Path) -> None:
    """Page after page while the site is exchanged: each version is whole, and none comes back after a newer one."""
    running = sftp()
    place = sftp_place(running, tmp_path)
    place.put("v1", many("1"))
    seen = [0]

    def read() -> None:
        for number in range(0, 150, 7):
            word = int((running.root / f"www/current/page-{number}/index.html").read_text())
            assert word >= seen[0]
            seen[0] = word
        assert 1 == len(says(tree(running.root / "www/current")))

    with reading(read) as rounds:
        for number in range(2, 6):
            place.put(f"v{number}", many(str(number)), keep=20)
    assert rounds[0] >= 3
    assert 5 >= seen[0] > 1

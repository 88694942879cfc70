"""A backup on the disk, whole and hostile."""

import gzip
import io
import json
import tarfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.edges.packing import FileSource, manifest_of, pack, unpack, verify
from pipeline.errors import BackupError

TOLD = {
    "attract": "1", "revision": "0013", "made": datetime(2026, 11, 18, 12, tzinfo=UTC), "zone": "Europe/London",
    "firm": "Test & Firm", "sealed": "", "keys": ("reader.keys",),
}  # fmt: skip


def packed(folder: Path, files: Mapping[str, bytes]) -> Path:
    """A backup of these files."""
    sources = []
    for number, (name, body) in enumerate(files.items()):
        at = folder / f"source-{number}"
        at.write_bytes(body)
        sources.append(FileSource(name, at))
    pack(folder / "backup", sources, TOLD)
    return folder / "backup"


def forged(
    folder: Path, members: list[tuple[tarfile.TarInfo, bytes]], files: list[dict[str, Any]] | None = None
) -> Path:
    """A file like a backup whose manifest and members are as somebody wants them."""
    told = {**TOLD, "format": 1, "made": "2026-11-18T12:00:00+00:00", "keys": [], "files": files or []}
    raw, out = json.dumps(told).encode(), io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        head = tarfile.TarInfo("manifest.json")
        head.size = len(raw)
        tar.addfile(head, io.BytesIO(raw))
        for info, body in members:
            tar.addfile(info, io.BytesIO(body))
    path = folder / "forged"
    path.write_bytes(gzip.compress(out.getvalue()))
    return path


def test_what_was_packed_comes_out(tmp_path: Path) -> None:
    """Every byte, under its name, with its time; and any tar reads it, too."""
    long = "stories/" + "a very long name " * 12 + "é.md"
    files = {long: b"words", "content/empty.md": b"", ".attract/assets/x.png": bytes(range(256)) * 9000}
    backup = packed(tmp_path, files)
    (tmp_path / "out").mkdir()

    manifest = unpack(backup, tmp_path / "out", ".attract")

    assert files == {name: (tmp_path / "out" / name).read_bytes() for name in files}
    assert manifest == verify(backup) == manifest_of(backup)
    assert 0o600 == (tmp_path / "out/.attract/assets/x.png").stat().st_mode & 0o777
    assert int((tmp_path / "source-0").stat().st_mtime) == int((tmp_path / "out" / long).stat().st_mtime)
    with tarfile.open(backup) as tar:
        assert ["manifest.json", *(f"firm/{name}" for name in files)] == tar.getnames()


def test_only_whole_lines_of_a_book_are_in_it(tmp_path: Path) -> None:
    """A line that is being added just now is not."""
    (tmp_path / "book").write_bytes(b'{"a": 1}\n{"b": ')
    manifest = pack(tmp_path / "backup", [FileSource("content/clearances.jsonl", tmp_path / "book", lines=True)], TOLD)

    assert 9 == manifest.files[0].size


@given(st.data())
def test_no_damage_goes_unseen(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Any byte that differs, and any end that is missing, is found."""
    folder = tmp_path_factory.mktemp("damage")
    whole = packed(folder, {"content/firm.yml": b"name: Test\n" * 40, "stories/a.md": b"words"}).read_bytes()
    at = data.draw(st.integers(0, 100_000)) % len(whole)  # its length differs with the time in it
    cut = data.draw(st.booleans())
    spoilt = whole[:at] if cut else whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :]
    (folder / "spoilt").write_bytes(spoilt)
    try:
        found = verify(folder / "spoilt")
    except BackupError:
        return
    # Some bytes of a head of gzip say nothing (its time, its system).
    assert verify(folder / "backup") == found


@pytest.mark.parametrize(
    "name", ["../out.md", "/etc/passwd", "content/../../x", "content//x", "content/a\\b", "", "a\nb"]
)
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    """Before anything is written."""
    info = tarfile.TarInfo(f"firm/{name}")
    files = [{"path": name, "sha256": "0" * 64, "size": 0, "changed": 0}]

    with pytest.raises(BackupError, match="outside of the firm's folder"):
        verify(forged(tmp_path, [(info, b"")], files))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE])
def test_links_and_devices_are_refused(tmp_path: Path, kind: bytes) -> None:
    """Also under a name that the manifest has."""
    info = tarfile.TarInfo("firm/content/a.md")
    info.type, info.linkname = kind, "/etc/passwd"
    files = [{"path": "content/a.md", "sha256": "0" * 64, "size": 0, "changed": 0}]

    with pytest.raises(BackupError, match="damaged"):
        verify(forged(tmp_path, [(info, b"")], files))


def test_what_the_manifest_does_not_name_is_refused(tmp_path: Path) -> None:
    """More, other, or in another order."""
    with pytest.raises(BackupError, match="not in its manifest"):
        verify(forged(tmp_path, [(tarfile.TarInfo("firm/content/a.md"), b"")]))


def test_a_bomb_is_refused_by_what_it_says(tmp_path: Path) -> None:
    """Ten gigabytes out of a few bytes are no firm."""
    files = [{"path": "content/a.md", "sha256": "0" * 64, "size": 10 << 30, "changed": 0}]

    with pytest.raises(BackupError, match="that is no backup"):
        verify(forged(tmp_path, [], files))


def test_a_bomb_is_refused_by_what_it_holds(tmp_path: Path) -> None:
    """A head that is longer than heads are is not read to its end."""
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode="w", format=tarfile.PAX_FORMAT) as tar:
        info = tarfile.TarInfo("firm/content/a.md")
        info.pax_headers = {"comment": "a" * (30 << 20)}
        tar.addfile(info)
    (tmp_path / "bomb").write_bytes(gzip.compress(body.getvalue()))

    with pytest.raises(BackupError):
        verify(tmp_path / "bomb")


@pytest.mark.parametrize(
    "body", [b"", b"words", gzip.compress(b""), gzip.compress(b"words" * 999)],
    ids=["empty", "words", "nothing packed", "words packed"],
)  # fmt: skip
def test_other_files_are_no_backups(tmp_path: Path, body: bytes) -> None:
    """And are said to be none."""
    (tmp_path / "file").write_bytes(body)

    with pytest.raises(BackupError, match=r"no backup|damaged"):
        manifest_of(tmp_path / "file")


def test_a_newer_form_is_refused(tmp_path: Path) -> None:
    """With what to do."""
    raw = json.dumps({"format": 2, "attract": "9.1"}).encode()
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        head = tarfile.TarInfo("manifest.json")
        head.size = len(raw)
        tar.addfile(head, io.BytesIO(raw))
    (tmp_path / "newer").write_bytes(gzip.compress(out.getvalue()))

    with pytest.raises(BackupError, match=r"a newer Attract \(9\.1\) wrote it"):
        manifest_of(tmp_path / "newer")

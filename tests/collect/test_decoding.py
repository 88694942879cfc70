import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.collect.decoding import decode

#: Any character but carriage return, and no mark at the start that would be taken for a byte order mark.
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\0")).filter(lambda t: not t.startswith("\ufeff"))
#: What Western Europe writes, curly quotes and the euro included.
WESTERN = st.text(st.characters(codec="cp1252", exclude_categories=["Cc"]) | st.just("\n"))


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        pytest.param(b"", "utf-8", id="UTF-8"),
        pytest.param(codecs.BOM_UTF8, "utf-8", id="UTF-8 with a mark"),
        pytest.param(codecs.BOM_UTF16_LE, "utf-16-le", id="UTF-16 little-endian"),
        pytest.param(codecs.BOM_UTF16_BE, "utf-16-be", id="UTF-16 big-endian"),
        pytest.param(codecs.BOM_UTF32_LE, "utf-32-le", id="UTF-32 little-endian"),
        pytest.param(codecs.BOM_UTF32_BE, "utf-32-be", id="UTF-32 big-endian"),
    ],
)
@settings(deadline=None, max_examples=100)
@given(text=TEXT)
def test_a_text_comes_back_as_it_was_written(mark: bytes, encoding: str, text: str) -> None:
    """Whatever mark and encoding an editor chose, the words are the same and the mark is gone."""
    assert text == decode(mark + text.encode(encoding))[0]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@settings(deadline=None, max_examples=100)
@given(text=st.text(st.characters(min_codepoint=32, max_codepoint=255), min_size=2))
def test_utf_16_is_recognised_without_a_mark(encoding: str, text: str) -> None:
    """A Latin text whose every second byte is null is UTF-16, even though nothing says so."""
    expected = text, (f"read as {encoding.upper()}",)

    assert expected == decode(text.encode(encoding))


@settings(deadline=None, max_examples=100)
@given(text=WESTERN)
def test_what_is_not_utf_8_is_read_as_windows_1252(text: str) -> None:
    """Accents, curly quotes and the euro sign of an old editor are read right, and a note says how."""
    # The accent before the full stop is no UTF-8; the first letter is no byte order mark.
    text = f"A{text}é."

    read, notes = decode(text.encode("cp1252"))

    assert text == read
    assert ("read as Windows-1252, because it is not UTF-8",) == notes


def test_bytes_that_windows_1252_leaves_empty_are_read_all_the_same() -> None:
    """Five bytes mean nothing in Windows-1252; they do not stop the file."""
    read, _ = decode(b"caf\xe9 \x81\x8d\x8f\x90\x9d!")

    assert "café \x81\x8d\x8f\x90\x9d!" == read


def test_good_utf_8_needs_no_note() -> None:
    """Nothing is said about a file that is as it should be."""
    assert ("Zoë’s café", ()) == decode("Zoë’s café".encode())


def test_a_null_in_good_utf_8_does_not_spoil_its_accents() -> None:
    """One stray null byte does not make a UTF-8 file a Windows file."""
    assert ("Zoë’s café\0 again", ()) == decode("Zoë’s café\0 again".encode())


@pytest.mark.parametrize("raw", [b"a\0", b"a\0b\0c", b"a\0 word"], ids=["too short", "half a character", "too few"])
def test_a_null_or_two_do_not_make_a_text_utf_16(raw: bytes) -> None:
    """Only where every second byte could be null is a text taken for UTF-16."""
    assert (raw.decode(), ()) == decode(raw)


def test_a_mark_wins_over_what_the_bytes_look_like() -> None:
    """After a UTF-8 mark, bytes that are no UTF-8 are named, never guessed at."""
    read, notes = decode(codecs.BOM_UTF8 + b"caf\xe9")

    assert "caf\ufffd" == read
    assert ("some bytes could not be read and show as \ufffd",) == notes


def test_half_a_character_at_the_end_is_named() -> None:
    """A UTF-16 file that was cut off still gives its words, with a note."""
    read, notes = decode(codecs.BOM_UTF16_LE + "cut".encode("utf-16-le") + b"\x20")

    assert "cut\ufffd" == read
    assert ("read as UTF-16", "some bytes could not be read and show as \ufffd") == notes


@settings(deadline=None, max_examples=100)
@given(
    lines=st.lists(st.tuples(st.text("aé “", min_size=1), st.sampled_from(["\n", "\r\n", "\r"]))),
    encoding=st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]),
)
def test_every_line_end_becomes_one_newline(lines: list[tuple[str, str]], encoding: str) -> None:
    """Windows, old Macintosh and Unix line ends, mixed, all end one line."""
    written = "".join(words + end for words, end in lines)

    read, _ = decode(written.encode(encoding))

    assert "".join(words + "\n" for words, _ in lines) == read


@settings(deadline=None, max_examples=100)
@given(raw=st.binary())
def test_no_bytes_stop_the_reading(raw: bytes) -> None:
    """Any bytes at all give a text without carriage returns."""
    read, _ = decode(raw)

    assert "\r" not in read

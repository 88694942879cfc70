import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.collect.repair import damage, repair

#: Enough plain English that a few strange letters are plainly strangers.
ENGLISH = (
    "The ferry left an hour late, and nobody on the quay could say why. We had brought sandwiches, a map "
    "that was older than the road, and a letter from the harbour office that answered a different question. "
)


def misread(text: str, *, lost: str = "\x81\x8d\x8f\x90\x9d") -> str:
    """UTF-8 read as Thai (Windows-874), as a careless program would; it drops the bytes in `lost`."""
    read = []
    for byte in text.encode():
        if byte < 0x80:
            read.append(chr(byte))
        elif byte >= 0xA1:
            read.append(bytes([byte]).decode("tis-620", errors="ignore"))
        elif chr(byte) not in lost:
            read.append("\xa0" if byte == 0xA0 else bytes([byte]).decode("cp1252", errors="ignore") or chr(byte))
    return "".join(read)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("“Yes,” she said — twice…", id="curly quotes, whose last byte 9D was lost"),
        pytest.param("“end”—“start”", id="a lost 9D between other marks"),
        pytest.param("don’t", id="apostrophe"),
        pytest.param("a café in Zürich, naïve", id="accents"),
        pytest.param("it cost “£5”, or €6", id="money"),
        pytest.param("Σ and → and •", id="signs"),
        pytest.param("all smiles 😀 here", id="pictogram"),
    ],
)
@pytest.mark.parametrize(
    "lost", [pytest.param("\x81\x8d\x8f\x90\x9d", id="bytes lost"), pytest.param("", id="bytes kept")]
)
def test_utf_8_misread_as_thai_is_put_right(words: str, lost: str) -> None:
    """What was read as Thai letters becomes the author's characters again, and a note says so."""
    damaged = misread(ENGLISH + words, lost=lost)

    mended, notes = repair(damaged)

    assert ENGLISH + words not in damaged
    assert ENGLISH + words == mended
    assert 1 == len(notes)
    assert notes[0].startswith("mis-decoded characters put right (")


@pytest.mark.parametrize(
    "lost", [pytest.param("\x81\x8d\x8f\x90\x9d", id="bytes lost"), pytest.param("", id="bytes kept")]
)
def test_misread_bold_letters_are_put_right_and_made_plain(lost: str) -> None:
    """Mathematical bold survives even where 9D and, in its letter t, 81 were lost."""
    damaged = misread(ENGLISH * 3 + "𝗧𝗵𝗲 𝘁𝗿𝘂𝘁𝗵, 𝗮𝘁 𝗹𝗮𝘀𝘁", lost=lost)

    mended, notes = repair(damaged)

    assert ENGLISH * 3 + "The truth, at last" == mended
    assert 2 == len(notes)


@pytest.mark.parametrize(
    "good",
    [
        pytest.param("“Good” — and twice…", id="quotes that were never misread"),
        pytest.param("a bill of 5 €, 10 ‰ and no\xa0break", id="signs that stand alone"),
        pytest.param("a line เ€€ of nonsense", id="what looks like UTF-8 and is none"),
    ],
)
def test_what_is_whole_beside_damage_stays_whole(good: str) -> None:
    """Half of a text can be misread; the other half keeps its characters."""
    assert ENGLISH + good + " in a café" == repair(ENGLISH + good + misread(" in a café"))[0]


def test_what_cannot_be_put_right_does_not_keep_back_the_rest() -> None:
    """An Á lost its second byte for good; the quotation mark before it did not."""
    assert ENGLISH + "“รrbol” grew" == repair(ENGLISH + misread("“Árbol” grew"))[0]


def test_the_note_says_so_where_only_spacing_was_put_right() -> None:
    """A no-break space shows in no word."""
    expected = ENGLISH + "end \xa0", ("mis-decoded characters put right (spacing)",)

    assert expected == repair(ENGLISH + "end " + misread("\xa0"))


def test_the_note_shows_the_first_word_put_right() -> None:
    """The author can see what was changed, and into what."""
    _, notes = repair(misread(ENGLISH + "a café"))

    assert ("mis-decoded characters put right (“cafรฉ” is “café”)",) == notes


@pytest.mark.parametrize(
    "thai",
    ["สวัสดี", "“สวัสดีครับ”", "กรุงเทพมหานคร", "ขอบคุณค่ะ", "โรงเรียน", "ผัดไทย", "“แก”", "๑๐", "บ้าน"],
)
def test_a_thai_word_in_an_english_text_is_left_alone(thai: str) -> None:
    """Real Thai is no damage, although parts of it look like UTF-8."""
    text = f"{ENGLISH * 2}The sign said {thai} and nothing else."

    assert (text, ()) == repair(text)


def test_a_text_in_thai_is_left_alone() -> None:
    """Where Thai letters outnumber Latin ones, the language is Thai."""
    # The word for a car, “รถ”, is also what the letter ö would be if it were misread.
    text = "เราเช่าบ้านหลังนี้มาเจ็ดปี และไม่เคยอ่านสัญญา เขามี รถ OK"

    assert (text, ()) == repair(text)


def test_utf_8_misread_as_western_is_put_right() -> None:
    """The commoner misreading, as Windows-1252, is put right as well."""
    assert "The café’s lease" == repair("The cafÃ©â€™s lease")[0]


def test_one_damaged_line_does_not_put_the_others_at_risk() -> None:
    """Lines are judged one by one: a clean line with the same characters stays as it is."""
    mended, _ = repair("Ãngela wrote first.\nThe cafÃ© wrote back.")

    assert "Ãngela wrote first.\nThe café wrote back." == mended


#: As words are spelled: accents stand among plain letters (“Îœ” and “áœ…” would be misread Greek and Buhid).
WORD = st.from_regex(
    r"[A-ZÀÁÂÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÖØÙÚÛÜŒŠŽŁ]?[a-z](?:[àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœßšžłźżćńęąśő]?[a-z])*[áéíóúàèìòùâêîôûäëïöüñçø]?",
    fullmatch=True,
)
PHRASE = st.lists(WORD, min_size=1, max_size=6).map(" ".join)
QUOTED = st.tuples(
    st.sampled_from(["“", "‘", "(", "“‘", ""]),
    PHRASE,
    st.sampled_from([".", "…", ",”", ".”", "’", "?’”", ")", " – ", "—"]),
)


@settings(deadline=None, max_examples=100)
@given(
    st.lists(QUOTED.map("".join), max_size=6).map(" ".join), st.text("abc XYZ.,;:!?'\"()[]{}<>#*_-+=/\\|@&%$^~`0189\n")
)
def test_good_text_is_left_as_it_is(words: str, signs: str) -> None:
    """Accents, curly quotes, dashes and every ASCII sign come through unchanged and unremarked."""
    assert (words + "\n" + signs, ()) == repair(words + "\n" + signs)


@settings(deadline=None, max_examples=100)
@example("\U0001d4a0")
@given(st.text())
def test_a_repaired_text_needs_no_second_repair_of_its_signs(text: str) -> None:
    """No control, invisible or mathematical character is left for a second run to find."""
    # Some places among the letters are free: what means nothing cannot be made plain.
    mended = [char for char in repair(text)[0] if unicodedata.category(char) != "Cn"]

    assert not any(char in "\u200b\u00ad\u202e\ufeff\x00\x0b\x0c\x7f\x85" or "𝐀" <= char <= "𝟿" for char in mended)


@pytest.mark.parametrize(
    ("fancy", "plain"),
    [
        pytest.param("𝗧𝗵𝗲 𝗳𝗲𝗻𝗰𝗲", "The fence", id="bold sans"),
        pytest.param("𝐓𝐡𝐞 𝟏𝟐", "The 12", id="bold serif and digits"),
        pytest.param("𝑡ℎ𝑒 ℎ𝑜𝑚𝑒", "the home", id="italic, whose h is Planck's constant"),
        pytest.param("ℋ𝑒𝓁𝓁ℴ", "Hello", id="script, with older letters among it"),
        pytest.param("𝔻𝕠𝕠ℝ", "DooR", id="double-struck"),
    ],
)
def test_letters_of_the_mathematical_alphabets_are_made_plain(fancy: str, plain: str) -> None:
    """A screen reader would spell them out, one long name after another."""
    expected = plain, ("letters from the mathematical alphabets, which screen readers spell out, made plain",)

    assert expected == repair(fancy)


@pytest.mark.parametrize("sign", ["ℎ", "ℝ", "№", "™", "½", "²", "ﬁ", "Ω"])
def test_a_sign_that_stands_alone_is_the_authors(sign: str) -> None:
    """Only letters in the company of mathematical ones are made plain; other signs mean themselves."""
    text = f"The value {sign} was agreed."

    assert (text, ()) == repair(text)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param("a\u200bb\u00adc\ufeffd", "abcd", id="nothing stands for them"),
        pytest.param("abc\u202edef\u202c", "abcdef", id="no text runs backwards"),
        pytest.param("bell\x07 and null\x00", "bell and null", id="controls"),
        pytest.param("one\x0btwo\x0cthree", "one two three", id="Word's breaks keep words apart"),
    ],
)
def test_invisible_characters_are_removed_with_a_note(written: str, read: str) -> None:
    """What carries no ink hides in pasted text and breaks searches."""
    assert (read, ("invisible characters removed",)) == repair(written)


def test_a_control_character_that_was_a_windows_sign_is_that_sign_again() -> None:
    """Windows-1252 read as Latin-1 hides curly quotes and the ellipsis among the controls."""
    assert "“So…”" == repair("\x93So\x85\x94")[0]


def test_joiners_that_scripts_need_are_kept() -> None:
    """The zero-width joiner holds a family together and shapes Persian words."""
    text = "A family 👩\u200d👧 and می\u200cخواهم."

    assert (text, ()) == repair(text)


def test_an_accent_and_its_letter_become_one_character() -> None:
    """A name typed on another keyboard is the same name."""
    assert ("Siobhán", ()) == repair("Siobha\u0301n")


def test_damage_finds_nothing_in_a_clean_text() -> None:
    """A good article has no notes, even where it speaks of comments."""
    text = f"# A fence\n\n{ENGLISH}\n\nNo comments were made in court. Read more about fences in the library.\n"

    assert () == damage(text)


@pytest.mark.parametrize(
    "line",
    [
        "No comments:",
        "3 comments",
        "Post a Comment",
        "Leave a reply",
        "Komentarze",
        "Commentaires",
        "Comments are closed",
    ],
)
def test_a_comment_form_under_the_text_is_named_with_its_line(line: str) -> None:
    """What the page put under the article is shown with the line on which it stands."""
    assert (f"ends in a comment form (line 3: “{line}”)",) == damage(f"{ENGLISH}\n\n{line}\n")


def test_lines_that_belong_to_a_page_are_named() -> None:
    """Sharing buttons and picture credits are no words of the author's."""
    notes = damage(f"Share this\n\n{ENGLISH}\n\nPhoto credit Somebody Else\n")

    assert (
        "has lines that belong to a page, not to the text (line 1: “Share this”; line 5: “Photo credit Somebody Else”)",
    ) == notes


def test_a_line_of_the_pages_may_be_indented() -> None:
    """A page's layout comes along when somebody copies it."""
    assert ("ends in a comment form (line 2: “No comments”)",) == damage("Words.\n\t No comments  \n")


def test_four_such_lines_are_all_shown() -> None:
    """Nothing is counted that is shown."""
    (note,) = damage("\n".join(["Tweet", "Share this", "Read more", "Related posts", ENGLISH]))

    assert note.endswith("; line 4: “Related posts”)")


def test_more_than_four_such_lines_are_counted() -> None:
    """The note stays short."""
    notes = damage("\n".join(["Tweet", "Share this", "Read more", "Related posts", "Read on", "No comments", ENGLISH]))

    assert notes[0].endswith("line 4: “Related posts”; and 2 more)")


def test_a_line_separator_does_not_move_the_lines_that_are_named() -> None:
    """Lines are counted as an editor counts them."""
    assert ("ends in a comment form (line 2: “No comments”)",) == damage("One\u2028still one.\nNo comments")


SPUN = (
    "Our legislation agency takes each standing report critically. A good solicitor, to their credit score, explains "
    "actual property in plain phrases and works in opposition to delay."
)


def test_machine_spun_text_is_named_with_what_it_meant() -> None:
    """Several fixed phrases with exchanged words are a machine's work."""
    (note,) = damage(SPUN)

    assert note.startswith("reads as machine-spun: 5 fixed phrases with words exchanged (")
    assert "“legislation agency” for “law firm”" in note


def test_three_broken_phrases_are_enough() -> None:
    """Three different ones do not come from one pen."""
    (note,) = damage("A legislation agency has huge information and cellphone calls.")

    assert note.startswith("reads as machine-spun: 3 fixed phrases")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("We like this phrase: huge information.", id="one"),
        pytest.param("A legislation agency has huge information.", id="two"),
        pytest.param("Actual property. Actual property. Actual property again.", id="the same one three times"),
    ],
)
def test_an_odd_phrase_or_two_is_somebodys_english(text: str) -> None:
    """Below three different broken phrases nobody is accused."""
    assert () == damage(text)


@pytest.mark.parametrize("mark", ["* * *", "jb_07", "a separator, 20 long"])
def test_two_pieces_in_one_file_are_noticed(mark: str) -> None:
    """Twice is enough, and the mark may be indented."""
    assert (f"looks like 2 pieces in one (“{mark}” closes each)",) == damage(f"First.\n\n  {mark}\n\nSecond.\n{mark}\n")


def test_several_pieces_in_one_file_are_counted() -> None:
    """The same short line closes each piece: a page's separator."""
    assert ("looks like 3 pieces in one (“jb_07” closes each)",) == damage(
        "First.\njb_07\nSecond.\njb_07\nThird.\njb_07\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Yes.\n\nWhy?\n\nYes.\n\nBecause of the fence.", id="a refrain that does not close the text"),
        pytest.param("One.\n\n```\nx = 1\n```\n\nTwo.\n\n```\ny = 2\n```", id="blocks of code"),
        pytest.param("One line that closes once.", id="one line"),
        pytest.param("Some sentence of 21..\nOther.\nSome sentence of 21..", id="a long line"),
    ],
)
def test_a_repeated_line_is_not_always_a_separator(text: str) -> None:
    """Refrains, code and sentences are the author's."""
    assert () == damage(text)

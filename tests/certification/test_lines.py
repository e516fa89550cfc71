"""Names and lines: what prints is taken, what hides or reorders is refused."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.certification.lines import read_line, read_name


@pytest.mark.parametrize(
    "name",
    [
        "Dr Amélie Example-Santos",
        "Maeve O'Example",
        "Cher",
        "'t Hooft",
        "example, jr. (RN)",
        "نورة مثال الحداد",
        "山田花子",
        "ศรี ตัวอย่าง",
        "प्रिया उदाहरण",
        "X",
        "x" * 100,
    ],
)
def test_names_people_have(name):
    """Any script, case, single word and punctuation of names is taken as it is."""
    assert read_name(name) == name


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "1 to 100 characters"),
        ("x" * 101, "1 to 100 characters"),
        (" Ann", "single spaces"),
        ("Ann ", "single spaces"),
        ("Ann  Example", "single spaces"),
        ("Ann\tExample", r"take out U\+0009.*character 4"),
        ("Ann\nExample", r"take out U\+000A"),
        ("Ann\u00a0Example", r"take out U\+00A0"),
        ("Ann\u202eelpmaxE", r"take out U\+202E"),
        ("Ann\u2066Example", r"take out U\+2066"),
        ("Ann\u200bExample", r"take out U\+200B"),
        ("Ann\u200dExample", r"take out U\+200D"),
        ("\ufeffAnn", r"take out U\+FEFF"),
        ("Ann\x00", r"take out U\+0000"),
        ("Ann\x85", r"take out U\+0085"),
        ("Ann\u2028", r"take out U\+2028"),
        ("Ann\ud800", r"take out U\+D800"),
        ("Ann\ue000", r"take out U\+E000"),
        ("Ann\U000e0041", r"take out U\+E0041"),
        ("Ann\u3164", r"take out U\+3164"),
        ("1234", "at least one letter"),
        ("...", "at least one letter"),
        ("=HYPERLINK(A1)", "begin the name"),
        ("+Ann", "begin the name"),
        ("-Ann", "begin the name"),
        ("@Ann", "begin the name"),
        ("\u0301Ann", "combining mark"),
        ("Ax" + "\u0316" * 5, r"combining mark U\+0316 \(character 7\)"),
    ],
)
def test_what_does_not_print_is_refused(name, why):
    """The message says what to mend, and names the character by its number."""
    with pytest.raises(ValueError, match=why):
        read_name(name)


def test_four_marks_are_enough():
    """Four combining marks on one letter are taken; the fifth is refused."""
    assert read_name("Ax" + "\u0316" * 4)


def test_one_spelling():
    """A decomposed name is taken in NFC: two spellings are one name."""
    assert read_name(unicodedata.normalize("NFD", "Amélie Wójcik")) == "Amélie Wójcik"


def test_long_runs_of_marks_cost_little():
    """Normalising is not fed with what is too long anyway."""
    hostile = "a" + "\u0316\u0301" * 500_000
    began = time.process_time()
    with pytest.raises(ValueError, match="1 to 100"):
        read_name(hostile)
    assert time.process_time() - began < 1


@given(st.text(max_size=120))
def test_total_and_stable(text):
    """Any text is refused with a ValueError, or comes out as a line that is taken unchanged."""
    try:
        line = read_line(text, 100)
    except ValueError:
        return
    assert read_line(line, 100) == line
    assert line.isprintable()
    assert unicodedata.is_normalized("NFC", line)

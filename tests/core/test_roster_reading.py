"""A clinic's list as text: what is read, what is refused in words, and what comes back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.roster.reading import RosterError, decode, read_roster
from verifier.roster.row import Row
from verifier.roster.writing import write_rows

WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=30).map(str.strip)
ROWS = st.builds(
    Row,
    text=WORDS.filter(bool),
    name=WORDS,
    profession=WORDS,
    scope=WORDS,
    on=st.none() | st.dates(),
)


@given(st.lists(ROWS, min_size=1, max_size=6))
def test_what_is_written_is_read_as_the_same(rows):
    """Quotes, commas, formulas and every script come back as they went."""
    assert read_roster(write_rows(rows)) == rows


@given(st.text(max_size=200))
def test_total(text):
    """Any text is a list or is refused in a sentence."""
    try:
        told = read_roster(text)
    except RosterError as wrong:
        told = str(wrong)[-1:] == "."
    assert told


def test_numbers_line_by_line():
    """Blank lines, spaces and the ends of lines of any system do not matter."""
    rows = read_roster("\ufeff A-1\r\n\r\n  B-2\rC-3\n\n")
    assert [row.text for row in rows] == ["A-1", "B-2", "C-3"]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_columns_in_any_order(mark):
    """The first line names them, in any case, by any of their names."""
    text = (
        f"Name{mark}Certificate number{mark}DATE\nAnn{mark}A-1{mark}2026-03-31\n{mark}B-2{mark}\n"
    )
    assert read_roster(text) == [
        Row(text="A-1", name="Ann", on=date(2026, 3, 31)),
        Row(text="B-2"),
    ]


def test_columns_without_a_header():
    """Then they are number, name, profession, scope and day, as many as there are."""
    assert read_roster('A-1,"Santos, Ann",rn') == [
        Row(text="A-1", name="Santos, Ann", profession="rn")
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no rows"),
        ("number,name", "no rows"),
        ("number,shoe size\n1,2", "shoe size"),
        ("number,text\n1,2", "twice"),
        ("A-1\n,Ann", "Line 2: give a number"),
        ("number,on\nA-1,31.3.2026", "Line 2: write the day"),
        ("number,on\nA-1,2026-02-30", "Line 2: write the day"),
        ("number,on\nA-1,2026-3-31", "Line 2: write the day"),
        ("number,on\nA-1,20260331", "Line 2: write the day"),
        ("number,on\nA-1,2026-W14-2", "Line 2: write the day"),
        ("number,name\nA-1,Ann,more", "Line 2 has more cells"),
        ('A-1\n"B-2', "Line"),
        ("number,name\nA-1," + "x" * 201, "Line 2: the name is too long"),
        ("number\n" + "x" * 9001, "Line 2: give a number"),
    ],
)
def test_what_is_refused(text, told):
    """The sentence says which line, and what to do."""
    with pytest.raises(RosterError, match=told):
        read_roster(text)


def test_how_many():
    """As many as are allowed, and not one more."""
    assert len(read_roster("A-1\n" * 5, most=5)) == 5
    with pytest.raises(RosterError, match=r"6 rows\. Give at most 5"):
        read_roster("A-1\n" * 6, most=5)


def test_bytes():
    """UTF-8 with or without its mark; anything else is told how to save it."""
    assert decode("é".encode("utf-8-sig")) == "é"
    with pytest.raises(RosterError, match="CSV UTF-8"):
        decode("é".encode("latin-1"))

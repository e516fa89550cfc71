"""Numbers out of what people paste: lists, spreadsheet lines, slips."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.errors import WatchError
from issuer.notify.pasted import MAX_SHOWN, read_pasted
from tests.store.making import make_number
from verifier.number import parse_number

A, B = make_number(1), make_number(2)
SLIP = A[:-1] + ("0" if A[-1] != "0" else "1")


@pytest.mark.parametrize(
    ("text", "numbers", "mistyped"),
    [
        (f"{A}\n{B}\n", (A, B), ()),
        (f"{A}, {B};{A}", (A, B), ()),
        (f"1,Dr Example,{A},2026-01-01", (A,), ()),
        (f"Number\tName\r\n{A}\tDr Example", (A,), ("Number\tName",)),
        (A.lower().replace("-", " "), (A,), ()),
        (SLIP, (), (SLIP,)),
        (f"{SLIP}\n{SLIP}\n{A}", (A,), (SLIP,)),
        ("Dr Example", (), ("Dr Example",)),
        ("x" * 300, (), ("x" * MAX_SHOWN,)),
    ],
)
def test_what_is_in_a_line(text, numbers, mistyped):
    """Numbers once each in their one spelling; a slip by itself; a line without any as it is."""
    pasted = read_pasted(text)
    assert (pasted.numbers, pasted.mistyped) == (numbers, mistyped)


@pytest.mark.parametrize("text", ["", " \n ", "\n".join([A] * 501), "x" * 30_001])
def test_nothing_and_too_much_are_refused(text):
    """With words, before anything is looked up."""
    with pytest.raises(WatchError):
        read_pasted(text)


@given(st.text(max_size=200))
def test_reading_is_total(text):
    """Every text is refused, or gives numbers that are numbers."""
    try:
        pasted = read_pasted(text)
    except WatchError:
        return
    for number in pasted.numbers:
        assert str(parse_number(number)) == number

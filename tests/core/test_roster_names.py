"""Names compared as a clinic's desk would: tolerant of spelling, never of another person."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.roster.names import compare_names
from verifier.roster.spelling import folded, folded_words, words_of

HOLDER = "Dr Amélie Example-Santos"
SAME = [
    *("Amelie Example Santos", "EXAMPLE-SANTOS, Amélie", "amelie example-santos, M.D."),
    *(
        "Prof. Dr. med. Amélie Example-Santos",
        "Santos Example Amelie",
        "Ame\u0301lie Example\u2013Santos",
    ),
    *("Amélie Example-Santos, PA-C", "Amelie ExampleSantos", "Ms Amelie Example-Santos, RN, BSc"),
]
OTHER = {
    "Amélie Santos": (("Example",), ()),
    "Amélie M Example-Santos": ((), ("M",)),
    "Amalie Example-Santos": (("Amélie",), ("Amalie",)),
    "Amélie Amélie Example-Santos": ((), ("Amélie",)),
    "Amélie Example-Santos Jr": ((), ("Jr",)),
    "---": (("Amélie", "Example", "Santos"), ("---",)),
    "Dr": (("Amélie", "Example", "Santos"), ("Dr",)),
}
PAIRS = [
    *(("Müller", "Mueller"), ("Müller", "Muller"), ("Łukasz Sørensen", "Lukasz Soerensen")),
    *(("Siobhán O\u2019Brien", "O'BRIEN Siobhan"), ("María de la Cruz", "Maria Delacruz")),
    *(
        ("Jürgen Weiß", "Weiss, Juergen"),
        ("د. أميلي مثال", "اميلي مثال"),
        ("Anna Do, DO", "Do Anna"),
    ),
]


@pytest.mark.parametrize("listed", SAME)
def test_the_same_person(listed):
    """Accents, case, order, punctuation and titles make no difference."""
    assert not compare_names(HOLDER, listed)


@pytest.mark.parametrize(("certificate", "listed"), PAIRS)
def test_other_spellings(certificate, listed):
    """Letters that are written in two ways are read as one, in both directions."""
    assert not compare_names(certificate, listed)
    assert not compare_names(listed, certificate)


@pytest.mark.parametrize("listed", OTHER)
def test_another_person(listed):
    """A word more, less or other is a difference, and which word it is gets told."""
    found = compare_names(HOLDER, listed)
    assert found
    assert (found.only_certificate, found.only_list) == OTHER[listed]


@pytest.mark.parametrize(
    ("certificate", "listed"),
    [("Anna Do", "Anna"), ("Anna Pa", "Anna"), ("Med Ali", "Ali"), ("Anna, Do", "Anna")],
)
def test_a_name_that_looks_like_a_degree(certificate, listed):
    """It is dropped only where nobody is called that: behind a comma and a whole name."""
    assert compare_names(certificate, listed)


def test_vowel_signs_are_letters():
    """Of a script whose marks are letters, two words that differ in one are two words."""
    assert compare_names("कि", "कु")
    assert words_of("कि कु") == ["कि", "कु"]


@given(st.text(max_size=60), st.text(max_size=60))
def test_total_and_even_handed(one, other):
    """Any two texts compare, the same both ways; a text is itself, composed or not."""
    there, back = compare_names(one, other), compare_names(other, one)
    assert bool(there) == bool(back)
    if words_of(one):
        assert not compare_names(one, one)
        assert not compare_names(one, unicodedata.normalize("NFC", one))


@given(st.text(max_size=40))
def test_folding_is_done_once(text):
    """What is folded stays as it is for plain letters."""
    plain = "".join(c for c in text if c.isascii())
    assert folded(folded(plain)) == folded(plain)
    assert all(folded_words(text))

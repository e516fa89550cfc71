"""Which passwords are refused, and how they are kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.accounts.errors import PasswordError
from issuer.accounts.passwords import (
    LONGEST,
    SHORTEST,
    hash_password,
    is_password,
    read_password,
)

ABOUT = ("Ines Example-Officer", "ines@example.org", "Example Certification Board")


@pytest.mark.parametrize(
    "password",
    [
        "violet harbour before the rain",
        "дождь над старым мостом",
        "k7#Vq!pT2m&x",
        "a" * 4 + "bcxq fjord vex",
        "x" * 3 + "kqjwvz gbmh fpd" * 3,
    ],
)
def test_what_is_not_guessed_first_is_taken(password):
    """Length counts; no kind of character is demanded, spaces and any script are welcome."""
    assert read_password(password, ABOUT) == password


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("k7#Vq!pT2m&", "12 characters"),
        ("", "12 characters"),
        ("k7#Vq!pT" * 17, "128 characters"),
        ("abababababab", "few characters"),
        ("111111111111", "few characters"),
        ("password1234", "tried first"),
        ("Passw0rdPassw0rd", "tried first"),
        ("qwertyuiop1234", "tried first"),
        ("abcdefghijklmnop", "tried first"),
        ("zyxwvutsrqpo", "tried first"),
        ("InesExample2026", "tried first"),
        ("example-officer-ines", "tried first"),
        ("probatum2026!", "tried first"),
        ("ExampleCertificationBoard1", "tried first"),
    ],
)
def test_what_everybody_tries_first_is_refused(password, said):
    """Common words, rows of keys and the account's own names are no secret."""
    with pytest.raises(PasswordError, match=said):
        read_password(password, ABOUT)


def test_both_ends_of_the_length():
    """Twelve characters are enough, eleven are not; 128 are taken, 129 are not."""
    text = "k7#Vq!pT2m&xW9$zR4" * 8
    for good in (SHORTEST, LONGEST):
        assert read_password(text[:good]) == text[:good]
    for bad in (SHORTEST - 1, LONGEST + 1):
        with pytest.raises(PasswordError):
            read_password(text[:bad])


def test_kept_as_argon2id_with_a_salt():
    """The hash is argon2id's, is another one each time, and fits its password alone."""
    first, second = hash_password("violet harbour"), hash_password("violet harbour")
    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert first != second
    assert is_password(first, "violet harbour")
    assert not is_password(first, "violet harbou")
    assert not is_password(None, "violet harbour")


def test_the_same_on_every_keyboard():
    """A letter composed or decomposed, wide or narrow, is the same letter."""
    kept = hash_password(read_password("café müßig \uff11\uff12\uff13 fjord"))
    assert is_password(kept, "cafe\u0301 mu\u0308ßig 123 fjord")


@given(st.text(max_size=200), st.lists(st.text(max_size=30), max_size=3))
def test_any_text_is_taken_or_refused(password, about):
    """There is an answer for every text, and what was taken is taken again."""
    try:
        taken = read_password(password, about)
    except PasswordError:
        return
    assert SHORTEST <= len(taken) <= LONGEST
    assert read_password(taken, about) == taken


@pytest.mark.parametrize("typed", ["\ud800" * 12, "x" * 100_000, "\x00" * 12])
def test_odd_texts_are_no_password(typed):
    """What no keyboard types is judged without failing."""
    assert not is_password(None, typed)

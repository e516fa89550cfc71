"""What a child says it found, in bytes and back."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.number import ALPHABET, CertificateNumber
from verifier.scan.answer import AnswerError, format_answer, parse_answer
from verifier.scan.found import (
    MAX_CHOICES,
    Contradiction,
    FoundNumber,
    FoundToken,
    MistypedNumber,
    NothingFound,
    Why,
    only_one,
)

numbers = st.builds(
    CertificateNumber,
    prefix=st.text(ALPHABET, min_size=2, max_size=5),
    body=st.text(ALPHABET, min_size=7, max_size=7),
)
choices = st.one_of(st.builds(FoundToken, st.text()), st.builds(FoundNumber, numbers))
founds = st.one_of(
    choices,
    st.builds(MistypedNumber, st.text()),
    st.builds(NothingFound, st.sampled_from(Why)),
    st.builds(Contradiction, st.lists(choices, min_size=2, max_size=4).map(tuple)),
)


@given(founds)
def test_format_and_parse_are_inverse(found):
    """What a child found is what its reader gets."""
    assert parse_answer(format_answer(found)) == found


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
    lambda inner: st.one_of(
        st.lists(inner),
        st.dictionaries(st.sampled_from(["token", "number", "mistyped", "nothing"]), inner),
        st.lists(inner).map(lambda many: {"choices": many}),
    ),
)


@given(st.one_of(st.binary(), json_values.map(lambda value: json.dumps(value).encode())))
def test_parsing_is_total(data):
    """A child in bad hands can say what it wants: it is an answer or an AnswerError."""
    try:
        found = parse_answer(data)
    except AnswerError:
        return
    assert parse_answer(format_answer(found)) == found


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"{}",
        b"[]",
        b'{"token":1}',
        b'{"number":"BTX-7K1M-9Q31"}',
        b'{"nothing":"because"}',
        b'{"choices":[{"token":"a"}]}',
        b'{"choices":[{"token":"a"},{"nothing":"no_code"}]}',
        b"[" * 100_000,
        b"\xff",
    ],
)
def test_nonsense_is_refused(answer):
    """An answer of another shape, or with a number that does not check, is none."""
    with pytest.raises(AnswerError):
        parse_answer(answer)


def test_the_same_find_twice_is_one():
    """Two codes that say the same do not contradict each other."""
    assert only_one([FoundToken("a"), FoundToken("a")], otherwise=Why.NO_CODE) == FoundToken("a")


def test_nothing_says_why():
    """Without a find the reason given is the one told."""
    assert only_one([], otherwise=Why.NOT_A_CERTIFICATE) == NothingFound(Why.NOT_A_CERTIFICATE)


def test_different_finds_are_never_chosen_among():
    """Two finds are a contradiction that names both, in order; of many, the first are named."""
    finds = [FoundToken(str(i)) for i in range(MAX_CHOICES + 1)]
    assert only_one(finds[:2], otherwise=Why.NO_CODE) == Contradiction(tuple(finds[:2]))
    assert only_one(finds, otherwise=Why.NO_CODE) == Contradiction(tuple(finds[:MAX_CHOICES]))


def test_a_token_is_not_in_what_is_logged():
    """The repr of a find, as a log would show it, holds no token."""
    assert "secret" not in repr(Contradiction((FoundToken("secret"), FoundToken("secret2"))))

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
    FoundInPdf,
    FoundNumber,
    FoundToken,
    MistypedNumber,
    NothingFound,
    SeveralFound,
    Why,
    only_one,
)
from verifier.scan.printed import FACTS, Printed

numbers = st.builds(
    CertificateNumber,
    prefix=st.text(ALPHABET, min_size=2, max_size=5),
    body=st.text(ALPHABET, min_size=7, max_size=7),
)
choices = st.one_of(st.builds(FoundToken, st.text()), st.builds(FoundNumber, numbers))
lines = st.lists(st.text(), max_size=3).map(tuple)
pages = st.builds(Printed, **dict.fromkeys(FACTS, lines))
founds = st.one_of(
    choices,
    st.builds(MistypedNumber, st.text()),
    st.builds(NothingFound, st.sampled_from(Why)),
    st.builds(Contradiction, st.lists(choices, min_size=2, max_size=4).map(tuple)),
    st.builds(SeveralFound, st.lists(choices, min_size=2, max_size=4).map(tuple)),
    st.builds(FoundInPdf, choices, st.lists(pages, min_size=1, max_size=2).map(tuple)),
)


PAGE = json.dumps({fact: ["a"] for fact in FACTS}).encode()
WRONG_PAGE = json.dumps({fact: [1] for fact in FACTS}).encode()


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
        st.lists(inner).map(lambda many: {"several": many}),
        st.builds(lambda found, pages: {"found": found, "pages": pages}, inner, st.lists(inner)),
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
        b'{"several":[{"token":"a"}]}',
        b'{"found":{"token":"a"},"pages":[]}',
        b'{"found":{"token":"a"},"pages":[{"person":[]}]}',
        b'{"found":{"token":"a"},"pages":[%b]}' % WRONG_PAGE,
        b'{"found":{"nothing":"no_code"},"pages":[%b]}' % PAGE,
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


def test_different_codes_are_several():
    """Two codes are two certificates, both named, in order; of many, the first are named."""
    finds = [FoundToken(str(i)) for i in range(MAX_CHOICES + 1)]
    assert only_one(finds[:2], otherwise=Why.NO_CODE) == SeveralFound(tuple(finds[:2]))
    assert only_one(finds, otherwise=Why.NO_CODE) == SeveralFound(tuple(finds[:MAX_CHOICES]))


@pytest.mark.parametrize(
    ("codes", "attached", "kind"),
    [
        ("a", "a", FoundToken),
        ("", "a", FoundToken),
        ("ab", "", SeveralFound),
        ("ab", "ba", SeveralFound),
        ("a", "b", Contradiction),
        ("", "ab", Contradiction),
        ("ab", "a", Contradiction),
        ("a", "ab", Contradiction),
    ],
)
def test_what_is_attached_agrees_with_the_codes_or_contradicts_them(codes, attached, kind):
    """Bundled certificates keep an attachment for each code; anything else does not add up."""
    found = only_one(map(FoundToken, codes), map(FoundToken, attached), otherwise=Why.NO_CODE)
    assert isinstance(found, kind)


def test_a_token_is_not_in_what_is_logged():
    """The repr of a find, as a log would show it, holds no token."""
    assert "secret" not in repr(Contradiction((FoundToken("secret"), FoundToken("secret2"))))

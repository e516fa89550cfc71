"""The certificate number: its one spelling, its check character, and how people type it."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from verifier.number import (
    ALPHABET,
    CertificateNumber,
    Mistyped,
    NumberError,
    check_character,
    parse_number,
    read_typed_number,
)

characters = st.sampled_from(ALPHABET)
numbers = st.builds(
    CertificateNumber,
    prefix=st.text(characters, min_size=2, max_size=5),
    body=st.text(characters, min_size=7, max_size=7),
)
BTX = CertificateNumber("BTX", "7K1M9Q3")


def is_number(text):
    """Tell whether `text` is a number, hyphens restored to `{PREFIX}-XXXX-XXXX`."""
    try:
        parse_number(f"{text[:-8]}-{text[-8:-4]}-{text[-4:]}")
    except NumberError:
        return False
    return True


def by_hand(prefix, body):
    """Return the check character by the formula of docs/format.md, term by term."""

    def product(a, b):  # in GF(2)[x] modulo x^5 + x^2 + 1
        terms = [a << shift for shift in range(5) if b >> shift & 1]
        total = 0
        for term in terms:
            total ^= term
        for bit in range(9, 4, -1):
            if total >> bit & 1:
                total ^= 0b100101 << (bit - 5)
        return total

    total, weight = 0, 2
    for character in reversed(prefix + body):
        total ^= product(weight, ALPHABET.index(character))
        weight = product(weight, 2)
    return ALPHABET[total]


@given(numbers)
def test_parse_and_format_are_inverse(number):
    """What is printed is read as the number it was printed from."""
    assert parse_number(str(number)) == number


@given(st.text())
def test_parsing_is_total_and_knows_one_spelling(text):
    """Any text is refused with NumberError or is exactly what its number prints."""
    try:
        number = parse_number(text)
    except NumberError:
        return
    assert str(number) == text


@given(numbers)
def test_the_check_character_is_the_documented_sum(number):
    """Horner's scheme gives what the sum over alpha^i * value_i gives."""
    assert number.check == by_hand(number.prefix, number.body)


def test_a_known_number_has_a_known_check_character():
    """The check character is frozen: printed numbers depend on it."""
    assert [check_character(*pair) for pair in (("BTX", "7K1M9Q3"), ("ZZZZZ", "ZZZZZZZ"))] == [
        "0",
        "R",
    ]


@pytest.mark.parametrize("length", range(10, 14))
def test_every_single_wrong_character_is_found(length):
    """The sum is linear: a change of one character never leaves it zero, whatever the others."""
    zeros = ["0"] * length
    assert is_number("".join(zeros))
    for position, value in itertools.product(range(length), ALPHABET[1:]):
        changed = [*zeros[:position], value, *zeros[position + 1 :]]
        assert not is_number("".join(changed))


@pytest.mark.parametrize("length", range(10, 14))
def test_every_swap_of_two_different_characters_is_found(length):
    """A swap adds (a^i + a^j)(u + v); for each of them, a number it could happen to is broken."""
    for i, j in itertools.combinations(range(length), 2):
        for difference in ALPHABET[1:]:
            added = ["0"] * length
            added[i] = added[j] = difference
            assert not is_number("".join(added))


@given(numbers, st.data())
def test_a_slip_in_any_number_is_found(number, data):
    """A wrong character or a swap in a random number is told as mistyped."""
    text = list(str(number).replace("-", ""))
    i, j = data.draw(st.lists(st.integers(0, len(text) - 1), min_size=2, max_size=2, unique=True))
    other = data.draw(st.one_of(characters, st.just(text[j])))
    swapped = other == text[j]
    assume(other != text[i])
    text[i], text[j] = other, text[i] if swapped else text[j]
    assert not is_number("".join(text))
    spelt = "".join(text[:-8]) + "-" + "".join(text[-8:-4]) + "-" + "".join(text[-4:])
    assert read_typed_number(spelt) == Mistyped(spelt)


@pytest.mark.parametrize(
    "text",
    [
        "BTX-7K1M-9Q31",
        "BTX-7K1M-9Q3",
        "BTX-7K1M9Q30",
        "btx-7k1m-9q30",
        " BTX-7K1M-9Q30",
        "BTX-7K1M-9Q30\n",
        "B-7K1M-9Q30",
        "BTXBTX-7K1M-9Q30",
        "BUX-7K1M-9Q30",
        "BTX-7K1M-9Q3\N{FULLWIDTH DIGIT ZERO}",
        "",
    ],
)
def test_other_spellings_are_refused(text):
    """Only the canonical spelling with the right check character parses."""
    with pytest.raises(NumberError):
        parse_number(text)


@pytest.mark.parametrize(
    ("prefix", "body"),
    [("B", "7K1M9Q3"), ("BTXBTX", "7K1M9Q3"), ("BTX", "7K1M9Q"), ("BTX", "7K1M9QO"), ("BTx", "")],
)
def test_a_number_cannot_be_wrong(prefix, body):
    """A prefix or body of another length or alphabet makes no number."""
    with pytest.raises(NumberError):
        CertificateNumber(prefix, body)


@pytest.mark.parametrize(
    "typed",
    [
        "BTX-7K1M-9Q30",
        "btx-7k1m-9q30",
        "BTX-7K1M-9Q3O",
        "btx-7k1m-9q3o",
        "BTX7K1M9Q30",
        "BTX 7K1M 9Q30",
        "BTX\N{NO-BREAK SPACE}7K1M\N{NARROW NO-BREAK SPACE}9Q30",
        "BTX\N{EN DASH}7K1M\N{EM DASH}9Q30",
        "BTX\N{NON-BREAKING HYPHEN}7K1M\N{MINUS SIGN}9Q30",
        "BTX_7K1M_9Q30",
        "BTX - 7K1M - 9Q30",
        "  BTX-7K1M-9Q30 ",
        "BTX-7KIM-9Q3o",
        "btx-7klm-9q3o",
        "\N{LEFT-TO-RIGHT MARK}BTX-7K1M-9Q30\N{POP DIRECTIONAL ISOLATE}",
        "\N{FULLWIDTH LATIN CAPITAL LETTER B}TX-7K1M-9Q3\N{FULLWIDTH DIGIT ZERO}",
    ],
)
def test_a_number_is_read_as_people_type_it(typed):
    """Case, spaces, hyphens, widths and a letter O do not matter."""
    assert read_typed_number(typed) == BTX


@pytest.mark.parametrize("typed", ["BTX-KEPT-ACEA", "btx kept acea", "btxkeptacea"])
def test_a_number_without_a_digit_is_a_number_if_it_checks(typed):
    """One number in twenty looks like words, and is read in every spelling all the same."""
    assert read_typed_number(typed) == CertificateNumber("BTX", "KEPTACE")


@given(numbers, st.data())
def test_look_alikes_are_folded_in_prefix_and_body(number, data):
    """I, L and O stand for 1, 1 and 0 wherever they are typed, and hyphens may be missing."""
    swap = {"1": "1ILil", "0": "0Oo"}
    hyphen = data.draw(st.sampled_from(["", "-", " ", "\N{EN DASH}"]))
    typed = "".join(data.draw(st.sampled_from(swap.get(c, c + c.lower()))) for c in str(number))
    assert read_typed_number(typed.replace("-", hyphen)) == number


@pytest.mark.parametrize(
    "typed",
    [
        "BTX-7K1M-9Q31",
        "BTX7K1M9Q31",
        "btx 7k1m 93q0",
        "BTX-7K1M-9Q3U",
        "BTX-7K1M-9Q3",
        "BTX-7K1M-9Q3PO",
        "BTX-7K11M-9Q30",
        "well-born-kids",
    ],
)
def test_a_slip_is_told_as_a_slip(typed):
    """What has the shape of a number and does not check is mistyped, as it was typed."""
    assert read_typed_number(typed) == Mistyped(typed)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "certificate",
        "practitioner",
        "registered",
        "we have seen",
        "Example-Santos",
        "over-the-top",
        "2026-11-20",
        "+49 30 1234 5678",
        "0198c2f4-7d3b-7c11-9a53-2f6a1b0c9d8e",
        "0198c2f47d3b7c119a532f6a1b0c9d8e",
        "https://cert.example.org/v/BTX-7K1M-9Q30",
        "eyJhbGciOiJFUzI1NiJ9.eyJqdGkiOiJCVFgifQ.c2ln",
        "BTX-7K1M-9Q30" * 4,
        "BTX-7K1M-9Q30" + "\N{ZERO WIDTH SPACE}" * 28,
        "BTX-7K1M\n9Q30",
        "BTX.7K1M.9Q30",
        "BTX----7K1M-9Q30",
        "\N{ARABIC-INDIC DIGIT ONE}" * 11,
    ],
)
def test_other_things_are_no_number(text):
    """Words, dates, telephone numbers, UUIDs, links and tokens are not taken for a number."""
    assert read_typed_number(text) is None


@given(st.text())
def test_reading_a_typed_number_is_total(text):
    """Any text is a number, a slip or neither; nothing is raised."""
    assert isinstance(read_typed_number(text), CertificateNumber | Mistyped | None)

"""The certificate number: `{PREFIX}-XXXX-XXXX`, whose last character checks the others.

See section 3 of docs/format.md. The prefix is the certification body's and not known here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base32: no I, L, O or U
MAX_TYPED = 40  # characters of a number as somebody types it; more is something else

_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_FIELD = 0b100101  # x^5 + x^2 + 1, which makes GF(32) of the alphabet
_PREFIX = re.compile(f"[{ALPHABET}]{{2,5}}")
_BODY = re.compile(f"[{ALPHABET}]{{7}}")
_CANONICAL = re.compile(f"([{ALPHABET}]{{2,5}})-([{ALPHABET}]{{4}})-([{ALPHABET}]{{4}})")

_HYPHEN = "[-_\u2010-\u2015\u2212]"
_GAP = "[-_ \u2010-\u2015\u2212]{0,3}"
_TYPED = re.compile(f"([0-9A-Za-z]{{2,5}}){_GAP}([0-9A-Za-z]{{4}}){_GAP}([0-9A-Za-z]{{4}})")
_SLIPPED = re.compile(f"[0-9A-Za-z]{{2,5}}(?: ?{_HYPHEN} ?[0-9A-Za-z]{{3,5}}){{2}}")
_DIGIT = re.compile("[0-9]")
_NOT_WORDS = re.compile(f"[0-9]|{_HYPHEN}")
_LOOK_ALIKES = str.maketrans("OIL", "011")


class NumberError(ValueError):
    """The text is not a certificate number in its one spelling."""


@dataclass(frozen=True, slots=True)
class CertificateNumber:
    """A certificate's name: a prefix of 2 to 5 characters and a body of 7."""

    prefix: str
    body: str

    def __post_init__(self) -> None:
        if not _PREFIX.fullmatch(self.prefix) or not _BODY.fullmatch(self.body):
            raise NumberError("a prefix or body outside the alphabet or of another length")

    @property
    def check(self) -> str:
        """Return the last character, which the others determine."""
        return check_character(self.prefix, self.body)

    def __str__(self) -> str:
        """Return the one spelling, such as `BTX-7K3M-9QPD`."""
        return f"{self.prefix}-{self.body[:4]}-{self.body[4:]}{self.check}"


@dataclass(frozen=True, slots=True)
class Mistyped:
    """Text in the shape of a number in which at least one character is wrong."""

    text: str


def check_character(prefix: str, body: str) -> str:
    """Return the character that makes the sum of alpha^i * value_i over GF(32) zero.

    `i` counts from the right and is 0 for the check character. As alpha has order 31 and a number
    has at most 13 characters, all weights differ: a wrong character or a swap never goes unseen.
    """
    total = 0
    for character in prefix + body:  # Horner's scheme: what stands further left is doubled more
        total = _double(total) ^ _VALUE[character]
    return ALPHABET[_double(total)]


def parse_number(text: str) -> CertificateNumber:
    """Read a number in its canonical spelling, or raise `NumberError`."""
    match = _CANONICAL.fullmatch(text)
    if match is None:
        raise NumberError("not in the shape of a certificate number")
    prefix, first, last = match.groups()
    number = CertificateNumber(prefix, first + last[:3])
    if number.check != last[3]:
        raise NumberError("the check character does not fit")
    return number


def read_typed_number(text: str) -> CertificateNumber | Mistyped | None:
    """Read a number as people type it, or return None if `text` is nothing like one.

    Case, spaces, the kind and presence of hyphens, and O, I and L for 0, 1 and 1 do not matter.
    A character too many or too few beside hyphens is a slip. Text without any digit or hyphen is
    a number only if it checks; else it is taken for words.
    """
    if len(text) > MAX_TYPED:
        return None
    plain = _plain(text)
    match = _TYPED.fullmatch(plain)
    if match is not None:
        try:
            return parse_number("-".join(match.groups()).upper().translate(_LOOK_ALIKES))
        except NumberError:
            return Mistyped(text) if _NOT_WORDS.search(plain) else None
    return Mistyped(text) if _SLIPPED.fullmatch(plain) and _DIGIT.search(plain) else None


def _plain(text: str) -> str:
    """Drop what is not seen: marks of direction, soft hyphens, kinds of spaces and widths."""
    seen = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return unicodedata.normalize("NFKC", seen).strip(" ")


def _double(value: int) -> int:
    """Multiply by alpha = 2 in GF(32)."""
    doubled = value << 1
    return doubled ^ _FIELD if doubled >= len(ALPHABET) else doubled

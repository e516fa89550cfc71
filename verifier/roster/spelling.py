"""Words as people mean them: without case, accents, punctuation and the kind of letters."""

from __future__ import annotations

import re
import unicodedata

# Latin, Greek and Cyrillic accents; Hebrew points; Arabic vowel signs and the stretched line.
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]")
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc\u02b9`\u00b4]")
_PLAIN = re.compile("[A-Za-z0-9]+")
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i"}
)
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


def words_of(text: str) -> list[str]:
    """Return the words of `text` as they are written; hyphens part words, apostrophes do not."""
    seen = unicodedata.normalize("NFC", _APOSTROPHES.sub("", text))
    if seen.isascii():
        return _PLAIN.findall(seen)
    return "".join(map(_letter_or_gap, seen)).split()


def folded(word: str) -> str:
    """Return `word` without case and accents."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.casefold())
    return unicodedata.normalize("NFC", _MARKS.sub("", plain)).translate(_LETTERS)


def spellings(word: str) -> frozenset[str]:
    """Return the ways in which `word` may be meant: Müller is Muller, and Mueller too."""
    composed = unicodedata.normalize("NFC", word.casefold())
    return frozenset({folded(word), folded(composed.translate(_SPELT_OUT))})


def folded_words(text: str) -> tuple[str, ...]:
    """Return the words of `text`, folded, in their order."""
    return tuple(map(folded, words_of(text)))


def _letter_or_gap(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf":  # a mark of direction or a soft hyphen: not seen
        return ""
    return character if category[0] in "LMN" else " "

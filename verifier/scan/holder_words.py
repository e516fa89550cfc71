"""Whether the lines in which a page names its holder name somebody or something else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher
from unicodedata import bidirectional, category

from verifier.credential import Credential
from verifier.scan.fold import fold, fold_all

_LINE_ENDS = "\x02\ufffe"  # what PDFium writes for a hyphen at the end of a line
_UNREADABLE = {"Cc", "Cn", "Co", "Cs"}
_RIGHT_TO_LEFT = {"R", "AL"}
_LIGATURES = frozenset("fijlt")  # letters that programs lose when they were set as one
_JOINED = frozenset(fold_all("لا"))  # the same of Arabic
_LEAST = 3  # letters too many beside a second name with Latin words, which may have lost some
_MUCH = 200  # letters beside a name's own; with more, nobody has to look for small differences


def names_another(lines: tuple[str, ...], credential: Credential, labels: Iterable[str]) -> bool:
    """Tell whether somebody or something else stands where the holder is named.

    `labels` are the words for the holder's profession, one of which is printed; none if nobody
    knows them.
    """
    if not all(map(_is_readable, lines)):
        return False
    known: set[str | None] = set(labels) or {None}
    return all(
        _is_another(lines, credential, label) or _has_other_letters(lines, credential, label)
        for label in known
    )


def _is_another(lines: tuple[str, ...], credential: Credential, label: str | None) -> bool:
    """Compare what is written in Latin letters, in their order."""
    name, said = fold(credential.name), fold("".join(lines))
    if not said or not _is_latin(credential.name):
        return False
    before, found, after = said.partition(name)
    rest = _without(before + after if found else said, label, credential.native_name or "")
    if found:
        least = _LEAST if fold(credential.native_name or "") else 1
        return label is not None and len(rest) >= least
    return bool(rest) and _is_spelt_otherwise(name, rest, more=label is None)


def _without(said: str, label: str | None, native: str) -> str:
    before, found, after = said.rpartition(fold(label)) if label and fold(label) else (said, "", "")
    rest = before + after if found or label is None else said
    for word in filter(None, map(fold, native.split())):
        rest = rest.replace(word, "", 1)
    return rest


def _is_spelt_otherwise(name: str, said: str, *, more: bool) -> bool:
    """Tell whether `said` is not `name` with a ligature lost; `more` may follow it."""
    if len(said) > len(name) + _MUCH:
        return True
    edits = SequenceMatcher(None, name, said, autojunk=False).get_opcodes()
    if more and edits[-1][0] == "insert":
        edits.pop()
    return any(
        kind in {"replace", "insert"} or (kind == "delete" and not _LIGATURES.issuperset(name[i:j]))
        for kind, i, j, _, _ in edits
    )


def _has_other_letters(lines: tuple[str, ...], credential: Credential, label: str | None) -> bool:
    """Compare the letters of other scripts, and how many there are of each.

    Not their order: programs differ on how a line that runs both ways is read. Nor signs between
    letters, such as an okina, for which programs write others.
    """
    if label is None:
        return False
    said = _others(lines)
    expected = _others((credential.name, credential.native_name or "", label))
    lost = expected - said
    return bool(said) and (bool(said - expected) or not _JOINED.issuperset(lost))


def _others(texts: Iterable[str]) -> Counter[str]:
    letters = (letter for text in texts for letter in fold_all(text))
    return Counter(each for each in letters if not each.isascii() and category(each) != "Lm")


def _is_latin(name: str) -> bool:
    """Tell whether a name is written from left to right in letters that can be compared."""
    letters = [character for character in name if character.isalpha()]
    compared = sum(bool(fold(letter)) for letter in letters)
    turned = any(bidirectional(letter) in _RIGHT_TO_LEFT for letter in letters)
    return not turned and 2 * compared > len(letters) and len(fold(name)) > 1


def _is_readable(line: str) -> bool:
    return not any(
        character == "\N{REPLACEMENT CHARACTER}" or category(character) in _UNREADABLE
        for character in line
        if character not in _LINE_ENDS
    )

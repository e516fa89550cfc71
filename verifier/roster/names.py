"""Whether two names are one person's, as far as letters can say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain

from verifier.roster.spelling import folded, spellings, words_of

_TITLES = frozenset(
    """
    anp aprn bsn crna crnp dds dmd dnp doctor doctora dphil dr dra drs faad facs fnp fnpbc fnpc
    frcp frcs lpn mbbs mbchb md miss mr mrs ms msn mx np npc pac phd prof professor professora rn
    د دكتور دكتورة
    """.split()  # noqa: SIM905 - a table to read
)
# A word of these may be a name; a degree it is only behind a comma.
_DEGREES = frozenset({"ba", "bsc", "do", "ma", "mb", "msc", "pa", "sr"}) | _TITLES
_AFTER_DR = frozenset({"dent", "habil", "med", "nat", "rer", "univ"})
_DOTTED = re.compile(r"(?<!\w)\w{1,3}(?:[.-]\w{1,3})+\.?(?!\w)")


@dataclass(frozen=True, slots=True)
class NameDifference:
    """The words that only one of two names has. Both empty: they are one name."""

    only_certificate: tuple[str, ...]
    only_list: tuple[str, ...]

    def __bool__(self) -> bool:
        """Tell whether there is a difference."""
        return bool(self.only_certificate or self.only_list)


def compare_names(certificate: str, listed: str) -> NameDifference:
    """Return what differs beyond accents, case, order, punctuation and titles."""
    ours, theirs = _name_words(certificate), _name_words(listed)
    if "".join(map(folded, ours)) == "".join(map(folded, theirs)) != "":
        return NameDifference((), ())  # De la Cruz, and Delacruz
    left = list(theirs)
    alone = []
    for word in ours:
        same = next((other for other in left if spellings(word) & spellings(other)), None)
        if same is None:
            alone.append(word)
        else:
            left.remove(same)
    if not ours or not theirs:
        return NameDifference(tuple(ours) or (certificate,), tuple(theirs) or (listed,))
    return NameDifference(tuple(alone), tuple(left))


def is_named(certificate: str, typed: str) -> bool:
    """Tell whether `typed` names the holder: two words of the name, or the one it has, all right.

    Who has the certificate before them has the name; a guess of one word is too easy.
    """
    difference = compare_names(certificate, typed)
    if difference.only_list:
        return False
    had = len(_name_words(certificate)) - len(difference.only_certificate)
    return not difference.only_certificate or had > 1


def _name_words(name: str) -> list[str]:
    """Return the words of a name without its titles; of a name that is all titles, all."""
    head, _, tail = _DOTTED.sub(_closed, name).partition(",")
    first, rest = words_of(head), words_of(tail)
    if len(_without(first, _TITLES)) > 1:  # else it is "Family, Given"
        rest = _without(rest, _DEGREES)
    return _without([*first, *rest], _TITLES) or [*first, *rest]


def _closed(dotted: re.Match[str]) -> str:
    joined = dotted[0].replace(".", "").replace("-", "")
    return joined if folded(joined) in _DEGREES else dotted[0]


def _without(words: list[str], dropped: frozenset[str]) -> list[str]:
    plain = [folded(word) for word in words]
    before = chain([""], plain)
    return [
        word
        for word, this, last in zip(words, plain, before, strict=False)
        if this not in dropped and not (this in _AFTER_DR and last in {"dr", *_AFTER_DR})
    ]

"""Whether the words printed in a PDF are those of the credential in it.

Careful: what cannot be read is no difference. A file saved by other programs may have lost its
letters, and a red answer must never come from that.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from difflib import SequenceMatcher

from verifier.credential import Credential
from verifier.scan.fold import fold
from verifier.scan.printed import Printed

# fmt: off
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)
# fmt: on
_DATE = re.compile(rf"([0-9]{{1,2}})({'|'.join(_MONTHS)})([0-9]{{4}})(?![0-9])")
_NUMBER = re.compile(r"(?<![0-9A-Z-])[0-9A-Z]{2,7}-[0-9A-Z]{4}-[0-9A-Z]{4}(?![0-9A-Z-])")
_HYPHENS = re.compile("[\u00ad\u2010-\u2015\u2212]")
_LINE_ENDS = "\x02\ufffe"  # what PDFium writes for a hyphen at the end of a line
_UNREADABLE = {"Cc", "Cn", "Co", "Cs"}
_RIGHT_TO_LEFT = {"R", "AL"}
_LIGATURES = frozenset("fijlt")  # letters that programs lose when they were set as one
_WEST, _EAST = timedelta(hours=-12), timedelta(hours=14)  # how far clocks stand from UTC
_SUMMER = timedelta(hours=2)  # by how much a clock may be put forward, at most
_LEAST = 3  # letters too many beside a second name with Latin words, which may have lost some
_MUCH = 200  # letters beside a name's own; with more, nobody has to look for small differences
_DAY = timedelta(days=1)


def differs(printed: Printed, credential: Credential, profession: str | None) -> bool:
    """Tell whether the page clearly says something else; `profession` is the word printed."""
    return (
        bool(_numbers(printed.number) - {credential.number})
        or _has_another_date(printed, credential)
        or _is_another(printed.person, credential, profession)
    )


def _has_another_date(printed: Printed, credential: Credential) -> bool:
    if credential.expires.year == MAXYEAR:  # days after that cannot be counted
        return False
    zones = _zones(credential.expires)
    through = {(credential.expires + zone - _DAY).date() for zone in zones}
    return (
        not _dates(printed.valid_through) <= through
        or not _dates(printed.effective) <= _days(credential.effective, zones)
        or not _dates(printed.first_issued) <= _days(credential.signed, zones)
    )


def _zones(expires: datetime) -> list[timedelta]:
    """Return the distances from UTC at which `expires` is a midnight: one, or two near noon."""
    midnight = datetime.combine(expires.date(), time(), UTC)
    apart = (midnight + day * _DAY - expires for day in (0, 1))
    return [zone for zone in apart if _WEST <= zone <= _EAST]


def _days(moment: datetime, zones: Iterable[timedelta]) -> set[date]:
    return {
        (moment + zone + summer).date()
        for zone in zones
        for summer in (-_SUMMER, 0 * _DAY, _SUMMER)
    }


def _numbers(lines: Iterable[str]) -> set[str]:
    plain = (_HYPHENS.sub("-", line).upper() for line in lines)
    return {number for line in plain for number in _NUMBER.findall(line)}


def _dates(lines: Iterable[str]) -> set[date]:
    found = (match.groups() for line in lines for match in _DATE.finditer(fold(line)))
    return {read for day, month, year in found if (read := _date(day, month, year)) is not None}


def _date(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year), _MONTHS.index(month) + 1, int(day))
    except ValueError:  # the thirtieth of February says nothing about another day
        return None


def _is_another(lines: tuple[str, ...], credential: Credential, profession: str | None) -> bool:
    """Tell whether somebody or something else stands where the holder is named."""
    name, said = fold(credential.name), fold("".join(lines))
    if not said or not _is_latin(credential.name) or not all(map(_is_readable, lines)):
        return False
    before, found, after = said.partition(name)
    label = fold(profession or "")
    rest = _without(before + after if found else said, label, credential.native_name or "")
    if found:
        return bool(label) and len(rest) >= (_LEAST if fold(credential.native_name or "") else 1)
    return bool(rest) and _is_spelt_otherwise(name, rest, more=not label)


def _without(said: str, label: str, native: str) -> str:
    before, found, after = said.rpartition(label) if label else (said, "", "")
    rest = before + after if found or not label else said
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


def _is_latin(name: str) -> bool:
    """Tell whether a name is written from left to right in letters that can be compared."""
    letters = [character for character in name if character.isalpha()]
    compared = sum(bool(fold(letter)) for letter in letters)
    turned = any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in letters)
    return not turned and 2 * compared > len(letters) and len(fold(name)) > 1


def _is_readable(line: str) -> bool:
    return not any(
        character == "\N{REPLACEMENT CHARACTER}" or unicodedata.category(character) in _UNREADABLE
        for character in line
        if character not in _LINE_ENDS
    )

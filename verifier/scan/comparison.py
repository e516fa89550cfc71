"""Whether the words printed in a PDF are those of the credential in it.

Careful: what cannot be read is no difference. A file saved by other programs may have lost its
letters, and a red answer must never come from that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta

from verifier.credential import Credential
from verifier.scan.day_words import days_in, has_piece_of_another
from verifier.scan.holder_words import names_another
from verifier.scan.printed import Printed

_NUMBER = re.compile(r"(?<![0-9A-Z-])[0-9A-Z]{2,7}-[0-9A-Z]{4}-[0-9A-Z]{4}(?![0-9A-Z-])")
_PIECE = re.compile("[0-9A-Z-]+")
_HYPHENS = re.compile("[\u00ad\u2010-\u2015\u2212]")
_WEST, _EAST = timedelta(hours=-12), timedelta(hours=14)  # how far clocks stand from UTC
_SUMMER = timedelta(hours=2)  # by how much a clock may be put forward, at most
_DAY = timedelta(days=1)


def differs(printed: Printed, credential: Credential, professions: Iterable[str]) -> bool:
    """Tell whether the page clearly says something else.

    `professions` are the words for the holder's profession, one of which is printed, in all
    languages; none if nobody knows them.
    """
    return (
        any(_is_of_another_number(line, credential.number) for line in printed.number)
        or _has_another_date(printed, credential)
        or names_another(printed.person, credential, professions)
    )


def _is_of_another_number(line: str, number: str) -> bool:
    """Tell whether a line has another number, or is a piece that is of none of ours."""
    plain = _HYPHENS.sub("-", line).strip()
    if numbers := set(_NUMBER.findall(plain.upper())):
        return numbers != {number}
    return bool(_PIECE.fullmatch(plain)) and not _is_of(plain, number)


def _is_of(piece: str, number: str) -> bool:
    """Tell whether `piece` is `number` with characters lost."""
    rest = iter(number)
    return all(character in rest for character in piece)


def _has_another_date(printed: Printed, credential: Credential) -> bool:
    if credential.expires.year == MAXYEAR:  # days after that cannot be counted
        return False
    zones = _zones(credential.expires)
    through = {(credential.expires + zone - _DAY).date() for zone in zones}
    return (
        _name_another(printed.valid_through, through)
        or _name_another(printed.effective, _days(credential.effective, zones))
        or _was_issued_otherwise(printed.first_issued, credential, zones)
    )


def _name_another(lines: Iterable[str], days: set[date]) -> bool:
    """Tell whether any line names another day than one of `days`."""
    return any(not days_in(line) <= days or has_piece_of_another(line, days) for line in lines)


def _was_issued_otherwise(
    lines: Iterable[str], credential: Credential, zones: Iterable[timedelta]
) -> bool:
    """Tell whether the printed day cannot be that on which the certificate was first issued.

    A credential signed anew for a certificate that was in force says when that was no more.
    """
    signed = _days(credential.signed, zones)
    if credential.effective < credential.signed:
        return any(day > max(signed) for line in lines for day in days_in(line))
    return _name_another(lines, signed)


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

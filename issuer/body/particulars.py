"""What a body says of itself, one by one: each is checked where it comes in."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from issuer.certification.lines import read_line
from issuer.errors import BodyError

LONGEST = 200  # characters
_TELEPHONE = re.compile(r"\+[1-9][0-9]*(?:[ ().-]{1,2}[0-9]+)*")
_LEAST, _MOST = 7, 15  # digits: a country's code and a number, at most as E.164 has it


def parse_words(text: str) -> str:
    """Return a name or a role as one printable line, or raise `BodyError`."""
    try:
        return read_line(text.strip(), LONGEST)
    except ValueError as exc:
        raise BodyError(str(exc)) from exc


def parse_telephone(text: str) -> str:
    """Return a number that can be dialled from any country, as it was grouped."""
    number = text.strip()
    digits = sum(map(str.isdigit, number))
    if _TELEPHONE.fullmatch(number) is None or not _LEAST <= digits <= _MOST:
        raise BodyError("give it from the country's code on, such as +44 20 7946 0000")
    return number


def parse_time_zone(text: str) -> str:
    """Return an IANA time zone, in which a certificate's days end."""
    name = text.strip()
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as exc:  # OSError: a folder of zones
        raise BodyError(f"{name!r} is no IANA time zone; give one such as Europe/Madrid") from exc
    return name

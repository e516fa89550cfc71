"""What a page's address asks for, read once; and the address of what comes next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import Any

from issuer.credentials.certificate import Certificate
from issuer.credentials.sought import Sought
from issuer.store.database import Database
from issuer.store.found_certificates import Place
from issuer.web.listing import read_search, read_state

PAGE_SIZE = 50
COUNTED = 10_000  # how far certificates found are counted

_CODES = ("scheme", "profession", "region", "key", "sitting", "provider", "examiner")
_DAYS = ("examined", "expires_from", "expires_until", "review_until")
_LONGEST = 100
_FIRST_YEAR, _LAST_YEAR = 1970, 9000  # what every engine can compare
_PLACE = re.compile(r"([0-9]{1,11})~([0-9A-Z-]{1,20})", re.ASCII)


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page of certificates, how many there are in all (None: very many), and where it ends."""

    certificates: tuple[Certificate, ...] = ()
    total: int | None = 0
    after: str | None = None
    is_first: bool = True


def read_sought(asked: Mapping[str, str]) -> Sought:
    """Return what an address asks for, or raise `ValueError` with what to mend."""
    told: dict[str, Any] = {name: _code(asked.get(name, "")) for name in _CODES}
    told |= {name: _day(asked.get(name, "")) for name in _DAYS}
    state = read_state(asked.get("state", ""))
    return Sought(text=read_search(asked.get("search", "")), state=state, **told)


def query_of(sought: Sought) -> dict[str, str]:
    """Return the members of an address that asks for this; a list of numbers has none."""
    told = {}
    for each in fields(sought):
        value = getattr(sought, each.name)
        if value in (None, "") or each.name == "numbers":
            continue
        name = "search" if each.name == "text" else each.name
        told[name] = value.isoformat() if isinstance(value, date) else str(value)
    return told


def find(database: Database, sought: Sought, after: str) -> FoundPage:
    """Return the page that follows a place; `ValueError` for what is no place of ours."""
    place = _place(after) if after else None
    with database.reading() as unit:
        found = unit.found.page(sought, after=place, limit=PAGE_SIZE + 1)
        total = unit.found.count(sought, most=COUNTED + 1)
    shown = found[:PAGE_SIZE]
    following = _told(shown[-1]) if len(found) > PAGE_SIZE else None
    return FoundPage(tuple(shown), total if total <= COUNTED else None, following, place is None)


def words_of(sought: Sought) -> str:
    """Return what is sought in words, for the record of a request."""
    labels = {"text": "search", "state": "state", "key": "signing key", "sitting": "exam session"}
    told = [
        f"{labels.get(name, name.replace('_', ' '))} {value}"
        for name, value in query_of(sought).items()
    ]
    return ", ".join(told)


def _told(made: Certificate) -> str:
    return f"{int(made.first_issued.timestamp())}~{made.number}"


def _place(text: str) -> Place:
    match = _PLACE.fullmatch(text)
    if match is None:
        raise ValueError("follow the links of the list")
    return datetime.fromtimestamp(int(match[1]), UTC), match[2]


def _code(text: str) -> str | None:
    text = text.strip()
    if len(text) > _LONGEST or not text.isprintable():
        raise ValueError(f"give at most {_LONGEST} characters that print")
    return text or None


def _day(text: str) -> date | None:
    if not text:
        return None
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII) is None:
        raise ValueError("give a day such as 2026-11-20")
    day = date.fromisoformat(text)
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError("give a day of this time")
    return day

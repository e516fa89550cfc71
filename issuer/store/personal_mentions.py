"""What tells of a person: their names in others' words, and the events that are about them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from issuer.privacy.trace import Trace
from verifier.number import CertificateNumber, read_typed_number

# Where an event names who acted at the desk: an officer called as a holder is stays on record.
_STAFF = frozenset(
    {"actor", "asked_by", "author", "by", "checked_by", "from", "officer", "seen_by", "to"}
)


@dataclass(frozen=True)
class EventsAbout:
    """Tells which events are about one person.

    Attempts are numbered by each scheme: one of the same name under another scheme is another's.
    """

    trace: Trace
    _subjects: frozenset[str] = field(init=False)
    _attempts: frozenset[str] = field(init=False)
    _names: re.Pattern[str] | None = field(init=False)

    def __post_init__(self) -> None:
        """Gather what is looked for."""
        told = self.trace
        subjects = {told.person, *told.applications, *told.numbers, *told.appeals}
        object.__setattr__(self, "_subjects", frozenset(subjects | {*told.complaints}) - {""})
        attempts = frozenset(attempt for _, attempt in told.attempts)
        object.__setattr__(self, "_attempts", attempts)
        object.__setattr__(self, "_names", naming(told))

    def tells(self, subject: str, said: bytes) -> bool:
        """Tell whether an event of this subject, which says this, is about the person."""
        text = said.decode()
        if subject in self._subjects or _quotes(text, self._subjects):
            return True
        if subject in self._attempts or _quotes(text, self._attempts):
            return self._is_own_attempt(subject, json.loads(said or b"{}"))
        return (
            self._names is not None
            and self._names.search(text) is not None
            and (self._names.search(_without_staff(json.loads(said))) is not None)
        )

    def _is_own_attempt(self, subject: str, told: Mapping[str, Any]) -> bool:
        scheme = told.get("scheme")
        if scheme is not None:
            named = {subject, *(value for value in told.values() if isinstance(value, str))}
            return any(own == scheme and attempt in named for own, attempt in self.trace.attempts)
        return not isinstance(read_typed_number(subject), CertificateNumber)  # then it is another's


def naming(trace: Trace) -> re.Pattern[str] | None:
    """Return what finds a person's names and addresses in others' words, in any case.

    A name of one word is found only as it is written: `May` is no month.
    """
    spellings = sorted({*trace.names, *trace.mails}, key=len, reverse=True)
    patterns = [
        # JSON writes the end of a line as a backslash and a letter, which begins no word.
        f"(?:(?<!\\w)|(?<=\\\\[nrt]))(?{'' if ' ' in each else '-'}i:{_spelt(each)})(?!\\w)"
        for each in spellings
    ]
    return re.compile("|".join(patterns), re.IGNORECASE) if patterns else None


def _spelt(name: str) -> str:
    """Return a pattern of a name as people write it, and as JSON may."""
    written = (name, json.dumps(name, ensure_ascii=False)[1:-1], json.dumps(name)[1:-1])
    return "|".join(dict.fromkeys(map(re.escape, written)))


def _quotes(said: str, texts: frozenset[str]) -> bool:
    return any(f'"{each}"' in said for each in texts)


def _without_staff(told: Mapping[str, Any]) -> str:
    left = {name: value for name, value in told.items() if name not in _STAFF}
    return json.dumps(left, ensure_ascii=False)

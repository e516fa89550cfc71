"""The candidates of the demonstration, on the road from applicant to decision.

Their files are in docs/examples/road, and every day in them is moved so that they are as fresh on
the first day of a demonstration as they were on the day they were written for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from issuer.candidates.roster import Roster
from issuer.certification.csv_rows import Row
from issuer.certification.dossier.documents import read_listed
from issuer.certification.dossier.roster_csv import (
    read_applications,
    read_documents,
    read_register,
)
from issuer.cli.desk import Desk

WRITTEN_FOR = date(2026, 11, 20)
FIRST = "C-2001"  # a candidate of theirs
_DAY = re.compile(rb"\b20[0-9]{2}-[0-9]{2}-[0-9]{2}\b")

Item = TypeVar("Item")


def bring_candidates(desk: Desk, folder: Path) -> None:
    """Bring registers, applications and dossiers once; and give an examiner something to score."""
    with desk.database.reading() as unit:
        is_there = bool(unit.people.find([FIRST]))
    today = desk.clock().date()
    roster = desk.world.candidates.roster
    if not is_there:
        moved = today - WRITTEN_FOR
        _take(desk, roster.registers, folder / "registers.csv", read_register, moved)
        _take(desk, roster.applications, folder / "applications.csv", read_applications, moved)
        _take(desk, roster.documents, folder / "documents.csv", read_documents, moved)
        _hold_sitting(desk, today)


def _take(
    desk: Desk,
    roster: Roster[Item],
    path: Path,
    read: Callable[[bytes], Iterator[Row[Item]]],
    moved: timedelta,
) -> None:
    rows = read(_moved(path.read_bytes(), moved))
    outcome = roster.take(rows, actor="demo", at=desk.clock())
    if outcome.bad:
        raise ValueError(f"{path}: {outcome.bad[0]}")


def _moved(data: bytes, moved: timedelta) -> bytes:
    def move(found: re.Match[bytes]) -> bytes:
        day = date.fromisoformat(found[0].decode()) + moved
        return day.isoformat().encode()

    return _DAY.sub(move, data)


def _hold_sitting(desk: Desk, today: date) -> None:
    """Let the officer who runs the demonstration score one candidate, for a month."""
    scheme = desk.world.schemes.in_force("btx").scheme
    stations = scheme.practical.stations if scheme.practical else ()
    sitting = {
        "kind": "sitting",
        "id": "demonstration",
        "since": today.isoformat(),
        "until": (today + timedelta(days=30)).isoformat(),
        "scheme": scheme.id,
        "site": "Specimen clinic, room 2",
        "candidates": ["C-2008"],
        "stations": {station.id: ["ex-4", "ex-5"] for station in stations},
        "leads": ["ex-3"],
    }
    registers = desk.world.candidates.registers
    registers.put(read_listed(sitting), author="demo", at=desk.clock())

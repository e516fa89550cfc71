"""A roster of 10,000 candidates: imported from CSV whole, and every one of them assessed."""

from __future__ import annotations

import io
import resource
import time
from collections.abc import Iterable
from pathlib import Path

from bench.figure import Figure
from bench.world import EXAMPLES, found_world
from issuer.body.schemes import activate
from issuer.candidates.roster import Outcome
from issuer.candidates.sweep import open_cases
from issuer.certification.dossier.documents import read_listed
from issuer.certification.dossier.roster_csv import read_applications, read_documents
from issuer.wiring import IssuerWorld
from verifier.clock import utc_now

COUNT = 10_000
PATIENCE = 60.0  # seconds
_SUPERVISOR = {
    "kind": "supervisor",
    "id": "s-1",
    "since": "2020-01-01",
    "name": "Dr B. Example",
    "sites": ["site-1"],
}
_HEAD = (
    "person,kind,ref,on,document,checked_by,profession,regulator,region,number,status,"
    "check.on,check.by,check.how,scheme,role,supervisor,site,patient,areas"
)
_DOCUMENTS = (
    "{0},identity,id,2026-01-02,passport,Bench,,,,,,,,,,,,,,",
    "{0},licence,li,,,,physician,Board,FR,{0},active,2026-01-02,Bench,letter,,,,,,",
    "{0},case,c-1,2026-01-02,,,,,,,,,,,btx,performed,s-1,site-1,1,glabella|forehead",
)


def measure(folder: Path) -> list[Figure]:
    """Import applications and three documents each, then assess every application."""
    world = found_world(folder / "roster")
    scheme = (EXAMPLES / "botulinum-toxin.toml").read_bytes()
    at = utc_now()
    activate(world.database, world.body, scheme, actor="bench", at=at)
    world.candidates.registers.put(read_listed(_SUPERVISOR), author="bench", at=at)
    before, began = _memory(), time.perf_counter()
    _import(world)
    imported = time.perf_counter() - began
    assessed = _assess(world)
    seconds = time.perf_counter() - began
    assert assessed == COUNT
    told = f"{seconds:.1f} s ({imported:.1f} s import, {seconds - imported:.1f} s assessment)"
    grown = _memory() - before
    return [
        Figure(f"roster of {COUNT:,} within a minute", told, PATIENCE / seconds, 1.0),
        Figure("memory grown by it", f"{grown:,.0f} MiB"),
    ]


def _import(world: IssuerWorld) -> None:
    rosters, at = world.candidates.roster, utc_now()
    applications = ("b-{0},Dr Example {0},btx,physician,FR",)
    applied = _text("person.ref,person.name,scheme,profession,region", applications, "{0}")
    _whole(rosters.applications.take(read_applications(applied), actor="bench", at=at), COUNT)
    shown = _text(_HEAD, _DOCUMENTS, "b-{0}")
    _whole(rosters.documents.take(read_documents(shown), actor="bench", at=at), 3 * COUNT)


def _text(head: str, lines: Iterable[str], name: str) -> io.StringIO:
    people = (name.format(number) for number in range(COUNT))
    rows = (line.format(person) for person in people for line in lines)
    return io.StringIO("\n".join([head, *rows]))


def _whole(outcome: Outcome, rows: int) -> None:
    assert not outcome.bad, outcome.bad[0]
    assert outcome.good == rows


def _assess(world: IssuerWorld) -> int:
    batches = open_cases(world.candidates.dossiers, utc_now)
    return sum(bool(case.assessment.findings) for cases in batches for case in cases)


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

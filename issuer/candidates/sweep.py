"""Every open application in turn, some at a time: thousands are never held at once."""

from __future__ import annotations

from collections.abc import Iterator

from issuer.candidates.case_file import CaseFile
from issuer.candidates.dossiers import Dossiers
from verifier.clock import Clock

BATCH = 200  # applications that are loaded together


def open_cases(dossiers: Dossiers, clock: Clock) -> Iterator[list[CaseFile]]:
    """Yield the case files of all open applications, in order of id, batch by batch.

    Each batch is as of when it is loaded: what is decided meanwhile is left out.
    """
    last = ""
    while True:
        with dossiers.transactions.reading() as unit:
            records = unit.applications.open_after(last, BATCH)
            ids = [record.application.id for record in records]
            cases = dossiers.load(unit, ids, at=clock())
        if not ids:
            return
        yield cases
        last = ids[-1]

"""`probatum export`: what is on record as the CSV that `probatum import` reads."""

from __future__ import annotations

from collections.abc import Iterator

import click

from issuer.candidates.application import ApplicationRecord, ApplicationState
from issuer.certification.dossier.documents import LISTED_KINDS
from issuer.certification.dossier.dossier import Person
from issuer.certification.dossier.roster_csv import (
    APPLICATIONS,
    DOCUMENTS,
    LISTED,
    Cells,
    application_cells,
    document_cells,
    listed_cells,
    write_roster,
)
from issuer.cli.desk import Desk
from issuer.cli.imports import KINDS
from issuer.cli.line import LINE

_BATCH = 500
_ANY = "any"
_STATE = click.Choice([*(state.value for state in ApplicationState), _ANY])


def export_command(desk: Desk) -> click.Command:
    """Return `probatum export`."""

    @click.command("export")
    @click.argument("kind", type=click.Choice(KINDS))
    @click.option("--scheme", type=LINE, help="Only what belongs to this scheme.")
    @click.option(
        "--state", type=_STATE, default="open", show_default=True, help="Of applications."
    )
    def export(kind: str, scheme: str | None, state: str) -> None:
        """Print applications, documents that count, or entries of the registers, as CSV.

        No cell is run by a spreadsheet: what would be has a ' before it, which import takes off.
        """
        if kind == "registers" and scheme is not None:
            raise click.UsageError("registers are exported whole: leave out --scheme")
        if kind != "registers":
            desk.note_read(f"export {kind}")
        match kind:
            case "applications":
                lines = write_roster(APPLICATIONS, _applications(desk, scheme, state))
            case "documents":
                lines = write_roster(DOCUMENTS, _documents(desk, scheme))
            case _:
                lines = write_roster(LISTED, _listed(desk))
        for line in lines:
            click.echo(line, nl=False)

    return export


def _records(
    desk: Desk, scheme: str | None, state: ApplicationState | None
) -> Iterator[tuple[ApplicationRecord, Person]]:
    """Yield every application, newest first, as one moment has them."""
    with desk.world.database.reading() as unit:
        offset = 0
        while True:
            found, _ = unit.applications.search(
                "", scheme=scheme, state=state, offset=offset, limit=_BATCH
            )
            if not found:
                return
            yield from found
            offset += len(found)


def _applications(desk: Desk, scheme: str | None, state: str) -> Iterator[Cells]:
    wanted = None if state == _ANY else ApplicationState(state)
    for record, person in _records(desk, scheme, wanted):
        made = record.application
        yield application_cells(person, made.scheme, made.profession, made.region)


def _documents(desk: Desk, scheme: str | None) -> Iterator[Cells]:
    people = sorted({person.ref for _, person in _records(desk, scheme, None)})
    for start in range(0, len(people), _BATCH):
        with desk.world.database.reading() as unit:
            entries = unit.entries.of(people[start : start + _BATCH])
        for person in sorted(entries):
            for entry in entries[person]:
                if scheme is None or getattr(entry.document, "scheme", scheme) == scheme:
                    yield document_cells(person, entry.document)


def _listed(desk: Desk) -> Iterator[Cells]:
    for kind in LISTED_KINDS:
        for record in desk.world.candidates.registers.all(kind):
            yield listed_cells(record.listed)

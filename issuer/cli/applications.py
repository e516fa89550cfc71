"""`probatum application add|list|show|documents|assess|withdraw`, and its decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from issuer.candidates.application import ApplicationState, Recorded
from issuer.candidates.case_file import CaseFile
from issuer.candidates.errors import UnknownApplicationError
from issuer.certification.dossier.applicant import parse_applicant
from issuer.certification.figures import show_moment
from issuer.cli.application_decisions import add_decisions
from issuer.cli.assessments import (
    all_open,
    application_value,
    case_lines,
    case_value,
    standing,
)
from issuer.cli.desk import Desk, json_option
from issuer.cli.line import LINE, SEARCH

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def application_commands(desk: Desk) -> list[click.Command]:
    """Return the commands about applications."""

    @click.group("application")
    def application() -> None:
        """Applications: who applies for what, how it stands, and what is decided."""

    _add_add(application, desk)
    _add_list(application, desk)
    _add_show(application, desk)
    _add_assess(application, desk)
    _add_withdraw(application, desk)
    add_decisions(application, desk)
    return [application]


def _add_add(group: click.Group, desk: Desk) -> None:
    @group.command("add")
    @click.argument("file", type=_FILE)
    @json_option
    def add(file: Path, *, as_json: bool) -> None:
        """Take the application in FILE (JSON). The same again is the same application."""
        applicant = parse_applicant(file.read_bytes())
        admission = desk.world.candidates.admission
        record = admission.apply(applicant, actor=desk.actor, at=desk.clock())
        desk.tell(application_value(record, applicant.person.to_person()), as_json=as_json)


def _add_list(group: click.Group, desk: Desk) -> None:
    @group.command("list")
    @click.argument("search", default="", type=SEARCH)
    @click.option("--scheme", type=LINE)
    @click.option("--state", type=click.Choice([state.value for state in ApplicationState]))
    @click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
    @json_option
    def list_command(
        search: str, scheme: str | None, state: str | None, limit: int, *, as_json: bool
    ) -> None:
        """List applications whose id, reference or name contains SEARCH, newest first."""
        wanted = ApplicationState(state) if state else None
        with desk.world.database.reading() as unit:
            found, total = unit.applications.search(
                search, scheme=scheme, state=wanted, limit=limit
            )
        desk.note_read("application list")
        values = [application_value(*each) for each in found]
        if as_json:
            desk.tell_all(values, as_json=True)
            return
        names = ("id", "person", "name", "scheme", "profession", "region", "state")
        table = Table(*names, box=None)
        for value in values:
            table.add_row(*(value[name] for name in names))
        desk.out.print(table)
        desk.err.print(f"{len(found)} of {total}", style="dim")


def _add_show(group: click.Group, desk: Desk) -> None:
    @group.command("show")
    @click.argument("application", type=LINE)
    @json_option
    def show(application: str, *, as_json: bool) -> None:
        """Show APPLICATION, and how every requirement stands now."""
        case = desk.world.candidates.dossiers.open(application, at=desk.clock())
        desk.note_read("application show", application)
        if as_json:
            desk.tell(case_value(case), as_json=True)
            return
        desk.tell(application_value(case.record, case.person), as_json=False)
        _print_lines(desk, case)

    @group.command("documents")
    @click.argument("application", type=LINE)
    @json_option
    def documents(application: str, *, as_json: bool) -> None:
        """List every document that belongs to APPLICATION, newest first, struck ones too."""
        case = desk.world.candidates.dossiers.open(application, at=desk.clock())
        with desk.world.database.reading() as unit:
            history = unit.entries.history(case.person.ref)
        desk.note_read("application documents", application)
        scheme = case.scheme.id
        mine = [each for each in history if getattr(each.document, "scheme", scheme) == scheme]
        if as_json:
            desk.tell_all([_entry(each) for each in mine], as_json=True)
            return
        table = Table("entry", "kind", "ref", "recorded", "by", "struck", box=None)
        for each in mine:
            made, struck = show_moment(each.recorded), each.struck_why or ""
            document = each.document
            table.add_row(str(each.id), document.kind, document.ref, made, each.author, struck)
        desk.out.print(table)


def _add_assess(group: click.Group, desk: Desk) -> None:
    @group.command("assess")
    @click.argument("applications", nargs=-1, type=LINE)
    @click.option("--all", "every", is_flag=True, help="Every open application.")
    @json_option
    def assess(applications: tuple[str, ...], *, every: bool, as_json: bool) -> None:
        """Assess APPLICATIONS, or every open one: what is met, and what is missing."""
        if every == bool(applications):
            raise click.UsageError("name applications, or give --all")
        cases = all_open(desk) if every else _named(desk, applications)
        desk.note_read("application assess", *applications)
        if as_json:
            desk.tell_all(map(case_value, cases), as_json=True)
            return
        counts: Counter[str] = Counter()
        for case in cases:
            counts["met" if case.assessment.is_met else "not met"] += 1
            record, person = case.record.application, case.person.ref
            click.echo(f"{record.id:<14}  {person:<20}  {standing(case)}")
            if not every:
                _print_lines(desk, case)
        told = ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
        desk.err.print(told or "no open application", style="dim")


def _add_withdraw(group: click.Group, desk: Desk) -> None:
    @group.command("withdraw")
    @click.argument("application", type=LINE)
    def withdraw(application: str) -> None:
        """Close APPLICATION, as the candidate asked."""
        admission = desk.world.candidates.admission
        admission.withdraw(application, actor=desk.actor, at=desk.clock())
        click.echo(f"{application} is withdrawn.")


def _named(desk: Desk, applications: Sequence[str]) -> list[CaseFile]:
    cases = desk.world.candidates.dossiers.open_many(applications, at=desk.clock())
    unknown = set(applications) - {case.record.application.id for case in cases}
    if unknown:
        raise UnknownApplicationError(", ".join(sorted(unknown)))
    return cases


def _print_lines(desk: Desk, case: CaseFile) -> None:
    for line in case_lines(case):
        desk.out.print(line, soft_wrap=True)


def _entry(entry: Recorded) -> dict[str, Any]:
    return {
        "id": entry.id,
        "document": entry.document.model_dump(mode="json", exclude_none=True),
        "author": entry.author,
        "recorded": show_moment(entry.recorded),
        "struck": show_moment(entry.struck) if entry.struck else None,
        "struck_by": entry.struck_by,
        "struck_why": entry.struck_why,
    }

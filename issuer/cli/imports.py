"""`probatum import`: a CSV of people, documents, registers or certificates, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TextIO, TypeVar

import click

from issuer.candidates.roster import Outcome, Roster
from issuer.candidates.settlement import settle
from issuer.certification.csv_rows import Row
from issuer.certification.dossier.roster_csv import (
    Shown,
    read_applications,
    read_documents,
    read_register,
)
from issuer.cli.answers import answer_value, tell_answers
from issuer.cli.counted import counted
from issuer.cli.desk import Desk, json_option
from issuer.cli.progress import counting
from issuer.intake.answers import Answer
from issuer.prior.document import read_priors
from issuer.prior.importing import PriorImport

Item = TypeVar("Item")
Progress = Callable[[int], None]
KINDS = ("applications", "certificates", "documents", "registers")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def import_command(desk: Desk) -> click.Command:
    """Return `probatum import`."""

    @click.command("import")
    @click.argument("file", type=_FILE)
    @click.option("--as", "kind", required=True, type=click.Choice(KINDS))
    @click.option("--dry-run", "dry", is_flag=True, help="Tell every mistake; record nothing.")
    @json_option
    @click.pass_context
    def import_file(
        context: click.Context, file: Path, kind: str, *, dry: bool, as_json: bool
    ) -> None:
        """Record every row of FILE (CSV), or nothing where one has a mistake.

        Exit 0 if every row was good, 1 if one was not.
        """
        outcome, people = _run(desk, file, kind, dry=dry)
        answers = [] if dry or outcome.bad else _follow(desk, file, kind, people)
        tell = _tell_json if as_json else _tell_lines
        tell(desk, outcome, answers, dry=dry)
        context.exit(int(bool(outcome.bad)))

    return import_file


def _run(desk: Desk, file: Path, kind: str, *, dry: bool) -> tuple[Outcome, set[str]]:
    """Take a file; return what came of it, and whose documents it held."""
    rosters, people = desk.world.candidates.roster, set[str]()
    with (
        counting(desk, _lines(file), "Importing") as advance,
        file.open(encoding="utf-8", errors="surrogateescape") as text,
    ):
        match kind:
            case "applications":
                rows = read_applications(text)
                outcome = _take(desk, rosters.applications, rows, advance, dry=dry)
            case "certificates":
                outcome = _take_priors(desk, text, advance, dry=dry)
            case "documents":
                shown = _noted(text, people)
                outcome = _take(desk, rosters.documents, shown, advance, dry=dry)
            case _:
                listed = read_register(text)
                outcome = _take(desk, rosters.registers, listed, advance, dry=dry)
    return outcome, people


def _priors(desk: Desk) -> PriorImport:
    world = desk.world
    return PriorImport(world.database, world.schemes, world.intake)


def _take_priors(desk: Desk, text: TextIO, advance: Progress, *, dry: bool) -> Outcome:
    world, at = desk.world, desk.clock()
    today = at.astimezone(world.body.zone).date()
    rows = read_priors(text)
    return _priors(desk).take(rows, actor=desk.actor, at=at, today=today, progress=advance, dry=dry)


def _follow(desk: Desk, file: Path, kind: str, people: set[str]) -> list[Answer]:
    """Issue what the file has led to: a file that cannot be read twice, the duties follow."""
    if kind != "certificates":
        return list(settle(desk.world.candidates.decisions, sorted(people), desk.clock))
    if not file.is_file():
        return []
    with (
        counting(desk, _lines(file), "Issuing") as advance,
        file.open(encoding="utf-8", errors="surrogateescape") as text,
    ):
        rows = read_priors(text)
        return _priors(desk).issue(rows, actor=desk.actor, clock=desk.clock, progress=advance)


def _lines(file: Path) -> int | None:
    """Return how many lines there are, where that can be known beforehand."""
    if not file.is_file():
        return None
    with file.open("rb") as lines:
        return sum(1 for _ in lines)


def _noted(text: TextIO, people: set[str]) -> Iterator[Row[Shown]]:
    for row in read_documents(text):
        if row.result is not None:
            people.add(row.result[0])
        yield row


def _take(
    desk: Desk, roster: Roster[Item], rows: Iterable[Row[Item]], advance: Progress, *, dry: bool
) -> Outcome:
    return roster.take(rows, actor=desk.actor, at=desk.clock(), dry=dry, progress=advance)


def _tell_json(desk: Desk, outcome: Outcome, answers: list[Answer], *, dry: bool) -> None:
    bad = [{"line": each.line, "errors": list(each.errors)} for each in outcome.bad]
    decided = [answer_value(answer) for answer in answers]
    recorded = not (dry or bad)
    value = {"recorded": recorded, "good": outcome.good, "bad": bad, "decided": decided}
    desk.tell(value, as_json=True)


def _tell_lines(desk: Desk, outcome: Outcome, answers: list[Answer], *, dry: bool) -> None:
    for row in outcome.bad:
        for error in row.errors:
            click.echo(f"line {row.line}: {error}")
    tell_answers(desk, answers, as_json=False)
    if outcome.bad:
        bad = counted(len(outcome.bad), "row is", "rows are")
        told = f"{bad} bad, {outcome.good} good: nothing is recorded"
    else:
        good = counted(outcome.good, "row is", "rows are")
        told = f"{good} good" + ("" if dry else ", and on record")
    desk.err.print(told, style="dim")

"""`probatum issue`: one exam result as JSON, or many as CSV."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.progress import Progress
from rich.table import Table

from issuer.certificate.drawing import Paper
from issuer.certificate.printing import link_of
from issuer.certification.errors import CertificationError
from issuer.certification.exam_csv import Row, read_results
from issuer.certification.exam_document import parse_exam_result
from issuer.cli.desk import Desk, json_option
from issuer.errors import IssuerError
from issuer.intake.answers import Answer, Denied, Issued, Refused, Waiting
from issuer.wiring import IssuerWorld

BATCH = 500  # results a transaction


def issue_command(desk: Desk) -> click.Command:
    """Return `probatum issue`."""

    @click.command("issue")
    @click.argument("result", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="PDFs go here.")
    @click.option("--paper", type=click.Choice([p.value for p in Paper]), default=Paper.A4.value)
    @json_option
    @click.pass_context
    def issue(
        context: click.Context, result: Path, out: Path | None, paper: str, *, as_json: bool
    ) -> None:
        """Take an exam RESULT (.json), or a .csv of many, and issue what is granted.

        Exit 0 if everything was taken, 1 if something was denied or refused.
        """
        world, at = desk.world, desk.clock()
        if result.suffix.lower() == ".csv":
            reports = _take_many(desk, world, result.read_bytes(), at)
        else:
            parsed = parse_exam_result(result.read_bytes())
            reports = [_report(world, 1, world.intake.take(parsed, actor=desk.actor, at=at))]
        if out is not None:
            _print_certificates(world, reports, out, Paper(paper), at)
        _tell(desk, reports, as_json=as_json)
        context.exit(0 if all(report["answer"] in _TAKEN for report in reports) else 1)

    return issue


_TAKEN = frozenset({"granted", "waiting"})


def _take_many(desk: Desk, world: IssuerWorld, data: bytes, at: datetime) -> list[dict[str, Any]]:
    rows = list(read_results(data))
    reports: dict[int, dict[str, Any]] = {}
    with Progress(console=desk.err, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("Issuing", total=len(rows))
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            good = [row for row in batch if row.result is not None]
            for row in batch:
                if row.result is None:
                    reports[row.line] = _bad_row(row)
            for row, answer in zip(good, _take_batch(desk, world, good, at), strict=True):
                reports[row.line] = _report(world, row.line, answer)
            progress.advance(task, len(batch))
    return [reports[line] for line in sorted(reports)]


def _take_batch(
    desk: Desk, world: IssuerWorld, rows: Sequence[Row], at: datetime
) -> Iterator[Answer]:
    results = [row.result for row in rows if row.result is not None]
    yield from world.intake.take_many(results, actor=desk.actor, at=at)


def _bad_row(row: Row) -> dict[str, Any]:
    return {"line": row.line, "answer": "refused", "why": "; ".join(row.errors)}


def _report(world: IssuerWorld, line: int, answer: Answer) -> dict[str, Any]:
    base: dict[str, Any] = {"line": line, "attempt": answer.attempt}
    match answer:
        case Issued(number=number, token=token):
            links = {"link": link_of(world.body.url, token), "token": token}
            return base | {"answer": "granted", "number": number, **links}
        case Denied(reasons=reasons):
            return base | {"answer": "denied", "why": "; ".join(text for _, text in reasons)}
        case Waiting():
            return base | {"answer": "waiting", "why": "a person decides"}
        case Refused(error=error):
            return base | {"answer": "refused", "why": _why(error)}


def _why(error: IssuerError | CertificationError) -> str:
    return f"{error.code}: {error}"


def _print_certificates(
    world: IssuerWorld, reports: list[dict[str, Any]], out: Path, paper: Paper, at: datetime
) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for report in reports:
        if report["answer"] == "granted":
            path = out / f"{report['number']}.pdf"
            path.write_bytes(world.printer.print(report["number"], paper=paper, at=at))
            report["pdf"] = str(path)


def _tell(desk: Desk, reports: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        desk.tell_all(reports, as_json=True)
        return
    if len(reports) == 1:
        desk.tell(reports[0], as_json=False)
        return
    table = Table("line", "attempt", "answer", "number or reason", box=None)
    for report in reports:
        told = report.get("number") or report.get("why", "")
        table.add_row(str(report["line"]), report.get("attempt", ""), report["answer"], told)
    desk.out.print(table)

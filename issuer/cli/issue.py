"""`probatum issue`: one exam result as JSON, or many as CSV."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import click

from issuer.certificate.drawing import Paper
from issuer.certificate.printing import link_of
from issuer.certification.csv_rows import Row
from issuer.certification.exam import ExamResult
from issuer.certification.exam_csv import read_results
from issuer.certification.exam_document import parse_exam_result
from issuer.cli.desk import Desk, json_option, told
from issuer.cli.progress import reading
from issuer.intake.answers import Answer, Denied, Issued, Refused, Waiting
from issuer.wiring import IssuerWorld

BATCH = 500  # results a transaction

Report = dict[str, Any]


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
        is_many = result.suffix.lower() == ".csv"
        reports = _take_many(desk, result) if is_many else _take_one(desk, result)
        if out is not None:
            reports = _with_certificates(desk, reports, out, Paper(paper))
        counts: Counter[str] = Counter()
        reports = _counted(reports, counts)
        if as_json or not is_many:
            desk.tell_all(reports, as_json=as_json)
        else:
            _tell_lines(desk, reports, counts)
        context.exit(0 if set(counts) <= _TAKEN else 1)

    return issue


_TAKEN = frozenset({"granted", "waiting"})


def _take_one(desk: Desk, path: Path) -> Iterator[Report]:
    result = parse_exam_result(path.read_bytes())
    answer = desk.world.candidates.results.take(result, actor=desk.actor, at=desk.clock())
    yield _report(desk.world, 1, answer)


def _take_many(desk: Desk, path: Path) -> Iterator[Report]:
    """Yield a report for each row as its batch is done; however long the file, one is held."""
    with reading(desk, path, "Issuing") as text:
        rows = read_results(text)
        while batch := list(islice(rows, BATCH)):
            yield from _take_batch(desk, batch)


def _take_batch(desk: Desk, batch: Sequence[Row[ExamResult]]) -> Iterator[Report]:
    results = [row.result for row in batch if row.result is not None]
    # The clock is asked for each batch: an hour's work dated by its beginning would look dead.
    answers = iter(
        desk.world.candidates.results.take_many(results, actor=desk.actor, at=desk.clock())
    )
    for row in batch:
        good = row.result is not None
        yield _report(desk.world, row.line, next(answers)) if good else _bad_row(row)


def _bad_row(row: Row[ExamResult]) -> Report:
    return {"line": row.line, "answer": "refused", "why": "; ".join(row.errors)}


def _report(world: IssuerWorld, line: int, answer: Answer) -> Report:
    base: Report = {"line": line, "attempt": answer.attempt}
    match answer:
        case Issued(number=number, token=token):
            links = {"link": link_of(world.body.url, token), "token": token}
            return base | {"answer": "granted", "number": number, **links}
        case Denied(reasons=reasons):
            return base | {"answer": "denied", "why": "; ".join(text for _, text in reasons)}
        case Waiting():
            return base | {"answer": "waiting", "why": "a person decides"}
        case Refused(error=error):
            return base | {"answer": "refused", "why": told(error)}


def _with_certificates(
    desk: Desk, reports: Iterator[Report], out: Path, paper: Paper
) -> Iterator[Report]:
    """Yield the reports, each grant's with its PDF in the folder `out`."""
    out.mkdir(parents=True, exist_ok=True)
    for report in reports:
        if report["answer"] == "granted":
            path = out / f"{report['number']}.pdf"
            pdf = desk.world.printer.print(report["number"], paper=paper, at=desk.clock())
            path.write_bytes(pdf)
            report["pdf"] = str(path)
        yield report


def _counted(reports: Iterator[Report], counts: Counter[str]) -> Iterator[Report]:
    for report in reports:
        counts[report["answer"]] += 1
        yield report


def _tell_lines(desk: Desk, reports: Iterator[Report], counts: Counter[str]) -> None:
    for report in reports:
        what = report.get("number") or report.get("why", "")
        line, attempt = report["line"], report.get("attempt", "")
        click.echo(f"{line:>6}  {attempt:<20}  {report['answer']:<8}  {what}")
    summary = ", ".join(f"{count} {answer}" for answer, count in sorted(counts.items()))
    desk.err.print(summary or "nothing to do", style="dim")

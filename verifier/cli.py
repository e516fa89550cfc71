"""`probatum verify`: the same verdict, in words or JSON, with an exit code for scripts."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from pathlib import Path
from typing import Any

import click

from verifier.answer import to_answer
from verifier.cli_batch import Form, verify_batch
from verifier.clock import Clock
from verifier.earlier import EarlierNumbers
from verifier.inquiry import Inquiry
from verifier.judge_day import tell_day
from verifier.list_fetch import HttpLists
from verifier.malformed import MalformedError
from verifier.roster.answer import worse
from verifier.scan.pool import DocumentReader
from verifier.scan.text import trim
from verifier.status_lists import StatusLists
from verifier.trust import PinnedTrust, TrustSource
from verifier.trust_file import PinnedLists, parse_trust
from verifier.verdict import Outcome, Verdict
from verifier.verify import Verifier
from verifier.words import LICENCE_REMINDER

EXIT_CODES = {Outcome.VALID: 0, Outcome.INVALID: 1, Outcome.UNDETERMINED: 3}
_MAX_FILE = 20_000_000  # bytes
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_LIST = click.Path(exists=True, path_type=Path)
_OUT = click.Path(dir_okay=False, path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])


_OPTIONS = (
    click.option(
        "--batch", type=_LIST, help="Check a list: a CSV, numbers by line, a folder of documents."
    ),
    click.option("--on", "day", type=_DAY, help="Was it in force on that day, like 2026-03-31?"),
    click.option("--pdf", type=_OUT, help="With --batch: write a report to file, too."),
    click.option("--checked-by", default="", help="Who checks, for the report."),
    click.option("--organisation", default="", help="For whom, for the report."),
    click.option("--trust", type=_FILE),
    click.option("--offline", is_flag=True, help="Ask nobody; needs --trust."),
    click.option("--json", "as_json", is_flag=True, help="Answer in JSON."),
)


@dataclass(frozen=True, slots=True)
class Judge:
    """A verifier and whom it believes."""

    verifier: Verifier
    trust: TrustSource
    earlier: EarlierNumbers | None = None


def verify_command(clock: Clock, own: Callable[[], Judge] | None) -> click.Command:
    """Return `probatum verify`. `own` makes the judge of an issuer that lives here."""

    @click.command("verify")
    @click.argument("what", required=False)
    @_options
    @click.pass_context
    def verify(
        context: click.Context,
        /,
        what: str | None,
        batch: Path | None,
        day: datetime | None,
        pdf: Path | None,
        trust: Path | None,
        *,
        offline: bool,
        as_json: bool,
        **about: str,
    ) -> None:
        """Check WHAT: a token, a link, a number, a PDF, a picture, or - to read it from a pipe.

        Exit 0 valid, 1 invalid, 3 undetermined, 2 wrong usage. Of a list the worst row decides,
        and a row that differs from its certificate counts as invalid. So does a certificate that
        was not in force all through the day asked for.
        """
        _require_one(what, batch, pdf)
        asked = None if day is None else day.date()
        judge = _judge(trust, own, clock, offline=offline)
        with closing(DocumentReader(workers=1, seconds=20)) as reader:
            inquiry = Inquiry(judge.verifier, reader, earlier=judge.earlier)
            if batch is None:
                worst = _verify(inquiry, judge.trust, what or "", clock, asked, as_json=as_json)
            else:
                form = Form(as_json=as_json, pdf=pdf, **about)
                worst = verify_batch(inquiry, judge.trust, batch, clock(), on=asked, form=form)
        context.exit(EXIT_CODES[worst])

    return verify


def _options(command: Callable[..., None]) -> Callable[..., None]:
    return reduce(lambda made, option: option(made), reversed(_OPTIONS), command)


def _require_one(what: str | None, batch: Path | None, pdf: Path | None) -> None:
    if (what is None) == (batch is None):
        raise click.UsageError("say what to check: WHAT, or --batch FILE")
    if pdf is not None and batch is None:
        raise click.UsageError("--pdf goes with --batch")


def _verify(
    inquiry: Inquiry,
    trust: TrustSource,
    what: str,
    clock: Clock,
    day: date | None,
    *,
    as_json: bool,
) -> Outcome:
    verdict = tell_day(_ask(inquiry, what, clock), day, inquiry.verifier.ledgers)
    answer = to_answer(verdict, trust.current())
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2) if as_json else _words(answer))
    return worse(verdict.outcome, None if verdict.on is None else verdict.on.result)


def _judge(
    trust: Path | None, own: Callable[[], Judge] | None, clock: Clock, *, offline: bool
) -> Judge:
    if trust is not None:
        return _judge_by_file(trust, clock, offline=offline)
    if offline or own is None:
        raise click.UsageError("say whom to believe: --trust FILE (`probatum trust` makes one)")
    return own()


def _judge_by_file(path: Path, clock: Clock, *, offline: bool) -> Judge:
    try:
        file = parse_trust(_read(path))
    except MalformedError as exc:
        raise click.UsageError(f"{path}: {exc}") from exc
    pinned = PinnedLists(file.lists)
    lists = StatusLists(pinned if offline else HttpLists(pinned, clock), file.lists)
    source = PinnedTrust(file.trust)
    return Judge(Verifier(source, lists), source)


def _ask(inquiry: Inquiry, what: str, clock: Clock) -> Verdict:
    if what == "-":
        return _ask_bytes(inquiry, sys.stdin.buffer.read(_MAX_FILE), clock)
    if _is_file(what):
        return _ask_bytes(inquiry, _read(Path(what)), clock)
    return inquiry.ask_text(trim(what), at=clock())


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MAX_FILE)
    except OSError as exc:  # no verdict: it must not look like one
        raise click.UsageError(f"{path} cannot be read") from exc


def _is_file(what: str) -> bool:
    try:
        return Path(what).is_file()
    except (OSError, ValueError):  # a token is longer than any file's name
        return False


def _ask_bytes(inquiry: Inquiry, data: bytes, clock: Clock) -> Verdict:
    """Judge the content of a file or a pipe: a document, or the text of a token or link."""
    if data.isascii() and not data.startswith(b"%PDF"):
        return inquiry.ask_text(trim(data.decode("ascii")), at=clock())
    return inquiry.ask_document(data, at=clock())


def _words(answer: dict[str, Any]) -> str:
    lines = [answer["headline"], answer["sentence"]]
    shown = answer["credential"]
    if shown is not None:
        specimen = ["SPECIMEN: a demonstration, which proves nothing about anyone."]
        lines += specimen if shown["issuer"]["specimen"] else []
        lines += ["", f"  {shown['name']}, {shown['profession']['label']}"]
        lines += [f"  {shown['title']}", *(f"  - {scope}" for scope in shown["scope"])]
        lines += [f"  {shown['number']}, valid through {shown['valid_through']}"]
        lines += [f"  {shown['issuer']['name']}, {shown['issuer']['telephone']}"]
    for one in answer["several"]:
        lines.append(f"  {one['number']}  {one['name']}, {one['profession']['label']}")
    if answer["on"] is not None:
        lines += ["", f"On {answer['on']['day']}: {answer['on']['sentence']}"]
    lines += ["", *(f"  {check['finding']:<10} {check['name']}" for check in answer["checks"])]
    if answer["earlier_number"] is not None:
        lines += ["", f"Its earlier number was {answer['earlier_number']}."]
    as_of = f", status as of {answer['status_as_of']}" if answer["status_as_of"] else ""
    checked = f"Checked {answer['checked_at']}{as_of}"
    return "\n".join([*lines, "", checked, answer["advice"], LICENCE_REMINDER])

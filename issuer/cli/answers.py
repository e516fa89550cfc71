"""What became of applications, told line by line or as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from issuer.cli.desk import Desk, told
from issuer.intake.answers import Answer, Denied, Issued, Refused, Waiting


def tell_answers(desk: Desk, answers: Iterable[Answer], *, as_json: bool) -> list[dict[str, Any]]:
    """Print what became of applications, and return it."""
    values = [answer_value(answer) for answer in answers]
    if as_json:
        desk.tell_all(values, as_json=True)
        return values
    for value in values:
        what = value.get("number") or value.get("why", "")
        click.echo(f"{value['application']:<14}  {value['answer']:<8}  {what}".rstrip())
    return values


def answer_value(answer: Answer) -> dict[str, Any]:
    """Return what became of one application."""
    base = {"application": answer.attempt}
    match answer:
        case Issued(number=number):
            return base | {"answer": "granted", "number": number}
        case Denied(reasons=reasons):
            return base | {"answer": "denied", "why": "; ".join(text for _, text in reasons)}
        case Waiting():
            return base | {"answer": "waiting"}
        case Refused(error=error):
            return base | {"answer": "refused", "why": told(error)}

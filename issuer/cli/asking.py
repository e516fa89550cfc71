"""Asking for what is not given, and again after a mistake; then all of it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from issuer.body.body import Body
from issuer.body.look import Picture
from issuer.cli.founding_questions import QUESTIONS, Answers, Question
from issuer.errors import BodyError


class Asking:
    """Answers every question: from what is `given`, from its default, or from the keyboard."""

    def __init__(self, given: Mapping[str, str | None], *, asks: bool) -> None:
        self._given = given
        self._asks = asks

    def answers(self) -> Answers:
        """Return an answer to each question, or raise `BodyError` for what is missing or wrong."""
        made: dict[str, Any] = {}
        missing = []
        for question in QUESTIONS:
            if question.only_with and not made[question.only_with]:
                made[question.key] = None
            elif text := self._given.get(question.key):
                made[question.key] = _read(question, text)
            elif self._asks:
                made[question.key] = _ask(question)
            elif question.default is None:
                missing.append(question.key.replace("_", "-").replace(".", " "))
            else:
                made[question.key] = _read(question, question.default)
        if missing:
            raise BodyError(f"with --yes nothing is asked, and there is no {', '.join(missing)}")
        return made


def summary(answers: Answers) -> None:
    """Show every answer, secrets left out."""
    click.echo("\nThis is what you told:\n")
    for question in QUESTIONS:
        value = answers[question.key]
        if value is not None:
            click.echo(f"  {question.prompt:<32} {_shown(question, value)}")


def confirm(body: Body) -> None:
    """Let the reader type the host, which is for ever; raise `BodyError` for anything else."""
    if body.is_specimen:
        click.echo("\nThis is a demonstration: what lives on loopback proves nothing.")
        if not click.confirm("Found it?", default=True):
            raise BodyError("it was not confirmed; nothing was made")
        return
    click.echo(
        f"\n{body.host} will stand on every certificate, on paper, and in every token. It can never"
        "\nchange: if you lose the name, its next owner answers for your certificates."
    )
    if click.prompt(f"Type {body.host} to found the body there").strip() != body.host:
        raise BodyError("the host was not typed as it is; nothing was made")


def _ask(question: Question) -> Any:
    def read(text: str) -> Any:
        try:
            return _read(question, text)
        except BodyError as exc:
            raise click.UsageError(str(exc)) from exc

    click.echo()
    if question.help:
        click.secho(question.help, dim=True)
    return click.prompt(
        question.prompt,
        default=question.default,
        value_proc=read,
        hide_input=question.is_secret,
        show_default=bool(question.default),
    )


def _read(question: Question, text: str) -> Any:
    if not text.strip() and question.default == "":
        return None
    try:
        return question.read(text, Path())
    except BodyError as exc:
        raise BodyError(f"{question.prompt.lower()}: {exc}") from exc


def _shown(question: Question, value: Any) -> str:
    if question.is_secret:
        return "(given)"
    if isinstance(value, Picture):
        return f"{value.kind.name}, {value.width} x {value.height}"
    return str(value)

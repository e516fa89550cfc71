"""What every command starts from: settings, the world they make, and who is at the keyboard."""

from __future__ import annotations

import errno
import json
import os
import pwd
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, partial
from textwrap import indent
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from issuer.certification.errors import CertificationError
from issuer.errors import IssuerError, SettingsError
from issuer.privacy.ports import MANY, Access
from issuer.settings import IssuerSettings
from issuer.store.database import Database
from issuer.wiring import IssuerWorld, make_world
from verifier.clock import Clock, utc_now
from verifier.settings import WrongSettingsError, load_settings


def _console(*, stderr: bool = False) -> Console:
    """Return a console that prints what people wrote as they wrote it: a name is no markup."""
    return Console(stderr=stderr, markup=False, emoji=False, highlight=False)


@dataclass
class Desk:
    """Made once per run; nothing is opened before a command asks for it."""

    clock: Clock = utc_now
    out: Console = field(default_factory=_console)
    err: Console = field(default_factory=partial(_console, stderr=True))
    _opened: list[Database] = field(default_factory=list)

    @cached_property
    def settings(self) -> IssuerSettings:
        """Return the settings of the environment."""
        try:
            return load_settings(IssuerSettings)
        except WrongSettingsError as exc:
            raise SettingsError(str(exc)) from exc

    @cached_property
    def database(self) -> Database:
        """Return the database, whether or not there is a body in it."""
        made = Database(self.settings.database_url)
        self._opened.append(made)
        return made

    @cached_property
    def world(self) -> IssuerWorld:
        """Return the world of the body on record."""
        made = make_world(self.settings, clock=self.clock)
        self._opened.append(made.database)
        return made

    @property
    def actor(self) -> str:
        """Return who acts, for the record: the account at the keyboard, whatever it says it is."""
        try:
            return f"cli:{pwd.getpwuid(os.getuid()).pw_name}"
        except KeyError:
            return f"cli:{os.getuid()}"

    def note_read(self, command: str, *subjects: str) -> None:
        """Note in the access log that people's data are about to be shown, as the desk's pages do.

        `subjects` are numbers, applications, people or cases; without one it is a list.
        """
        at, what = self.clock(), f"cli.{command}"
        read = [Access(at, self.actor, what, each) for each in subjects or (MANY,)]
        with self.world.database.writing() as unit:
            unit.accesses.add(read)

    def close(self) -> None:
        """Close every connection."""
        while self._opened:
            self._opened.pop().dispose()

    def tell_all(self, values: Iterable[dict[str, Any]], *, as_json: bool) -> None:
        """Print `values` as one JSON array, or one after the other, each as it comes.

        A refusal in their midst ends the array properly: what was done before it is told.
        """
        if not as_json:
            for value in values:
                self.tell(value, as_json=False)
                self.out.print()
            return
        before = "["
        try:
            for value in values:
                click.echo(before + "\n" + indent(_encode(value), "  "), nl=False)
                before = ","
        finally:
            click.echo("[]" if before == "[" else "\n]")

    def tell(self, value: Any, *, as_json: bool) -> None:
        """Print `value` as JSON, or as one line a member."""
        if as_json:
            click.echo(_encode(value))
            return
        for name, content in value.items():
            line = Text.assemble((f"{name:<14} ", "dim"), _plain(content))
            self.out.print(line, soft_wrap=True)


_encode = json.JSONEncoder(ensure_ascii=False, indent=2).encode


def _plain(content: object) -> str:
    if isinstance(content, list) and all(isinstance(one, str) for one in content):
        return "; ".join(str(one) for one in content) or "none"
    return str(content)


def told(refusal: IssuerError | CertificationError) -> str:
    """Return a refusal as one line: its code, and a sentence that names what it is about."""
    said, meaning = str(refusal), (type(refusal).__doc__ or "").partition("\n")[0]
    if " " not in said:  # a name alone, or nothing
        said = f"{meaning} ({said})" if said else meaning
    return f"{refusal.code}: {said}"


class RefusingGroup(click.Group):
    """A command group that tells a refusal as one line, with its code, and exits with 1."""

    def __init__(self, desk: Desk, name: str, **options: Any) -> None:
        super().__init__(name, **options)
        self._desk = desk

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (IssuerError, CertificationError) as refusal:
            click.echo(told(refusal), err=True)
        except OSError as failure:  # of a file or folder that was named, or of a full disk
            if failure.errno == errno.EPIPE:
                raise
            what = failure.filename or "a file"
            click.echo(f"file_unusable: {what}: {(failure.strerror or '').lower()}", err=True)
        finally:
            self._desk.close()
        return ctx.exit(1)


json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")

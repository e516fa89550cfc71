"""What every command starts from: settings, the world they make, and who is at the keyboard."""

from __future__ import annotations

import getpass
import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import click
from rich.console import Console

from issuer.certification.errors import CertificationError
from issuer.errors import IssuerError, SettingsError
from issuer.settings import IssuerSettings
from issuer.store.database import Database
from issuer.wiring import IssuerWorld, make_world
from verifier.clock import Clock, utc_now
from verifier.settings import WrongSettingsError, load_settings


@dataclass
class Desk:
    """Made once per run; nothing is opened before a command asks for it."""

    clock: Clock = utc_now
    out: Console = field(default_factory=Console)
    err: Console = field(default_factory=lambda: Console(stderr=True))

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
        return Database(self.settings.database_url)

    @cached_property
    def world(self) -> IssuerWorld:
        """Return the world of the body on record."""
        return make_world(self.settings, clock=self.clock)

    @property
    def actor(self) -> str:
        """Return who acts, for the record: the account at the keyboard."""
        return f"cli:{getpass.getuser()}"

    def tell_all(self, values: list[dict[str, Any]], *, as_json: bool) -> None:
        """Print `values` as one JSON array, or one after the other."""
        if as_json:
            click.echo(json.dumps(values, ensure_ascii=False, indent=2))
            return
        for value in values:
            self.tell(value, as_json=False)
            self.out.print()

    def tell(self, value: Any, *, as_json: bool) -> None:
        """Print `value` as JSON, or as one line a member."""
        if as_json:
            click.echo(json.dumps(value, ensure_ascii=False, indent=2))
            return
        for name, content in value.items():
            self.out.print(f"[dim]{name:<14}[/dim] {content}", highlight=False, soft_wrap=True)


class RefusingGroup(click.Group):
    """A command group that tells a refusal as one line, with its code, and exits with 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (IssuerError, CertificationError) as refusal:
            sentence = str(refusal) or (type(refusal).__doc__ or "").strip()
            click.echo(f"{refusal.code}: {sentence}", err=True)
            ctx.exit(1)


json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")

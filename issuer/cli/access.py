"""`probatum api-key` and `probatum admin`: who may come in. A secret is shown once."""

from __future__ import annotations

import click

from issuer.accounts.ports import Officer
from issuer.cli.desk import Desk, json_option
from issuer.cli.line import LINE


def access_commands(desk: Desk) -> list[click.Command]:
    """Return the commands about access."""
    return [_api_key(desk), _admin(desk)]


def _api_key(desk: Desk) -> click.Command:
    @click.group("api-key")
    def api_key() -> None:
        """Keys for programs that bring exam results."""

    @api_key.command("new")
    @click.argument("name", type=LINE)
    def new(name: str) -> None:
        """Make a key called NAME, and print it: it is never shown again."""
        sign_in = desk.world.sign_in
        click.echo(sign_in.make_api_key(name, actor=desk.actor, at=desk.clock()))

    @api_key.command("list")
    @json_option
    def list_command(*, as_json: bool) -> None:
        """List the keys by name."""
        with desk.world.database.reading() as unit:
            keys = unit.api_keys.all()
        values = [
            {
                "name": key.name,
                "made": key.made.isoformat(),
                "ended": key.ended.isoformat() if key.ended else None,
            }
            for key in keys
        ]
        desk.tell_all(values, as_json=as_json)

    @api_key.command("end")
    @click.argument("name", type=LINE)
    def end(name: str) -> None:
        """End the key called NAME, at once."""
        if not desk.world.sign_in.end_api_key(name, actor=desk.actor, at=desk.clock()):
            raise click.UsageError(f"there is no key called {name}")
        click.echo(f"{name} is ended.")

    return api_key


def _admin(desk: Desk) -> click.Command:
    @click.group("admin")
    def admin() -> None:
        """Let the issuer's staff in."""

    @admin.command("invite")
    @click.argument("name", type=LINE)
    def invite(name: str) -> None:
        """Print a one-time sign-in link for NAME. It lives for 15 minutes."""
        click.echo(sign_in_link(desk, name))

    return admin


def sign_in_link(desk: Desk, name: str) -> str:
    """Return a one-time sign-in link for the officer called `name`."""
    world = desk.world
    secret = world.sign_in.invite(Officer(name, "administrator"), actor=desk.actor, at=desk.clock())
    return f"{world.body.url}/admin/sign-in#{secret}"

"""`probatum api-key` and `probatum admin`: who may come in. A secret is shown once."""

from __future__ import annotations

from datetime import timedelta

import click

from issuer.accounts.ports import Officer
from issuer.accounts.roles import API_SCOPES, EVERY_ROLE, Action, Role, read_roles
from issuer.accounts.sign_in import API_KEY_LIVES, LONGEST_API_KEY_LIVES
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
    @click.option(
        "--scope",
        "scopes",
        type=click.Choice([scope.value for scope in API_SCOPES]),
        multiple=True,
        help="What it may do; may be repeated. Without it: all that the API offers.",
    )
    @click.option(
        "--days",
        type=click.IntRange(1, LONGEST_API_KEY_LIVES.days),
        default=API_KEY_LIVES.days,
        show_default=True,
        help="For how long it opens anything; administrators are told 30 and 7 days before.",
    )
    def new(name: str, scopes: tuple[str, ...], days: int) -> None:
        """Make a key called NAME, and print it: it is never shown again."""
        wanted = [Action(scope) for scope in scopes] or API_SCOPES
        secret = desk.world.sign_in.make_api_key(
            name, scopes=wanted, lives=timedelta(days=days), actor=desk.actor, at=desk.clock()
        )
        click.echo(secret)

    api_key.add_command(_list_keys(desk))

    @api_key.command("end")
    @click.argument("name", type=LINE)
    def end(name: str) -> None:
        """End the key called NAME, at once."""
        if not desk.world.sign_in.end_api_key(name, actor=desk.actor, at=desk.clock()):
            raise click.UsageError(f"there is no key called {name}")
        click.echo(f"{name} is ended.")

    return api_key


def _list_keys(desk: Desk) -> click.Command:
    @click.command("list")
    @json_option
    def list_command(*, as_json: bool) -> None:
        """List the keys by name."""
        with desk.world.database.reading() as unit:
            keys = unit.api_keys.all()
        values = [
            {
                "name": key.name,
                "made": key.made.isoformat(),
                "ends": key.ends.isoformat() if key.ends else None,
                "ended": key.ended.isoformat() if key.ended else None,
                "scopes": None if key.scopes is None else sorted(key.scopes),
            }
            for key in keys
        ]
        desk.tell_all(values, as_json=as_json)

    return list_command


def _admin(desk: Desk) -> click.Command:
    @click.group("admin")
    def admin() -> None:
        """Let the issuer's staff in."""

    @admin.command("invite")
    @click.argument("name", type=LINE)
    @click.option("--email", type=LINE, help="They can sign in by it instead of their name.")
    @click.option(
        "--role",
        "roles",
        type=click.Choice([*(role.value for role in Role), "all"]),
        multiple=True,
        help="What they may do; may be repeated. Without it: administrator.",
    )
    def invite(name: str, email: str | None, roles: tuple[str, ...]) -> None:
        """Print an invitation for NAME: they choose how to sign in. It lives for three days."""
        wanted = EVERY_ROLE if "all" in roles else read_roles(roles or [Role.ADMINISTRATOR])
        world, at = desk.world, desk.clock()
        secret = world.staff.invite(name, email, wanted, actor=desk.actor, at=at)
        click.echo(f"{world.body.url}/admin/join#{secret}")

    @admin.command("sign-in")
    @click.argument("name", type=LINE)
    def sign_in(name: str) -> None:
        """Print a one-time sign-in link for NAME, when no other way is left: for 15 minutes.

        It is an event, and every administrator is told at the desk.
        """
        world = desk.world
        secret = world.staff.make_link(name, actor=desk.actor, at=desk.clock())
        click.echo(f"{world.body.url}/admin/sign-in#{secret}")

    admin.add_command(_list_staff(desk))
    return admin


def _list_staff(desk: Desk) -> click.Command:
    @click.command("list")
    @json_option
    def list_command(*, as_json: bool) -> None:
        """List staff, with what they may do."""
        values = [
            {
                "name": account.name,
                "email": account.mail,
                "roles": sorted(account.roles),
                "added": account.added.isoformat(),
                "ended": account.ended.isoformat() if account.ended else None,
            }
            for account in desk.world.staff.everybody()
        ]
        desk.tell_all(values, as_json=as_json)

    return list_command


def sign_in_link(desk: Desk, name: str) -> str:
    """Return a one-time sign-in link for the demonstration's officer, who holds every role."""
    world = desk.world
    secret = world.sign_in.invite(Officer(name, EVERY_ROLE), actor=desk.actor, at=desk.clock())
    return f"{world.body.url}/admin/sign-in#{secret}"

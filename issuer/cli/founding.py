"""`probatum init` and `probatum migrate`: the tables, the body, its first keys."""

from __future__ import annotations

import click

from issuer.body.body import Body
from issuer.body.found import found
from issuer.cli.desk import Desk
from issuer.cli.line import LINE
from issuer.store.migrate import migrate


def founding_commands(desk: Desk) -> list[click.Command]:
    """Return the commands that create things; the server never does."""

    @click.command("init")
    @click.option("--name", type=LINE, prompt="Name of the certification body")
    @click.option("--telephone", type=LINE, prompt="Telephone, for people who check a certificate")
    @click.option("--signatory", type=LINE, prompt="Who signs certificates")
    @click.option("--signatory-role", type=LINE, prompt="Their role")
    @click.option("--time-zone", type=LINE, default="UTC", show_default=True, help="IANA name.")
    def init(
        name: str, telephone: str, signatory: str, signatory_role: str, time_zone: str
    ) -> None:
        """Create tables, keys and the certification body. PROBATUM_URL is bound for ever."""
        body = Body(
            url=desk.settings.public_url,
            name=name,
            telephone=telephone,
            signatory_name=signatory,
            signatory_role=signatory_role,
            time_zone=time_zone,
        )
        begin(desk, body)
        click.echo(f"{name} lives at {body.url}. Tokens bind this address for ever.")

    @click.command("migrate")
    def migrate_command() -> None:
        """Bring the tables of the database up to this version of Probatum."""
        migrate(desk.settings.database_url)
        click.echo("The tables are up to date.")

    return [init, migrate_command]


def begin(desk: Desk, body: Body) -> None:
    """Create the data directory, the tables, the keys and the record of `body`."""
    prepare_tables(desk)
    found(desk.database, body, key_folder=desk.settings.key_folder, at=desk.clock())


def prepare_tables(desk: Desk) -> None:
    """Create the data directory and the tables, or bring them up to date."""
    desk.settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not desk.database.is_ready():
        migrate(desk.settings.database_url)

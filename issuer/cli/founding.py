"""`probatum init` and `probatum migrate`: the tables, the body, its first keys."""

from __future__ import annotations

import click

from issuer.body.body import Body
from issuer.body.found import found
from issuer.cli.desk import Desk
from issuer.cli.line import LINE
from issuer.evidence.checkpoint import origin_of
from issuer.evidence.checkpoints import Checkpoints
from issuer.evidence.note import NoteKey
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
        key = begin(desk, body)
        click.echo(f"{name} lives at {body.url}. Tokens bind this address for ever.")
        click.echo(f"Auditors believe checkpoints of the record by this key: {key}")

    @click.command("migrate")
    def migrate_command() -> None:
        """Bring the tables of the database up to this version of Probatum."""
        migrate(desk.settings.database_url)
        click.echo("The tables are up to date.")

    return [init, migrate_command]


def begin(desk: Desk, body: Body) -> NoteKey:
    """Create the data directory, the tables, the keys and the record of `body`.

    Return the public half of the key that signs checkpoints: its private half is no signing
    key of certificates, and losing it costs a new one.
    """
    prepare_tables(desk)
    folder, at = desk.settings.key_folder, desk.clock()
    found(desk.database, body, key_folder=folder, at=at)
    checkpoints = Checkpoints(desk.database, origin_of(body.url), folder)
    return checkpoints.make_key(actor="init", at=at)


def prepare_tables(desk: Desk) -> None:
    """Create the data directory and the tables, or bring them up to date."""
    desk.settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not desk.database.is_ready():
        migrate(desk.settings.database_url)

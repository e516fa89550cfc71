"""`probatum init` and `probatum migrate`: the tables, the body, its first keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from issuer.body.address import require_address
from issuer.body.body import Body
from issuer.body.found import found
from issuer.certificate.pdf import Typesetter
from issuer.certificate.rehearsal import Rehearsal
from issuer.cli.asking import Asking, confirm, summary
from issuer.cli.body_file import read_body_file
from issuer.cli.desk import Desk
from issuer.cli.env_file import write_env_file
from issuer.cli.founding_questions import ADDRESS, Answers, body_of
from issuer.cli.recovery import begin_own_journal
from issuer.errors import AlreadyFoundedError, SettingsError
from issuer.evidence.checkpoint import origin_of
from issuer.evidence.checkpoints import Checkpoints
from issuer.evidence.note import NoteKey
from issuer.notify.smtp import MailFailedError
from issuer.store.migrate import migrate
from issuer.wiring import TEMPLATES

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def founding_commands(desk: Desk) -> list[click.Command]:
    """Return the commands that create things; the server never does."""

    @click.command("init")
    @click.option("--from", "file", type=_FILE, help="A TOML file that answers everything.")
    @click.option("--yes", is_flag=True, help="Ask nothing, not even about the address for ever.")
    @click.option("--address", help="Where certificates are checked, for ever (or PROBATUM_URL).")
    @click.option("--name", help="The certification body's name.")
    @click.option("--telephone", help="For people who check a certificate.")
    @click.option("--time-zone", help="An IANA name; UTC if none is given.")
    @click.option("--signatory", help="Who signs certificates.")
    @click.option("--signatory-role", help="Their role.")
    def init(*, file: Path | None, yes: bool, **given: str | None) -> None:
        """Create tables, keys and the certification body, and bind its address for ever.

        Asks for what is not given, with help; --from takes every answer from a file
        (docs/examples/body/body.toml). Writes probatum.env in PROBATUM_HOME.
        """
        _require_none(desk)
        answers = _answers(desk, file, given, asks=not yes)
        body = body_of(answers)
        Rehearsal(body, Typesetter(TEMPLATES / "certificate")).of_look()
        if file is None and not yes:
            summary(answers)
            confirm(body)
        key = begin(desk, body)
        _tell(desk, body, key)
        _tell_settings(desk, answers)

    @click.command("migrate")
    def migrate_command() -> None:
        """Bring the tables of the database up to this version of Probatum.

        A body that is older than its journal begins it.
        """
        migrate(desk.settings.database_url)
        click.echo("The tables are up to date.")
        _begin_missing_journal(desk)

    return [init, migrate_command]


def _require_none(desk: Desk) -> None:
    """Refuse before anything is asked; whoever is quicker is refused by the record itself."""
    if desk.database.is_ready():
        with desk.database.reading() as unit:
            if unit.bodies.get() is not None:
                raise AlreadyFoundedError("this database has a certification body already")


def _begin_missing_journal(desk: Desk) -> None:
    if desk.settings.journal_folder is None:
        return
    with desk.database.reading() as unit:
        if unit.bodies.get() is None or unit.recoveries.journal() is not None:
            return
    begin_own_journal(desk)
    click.echo(f"A journal begins in {desk.settings.journal_folder}: make a backup now.")


def _answers(desk: Desk, file: Path | None, given: dict[str, str | None], *, asks: bool) -> Answers:
    url = desk.settings.url.rstrip("/")
    if url:
        require_address(url)
    if file is not None:
        if any(given.values()):
            raise click.UsageError("--from answers everything: give no other answer beside it")
        answers = read_body_file(file)
    else:
        names = {"signatory": "signatory.name", "signatory_role": "signatory.role"}
        told: dict[str, Any] = {names.get(key, key): text for key, text in given.items() if text}
        told.setdefault(ADDRESS.key, url or None)
        answers = Asking(told, asks=asks).answers()
    if url and answers[ADDRESS.key] != url:
        raise SettingsError(f"PROBATUM_URL is {url}, and the address given is another: unset one")
    return answers


def _tell(desk: Desk, body: Body, key: NoteKey) -> None:
    click.echo(f"{body.name} lives at {body.url}. Tokens bind this address for ever.")
    click.echo(f"Auditors believe checkpoints of the record by this key: {key}")
    keys = desk.settings.key_folder
    click.echo(f"Back up {keys} now, offline: without it nothing can be issued.")
    if desk.settings.journal_folder is not None:
        click.echo(f"A journal of every change is kept in {desk.settings.journal_folder}.")


def _tell_settings(desk: Desk, answers: Answers) -> None:
    path = write_env_file(answers, desk.settings)
    if path is None:
        click.echo(f"{desk.settings.home} has a probatum.env already: it was left as it is.")
        return
    click.echo(f"Its settings are in {path}; commands and services find them by PROBATUM_HOME.")
    if answers["mail.server"]:
        click.echo(_mail_server_says(desk, answers))


def _mail_server_says(desk: Desk, answers: Answers) -> str:
    """Return what a mail server said to us: it may be mended later, and init has succeeded."""
    name = f"The mail server {answers['mail.server']}"
    try:
        told = Desk(clock=desk.clock).settings.make_mail_server("localhost")
        if told is not None:
            told.greet()
    except (SettingsError, MailFailedError) as exc:
        return f"{name} was not reached: {exc}. Mails wait until it is."
    return f"{name} answered, and takes mails from us."


def begin(desk: Desk, body: Body) -> NoteKey:
    """Create the data directory, the tables, the keys and the record of `body`.

    Return the public half of the key that signs checkpoints: its private half is no signing
    key of certificates, and losing it costs a new one.
    """
    prepare_tables(desk)
    settings, at = desk.settings, desk.clock()
    settings.key_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found(desk.database, body, vault=settings.make_vault(), at=at)
    origin = origin_of(body.url)
    checkpoints = Checkpoints(desk.database, origin, settings.key_folder, settings.passphrase)
    key = checkpoints.make_key(actor="init", at=at)
    begin_own_journal(desk)
    return key


def prepare_tables(desk: Desk) -> None:
    """Create the data directory and the tables, or bring them up to date."""
    desk.settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not desk.database.is_ready():
        migrate(desk.settings.database_url)

"""`probatum keys compromise`, `resign` and `untold`: a stranger may hold a key."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import click

from issuer.cli.counted import counted
from issuer.cli.desk import Desk, json_option
from issuer.cli.line import NOTE
from issuer.cli.progress import counting
from issuer.credentials.resigning import SETTLES
from issuer.custody.compromise import Outcome
from keys.keyring import Purpose

_BE = "certificate is", "certificates are"
_MOMENT = click.DateTime(["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d"])


def compromise_commands(desk: Desk) -> list[click.Command]:
    """Return the commands of the worst day."""
    return [_compromise(desk), _resign(desk), _untold(desk)]


def _compromise(desk: Desk) -> click.Command:
    @click.command("compromise")
    @click.argument("kid")
    @click.option("--at", "since", type=_MOMENT, metavar="MOMENT", help="Since when, UTC; now.")
    @click.option("--why", required=True, type=NOTE, help="What happened: officers read it.")
    @click.option("--later", is_flag=True, help="Do not sign anew now: `keys resign` does.")
    def compromise(kid: str, since: datetime | None, why: str, *, later: bool) -> None:
        """Take KID out of use at once: a stranger may hold it.

        Issuing stops, another key takes its place, every status list says so, every officer is
        told. Then all certificates that hang on it are signed anew.
        """
        moment = since.replace(tzinfo=UTC) if since else None
        compromises = desk.world.compromises
        done = compromises.declare(kid, since=moment, why=why, actor=desk.actor, at=desk.clock())
        _tell(done)
        if done.key.purpose is not Purpose.CREDENTIAL:
            return
        left = compromises.resigning.progress(at=desk.clock()).left
        if later or done.why_no_key is not None:
            click.echo(f"{counted(left, *_BE)} to be signed anew: probatum keys resign")
            return
        click.echo(f"{counted(left, *_BE)} signed anew, once every worker knows the new key.")
        time.sleep(SETTLES.total_seconds())
        _sign_anew(desk, left)

    return compromise


def _resign(desk: Desk) -> click.Command:
    @click.command("resign")
    def resign() -> None:
        """Sign certificates anew whose keys were compromised; goes on where it was."""
        resigning, at = desk.world.compromises.resigning, desk.clock()
        waits = resigning.waits_until(at=at)
        if waits is not None:
            time.sleep((waits - at).total_seconds())
        _sign_anew(desk, resigning.progress(at=at).left)

    return resign


def _untold(desk: Desk) -> click.Command:
    @click.command("untold")
    @json_option
    def untold(*, as_json: bool) -> None:
        """List certificates that were signed anew and whose holders left no address."""
        desk.note_read("keys untold")
        found = desk.world.compromises.resigning.untold(at=desk.clock())
        desk.tell_all(({"number": u.number, "name": u.name} for u in found), as_json=as_json)

    return untold


def _tell(done: Outcome) -> None:
    click.echo(f"{done.key.kid} is compromised: it signs nothing more.")
    if done.new is not None:
        click.echo(f"{done.new.kid} signs in its place.")
    if done.why_no_key is not None:
        click.echo(
            f"No key could be made: {done.why_no_key}. Make one: probatum keys new --at-once"
        )
    click.echo(f"{counted(done.lists, 'status list says', 'status lists say')} so.")
    if done.unsigned:
        lists = counted(done.unsigned, "status list", "status lists")
        click.echo(f"{lists} cannot be signed: nobody gets the old version.")
    if done.stopped:
        click.echo("Issuing is stopped. Two people open it again: probatum resume")


def _sign_anew(desk: Desk, left: int) -> None:
    resigning = desk.world.compromises.resigning
    with counting(desk, left, "signing anew") as told:
        done = resigning.run(actor=desk.actor, clock=desk.clock, told=told)
    still = resigning.progress(at=desk.clock()).left
    click.echo(f"{counted(done, 'certificate was', 'certificates were')} signed anew.")
    if still:
        click.echo(f"{still} are in the hands of another process. If it died: `probatum duties`.")
    alone = sum(1 for _ in resigning.untold(at=desk.clock()))
    if alone:
        click.echo(f"{counted(alone, 'holder', 'holders')} left no address: probatum keys untold")

"""`probatum duties`: what time brings, each told in a line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import click

from issuer.cli.checkpoints import checkpoints_of, kept_outside
from issuer.cli.counted import counted
from issuer.cli.desk import Desk
from issuer.custody.fitness import ailments
from issuer.duties.access_log import purge_access_log
from issuer.duties.accounts import purge_accounts
from issuer.duties.api_keys import tell_ending_keys
from issuer.duties.checkpoints import keep_checkpoint, mail_checkpoint, post_checkpoint
from issuer.duties.complaints import forget_complainants
from issuer.duties.deliveries import tidy
from issuer.duties.expiries import tell_expiries
from issuer.duties.grants import grant_by_rule, issue_what_was_granted
from issuer.duties.intentions import void_dead_intentions
from issuer.duties.lapses import find_lapses
from issuer.duties.lists import sign_lists
from issuer.duties.reminders import remind_holders
from issuer.duties.requests import finish_approved, supersede_replaced
from issuer.duties.resigning import sign_anew
from issuer.wiring import IssuerWorld


def duties_command(desk: Desk) -> click.Command:
    """Return the command that a timer runs."""

    @click.command("duties")
    def duties() -> None:
        """Do what time brings: intentions, grants, lists, checkpoints. Run it every minute."""
        world, at = desk.world, desk.clock()
        for do in (_certificates, _keys, _holders):
            for line in do(desk, at):
                click.echo(line)
        told = tell_expiries(world.database, at=at)
        delivered = world.deliveries.deliver_due()
        tidy(world.database, at=at)
        click.echo(f"{told} certificates end soon, of which was told; {delivered} messages left.")
        _forget(world, at)
        _keep_checkpoint(desk)

    return duties


def _certificates(desk: Desk, at: datetime) -> Iterator[str]:
    """Finish what was begun; the lists are signed last, so that they tell all of it."""
    world = desk.world
    voided = void_dead_intentions(world.database, at=at)
    issued = issue_what_was_granted(world.database, world.intake, at=at)
    granted = grant_by_rule(world.database, world.candidates.decisions, at=at)
    expired = world.requests.deciding.expire(at=at)
    finished = finish_approved(world.database, world.requests.running, desk.clock)
    replaced = supersede_replaced(world.database, at=at)
    anew = sign_anew(world.compromises.resigning, desk.clock)
    signed = sign_lists(world.publisher)
    yield (
        f"{voided} dead intentions voided; {issued} grants issued anew; {granted} granted by "
        f"rule; {signed} status lists are as they should be."
    )
    yield (
        f"{expired} requests expired; {finished} were finished; {replaced} certificates were "
        "replaced by their successors."
    )
    if anew:
        was = counted(anew, "certificate was", "certificates were")
        yield f"{was} signed anew."


def _keys(desk: Desk, at: datetime) -> Iterator[str]:
    for key in tell_ending_keys(desk.world.database, at=at):
        yield f"The API key {key.name} ends on {key.ends:%Y-%m-%d}."
    for ailment in ailments(desk.world.keys, at):
        yield f"Look after the keys: {ailment}."


def _holders(desk: Desk, at: datetime) -> Iterator[str]:
    world = desk.world
    swept = find_lapses(world.recertification.finding, at=at)
    world.recertification.renewals.draw(at=at)
    reminded = remind_holders(world.database, at=at)
    yield (
        f"{swept.opened} licences are to be looked at, {swept.closed} such tasks are settled; "
        f"{reminded} holders were reminded of the end."
    )


def _forget(world: IssuerWorld, at: datetime) -> None:
    """Remove what is kept about people and is over."""
    purge_access_log(world.database, at=at)
    forget_complainants(world.database, at=at)
    purge_accounts(
        world.database,
        idle=world.settings.session_idle,
        longest=world.settings.session_longest,
        at=at,
    )


def _keep_checkpoint(desk: Desk) -> None:
    shelf = kept_outside(desk)
    if shelf is None:
        return
    kept = keep_checkpoint(checkpoints_of(desk), shelf)
    if kept is not None:
        click.echo(f"A checkpoint at event {kept.size} was kept.")
    world = desk.world
    if world.settings.checkpoint_mail:
        mail_checkpoint(world.database, shelf, world.settings.checkpoint_mail, at=desk.clock())
    if world.settings.checkpoint_webhook:
        post_checkpoint(world.database, shelf, at=desk.clock())

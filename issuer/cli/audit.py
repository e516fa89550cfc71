"""`probatum audit`, `check` and `duties`: the record, and what time brings."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import click
from rich.table import Table

from issuer.cli.checkpoints import audit_verify, checkpoint_commands, checkpoints_of, kept_outside
from issuer.cli.desk import Desk, json_option
from issuer.credentials.examine import TOLD_STATES, Examination, confirmed, examine
from issuer.custody.fitness import ailments
from issuer.duties.access_log import purge_access_log
from issuer.duties.accounts import purge_accounts
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
from issuer.evidence.audit import first_break, last_told, newest
from issuer.evidence.event import EventKind
from issuer.wiring import IssuerWorld


def audit_commands(desk: Desk) -> list[click.Command]:
    """Return the commands about the record as a whole."""
    made = [_audit(desk), _check(desk), _duties(desk)]
    return [*made, *checkpoint_commands(desk)]


def _audit(desk: Desk) -> click.Command:
    @click.group("audit", invoke_without_command=True)
    @click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 100_000))
    @json_option
    @click.pass_context
    def audit(context: click.Context, *, limit: int, as_json: bool) -> None:
        """Show the newest events of the record, or `verify` all of it."""
        if context.invoked_subcommand is not None:
            return
        events = newest(desk.world.database, limit)
        if as_json:
            desk.tell_all([event.to_json() for event in events], as_json=True)
            return
        table = Table("no.", "when", "what", "of", "by", box=None)
        for event in events:
            when = event.at.strftime("%Y-%m-%d %H:%M:%SZ")
            table.add_row(str(event.seq), when, event.kind, event.subject, event.actor)
        desk.out.print(table)

    audit.add_command(audit_verify(desk))
    return audit


def _check(desk: Desk) -> click.Command:
    @click.command("check")
    @json_option
    @click.pass_context
    def check(context: click.Context, *, as_json: bool) -> None:
        """Verify every released token, the ledger and the chain of events. Exit 1 on a fault."""
        world = desk.world
        examined = confirmed(partial(look_at_credentials, world))
        broken = first_break(world.database)
        value = {
            "credentials": examined.examined,
            "faults": [f"{fault.number}: {fault.why}" for fault in examined.faults],
            "chain": "holds" if broken is None else f"breaks at event {broken.seq}: {broken.why}",
            "keys": ailments(world.keys, desk.clock()) or "can sign",
        }
        desk.tell(value, as_json=as_json)
        context.exit(1 if examined.faults or broken else 0)

    return check


def look_at_credentials(world: IssuerWorld) -> Examination:
    """Return what `probatum check` finds of every released token."""
    told = last_told(world.database, TOLD_STATES)
    erased = last_told(world.database, {EventKind.HOLDER_ERASED.value})
    return examine(world.database, world.verifier, told=told, erased=erased)


def _duties(desk: Desk) -> click.Command:
    @click.command("duties")
    def duties() -> None:
        """Do what time brings: intentions, grants, lists, checkpoints. Run it every minute."""
        world, at = desk.world, desk.clock()
        voided = void_dead_intentions(world.database, at=at)
        issued = issue_what_was_granted(world.database, world.intake, at=at)
        granted = grant_by_rule(world.database, world.candidates.decisions, at=at)
        expired = world.requests.deciding.expire(at=at)
        finished = finish_approved(world.database, world.requests.running, desk.clock)
        replaced = supersede_replaced(world.database, at=at)
        anew = sign_anew(world.compromises.resigning, desk.clock)
        signed = sign_lists(world.publisher)
        click.echo(
            f"{voided} dead intentions voided; {issued} grants issued anew; {granted} granted by "
            f"rule; {signed} status lists are as they should be."
        )
        click.echo(
            f"{expired} requests expired; {finished} were finished; {replaced} certificates were "
            "replaced by their successors."
        )
        for ailment in ailments(world.keys, at):
            click.echo(f"Look after the keys: {ailment}.")
        if anew:
            click.echo(f"{anew} certificates were signed anew.")
        told = tell_expiries(world.database, at=at)
        swept = find_lapses(world.recertification.finding, at=at)
        world.recertification.renewals.draw(at=at)
        reminded = remind_holders(world.database, at=at)
        click.echo(
            f"{swept.opened} licences are to be looked at, {swept.closed} such tasks are settled; "
            f"{reminded} holders were reminded of the end."
        )
        delivered = world.deliveries.deliver_due()
        tidy(world.database, at=at)
        click.echo(f"{told} certificates end soon, of which was told; {delivered} messages left.")
        _forget(world, at)
        _keep_checkpoint(desk)

    return duties


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

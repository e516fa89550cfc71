"""`probatum audit` and `check`: the record, and whether it holds."""

from __future__ import annotations

from functools import partial

import click
from rich.table import Table

from issuer.cli.checkpoints import audit_verify, checkpoint_commands
from issuer.cli.desk import Desk, json_option
from issuer.credentials.examine import TOLD_STATES, Examination, confirmed, examine
from issuer.custody.fitness import ailments
from issuer.evidence.audit import first_break, last_told, newest
from issuer.evidence.event import EventKind
from issuer.wiring import IssuerWorld


def audit_commands(desk: Desk) -> list[click.Command]:
    """Return the commands about the record as a whole."""
    made = [_audit(desk), _check(desk)]
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

"""`probatum audit`, `probatum check` and `probatum issuing`: the record, and the switch."""

from __future__ import annotations

from functools import partial

import click
from rich.table import Table

from issuer.cli.desk import Desk, json_option
from issuer.cli.line import NOTE
from issuer.credentials.control import resume_issuing, stop_issuing
from issuer.credentials.examine import TOLD_STATES, Examination, confirmed, examine
from issuer.duties.grants import grant_by_rule, issue_what_was_granted
from issuer.duties.intentions import void_dead_intentions
from issuer.duties.lists import sign_lists
from issuer.evidence.audit import first_break, last_told, newest
from issuer.wiring import IssuerWorld


def audit_commands(desk: Desk) -> list[click.Command]:
    """Return the commands about the record as a whole."""
    return [_audit(desk), _check(desk), _issuing(desk), _duties(desk)]


def _audit(desk: Desk) -> click.Command:
    @click.command("audit")
    @click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 100_000))
    @json_option
    def audit(*, limit: int, as_json: bool) -> None:
        """Show the newest events of the record."""
        events = newest(desk.world.database, limit)
        if as_json:
            desk.tell_all([event.to_json() for event in events], as_json=True)
            return
        table = Table("no.", "when", "what", "of", "by", box=None)
        for event in events:
            when = event.at.strftime("%Y-%m-%d %H:%M:%SZ")
            table.add_row(str(event.seq), when, event.kind, event.subject, event.actor)
        desk.out.print(table)

    return audit


def _check(desk: Desk) -> click.Command:
    @click.command("check")
    @json_option
    @click.pass_context
    def check(context: click.Context, *, as_json: bool) -> None:
        """Verify every released token, the ledger and the chain of events. Exit 1 on a fault."""
        world = desk.world
        examined = confirmed(partial(_look, world))
        broken = first_break(world.database)
        value = {
            "credentials": examined.examined,
            "faults": [f"{fault.number}: {fault.why}" for fault in examined.faults],
            "chain": "holds" if broken is None else f"breaks at event {broken.seq}: {broken.why}",
        }
        desk.tell(value, as_json=as_json)
        context.exit(1 if examined.faults or broken else 0)

    return check


def _look(world: IssuerWorld) -> Examination:
    told = last_told(world.database, TOLD_STATES)
    return examine(world.database, world.verifier, told=told)


def _issuing(desk: Desk) -> click.Command:
    @click.group("issuing")
    def issuing() -> None:
        """Stop issuing everywhere at once, and open it again. Verifying goes on."""

    @issuing.command("stop")
    @click.option("--why", required=True, type=NOTE, help="What people are told.")
    def stop(why: str) -> None:
        """Stop issuing on every worker, now."""
        stop_issuing(desk.world.database, why, actor=desk.actor, at=desk.clock())
        click.echo("Issuing is stopped. Verifying and revoking go on.")

    @issuing.command("resume")
    def resume() -> None:
        """Open issuing again."""
        resume_issuing(desk.world.database, actor=desk.actor, at=desk.clock())
        click.echo("Issuing is open.")

    return issuing


def _duties(desk: Desk) -> click.Command:
    @click.command("duties")
    def duties() -> None:
        """Do what time brings: intentions, grants, status lists. Run it every minute."""
        world, at = desk.world, desk.clock()
        voided = void_dead_intentions(world.database, at=at)
        issued = issue_what_was_granted(world.database, world.intake, at=at)
        granted = grant_by_rule(world.database, world.candidates.decisions, at=at)
        signed = sign_lists(world.publisher)
        click.echo(
            f"{voided} dead intentions voided; {issued} grants issued anew; {granted} granted by "
            f"rule; {signed} status lists are as they should be."
        )

    return duties

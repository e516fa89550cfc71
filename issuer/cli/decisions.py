"""`probatum waiting` and `probatum decide`: where the scheme wants a person's decision."""

from __future__ import annotations

import click

from issuer.cli.desk import Desk, json_option
from issuer.cli.line import LINE, NOTE
from issuer.intake.answers import Issued, Refused


def decision_commands(desk: Desk) -> list[click.Command]:
    """Return the commands of a decision maker."""

    @click.command("waiting")
    @json_option
    def waiting(*, as_json: bool) -> None:
        """List the attempts that wait for a decision, oldest first."""
        with desk.world.database.reading() as unit:
            found = unit.attempts.waiting(1000)
        values = [
            {"scheme": a.scheme, "attempt": a.attempt, "received": a.received.isoformat()}
            for a in found
        ]
        desk.tell_all(values, as_json=as_json)

    @click.command("decide")
    @click.argument("scheme", type=LINE)
    @click.argument("attempt", type=LINE)
    @click.option("--grant/--deny", required=True)
    @click.option("--by", required=True, type=LINE, help="Who decides; not someone who examined.")
    @click.option("--why", default="", type=NOTE, help="The reason, in words; needed to deny.")
    def decide(scheme: str, attempt: str, by: str, why: str, *, grant: bool) -> None:
        """Decide on ATTEMPT under SCHEME. What is granted is issued."""
        if not grant and not why:
            raise click.UsageError("say --why it is denied")
        world = desk.world
        answer = world.intake.decide(
            scheme, attempt, grant=grant, author=by, why=why, at=desk.clock()
        )
        if isinstance(answer, Refused):
            raise answer.error
        done = f"granted: {answer.number}" if isinstance(answer, Issued) else "denied"
        click.echo(done)

    return [waiting, decide]

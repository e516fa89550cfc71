"""`probatum stop` and `probatum resume`: one person halts all issuing, two let it go on."""

from __future__ import annotations

import click

from issuer.cli.desk import Desk
from issuer.cli.line import LINE, NOTE

_STOPPED = "Issuing is stopped. Verifying and revoking go on."


def stop_commands(desk: Desk) -> list[click.Command]:
    """Return the commands of the emergency stop; `issuing stop|resume` are their older names."""
    stop, resume = _stop(desk), _resume(desk)

    @click.group("issuing", hidden=True)
    def issuing() -> None:
        """Stop issuing everywhere at once, and open it again. Verifying goes on."""

    issuing.add_command(stop)
    issuing.add_command(resume)
    return [stop, resume, issuing]


def _stop(desk: Desk) -> click.Command:
    @click.command("stop")
    @click.option("--why", required=True, type=NOTE, help="What people are told.")
    def stop(why: str) -> None:
        """Stop issuing on every worker, now."""
        desk.world.requests.stopping.stop(why, actor=desk.actor, at=desk.clock())
        click.echo(_STOPPED)

    return stop


def _resume(desk: Desk) -> click.Command:
    @click.command("resume")
    @click.option("--why", default="the cause is gone", type=NOTE, help="For who approves.")
    @click.option("--break-glass", type=LINE, help="Do it alone, and why: every officer is told.")
    def resume(why: str, break_glass: str | None) -> None:
        """Ask that issuing go on; a second officer approves."""
        stopping, actor, at = desk.world.requests.stopping, desk.actor, desk.clock()
        if break_glass is not None:
            stopping.break_glass(break_glass, actor=actor, at=at)
            click.echo("Issuing is open.")
            return
        made = stopping.ask_resuming(why, actor=actor, at=at)
        click.echo(f"It waits for a second officer: probatum approve {made.id}")

    return resume

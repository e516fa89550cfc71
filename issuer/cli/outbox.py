"""`probatum outbox`: messages that wait, that could not be delivered, and a worker for them."""

from __future__ import annotations

import click

from issuer.cli.counted import counted
from issuer.cli.desk import Desk, json_option
from issuer.cli.line import LINE
from issuer.duties.postman import Postman
from issuer.notify.message import Channel, MessageState

_SHOWN = 20  # dead messages


def outbox_group(desk: Desk) -> click.Group:
    """Return the commands about messages. They show no address."""

    @click.group("outbox", invoke_without_command=True)
    @json_option
    @click.pass_context
    def outbox(context: click.Context, *, as_json: bool) -> None:
        """Show how many messages wait or were given up, and which. Exit 1 if some were."""
        if context.invoked_subcommand is None:
            value = _state(desk)
            desk.tell(value, as_json=as_json)
            context.exit(1 if value["dead"] else 0)

    @outbox.command("retry")
    @click.argument("ids", nargs=-1, type=LINE)
    def retry(ids: tuple[str, ...]) -> None:
        """Let messages that were given up be tried anew, for 24 hours: all, or those of IDS."""
        with desk.world.database.writing() as unit:
            count = unit.outbox.retry(ids or None, desk.clock())
        click.echo(f"{counted(count, 'message waits', 'messages wait')} again.")

    @outbox.command("deliver")
    @click.option("--forever", is_flag=True, help="Go on until it is ended: a worker.")
    def deliver(*, forever: bool) -> None:
        """Deliver what is due. Any number of workers may do so at once."""
        if forever:
            Postman(desk.world.deliveries).work()
        click.echo(f"{desk.world.deliveries.deliver_due()} delivered.")

    return outbox


def _state(desk: Desk) -> dict[str, object]:
    world = desk.world
    with world.database.reading() as unit:
        counts, dead = unit.outbox.counts(), unit.outbox.dead(_SHOWN)
    waiting = {c: counts.get((c, MessageState.WAITING), 0) for c in Channel}
    server = "set" if world.notify.can_mail else "none: mails wait (PROBATUM_MAIL_SERVER)"
    return {
        "mail server": server,
        "mails waiting": waiting[Channel.MAIL],
        "posts waiting": waiting[Channel.WEBHOOK],
        "dead": sum(n for (_, state), n in counts.items() if state is MessageState.DEAD),
        "newest dead": [
            f"{line.message.id} ({line.message.channel}, {line.message.topic}): {line.answer}"
            for line in dead
        ],
    }

"""`probatum sender add|list|end`: the learning systems that may report. A secret is shown once."""

from __future__ import annotations

import click

from issuer.candidates.learning import NAME
from issuer.candidates.outside import Sender
from issuer.cli.desk import Desk, json_option


class _SenderName(click.ParamType[str]):
    name = "name"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return a name that can stand in an address, or fail with what to mend."""
        if NAME.fullmatch(value) is None:
            self.fail("give 1 to 32 of a-z, 0-9 and -, such as moodle", param, ctx)
        return value


_NAME = _SenderName()


def sender_commands(desk: Desk) -> list[click.Command]:
    """Return the commands about learning systems."""

    @click.group("sender")
    def sender() -> None:
        """Learning systems that report who passed an examination."""

    @sender.command("add")
    @click.argument("name", type=_NAME)
    @json_option
    def add(name: str, *, as_json: bool) -> None:
        """Let the learning system NAME report, and print its secret: it is never shown again."""
        world = desk.world
        secret = world.candidates.learning.add_sender(name, actor=desk.actor, at=desk.clock())
        address = f"{world.body.url}/api/v1/statements/{name}"
        desk.tell({"name": name, "address": address, "secret": secret}, as_json=as_json)

    @sender.command("list")
    @json_option
    def list_command(*, as_json: bool) -> None:
        """List the learning systems by name, oldest first."""
        with desk.world.database.reading() as unit:
            senders = unit.senders.all()
        desk.tell_all(map(_value, senders), as_json=as_json)

    @sender.command("end")
    @click.argument("name", type=_NAME)
    def end(name: str) -> None:
        """Let the learning system NAME report no more, at once; its name is not given again."""
        if not desk.world.candidates.learning.end_sender(name, actor=desk.actor, at=desk.clock()):
            raise click.UsageError(f"there is no sender called {name}")
        click.echo(f"{name} is ended.")

    return [sender]


def _value(sender: Sender) -> dict[str, str | None]:
    ended = sender.ended.isoformat() if sender.ended else None
    return {"name": sender.name, "made": sender.made.isoformat(), "ended": ended}

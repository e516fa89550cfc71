"""`probatum watch`: how many watch lists there are, and the end of one."""

from __future__ import annotations

import click

from issuer.cli.desk import Desk, json_option
from issuer.cli.line import LINE
from issuer.errors import LinkError
from issuer.notify.letter import read_address
from issuer.notify.watch_lists import end_list


def watch_group(desk: Desk) -> click.Group:
    """Return the commands about watch lists."""

    @click.group("watch", invoke_without_command=True)
    @json_option
    @click.pass_context
    def watch(context: click.Context, *, as_json: bool) -> None:
        """Show how many lists are confirmed, wait for that or were ended, and what is watched."""
        if context.invoked_subcommand is None:
            with desk.world.database.reading() as unit:
                desk.tell(unit.watches.counts(), as_json=as_json)

    @watch.command("end")
    @click.argument("mail", type=LINE)
    def end(mail: str) -> None:
        """End the list of the address MAIL at once, as when its owner telephones."""
        with desk.world.database.writing() as unit:
            found = unit.watches.of_mail(read_address(mail))
            if found is None:
                raise LinkError("no list that runs has this address")
            end_list(unit, found.id, desk.clock())
        click.echo("The list is ended, and its numbers are forgotten.")

    return watch

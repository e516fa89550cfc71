"""`probatum holder-link`: a holder's way to their own page. A secret is shown once."""

from __future__ import annotations

import click

from issuer.cli.counted import counted
from issuer.cli.desk import Desk
from issuer.cli.line import LINE
from issuer.holder.pages import link_of
from issuer.web.register import known_number


def holder_commands(desk: Desk) -> list[click.Command]:
    """Return the command."""

    @click.command("holder-link")
    @click.argument("number", type=LINE)
    @click.option("--end", is_flag=True, help="End every link to this holder's page, at once.")
    def holder_link(number: str, *, end: bool) -> None:
        """Print a link to the page of the holder of certificate NUMBER. It works for 90 days."""
        pages = desk.world.holder.pages
        if not end:
            secret = pages.make_link(known_number(number), actor=desk.actor, at=desk.clock())
            click.echo(link_of(desk.world.body.url, secret))
            return
        count = pages.end_all(known_number(number), actor=desk.actor, at=desk.clock())
        click.echo(f"{number}: {counted(count, 'link is', 'links are')} ended.")

    return [holder_link]

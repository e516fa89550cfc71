"""`probatum application-link`: a candidate's way to their own page. A secret is shown once."""

from __future__ import annotations

import click

from issuer.candidates.links import link_of
from issuer.cli.counted import counted
from issuer.cli.desk import Desk
from issuer.cli.line import LINE


def candidate_link_commands(desk: Desk) -> list[click.Command]:
    """Return the command."""

    @click.command("application-link")
    @click.argument("application", type=LINE)
    @click.option("--end", is_flag=True, help="End every link of this application, at once.")
    def application_link(application: str, *, end: bool) -> None:
        """Print a link to the candidate's page of APPLICATION. It works for 90 days."""
        pages = desk.world.candidates.pages
        if not end:
            secret = pages.make_link(application, actor=desk.actor, at=desk.clock())
            click.echo(link_of(desk.world.body.url, secret))
            return
        count = pages.end_links(application, actor=desk.actor, at=desk.clock())
        click.echo(f"{application}: {counted(count, 'link is', 'links are')} ended.")

    return [application_link]

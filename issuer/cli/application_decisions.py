"""`probatum application grant|deny`: a person decides, with each assessment at hand."""

from __future__ import annotations

import click

from issuer.cli.answers import tell_answers
from issuer.cli.desk import Desk, json_option
from issuer.cli.line import LINE, NOTE

_BY = click.option("--by", required=True, type=LINE, help="Who decides; not someone involved.")


def add_decisions(group: click.Group, desk: Desk) -> None:
    """Add the commands of a decision maker to `group`."""

    @group.command("grant")
    @click.argument("applications", nargs=-1, required=True, type=LINE)
    @_BY
    @json_option
    @click.pass_context
    def grant(
        context: click.Context, applications: tuple[str, ...], by: str, *, as_json: bool
    ) -> None:
        """Grant APPLICATIONS, each judged alone. What is granted is issued.

        Exit 0 if all were granted, 1 if one was refused.
        """
        decisions = desk.world.candidates.decisions
        answers = decisions.grant(applications, author=by, at=desk.clock())
        values = tell_answers(desk, answers, as_json=as_json)
        context.exit(int(any(value["answer"] != "granted" for value in values)))

    @group.command("deny")
    @click.argument("application", type=LINE)
    @_BY
    @click.option("--why", default="", type=NOTE, help="The reason, in words.")
    @json_option
    def deny(application: str, by: str, why: str, *, as_json: bool) -> None:
        """Deny APPLICATION. Where the scheme itself gives no reason, say --why."""
        decisions = desk.world.candidates.decisions
        answer = decisions.deny(application, author=by, why=why, at=desk.clock())
        tell_answers(desk, [answer], as_json=as_json)

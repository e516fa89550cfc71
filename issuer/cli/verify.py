"""`probatum verify` where an issuer lives: its own ledger is asked too."""

from __future__ import annotations

import click

from issuer.cli.desk import Desk, told
from issuer.errors import IssuerError
from issuer.store.prior_numbers import SqlEarlierNumbers
from verifier.cli import EXIT_CODES, Judge, verify_command
from verifier.verdict import Outcome


class UnfinishedCheckError(click.ClickException):
    """There is no verdict: told apart from *invalid*, as an undetermined one is."""

    exit_code = EXIT_CODES[Outcome.UNDETERMINED]

    def show(self, file: object = None) -> None:  # noqa: ARG002 - the base's signature
        """Tell why in one line."""
        click.echo(self.message, err=True)


def verify_with_own_ledger(desk: Desk) -> click.Command:
    """Return `probatum verify`, which asks this issuer's ledger unless --trust is given."""

    def own() -> Judge:
        try:
            world = desk.world
            world.trust.current()  # read while a refusal is still told as one
        except IssuerError as refusal:
            raise UnfinishedCheckError(told(refusal)) from refusal
        return Judge(world.verifier, world.trust, SqlEarlierNumbers(world.database))

    return verify_command(desk.clock, own)

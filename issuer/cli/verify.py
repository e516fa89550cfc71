"""`probatum verify` where an issuer lives: its own ledger is asked too."""

from __future__ import annotations

import click

from issuer.cli.desk import Desk
from verifier.cli import Judge, verify_command


def verify_with_own_ledger(desk: Desk) -> click.Command:
    """Return `probatum verify`, which asks this issuer's ledger unless --trust is given."""
    return verify_command(desk.clock, lambda: Judge(desk.world.verifier, desk.world.trust))

"""The issuer's command line: one file a noun, over the same use cases as the web."""

from __future__ import annotations

import click

from issuer.cli.access import access_commands
from issuer.cli.applications import application_commands
from issuer.cli.archive import archive_command
from issuer.cli.audit import audit_commands
from issuer.cli.body import body_group
from issuer.cli.candidate_links import candidate_link_commands
from issuer.cli.certificates import certificate_commands
from issuer.cli.changes import change_commands
from issuer.cli.closing import close_command
from issuer.cli.complaints import complaint_commands
from issuer.cli.decisions import decision_commands
from issuer.cli.desk import Desk, RefusingGroup
from issuer.cli.duties import duties_command
from issuer.cli.exports import export_command
from issuer.cli.founding import founding_commands
from issuer.cli.holders import holder_commands
from issuer.cli.imports import import_command
from issuer.cli.issue import issue_command
from issuer.cli.keys import key_commands
from issuer.cli.moving import moving_commands
from issuer.cli.outbox import outbox_group
from issuer.cli.privacy import privacy_commands
from issuer.cli.publish import publish_command
from issuer.cli.records import record_commands
from issuer.cli.recovery import recovery_commands
from issuer.cli.registers import register_commands
from issuer.cli.requests import request_commands
from issuer.cli.schemes import scheme_commands
from issuer.cli.senders import sender_commands
from issuer.cli.serve import serve_commands
from issuer.cli.settings import settings_command
from issuer.cli.stopping import stop_commands
from issuer.cli.verify import verify_with_own_ledger
from issuer.cli.watch import watch_group
from verifier.web.server import MakeApp


def make_cli(make_app: MakeApp) -> click.Group:
    """Return the `probatum` command of an issuer, which serves the app of `make_app`."""
    desk = Desk()
    cli = RefusingGroup(desk, "probatum", help="Issue, print, verify and revoke certificates.")
    for command in [*_commands(desk), *serve_commands(desk, make_app)]:
        cli.add_command(command)
    return cli


def _commands(desk: Desk) -> list[click.Command]:
    return [
        *founding_commands(desk),
        body_group(desk),
        issue_command(desk),
        *decision_commands(desk),
        *application_commands(desk),
        *record_commands(desk),
        *register_commands(desk),
        import_command(desk),
        export_command(desk),
        *certificate_commands(desk),
        *change_commands(desk),
        *request_commands(desk),
        *complaint_commands(desk),
        *stop_commands(desk),
        verify_with_own_ledger(desk),
        publish_command(desk),
        *scheme_commands(desk),
        *key_commands(desk),
        *audit_commands(desk),
        duties_command(desk),
        *privacy_commands(desk),
        archive_command(desk),
        *access_commands(desk),
        *candidate_link_commands(desk),
        *holder_commands(desk),
        *sender_commands(desk),
        *recovery_commands(desk),
        outbox_group(desk),
        watch_group(desk),
        *moving_commands(desk),
        close_command(desk),
        settings_command(desk),
    ]

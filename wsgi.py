"""Role, world, app, and the command line. Nothing happens on import.

A public verifier never imports the issuer: what it does not have, it cannot leak.
"""

from __future__ import annotations

import gc

import click
from flask import Flask

from verifier.cli import Judge, verify_command
from verifier.cli_trust import trust_group
from verifier.clock import utc_now
from verifier.settings import Role, VerifierSettings, WrongSettingsError, load_settings
from verifier.web import app as verifier_app
from verifier.web.http.logs import configure_logs
from verifier.wiring import make_verifier_world


def create_app() -> Flask:
    """Return the app of this process's role: `gunicorn 'wsgi:create_app()'`."""
    configure_logs()
    settings = load_settings(VerifierSettings)
    if settings.role is Role.VERIFIER:
        return verifier_app.create_app(make_verifier_world(settings))
    from issuer.duties.postman import Postman  # noqa: PLC0415
    from issuer.settings import IssuerSettings  # noqa: PLC0415 - the issuer's role alone
    from issuer.web.app import create_app as create_issuer_app  # noqa: PLC0415
    from issuer.wiring import make_world  # noqa: PLC0415

    world = make_world(load_settings(IssuerSettings))
    if world.settings.deliver:
        Postman(world.deliveries).start()
    return create_issuer_app(world)


def main() -> None:
    """Run the `probatum` command of this process's role."""
    try:
        role = load_settings(VerifierSettings).role
    except WrongSettingsError as exc:
        raise SystemExit(f"probatum: {exc}") from exc
    if role is Role.VERIFIER:
        click.Group("probatum", [verify_command(utc_now, _own_judge), trust_group(None)])()
    gc.disable()  # what an import makes stays: to look for garbage in it is a sixth of the start
    from issuer.cli import make_cli  # noqa: PLC0415 - the issuer's role alone

    gc.freeze()
    gc.enable()
    make_cli(create_app)()


def _own_judge() -> Judge:
    """Return the judge that believes whom this verifier's settings name."""
    try:
        world = make_verifier_world(load_settings(VerifierSettings))
    except WrongSettingsError as exc:
        raise click.UsageError(str(exc)) from exc
    return Judge(world.inquiry.verifier, world.trust)

"""`probatum body`: what the certification body says of itself, and changing what may change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from issuer.body.body import Body
from issuer.body.change import Changes, change_body, with_changes
from issuer.body.colour import parse_accent
from issuer.body.look import Picture
from issuer.body.particulars import parse_telephone, parse_words
from issuer.certificate.rehearsal import Rehearsal
from issuer.certification.errors import SchemeError
from issuer.cli.desk import Desk, json_option
from issuer.cli.founding_questions import picture_in
from issuer.errors import BodyError


def body_group(desk: Desk) -> click.Group:
    """Return `probatum body`."""
    group = click.Group("body", help="The certification body: what it says, and how it looks.")
    group.add_command(_show_command(desk))
    group.add_command(_change_command(desk))
    return group


def _show_command(desk: Desk) -> click.Command:
    @click.command("show")
    @json_option
    def show(*, as_json: bool) -> None:
        """Show what stands on certificates and pages today."""
        desk.tell(_told(desk.world.body), as_json=as_json)

    return show


def _change_command(desk: Desk) -> click.Command:
    @click.command("change")
    @click.option("--name", help="The body's name.")
    @click.option("--telephone", help="For people who check a certificate.")
    @click.option("--signatory", "signatory_name", help="Who signs certificates.")
    @click.option("--signatory-role", help="Their role.")
    @click.option("--signature", help="A picture of their signature, or none.", metavar="FILE|none")
    @click.option("--logo", help="An SVG or a PNG, or none.", metavar="FILE|none")
    @click.option("--accent", help="The colour, as #rrggbb.")
    def change(**given: str | None) -> None:
        """Change what the body says of itself, or how it looks, from now on.

        Certificates granted before are drawn as they were: what was printed stays as printed. The
        address and the time zone can never change.
        """
        changes = _read({name: text for name, text in given.items() if text is not None})
        if not changes:
            raise click.UsageError("say what to change")
        _rehearse(desk, with_changes(desk.world.body, changes))
        new = change_body(desk.world.database, changes, actor=desk.actor, at=desk.clock())
        desk.world.trust.forget()
        told = " and ".join(name.replace("_", " ") for name in new)
        click.echo(f"Changed: {told}." if new else "Nothing is new: nothing was changed.")
        if new:
            click.echo("Servers follow within seconds; mails' sender with their next start.")

    return change


def _read(given: dict[str, str]) -> Changes:
    """Return the changes; `none` takes a picture away."""
    made: dict[str, Any] = {}
    for name, text in given.items():
        if name in {"logo", "signature"}:
            made[name] = None if text == "none" else picture_in(text, Path(), what=f"the {name}")
        elif name == "telephone":
            made[name] = parse_telephone(text)
        else:
            made[name] = parse_accent(text) if name == "accent" else parse_words(text)
    return made


def _rehearse(desk: Desk, body: Body) -> None:
    """Refuse what a certificate of a scheme in force could not be drawn with."""
    rehearsal = Rehearsal(body, desk.world.rehearsal.typesetter)
    rehearsal.of_look()
    for shelved in desk.world.schemes.all():
        try:
            rehearsal.of(shelved.scheme)
        except SchemeError as exc:
            raise BodyError(f"with it a certificate of {shelved.scheme.id} has no room") from exc


def _told(body: Body) -> dict[str, str]:
    look = body.look
    return {
        "url": body.url,
        "name": body.name,
        "telephone": body.telephone,
        "signatory": body.signatory_name,
        "signatory_role": body.signatory_role,
        "time_zone": body.time_zone,
        "accent": look.accent,
        "logo": _picture(look.logo),
        "signature": _picture(look.signature),
    }


def _picture(picture: Picture | None) -> str:
    if picture is None:
        return "none"
    size = f"{len(picture.data)} bytes, SHA-256 {picture.digest}"
    return f"{picture.kind.name}, {picture.width} x {picture.height}, {size}"

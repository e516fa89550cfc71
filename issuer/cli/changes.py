"""`probatum suspend|reinstate|revoke|replace`: done at once, or asked of a second person."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import click

from issuer.certification.lines import read_name
from issuer.cli.certificates import certificate_value, typed_number
from issuer.cli.desk import Desk, json_option
from issuer.cli.line import LINE, NOTE
from issuer.cli.requests import request_value
from issuer.credentials.lifecycle import Act, Wanted
from issuer.credentials.succession import Cause
from issuer.errors import UnknownCertificateError
from issuer.requests.replacing import Replacement
from issuer.requests.request import Request

DAY = click.DateTime(["%Y-%m-%d"])


def change_commands(desk: Desk) -> list[click.Command]:
    """Return the commands that change certificates."""
    return [*(_act(desk, act) for act in Act), _replace(desk)]


def _act(desk: Desk, act: Act) -> click.Command:
    @click.command(act.value)
    @click.argument("number")
    @click.option("--reason", required=True, type=LINE, help="A code that the scheme knows.")
    @click.option("--note", default="", type=NOTE, help="For the record; never public.")
    @click.option("--effective", type=DAY, help="The stated day, if it was before today.")
    @click.option("--break-glass", type=LINE, help="Act alone, and why: every officer is told.")
    @json_option
    def command(
        number: str,
        reason: str,
        note: str,
        effective: datetime | None,
        break_glass: str | None,
        *,
        as_json: bool,
        review: datetime | None = None,
    ) -> None:
        wanted = Wanted(act, reason, note, _day(effective), _day(review))
        asking, name, at = desk.world.requests.asking, typed_number(number), desk.clock()
        if break_glass is None:
            made = asking.change(wanted, name, actor=desk.actor, at=at)
        else:
            made = asking.break_glass(wanted, name, why=break_glass, actor=desk.actor, at=at)
        _tell(desk, made, as_json=as_json)

    command.help = f"{act.value.capitalize()} the certificate NUMBER, for a reason."
    if act is Act.SUSPEND:
        click.option("--review", type=DAY, help="When a person looks at it again.")(command)
    return command


def _replace(desk: Desk) -> click.Command:
    causes = [each.value for each in Cause if each is not Cause.RENEWAL]

    @click.command("replace")
    @click.argument("number")
    @click.option("--cause", required=True, type=click.Choice(causes))
    @click.option("--name", type=LINE, help="The name as it is printed from now on.")
    @click.option("--native-name", type=LINE, help="In the holder's own script.")
    @click.option("--native-language", type=LINE, help="Its language tag.")
    @click.option("--scope", multiple=True, type=LINE, help="A part of the scope that is left.")
    @click.option("--note", default="", type=NOTE, help="For the record; never public.")
    @json_option
    def replace(number: str, cause: str, note: str, *, as_json: bool, **names: Any) -> None:
        """Issue a newer certificate in place of NUMBER, and link the two."""
        world, old = desk.world, typed_number(number)
        with world.database.reading() as unit:
            found = unit.certificates.find([old]).get(old)
        if found is None:
            raise UnknownCertificateError(old)
        wanted = Replacement(
            cause=Cause(cause),
            name=read_name(names["name"]) if names["name"] else found.holder.name,
            native_name=names["native_name"] or found.holder.native_name,
            native_language=names["native_language"] or found.holder.native_language,
            scope=names["scope"],
            note=note,
        )
        issued = world.replacing.replace(old, wanted, actor=desk.actor, at=desk.clock())
        desk.tell({"replaced": old, "number": issued.number}, as_json=as_json)

    return replace


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


def _tell(desk: Desk, made: Any, *, as_json: bool) -> None:
    is_asked = isinstance(made, Request)
    desk.tell(request_value(made) if is_asked else certificate_value(made), as_json=as_json)
    if is_asked:
        desk.err.print(f"It waits for a second officer: probatum approve {made.id}")

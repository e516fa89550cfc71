"""`probatum suspend|reinstate|revoke|replace`: done at once, or asked of a second person."""

from __future__ import annotations

from collections.abc import Mapping
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
from issuer.requests.replacement import Replacement
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
    @click.option("--break-glass", type=LINE, help="Act alone, and why: every officer is told.")
    @json_option
    def replace(
        number: str,
        cause: str,
        note: str,
        break_glass: str | None,
        *,
        as_json: bool,
        **names: Any,
    ) -> None:
        """Issue a newer certificate in place of NUMBER, and link the two; or ask a second."""
        old, replacing = typed_number(number), desk.world.replacing
        wanted, actor, at = _wanted(desk, old, Cause(cause), note, names), desk.actor, desk.clock()
        if break_glass is None:
            made = replacing.ask(old, wanted, actor=actor, at=at)
        else:
            made = replacing.break_glass(old, wanted, why=break_glass, actor=actor, at=at)
        if isinstance(made, Request):
            _tell(desk, made, as_json=as_json)
        else:
            desk.tell({"replaced": old, "number": made.number}, as_json=as_json)

    return replace


def _wanted(desk: Desk, old: str, cause: Cause, note: str, names: Mapping[str, Any]) -> Replacement:
    """Return what the newer one says: what was not typed is as it was."""
    with desk.world.database.reading() as unit:
        found = unit.certificates.find([old]).get(old)
    if found is None:
        raise UnknownCertificateError(old)
    return Replacement(
        cause=cause,
        name=read_name(names["name"]) if names["name"] else found.holder.name,
        native_name=names["native_name"] or found.holder.native_name,
        native_language=names["native_language"] or found.holder.native_language,
        scope=names["scope"],
        note=note,
    )


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


def _tell(desk: Desk, made: Any, *, as_json: bool) -> None:
    is_asked = isinstance(made, Request)
    desk.tell(request_value(made) if is_asked else certificate_value(made), as_json=as_json)
    if is_asked:
        desk.err.print(f"It waits for a second officer: probatum approve {made.id}")

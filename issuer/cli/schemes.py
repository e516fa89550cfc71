"""`probatum scheme check|show|activate|list`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from issuer.body.schemes import ShelvedScheme, activate
from issuer.certification.calendar_days import show_day
from issuer.certification.errors import SchemeError
from issuer.certification.requirements import Requirement, Stage
from issuer.certification.scheme import Scheme
from issuer.certification.scheme_file import parse_scheme
from issuer.certification.scheme_words import (
    asked,
    practical_words,
    register_words,
    whom,
    written_words,
)
from issuer.certification.sources import overdue, registers_overdue
from issuer.cli.desk import Desk, json_option

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def scheme_commands(desk: Desk) -> list[click.Command]:
    """Return the commands about schemes."""

    @click.group("scheme")
    def scheme() -> None:
        """Certification schemes: what is demanded, as data."""

    @scheme.command("check")
    @click.argument("file", type=_FILE)
    def check(file: Path) -> None:
        """Say whether FILE is a scheme, or where each mistake is and how to mend it."""
        _check(file, desk.clock())

    @scheme.command("activate")
    @click.argument("file", type=_FILE)
    def activate_command(file: Path) -> None:
        """Put the scheme in FILE in force. Its bytes are stored and never edited."""
        world, document = desk.world, file.read_bytes()
        world.rehearsal.of(parse_scheme(document))
        made = activate(world.database, world.body, document, actor=desk.actor, at=desk.clock())
        click.echo(f"{made.id} {made.version} is in force. SHA-256 {made.digest}")

    @scheme.command("list")
    @json_option
    def list_command(*, as_json: bool) -> None:
        """List the schemes in force."""
        desk.tell_all([_value(shelved) for shelved in desk.world.schemes.all()], as_json=as_json)

    scheme.add_command(_show_command(desk))
    return [scheme]


def _show_command(desk: Desk) -> click.Command:
    @click.command("show")
    @click.argument("scheme", metavar="ID|FILE")
    @click.option("--version", help="This version, not the newest in force.")
    @json_option
    def show(scheme: str, version: str | None, *, as_json: bool) -> None:
        """Tell what a scheme demands, by when, and on what ground."""
        value = _shown(_found(desk, scheme, version), desk.clock())
        if as_json:
            desk.tell(value, as_json=True)
        else:
            click.echo("\n".join(_lines(value)))

    return show


def _check(file: Path, at: datetime) -> None:
    try:
        parsed = parse_scheme(file.read_bytes())
    except SchemeError as exc:
        for path, mend in exc.faults:
            click.echo(f"{exc.code}: {path}: {mend}", err=True)
        raise click.exceptions.Exit(1) from exc
    click.echo(f"{parsed.id} {parsed.version}: {parsed.title}. SHA-256 {parsed.digest}")
    for each in overdue(parsed, at):
        told = f"its source was last looked at on {show_day(each.checked)}: look again"
        click.echo(f"overdue: {each.id}: {told}", err=True)
    for register in registers_overdue(parsed, at):
        told = f"its address was last looked at on {show_day(register.checked)}: look again"
        click.echo(f"overdue: {register.regulator}, {register.place}: {told}", err=True)


def _found(desk: Desk, scheme: str, version: str | None) -> Scheme:
    """Return the scheme of a file, or else the one on record of this id."""
    if version is None and Path(scheme).is_file():
        return parse_scheme(Path(scheme).read_bytes())
    schemes = desk.world.schemes
    found = schemes.version(scheme, version) if version else schemes.in_force(scheme)
    return found.scheme


def _value(shelved: ShelvedScheme) -> dict[str, Any]:
    scheme = shelved.scheme
    return {
        "id": scheme.id,
        "version": scheme.version,
        "title": scheme.title,
        "decision": scheme.decision.value,
        "type": shelved.type_url,
        "digest": scheme.digest,
    }


def _shown(scheme: Scheme, at: datetime) -> dict[str, Any]:
    late = {each.id for each in overdue(scheme, at)}
    return {
        "id": scheme.id,
        "version": scheme.version,
        "title": scheme.title,
        "decision": scheme.decision.value,
        "validity_months": scheme.validity_months,
        "digest": scheme.digest,
        "requirements": {
            stage.value: [
                _requirement(each, scheme, is_overdue=each.id in late)
                for each in scheme.requirements
                if each.by is stage
            ]
            for stage in Stage
        },
        "written": written_words(scheme.written) if scheme.written else [],
        "practical": practical_words(scheme.practical) if scheme.practical else [],
        "registers": register_words(scheme),
        "languages": list(scheme.languages),
    }


def _requirement(each: Requirement, scheme: Scheme, *, is_overdue: bool) -> dict[str, Any]:
    return {
        "id": each.id,
        "kind": each.kind,
        "title": each.title,
        "whom": whom(each, scheme),
        "asked": asked(each),
        "waivable": each.waivable,
        "source": each.source,
        "checked": each.checked.isoformat(),
        "overdue": is_overdue,
    }


def _lines(value: dict[str, Any]) -> list[str]:
    lines = [
        f"{value['id']} {value['version']}: {value['title']}",
        f"decided by a {value['decision']}, valid for {value['validity_months']} months",
        f"SHA-256 {value['digest']}",
    ]
    for stage, requirements in value["requirements"].items():
        if requirements:
            lines += ["", f"By {stage}"]
        for each in requirements:
            mark = "OVERDUE, " if each["overdue"] else ""
            waivable = "; can be waived" if each["waivable"] else ""
            lines += [
                f"  {each['id']}: {each['title']} ({each['whom']}{waivable})",
                *(f"      {piece}" for piece in each["asked"]),
                f"      source: {each['source']}; {mark}last looked at {each['checked']}",
            ]
    for part in ("written", "practical"):
        if value[part]:
            lines += ["", f"The {part} examination", *(f"  {piece}" for piece in value[part])]
    if value["registers"]:
        lines += ["", "Licence registers", *(f"  {piece}" for piece in value["registers"])]
    if value["languages"]:
        lines += ["", f"Languages beside English: {', '.join(value['languages'])}"]
    return lines

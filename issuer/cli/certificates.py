"""`probatum show|list|print`: certificates as they are on record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.table import Table

from issuer.certificate.drawing import Paper
from issuer.cli.desk import Desk, json_option
from issuer.cli.line import SEARCH
from issuer.credentials.certificate import Certificate, CertificateState
from issuer.errors import UnknownCertificateError
from verifier.number import CertificateNumber, read_typed_number

_STATES = [CertificateState.ACTIVE, CertificateState.SUSPENDED, CertificateState.REVOKED]


def certificate_commands(desk: Desk) -> list[click.Command]:
    """Return the commands about certificates."""
    return [
        _show(desk),
        _list(desk),
        _print(desk),
    ]


def _show(desk: Desk) -> click.Command:
    @click.command("show")
    @click.argument("number")
    @json_option
    def show(number: str, *, as_json: bool) -> None:
        """Show the certificate NUMBER as it is on record."""
        found = _find(desk, typed_number(number))
        desk.note_read("show", found.number)
        desk.tell(certificate_value(found), as_json=as_json)

    return show


def _list(desk: Desk) -> click.Command:
    @click.command("list")
    @click.argument("search", default="", type=SEARCH)
    @click.option("--state", type=click.Choice([state.value for state in _STATES]))
    @click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
    @json_option
    def list_command(search: str, state: str | None, limit: int, *, as_json: bool) -> None:
        """List certificates whose number or name contains SEARCH, newest first."""
        wanted = CertificateState(state) if state else None
        with desk.world.database.reading() as unit:
            found, total = unit.certificates.search(search, state=wanted, limit=limit)
        desk.note_read("list")
        if as_json:
            desk.tell_all([certificate_value(certificate) for certificate in found], as_json=True)
            return
        table = Table("number", "holder", "scheme", "valid through", "state", box=None)
        for made in found:
            until = made.valid_through.isoformat()
            table.add_row(made.number, made.holder.name, made.scheme, until, made.state.value)
        desk.out.print(table)
        desk.err.print(f"{len(found)} of {total}", style="dim")

    return list_command


def _print(desk: Desk) -> click.Command:
    @click.command("print")
    @click.argument("number")
    @click.option("--paper", type=click.Choice([p.value for p in Paper]), default=Paper.A4.value)
    @click.option("--out", type=click.Path(dir_okay=False, path_type=Path))
    def print_command(number: str, paper: str, out: Path | None) -> None:
        """Draw the PDF of certificate NUMBER, into NUMBER.pdf or where --out says."""
        name = typed_number(number)
        pdf = desk.world.printer.print(name, paper=Paper(paper), at=desk.clock())
        desk.note_read("print", name)
        path = out or Path(f"{name}.pdf")
        path.write_bytes(pdf)
        click.echo(str(path))

    return print_command


def typed_number(text: str) -> str:
    """Return a number as people type it, or refuse it: nothing is changed by a slip."""
    number = read_typed_number(text)
    if not isinstance(number, CertificateNumber):
        raise UnknownCertificateError(f"{text!r} is not a certificate number: check the typing")
    return str(number)


def _find(desk: Desk, number: str) -> Certificate:
    with desk.world.database.reading() as unit:
        certificate = unit.certificates.find([number]).get(number)
    if certificate is None:
        raise UnknownCertificateError(number)
    return certificate


def certificate_value(certificate: Certificate) -> dict[str, Any]:
    """Return a certificate as it is told."""
    holder = certificate.holder
    return {
        "number": certificate.number,
        "name": holder.name,
        "native_name": holder.native_name,
        "profession": certificate.profession,
        "scheme": f"{certificate.scheme} {certificate.version}",
        "attempt": certificate.attempt,
        "first_issued": certificate.first_issued.isoformat(),
        "effective": certificate.effective.isoformat(),
        "valid_through": certificate.valid_through.isoformat(),
        "state": certificate.state.value,
        "since": certificate.since.isoformat() if certificate.since else None,
        "reason": certificate.reason,
        "successor": certificate.successor,
        "succeeds": certificate.succeeds,
        "review": certificate.review.isoformat() if certificate.review else None,
    }

"""`probatum trust add|list|remove`: whom a verifier believes, pinned by people, never by chance."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click

from verifier.fingerprint import parse_fingerprint
from verifier.malformed import MalformedError
from verifier.trust import Trust, TrustedIssuer, is_address, is_specimen
from verifier.trust_change import (
    TrustRefusedError,
    add_issuer,
    pins_of,
    remove_issuer,
    require_fingerprints,
    require_one,
)
from verifier.trust_file import MEDIA_TYPE, PUBLISHED, TrustFile, format_trust, parse_trust
from verifier.web_fetch import FetchError, fetch

_LIMIT = 20_000_000  # bytes: keys, types, and the tokens of some lists
_FILE = click.option(
    "--file",
    envvar="PROBATUM_TRUST_FILE",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The trust file; PROBATUM_TRUST_FILE if not given.",
)


def trust_group(own: Callable[[], str] | None) -> click.Group:
    """Return `probatum trust`. By itself it prints `own`, the trust file of an issuer here."""

    @click.group("trust", invoke_without_command=True)
    @click.pass_context
    def trust(context: click.Context) -> None:
        """Whom to believe. Alone, at an issuer: print the file with which anyone verifies."""
        if context.invoked_subcommand is not None:
            return
        if own is None:
            raise click.UsageError("say what to do: add, list or remove")
        click.echo(own(), nl=False)

    for command in (_add(), _list(), _remove()):
        trust.add_command(command)
    return trust


def _add() -> click.Command:
    @click.command("add")
    @click.argument("url")
    @_FILE
    @click.option("--fingerprint", "given", multiple=True, help="Of each key; for scripts.")
    @click.option("--yes", is_flag=True, help="Do not ask; needs --fingerprint for each key.")
    def add(url: str, file: Path, given: tuple[str, ...], *, yes: bool) -> None:
        """Believe the issuer at URL: fetch what it publishes, show its keys, ask, and pin them."""
        url = url.rstrip("/")
        if not is_address(url):
            raise click.UsageError("URL must be like https://cert.example.org (http on loopback)")
        if yes and not given:
            raise click.UsageError("--yes pins nothing blindly: give --fingerprint for each key")
        try:
            wanted = [parse_fingerprint(text) for text in given]
        except ValueError as exc:
            raise click.UsageError(f"--fingerprint: {exc}") from exc
        _pin(url, file, wanted, yes=yes)

    return add


def _pin(url: str, path: Path, wanted: list[str], *, yes: bool) -> None:
    offered = _offered(url)
    try:
        issuer = require_one(offered, url)
        changed = add_issuer(_known(path), offered, url)
        if wanted:
            require_fingerprints(issuer, wanted)
    except TrustRefusedError as exc:
        raise click.ClickException(str(exc)) from exc
    _show(issuer)
    if not yes:
        click.confirm(
            "\nDid the body itself tell you these fingerprints, by telephone or on paper?",
            abort=True,
        )
    _write(path, changed)
    click.echo(f"{url} is believed. A verifier that runs must be started again.")


def _list() -> click.Command:
    @click.command("list")
    @_FILE
    @click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
    def list_command(file: Path, *, as_json: bool) -> None:
        """List whom the trust file believes, with the fingerprints of their keys."""
        issuers = _read(file).trust.issuers
        if as_json:
            click.echo(json.dumps([_value(one) for one in issuers], ensure_ascii=False, indent=2))
            return
        for issuer in issuers:
            _show(issuer)
            click.echo()

    return list_command


def _remove() -> click.Command:
    @click.command("remove")
    @click.argument("url")
    @_FILE
    def remove(url: str, file: Path) -> None:
        """Believe the issuer at URL no longer."""
        try:
            changed = remove_issuer(_read(file), url.rstrip("/"))
        except TrustRefusedError as exc:
            raise click.ClickException(str(exc)) from exc
        _write(file, changed)
        click.echo(f"{url.rstrip('/')} is no longer believed.")

    return remove


def _offered(url: str) -> TrustFile:
    """Fetch, once, what the site publishes about itself."""
    try:
        data = fetch(url + PUBLISHED, MEDIA_TYPE, limit=_LIMIT + 1)
    except FetchError as exc:
        raise click.ClickException(f"{url + PUBLISHED} cannot be used: {exc}") from exc
    if len(data) > _LIMIT:
        raise click.ClickException(f"{url + PUBLISHED} is larger than any that we take")
    try:
        return parse_trust(data)
    except MalformedError as exc:  # its words are the site's: they may not print
        raise click.ClickException(f"{url + PUBLISHED} is not a trust file") from exc


def _known(path: Path) -> TrustFile:
    return _read(path) if path.exists() else TrustFile(Trust([]), {})


def _read(path: Path) -> TrustFile:
    try:
        return parse_trust(path.read_bytes())
    except OSError as exc:
        raise click.UsageError(f"{path} cannot be read") from exc
    except MalformedError as exc:
        raise click.UsageError(f"{path}: {exc}") from exc


def _write(path: Path, file: TrustFile) -> None:
    """Replace the file whole: a verifier that starts meanwhile reads the old one or the new."""
    text = format_trust(file)
    parse_trust(text.encode())  # nothing takes its place that could not be read again
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_text(text, "utf-8")
        beside.replace(path)
    except OSError as exc:
        raise click.ClickException(f"{path} cannot be written") from exc


def _show(issuer: TrustedIssuer) -> None:
    click.echo(f"{issuer.name}\n  {issuer.url}, telephone {issuer.telephone or 'not told'}")
    if is_specimen(issuer.url):
        click.echo("  SPECIMEN: a demonstration, which proves nothing about anyone.")
    for kind in issuer.types.values():
        click.echo(f"  {kind.title} ({kind.scheme} {kind.version})")
    for pin in pins_of(issuer):
        half = len(pin.fingerprint) // 2
        first, second = pin.fingerprint[:half].strip(), pin.fingerprint[half:].strip()
        click.echo(f"  {pin.purpose} key {pin.kid}\n    {first}\n    {second}")


def _value(issuer: TrustedIssuer) -> dict[str, object]:
    return {
        "url": issuer.url,
        "name": issuer.name,
        "telephone": issuer.telephone,
        "as_of": issuer.keys_as_of.isoformat(),
        "types": [kind.url for kind in issuer.types.values()],
        "keys": [
            {"purpose": pin.purpose, "kid": pin.kid, "fingerprint": pin.fingerprint}
            for pin in pins_of(issuer)
        ],
    }

"""`probatum keys` and `probatum trust`: the life of the keys, and their public halves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import click

from issuer.cli.compromise import compromise_commands
from issuer.cli.desk import Desk, json_option
from issuer.cli.key_files import key_file_commands
from issuer.custody.standing import Standing, standings
from keys.jwk import thumbprint
from keys.keyring import Purpose, TrustedKey
from verifier.cli_trust import trust_group
from verifier.fingerprint import fingerprint
from verifier.trust_file import format_trust

_MOMENT = click.DateTime(["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d"])
_PURPOSE = click.Choice([Purpose.CREDENTIAL.value, Purpose.STATUS.value])
_at_once = click.option(
    "--at-once",
    is_flag=True,
    help="Sign in half a minute: only where no key can sign. Who verifies offline, by the keys of "
    "yesterday, cannot finish the check of its certificates for a day.",
)


def key_commands(desk: Desk) -> list[click.Command]:
    """Return the commands about keys."""

    @click.group("keys", invoke_without_command=True)
    @json_option
    @click.pass_context
    def keys(context: click.Context, *, as_json: bool) -> None:
        """List the keys, or make, retire and rotate them."""
        if context.invoked_subcommand is None:
            desk.tell_all(_listed(desk), as_json=as_json)

    for command in (_list(desk), _new(desk), _retire(desk), _rotate(desk)):
        keys.add_command(command)
    for command in [*key_file_commands(desk), *compromise_commands(desk)]:
        keys.add_command(command)

    def own_trust() -> str:
        return format_trust(desk.world.publisher.trust_file())

    return [keys, trust_group(own_trust)]


def _list(desk: Desk) -> click.Command:
    @click.command("list")
    @json_option
    def list_keys(*, as_json: bool) -> None:
        """List the public keys: what each does, what hangs on it, where its other half is."""
        desk.tell_all(_listed(desk), as_json=as_json)

    return list_keys


def _new(desk: Desk) -> click.Command:
    @click.command("new")
    @click.option("--purpose", type=_PURPOSE, default=Purpose.CREDENTIAL.value, show_default=True)
    @click.option("--since", type=_MOMENT, help="Sign from then on, UTC.", metavar="MOMENT")
    @_at_once
    @json_option
    def new(*, purpose: str, since: datetime | None, at_once: bool, as_json: bool) -> None:
        """Make a key: published now, signing after PROBATUM_KEY_OVERLAP_HOURS."""
        moment = since.replace(tzinfo=UTC) if since else None
        made = desk.world.custody.add(
            Purpose(purpose), since=moment, at_once=at_once, actor=desk.actor, at=desk.clock()
        )
        desk.tell(_told(made), as_json=as_json)

    return new


def _retire(desk: Desk) -> click.Command:
    @click.command("retire")
    @click.argument("kid")
    @json_option
    def retire(*, kid: str, as_json: bool) -> None:
        """Let a key sign nothing more; what it signed stays valid."""
        done = desk.world.custody.retire(kid, actor=desk.actor, at=desk.clock())
        desk.tell(_told(done), as_json=as_json)

    return retire


def _rotate(desk: Desk) -> click.Command:
    @click.command("rotate")
    @_at_once
    @json_option
    def rotate(*, at_once: bool, as_json: bool) -> None:
        """Make new keys for credentials and lists; the old ones retire when these begin."""
        made = desk.world.custody.rotate(at_once=at_once, actor=desk.actor, at=desk.clock())
        desk.tell_all([_told(key) for key in made], as_json=as_json)

    return rotate


def _listed(desk: Desk) -> Iterator[dict[str, Any]]:
    for standing in standings(desk.world.database, desk.clock()):
        where = desk.world.keys.vault.where(standing.key.kid)
        yield {**_told(standing.key), **_stands(standing), "private_half": where or "not here"}


def _stands(standing: Standing) -> dict[str, Any]:
    use = standing.use
    return {
        "state": standing.state.value,
        "stands": standing.words,
        "in_force": use.credentials if use else 0,
        "last_ends": use.last_end.isoformat() if use else None,
    }


def _told(key: TrustedKey) -> dict[str, Any]:
    return {
        "kid": key.kid,
        "purpose": key.purpose.value,
        "since": key.since.isoformat(),
        "until": key.until.isoformat() if key.until else None,
        "compromised": key.compromised.isoformat() if key.compromised else None,
        "thumbprint": thumbprint(key.key),
        "fingerprint": fingerprint(key.key),
    }

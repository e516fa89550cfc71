"""`probatum keys` and `probatum trust`: the public halves, for people and for verifiers."""

from __future__ import annotations

import click

from issuer.cli.desk import Desk, json_option
from keys.jwk import thumbprint
from verifier.cli_trust import trust_group
from verifier.fingerprint import fingerprint
from verifier.trust_file import format_trust


def key_commands(desk: Desk) -> list[click.Command]:
    """Return the commands about keys."""

    @click.command("keys")
    @json_option
    def keys(*, as_json: bool) -> None:
        """List the public keys, and whether each can sign."""
        folder = desk.settings.key_folder
        issuer = desk.world.trust.current().issuers[0]
        values = [
            {
                "kid": key.kid,
                "purpose": key.purpose.value,
                "since": key.since.isoformat(),
                "until": key.until.isoformat() if key.until else None,
                "compromised": key.compromised.isoformat() if key.compromised else None,
                "thumbprint": thumbprint(key.key),
                "fingerprint": fingerprint(key.key),
                "private_half": "here" if (folder / f"{key.kid}.pem").exists() else "not here",
            }
            for key in issuer.keyring
        ]
        desk.tell_all(values, as_json=as_json)

    def own_trust() -> str:
        return format_trust(desk.world.publisher.trust_file())

    return [keys, trust_group(own_trust)]

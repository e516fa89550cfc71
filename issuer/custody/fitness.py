"""What is the matter with the keys that should sign now: a self-test, and their age."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from issuer.credentials.signing_keys import SigningKeys
from issuer.custody.standing import aged
from issuer.errors import KeyUnavailableError


def ailments(keys: SigningKeys, at: datetime) -> list[str]:
    """Return a sentence for each thing that is wrong at `at`; none if all is well.

    Each key that should sign does so at random, and its published half verifies it.
    """
    return [*_unusable(keys, at), *_old(keys, at)]


def _unusable(keys: SigningKeys, at: datetime) -> Iterator[str]:
    for signer in (keys.credential_signer, keys.status_signer):
        try:
            signer(at)
        except KeyUnavailableError as exc:
            yield str(exc)


def _old(keys: SigningKeys, at: datetime) -> Iterator[str]:
    issuer = keys.trust.current().find(keys.url)
    for key in aged(issuer.keyring if issuer else (), at):
        since = key.since.date().isoformat()
        yield f"the {key.purpose} key {key.kid} signs since {since}: run `probatum keys rotate`"

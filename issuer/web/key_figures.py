"""How old the signing keys are, and whether they can sign, among the figures of `/metrics`.

`prometheus_client` here too: the verifier alone, whose file the others are in, has no keys.
"""

from __future__ import annotations

from flask import Flask, request
from prometheus_client import Gauge

from issuer.custody.keeping import SIGNING
from issuer.custody.standing import signing_keys
from issuer.errors import KeyUnavailableError, StorageUnavailableError
from issuer.wiring import IssuerWorld
from keys.keyring import Purpose
from verifier.web.http.metrics import Metrics

_DAY = 86_400  # seconds


def count_keys(app: Flask, world: IssuerWorld, metrics: Metrics) -> None:
    """Look at the keys whenever the figures are asked for; while the database is away, do not."""

    def gauge(name: str, says: str) -> Gauge:
        return Gauge(
            name, says, ["purpose"], registry=metrics.registry, multiprocess_mode="mostrecent"
        )

    age = gauge("probatum_key_age_days", "For how many days the key that signs has done so")
    fit = gauge("probatum_key_usable", "Whether the key that should sign passes its self-test")

    @app.before_request
    def look() -> None:
        if request.path != "/metrics":
            return
        at = world.clock()
        try:
            for purpose in SIGNING:
                fit.labels(purpose).set(_can_sign(world, purpose))
            issuer = world.trust.current().find(world.body.url)
        except StorageUnavailableError:
            return
        for key in signing_keys(issuer.keyring if issuer else (), at):
            age.labels(key.purpose).set((at - key.since).total_seconds() // _DAY)


def _can_sign(world: IssuerWorld, purpose: Purpose) -> bool:
    keys = world.keys
    signer = keys.credential_signer if purpose is Purpose.CREDENTIAL else keys.status_signer
    try:
        signer(world.clock())
    except KeyUnavailableError:
        return False
    return True

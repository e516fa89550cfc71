"""What the page's script knows before it asks anyone: whom to trust, and every word it says."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup

from keys.jwk import to_jwk
from keys.keyring import TrustedKey
from verifier.trust import CredentialType, Trust, TrustedIssuer, is_specimen
from verifier.verdict import Reason, Verdict
from verifier.web.verdict_page import ASK_AGAIN
from verifier.words import FINDINGS, LICENCE_REMINDER, SINCE, STEPS, words_for

_ANY = datetime(2026, 1, 1, tzinfo=UTC)  # of a verdict that shows no date


def page_data(trust: Trust, ledgers: Collection[str]) -> Markup:
    """Return trust and words as JSON that may stand inside a `script` element.

    `ledgers` are the addresses of the issuers whose ledger this site can ask.
    """
    issuers = [_issuer(issuer, has_ledger=issuer.url in ledgers) for issuer in trust.issuers]
    data = {"trust": {"issuers": issuers}, "words": page_words()}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - no tag can begin or end in it


def page_words() -> dict[str, Any]:
    """Return the words for every reason, step and finding, with `{first_day}` where a day goes."""
    told = {reason: words_for(Verdict(reason, _ANY)) for reason in Reason}
    return {
        "reasons": {
            reason.value: [words.headline, words.sentence, words.advice, words.caution]
            for reason, words in told.items()
        },
        "since": {reason.value: word for reason, word in SINCE.items()},
        "askAgain": sorted(ASK_AGAIN),
        "steps": {step.value: name for step, name in STEPS.items()},
        "findings": {finding.value: said for finding, said in FINDINGS.items()},
        "reminder": LICENCE_REMINDER,
    }


def _issuer(issuer: TrustedIssuer, *, has_ledger: bool) -> dict[str, Any]:
    return {
        "url": issuer.url,
        "name": issuer.name,
        "telephone": issuer.telephone,
        "specimen": is_specimen(issuer.url),
        "ledger": has_ledger,
        "keys_as_of": _seconds(issuer.keys_as_of),
        "keys": [_key(key) for key in issuer.keyring],
        "types": {url: _type(kind) for url, kind in issuer.types.items()},
    }


def _key(key: TrustedKey) -> dict[str, Any]:
    return {
        **to_jwk(key.key),
        "purpose": key.purpose.value,
        "since": _seconds(key.since),
        "until": key.until and _seconds(key.until),
        "compromised": key.compromised and _seconds(key.compromised),
    }


def _type(kind: CredentialType) -> dict[str, Any]:
    return {
        "title": kind.title,
        "scheme": kind.scheme,
        "version": kind.version,
        "scope": list(kind.scope),
        "everyday": list(kind.everyday),
        "professions": dict(kind.professions),
    }


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())

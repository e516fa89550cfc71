"""What the page's script knows before it asks anyone: whom to trust, and every word it says."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from markupsafe import Markup

from keys.jwk import to_jwk
from keys.keyring import TrustedKey
from verifier.credential_type import CredentialType
from verifier.languages import ENGLISH, Language
from verifier.trust import Trust, TrustedIssuer, is_specimen
from verifier.type_words import shown_in_words, type_words
from verifier.verdict import Reason
from verifier.web.verdict_page import ASK_AGAIN
from verifier.words import (
    FINDINGS,
    LICENCE_REMINDER,
    SINCE,
    STEPS,
    words_with_places,
)

# Bytes of types that a page carries, the newest first. Of a certificate of another type the
# browser's verdict is the same, and the site is asked for the words about it.
MOST_OF_TYPES = 3_000
# What only a number or a document leads to, which a browser hands over.
_NEVER_HERE = {Reason.UNKNOWN_NUMBER, Reason.NUMBER_MISTYPED, Reason.UNREADABLE}


def page_data(
    trust: Trust,
    ledgers: Collection[str],
    language: Language = ENGLISH,
    *,
    concern: str = "",
    is_whole: bool = False,
) -> Markup:
    """Return trust and words as JSON that may stand inside a `script` element.

    `ledgers` are the addresses of the issuers whose ledger this site can ask. `concern` is where
    a concern about a number that follows is reported, or empty. It carries the
    types up to `MOST_OF_TYPES` bytes, or all of them if `is_whole`.
    """
    carried = _carried(trust, language, sys.maxsize if is_whole else MOST_OF_TYPES)
    issuers = [
        _issuer(issuer, carried, language, has_ledger=issuer.url in ledgers)
        for issuer in trust.issuers
    ]
    data = {"trust": {"issuers": issuers}, "words": page_words(language), "concern": concern}
    text = _compact(data)
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - no tag can begin or end in it


def page_words(language: Language = ENGLISH) -> dict[str, Any]:
    """Return the words for what a browser tells, with `{first_day}` where a day goes."""
    told = {
        reason: words_with_places(reason, language)
        for reason in Reason
        if reason not in _NEVER_HERE
    }
    return {
        "reasons": {
            reason.value: [words.headline, words.sentence, words.advice, words.caution]
            for reason, words in told.items()
        },
        "since": {reason.value: language.say(dated) for reason, dated in SINCE.items()},
        "askAgain": sorted(ASK_AGAIN - _NEVER_HERE),
        "steps": {step.value: language.say(name) for step, name in STEPS.items()},
        "findings": {finding.value: language.say(said) for finding, said in FINDINGS.items()},
        "reminder": language.say(LICENCE_REMINDER),
    }


def _issuer(
    issuer: TrustedIssuer, carried: Collection[str], language: Language, *, has_ledger: bool
) -> dict[str, Any]:
    types = [kind for kind in issuer.types.values() if kind.url in carried]
    return {
        "url": issuer.url,
        "name": issuer.name,
        "telephone": issuer.telephone,
        "specimen": is_specimen(issuer.url),
        "ledger": has_ledger,
        "keys_as_of": _seconds(issuer.keys_as_of),
        "keys": [_key(key) for key in issuer.keyring],
        "types": {kind.url: _type(kind, language) for kind in types},
        "isCut": len(types) < len(issuer.types),
    }


def _key(key: TrustedKey) -> dict[str, Any]:
    return {
        **to_jwk(key.key),
        "purpose": key.purpose.value,
        "since": _seconds(key.since),
        "until": key.until and _seconds(key.until),
        "compromised": key.compromised and _seconds(key.compromised),
    }


def _type(kind: CredentialType, language: Language) -> dict[str, Any]:
    told, code = type_words(kind, language)
    return {
        "language": code,
        "title": told.title,
        "scheme": kind.scheme,
        "version": kind.version,
        "scope": told.scope,
        "everyday": told.everyday,
        "professions": {**kind.professions, **told.professions},
        "shown": shown_in_words(kind.shown, language),
    }


def _carried(trust: Trust, language: Language, room: int) -> set[str]:
    """Return which types the page carries: of each issuer in turn its newest, while there is room.

    The higher its number the newer is a type: they are numbered as they are published.
    """
    carried = set()
    for kind in _newest_first(trust.issuers):
        size = len(_compact(_type(kind, language)).encode())
        if size <= room:
            carried.add(kind.url)
            room -= size
    return carried


def _newest_first(issuers: Iterable[TrustedIssuer]) -> list[CredentialType]:
    def serial(kind: CredentialType) -> int:
        return int(kind.url.rpartition("/")[2])

    ranked = [
        (rank, kind)
        for issuer in issuers
        for rank, kind in enumerate(sorted(issuer.types.values(), key=serial, reverse=True))
    ]
    return [kind for _, kind in sorted(ranked, key=lambda each: each[0])]


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())

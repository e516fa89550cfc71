"""What the record of events holds, and what it must not hold: the chain can never forget."""

from __future__ import annotations

import json

from issuer.accounts.ports import Officer
from issuer.accounts.roles import EVERY_ROLE
from issuer.accounts.sign_in import SignIn
from issuer.credentials.control import resume_issuing, stop_issuing
from issuer.duties.intentions import void_dead_intentions
from issuer.evidence.event import EventKind
from tests.issuer.board import FAILED, PERSON, make_results
from tests.issuer.failing import cut_power
from tests.issuer.test_decide import decide
from tests.issuer.test_lifecycle import do

CANDIDATE = {
    "reference": "C-SECRET-1",
    "name": "Wilhelmina Unmistakable",
    "native_name": "د. ليلى مثال منصور",
    "native_language": "ar",
}
EXAMINERS = ["Prof Xanthippe Examiner"]


OF_HOLDERS = {  # of their own pages: tests/web/issuer/test_holder_asks.py
    EventKind.HOLDER_LINK_MADE.value,
    EventKind.HOLDER_LINKS_ENDED.value,
    EventKind.SHARE_CHANGED.value,
    EventKind.HOLDER_ASKED.value,
    EventKind.HOLDER_UNDID.value,
    EventKind.HOLDER_ANSWERED.value,
}
OF_CANDIDATES = {
    kind.value
    for kind in EventKind
    if kind.value.partition(".")[0]
    in {
        *("person", "application", "entry", "register", "appeal", "review"),
        *("candidate_link", "sender", "statement"),
    }
}  # test_candidate_events.py lives through these
OF_ACCOUNTS = {
    kind.value
    for kind in EventKind
    if kind.value.partition(".")[0] in {"passkey", "password", "recovery_code", "recovery_codes"}
} | {
    "officer.joined",
    "officer.left",
    "officer.roles_changed",
    "officer.link_made",
    "session.ended",
}
# tests/accounts lives through those
OF_PRIVACY = {
    *("erasure.asked", "erasure.declined", "person.erased", "person.exported"),
    *("holder.erased", "record.archived"),
}  # tests/privacy and tests/web/issuer/test_record_desk.py live through these

OF_OTHERS = {
    kind.value
    for kind in EventKind
    if kind.value.partition(".")[0] in {"complaint", "lapse", "sample", "evidence", "education"}
}  # tests/complaints and tests/recertification live through these

OF_THE_BODY = {"body.changed"}  # tests/cli/test_body.py lives through it

# tests/custody lives through these
OF_KEYS = {"key.retired", "key.compromised", "credential.resigned"}

# tests/prior, tests/moving and tests/closing live through these
OF_BEFORE_AND_AFTER = {"prior.imported", "record.moved", "body.closed"}

OF_RECOVERY = {"record.restored", "record.accepted"}  # tests/recovery lives through these

OF_REQUESTS = {
    kind.value for kind in EventKind if kind.value.partition(".")[0] in {"request", "glass", "type"}
} | {"certificate.succeeded", "certificate.superseded"}  # test_requests.py lives through these


def live_a_little(board):
    """Let everything happen that tells an event."""
    person = {"candidate": CANDIDATE, "examiners": EXAMINERS}
    issued = board.issue(attempt="A-1", **person)
    for act in ("suspend", "reinstate", "revoke"):
        do(board, act, issued.number)
    board.take(attempt="A-2", written=FAILED, **person)
    board.take(attempt="A-3", **PERSON, **person)
    decide(board, attempt="A-3")
    cut_power(board, *make_results(1, **person))
    board.clock.advance(61)
    void_dead_intentions(board.store, at=board.clock())
    stop_issuing(board.store, "why", actor="test", at=board.clock())
    resume_issuing(board.store, actor="test", at=board.clock())
    accounts = SignIn(board.store)
    accounts.make_api_key("exam system", actor="test", at=board.clock())
    accounts.end_api_key("exam system", actor="test", at=board.clock())
    secret = accounts.invite(Officer("Ines", EVERY_ROLE), actor="test", at=board.clock())
    accounts.redeem(secret, at=board.clock())
    return issued.number


def test_no_holders_name(board):
    """No event names a holder, a reference, an examiner, a score or a token, in any spelling."""
    live_a_little(board)
    elsewhere = OF_HOLDERS | OF_CANDIDATES | OF_ACCOUNTS | OF_PRIVACY | OF_REQUESTS | OF_OTHERS
    elsewhere |= OF_KEYS | OF_THE_BODY | OF_RECOVERY | OF_BEFORE_AND_AFTER
    assert set(board.told()) == {kind.value for kind in EventKind} - elsewhere
    for opened in board.events():
        text = f"{opened.link.subject} {opened.data.decode()} {opened.data.decode()!a}"
        for secret in (
            *("Unmistakable", "ليلى", "SECRET", "Xanthippe", "84.5", "eyJ", "prb_", "completed_at"),
        ):
            assert secret not in text


def test_the_life_of_a_certificate(board):
    """Its number alone tells what happened to it, in order."""
    number = live_a_little(board)
    assert board.told(number) == [
        *("credential.intended", "credential.released", "certificate.suspended"),
        *("certificate.reinstated", "certificate.revoked"),
    ]


def test_an_intention_is_told_before_a_key_is_used(board):
    """Its event has attempt, digest, index, list and key: whatever is signed is accounted for."""
    issued = board.issue()
    record = board.record_of(issued.number)
    told = next(e for e in board.events() if e.link.kind == "credential.intended")
    assert json.loads(told.data) == {
        "actor": "test",
        "attempt": "EX-2026-00417",
        "digest": record.digest.hex(),
        "index": record.index,
        "kid": record.kid,
        "list": record.list_uri,
    }


def test_moments(board):
    """Events say when, to the second, in the order in which they happened."""
    live_a_little(board)
    moments = [opened.link.at for opened in board.events()]
    assert moments == sorted(moments)
    assert all(each.microsecond == 0 and each.utcoffset().total_seconds() == 0 for each in moments)

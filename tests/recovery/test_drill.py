"""The worst day, rehearsed on both engines: the database is gone, and is brought back."""

from __future__ import annotations

import pytest

from issuer.credentials.certificate import CertificateState
from issuer.credentials.control import resume_issuing
from issuer.credentials.lifecycle import Act
from issuer.errors import IssuingStoppedError, StorageUnavailableError
from issuer.intake.answers import Issued
from issuer.recovery.backup import read_backup
from issuer.store.snapshot import bring_back, put_in_place
from tests.faults.sites import make_home
from tests.issuer.board import make_result
from tests.recovery.drill import Drill
from tests.store.conftest import POSTGRES, SQLITE
from verifier import jws
from verifier.credential import TYP, load_claims
from verifier.status_list import Status
from verifier.verdict import Reason


@pytest.fixture(params=[SQLITE, POSTGRES])
def drill(request, tmp_path, monkeypatch):
    """Return a body on each engine in turn, with checkpoints kept elsewhere."""
    url = request.getfixturevalue("postgres_url") if request.param == POSTGRES else ""
    monkeypatch.setenv("PROBATUM_CHECKPOINT_DIR", str(tmp_path / "checkpoints"))
    made = Drill.begin(make_home(tmp_path / "home", url), tmp_path / "checkpoints")
    made.run("checkpoint-key")
    yield made
    made.world.database.dispose()


def test_with_its_journal_nothing_is_lost(drill):
    """Every acknowledged release and change is back, and old checkpoints believe the record."""
    early = drill.issue("early")
    archive = drill.backup_under_load()
    drill.go_on(early)
    drill.lose_the_database()
    told = drill.run("restore", archive, "--json")
    assert told["replayed"] > 0
    drill.reopen()
    assert drill.verdicts() == drill.expected
    drill.issue("after")
    assert drill.verdicts() == drill.expected
    drill.is_sound()
    assert drill.run("restore", archive, fails=True).startswith("restore_refused")


def test_without_its_journal_nothing_wrong_is_told(drill):
    """What may be missing cannot be finished; nothing is issued until a custodian has compared."""
    early = drill.issue("early")
    drill.act(Act.REVOKE, early[5], "licence-lost", Reason.REVOKED)
    archive = drill.backup_under_load()
    before = dict(drill.expected)
    late = drill.go_on(early)
    uri = f"{drill.world.body.url}/s/1"
    saved = drill.settings.home.with_name("list")
    saved.write_text(drill.world.publisher.serve(uri))
    drill.lose_the_database()
    drill.lose_the_journal()
    assert "--journal-lost" in drill.run("restore", archive, fails=True)
    drill.run("restore", archive, "--journal-lost")
    world = drill.reopen(minutes=1)
    unknown = Reason.STATUS_UNAVAILABLE
    wanted = dict.fromkeys(drill.tokens, unknown) | {early[5]: Reason.REVOKED}
    assert drill.verdicts() == wanted
    with pytest.raises(IssuingStoppedError):
        drill.issue("refused")
    with pytest.raises(StorageUnavailableError):
        world.publisher.serve(uri)  # it would tell what was withdrawn as valid
    told = drill.run("recovery", "accept", "--lists", saved, "--confirm", world.body.name)
    assert told.startswith("1 doubt is settled")
    released = {n for n in before if state_of(drill, n) not in {None, CertificateState.INTENDED}}
    world = drill.reopen(minutes=1)
    wanted = dict.fromkeys(drill.tokens, unknown) | {n: drill.expected[n] for n in released}
    wanted |= {late[0]: Reason.REVOKED, late[1]: Reason.SUSPENDED}  # the saved list says so
    assert drill.verdicts() == wanted
    with world.database.reading() as unit:
        entries = dict(unit.lists.changed_entries(uri))
    assert entries[status_of(drill.tokens[late[0]])["idx"]] is Status.REVOKED  # offline too
    drill.checkpoints.rename(drill.checkpoints.with_name("of-the-lost-past"))
    drill.checkpoints.mkdir()
    resume_issuing(world.database, actor="two people", at=world.clock())
    numbers = drill.issue("again")
    assert {status_of(drill.tokens[n])["uri"] for n in numbers} == {f"{world.body.url}/s/1001"}
    drill.is_sound()
    assert world.verifier.verify(forged(drill), at=world.clock()).reason is Reason.ALTERED


def state_of(drill, number):
    """Return how a certificate is on record, or None."""
    with drill.world.database.reading() as unit:
        found = unit.certificates.find([number]).get(number)
    return found and found.state


def status_of(token):
    """Return which entry of which list stands for a token."""
    return load_claims(jws.parse(token).payload)["status"]["status_list"]


def forged(drill):
    """Return a token that the real key signed now, and that is not on record."""
    at = drill.world.clock()
    signer = drill.world.keys.credential_signer(at)
    payload = jws.parse(next(iter(drill.tokens.values()))).payload
    claims = load_claims(payload)
    signed = payload.replace(b"%d" % claims["iat"], b"%d" % int(at.timestamp()), 1)
    text = jws.signing_input(jws.Header(typ=TYP, kid=signer.kid), signed)
    return jws.compact(text, signer.sign(text))


def test_an_old_copy_put_back_by_hand(drill):
    """The server sees that the record is older: it issues nothing, tells nothing wrong."""
    early = drill.issue("early")
    archive = drill.backup_under_load()
    late = drill.go_on(early)
    drill.lose_the_database()
    url = drill.settings.database_url
    assert bring_back(read_backup(archive), url)
    put_in_place(url)
    world = drill.reopen()
    unknown = Reason.STATUS_UNAVAILABLE
    assert set(drill.verdicts().values()) == {unknown}
    with pytest.raises(IssuingStoppedError, match="probatum recovery status"):
        drill.issue("refused")
    assert "older_copy" in drill.run("recovery", "status")
    assert drill.run("recovery", "replay").endswith("where its journal ends.\n")
    world = drill.reopen()
    assert drill.verdicts() == drill.expected
    assert world.intake.take(make_result(attempt="late-3"), actor="t", at=world.clock()) == Issued(
        "late-3", late[3], drill.tokens[late[3]]
    )
    drill.issue("after")
    drill.is_sound()

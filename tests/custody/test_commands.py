"""`probatum keys`: what is told, and what becomes of the keys."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from keys.files import is_sealed
from tests.cli.conftest import Home, founded, home  # noqa: F401 - fixtures
from verifier.clock import utc_now

PASSPHRASE = "a passphrase that nobody guesses"  # noqa: S105 - of nobody
OTHER = "another one that nobody guesses"


def refused(result, code):
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{code}: ")
    return result.stderr


def test_new_and_retired(home):  # noqa: F811 - the fixture imported
    """A key of one's own is listed from its announcement on; the one that it succeeds retires."""
    home.issue()
    (first, lists) = home.json("keys")
    assert (first["state"], first["stands"], first["in_force"]) == ("signing", "signing", 1)
    assert (lists["purpose"], lists["in_force"], lists["last_ends"]) == ("status", 0, None)
    assert first["private_half"] == "in a file"
    refused(home.run("keys", "retire", first["kid"]), "key_refused")
    refused(home.run("keys", "retire", "absent"), "unknown_key")
    refused(home.run("keys", "new", "--since", "2020-01-01"), "key_refused")
    made = home.json("keys", "new", "--at-once")
    assert made["purpose"] == "credential"
    retired = home.json("keys", "retire", first["kid"])
    assert retired["until"] >= made["since"]
    listed = home.json("keys", "list")
    assert [each["kid"] for each in listed] == [first["kid"], lists["kid"], made["kid"]]
    assert [each["state"] for each in listed] == ["signing", "signing", "published"]
    assert listed[0]["stands"].startswith("signing, until ")
    text = home.done("keys")
    assert "published, signs from" in text
    moment = (utc_now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%SZ")
    later = home.json("keys", "new", "--purpose", "status", "--since", moment)
    assert datetime.fromisoformat(later["since"]).strftime("%Y-%m-%dT%H:%M:%SZ") == moment


def test_a_rotation(home):  # noqa: F811 - the fixture imported
    """Two keys are made for two days from now, or as set; meanwhile no other rotation begins."""
    home.settings["PROBATUM_KEY_OVERLAP_HOURS"] = "72"
    new = home.json("keys", "rotate")
    assert [each["purpose"] for each in new] == ["credential", "status"]
    waits = datetime.fromisoformat(new[0]["since"]) - utc_now()
    assert timedelta(hours=71, minutes=59) < waits <= timedelta(hours=72)
    assert [each["until"] for each in home.json("keys")] == [new[0]["since"]] * 2 + [None] * 2
    assert home.json("check")["keys"] == "can sign"
    refused(home.run("keys", "rotate"), "key_refused")
    home.settings["PROBATUM_KEY_OVERLAP_HOURS"] = "24"
    assert "PROBATUM_KEY_OVERLAP_HOURS" in refused(home.run("keys"), "wrong_setting")


def test_sealed_keys(home, tmp_path):  # noqa: F811 - the fixture imported
    """Sealed, they sign with the passphrase alone; changed, with the new one; then open again."""
    folder = home.path / "keys"
    home.settings["PROBATUM_KEY_PASSPHRASE"] = "too short"  # noqa: S105 - of nobody
    refused(home.run("keys", "seal"), "wrong_setting")
    home.settings["PROBATUM_KEY_PASSPHRASE"] = PASSPHRASE
    assert home.done("keys", "seal") == "3 key files were sealed.\n"  # the checkpoint key, too
    assert all(is_sealed(path.read_bytes()) for path in folder.iterdir())
    assert PASSPHRASE not in home.done("settings")
    home.issue(attempt="A-1")
    home.settings["PROBATUM_CHECKPOINT_DIR"] = str(tmp_path / "kept")
    (tmp_path / "kept").mkdir()
    home.done("checkpoint")
    home.settings["PROBATUM_KEY_PASSPHRASE"] = OTHER
    said = refused(home.run("issue", home.result(attempt="A-2")), "key_unavailable")
    assert "does not open with the passphrase" in said
    refused(home.run("keys", "seal"), "key_unavailable")
    old = tmp_path / "old"
    old.write_text(f"{PASSPHRASE}\n")
    assert home.done("keys", "seal", "--old-passphrase-file", old).startswith("3 ")
    home.issue(attempt="A-2")
    assert home.done("keys", "unseal") == "3 key files were unsealed.\n"
    del home.settings["PROBATUM_KEY_PASSPHRASE"]
    home.issue(attempt="A-3")


@pytest.mark.parametrize("spoil", ["missing", "open"])
def test_what_is_wrong_with_a_key_is_told(home, spoil):  # noqa: F811 - the fixture imported
    """`check` and `duties` say it in the words of a refusal, and go on with everything else."""
    path = home.path / "keys" / f"{home.json('keys')[0]['kid']}.pem"
    path.unlink() if spoil == "missing" else path.chmod(0o644)
    (told,) = home.json("check")["keys"]
    assert path.name in told
    assert f"Look after the keys: {told}." in home.done("duties")


def test_half_of_a_setting(home):  # noqa: F811 - the fixture imported
    """A module without its token and PIN is refused, by the names of the settings."""
    home.settings["PROBATUM_PKCS11_MODULE"] = "/usr/lib/softhsm/libsofthsm2.so"
    assert "PROBATUM_PKCS11_TOKEN" in refused(home.run("keys"), "wrong_setting")

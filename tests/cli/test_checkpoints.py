"""Whoever owns the database's file rewrites the past: what gives them away, and where."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from issuer.body.body import Body
from issuer.evidence.chain import GENESIS, link_hash
from issuer.notify.letters import Letters
from issuer.wiring import TEMPLATES
from tests.cli.conftest import Home, copy_home

CHAIN, CHECKPOINT = "chain", "checkpoint"
COLUMNS = "seq, at, kind, subject, commitment, hash"
INSERT = f"INSERT INTO event ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)"  # noqa: S608 - no one's words


@dataclass
class Attacker:
    """Holds the file of the database, and knows how the chain is made."""

    file: sqlite3.Connection

    def disarm(self) -> None:
        """Take the triggers away."""
        for (name,) in self.file.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
        ).fetchall():
            self.file.execute(f'DROP TRIGGER "{name}"')

    def rewrite(self, change: dict[int, str]) -> None:
        """Give events another kind, and compute every hash behind them anew, and the head."""
        previous, seq = GENESIS, 0
        query = f"SELECT {COLUMNS} FROM event ORDER BY seq"  # noqa: S608
        for seq, at, kind, subject, commitment, _ in self.file.execute(query).fetchall():
            told = change.get(seq, kind)
            moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
            previous = link_hash(previous, seq, moment, told, subject, commitment)
            values = (told, previous, seq)
            self.file.execute("UPDATE event SET kind = ?, hash = ? WHERE seq = ?", values)
        self.file.execute("UPDATE event_head SET seq = ?, hash = ?", (seq, previous))

    def cut(self, after: int) -> None:
        """Take away everything behind an event, and have the record end there."""
        self.file.execute("DELETE FROM event_detail WHERE seq > ?", (after,))
        self.file.execute("DELETE FROM event WHERE seq > ?", (after,))
        last = "SELECT hash FROM event WHERE seq = ?"
        (ends,) = self.file.execute(last, (after,)).fetchone()
        self.file.execute("UPDATE event_head SET seq = ?, hash = ?", (after, ends))


def edit_one(attacker):
    attacker.file.execute("UPDATE event SET kind = 'certificate.reinstated' WHERE seq = 9")


def edit_what_one_says(attacker):
    attacker.file.execute(
        """UPDATE event_detail SET data = CAST('{"actor":"x"}' AS BLOB) WHERE seq = 9"""
    )


def empty_one(attacker):
    attacker.file.execute("DELETE FROM event_detail WHERE seq = 9")


def delete_one(attacker):
    attacker.file.execute("DELETE FROM event WHERE seq = 9")


def insert_one(attacker):
    attacker.file.execute("UPDATE event SET seq = -seq - 1 WHERE seq > 8")
    attacker.file.execute("UPDATE event SET seq = -seq WHERE seq < 0")
    row = (9, "2026-01-01 00:00:00.000000", "certificate.revoked", "BTX-1", b"c" * 32, b"h" * 32)
    attacker.file.execute(INSERT, row)


def swap_two(attacker):
    attacker.file.execute("UPDATE event SET seq = -seq WHERE seq IN (9, 10)")
    attacker.file.execute("UPDATE event SET seq = 19 + seq WHERE seq < 0")


def cut_the_tail(attacker):
    attacker.cut(8)


def rewrite_from_nine(attacker):
    attacker.rewrite({9: "certificate.reinstated"})


def rewrite_and_cut(attacker):
    attacker.cut(12)
    attacker.rewrite({9: "certificate.reinstated"})


ATTACKS = {  # what is done, where it is named, and what gives it away
    edit_one: (9, {CHAIN}),
    edit_what_one_says: (9, {CHAIN}),
    empty_one: (9, {CHAIN}),
    delete_one: (9, {CHAIN, CHECKPOINT}),
    insert_one: (9, {CHAIN, CHECKPOINT}),
    swap_two: (9, {CHAIN, CHECKPOINT}),
    cut_the_tail: (9, {CHECKPOINT}),
    rewrite_from_nine: (9, {CHECKPOINT}),
    rewrite_and_cut: (9, {CHECKPOINT}),
}


@pytest.fixture(scope="module")
def witnessed(founded, tmp_path_factory) -> Home:
    """Return a home of some events, with two checkpoints kept elsewhere; and yesterday's file."""
    folder = tmp_path_factory.mktemp("witnessed")
    copy_home(founded, folder / "home")
    (folder / "kept").mkdir()
    home = Home(folder / "home", {"PROBATUM_CHECKPOINT_DIR": str(folder / "kept")})
    home.done("checkpoint-key")
    home.issue(attempt="A-1")
    home.done("checkpoint")
    home.issue(attempt="A-2")
    shutil.copytree(home.path, folder / "yesterday")
    home.issue(attempt="A-3")
    home.done("duties")
    return home


@pytest.fixture
def attacked(witnessed: Home, tmp_path: Path) -> Home:
    """Return a copy of that home, with a copy of its checkpoints, and without its journal."""
    shutil.copytree(witnessed.path.parent, tmp_path / "all")
    kept: dict[str, str | None] = {"PROBATUM_CHECKPOINT_DIR": str(tmp_path / "all" / "kept")}
    kept["PROBATUM_JOURNAL"] = "off"  # which refuses an older copy before any checkpoint does
    return Home(tmp_path / "all" / "home", kept)


def kept_by(home: Home) -> Path:
    return Path(home.settings["PROBATUM_CHECKPOINT_DIR"])


def attack(home: Home, deed) -> None:
    with closing(sqlite3.connect(home.path / "probatum.sqlite3")) as file:
        attacker = Attacker(file)
        attacker.disarm()
        deed(attacker)
        file.commit()


def test_whole(witnessed):
    """The record holds, and says by which checkpoints it was compared, up to where."""
    told = witnessed.json("audit", "verify")
    assert (told["record"], told["faults"]) == ("holds", [])
    assert told["checkpoints"].startswith(f"2, up to event {told['events']}")
    assert witnessed.run("check").exit_code == 0
    without = witnessed.run("audit", "verify")
    assert "none were looked at" not in without.output
    alone = Home(witnessed.path).json("audit", "verify")
    assert alone["checkpoints"].startswith("none were looked at")


@pytest.mark.parametrize("deed", ATTACKS, ids=lambda deed: deed.__name__)
def test_an_attack_is_found(attacked, deed):
    """It is named at its first row, by what gives it away; the next checkpoint is not signed."""
    place, gives_away = ATTACKS[deed]
    attack(attacked, deed)
    told = attacked.json("audit", "verify", code=1)
    assert told["record"].startswith(f"is broken at event {place}:")
    assert {fault.partition("(")[2].partition(")")[0] for fault in told["faults"]} == gives_away
    found_by_chain = Home(attacked.path).run("audit", "verify").exit_code == 1
    assert found_by_chain == (CHAIN in gives_away)
    if CHECKPOINT in gives_away:
        refused = attacked.run("checkpoint")
        assert refused.exit_code == 1
        assert "record_rewritten: event 9 " in refused.output


def test_yesterdays_database(attacked):
    """A whole older copy put back is a chain that holds; only a checkpoint knows more."""
    yesterday = attacked.path.parent / "yesterday"
    shutil.rmtree(attacked.path)
    yesterday.rename(attacked.path)
    events = Home(attacked.path).json("audit", "verify")["events"]
    told = attacked.json("audit", "verify", code=1)
    assert told["record"].startswith(f"is broken at event {events + 1}: the record ends at event")
    assert "older copy" in told["record"]
    assert "record_rewritten" in attacked.run("checkpoint").output
    assert attacked.run("duties").exit_code == 1


def test_a_rewritten_past_grows_on(attacked):
    """That new events follow does not hide that older ones were rewritten."""
    attack(attacked, rewrite_from_nine)
    attacked.issue(attempt="A-9")
    assert attacked.json("audit", "verify", code=1)["record"].startswith("is broken at event 9:")


def test_the_notes_alone_are_enough(attacked):
    """Without the hashes beside them the notes still tell that, and between which two of them."""
    (kept_by(attacked) / "hashes").unlink()
    first, second = (int(path.stem) for path in sorted(kept_by(attacked).glob("0*.txt")))
    attack(attacked, lambda attacker: attacker.rewrite({first + 2: "certificate.revoked"}))
    told = attacked.json("audit", "verify", code=1)
    assert f"is broken at event {first + 1}: the record was rewritten somewhere" in told["record"]
    assert f"to event {second}" in told["record"]


@pytest.mark.parametrize("spoil", ["root", "size", "signature", "origin"])
def test_a_forged_checkpoint(attacked, spoil):
    """Notes that were changed, or signed by another key, are not believed, and are a fault."""
    last = max(kept_by(attacked).glob("0*.txt"))
    lines = last.read_text("utf-8").split("\n")
    match spoil:
        case "root":
            lines[2] = base64.b64encode(bytes(32)).decode()
        case "size":
            lines[1] = str(int(lines[1]) - 1)
        case "signature":
            lines[4] = lines[4][:-6] + "AAAA=="
        case "origin":
            lines[0] = "elsewhere.example/record"
    last.write_text("\n".join(lines), "utf-8")
    told = attacked.json("audit", "verify", code=1)
    assert "cannot be believed" in told["record"]


def test_an_attackers_own_key(attacked):
    """Whoever replaces key and checkpoints is found by the key that an auditor wrote down."""
    (key,) = (kept_by(attacked) / "key.txt").read_text("utf-8").splitlines()
    assert attacked.json("audit", "verify", "--key", key)["record"] == "holds"
    attack(attacked, rewrite_from_nine)
    for path in kept_by(attacked).iterdir():
        path.unlink()
    attacked.done("checkpoint-key")
    attacked.done("checkpoint")
    assert attacked.json("audit", "verify")["record"] == "holds"  # all of it is a forgery
    told = attacked.json("audit", "verify", "--key", key, code=1)
    assert "no key that we know has signed this" in told["record"]


def test_a_checkpoint_is_what_openssl_and_others_read(witnessed, tmp_path):
    """Its signature, key ID and root are those of the specifications, made here by other means."""
    note = min(kept_by(witnessed).glob("0*.txt")).read_bytes()
    text, signatures = note.split(b"\n\n")
    origin, size, root = text.decode().split("\n")
    assert origin == "cert.example.org/record"
    dash, name, coded = signatures.decode().split()
    name_of_key, key_id, public = (kept_by(witnessed) / "key.txt").read_text().strip().split("+", 2)
    raw, signed = base64.b64decode(public), base64.b64decode(coded)
    assert (dash, name, name_of_key) == ("\u2014", origin, origin)
    assert hashlib.sha256(f"{name}\n".encode() + raw).digest()[:4] == signed[:4]
    assert signed[:4].hex() == key_id
    spki = bytes.fromhex("302a300506032b6570032100") + raw[1:]  # RFC 8410
    for file, content in (("key", spki), ("text", text + b"\n"), ("signature", signed[4:])):
        (tmp_path / file).write_bytes(content)
    subprocess.run(
        [
            *("openssl", "pkeyutl", "-verify", "-pubin", "-rawin", "-keyform", "DER"),
            *("-inkey", "key", "-in", "text", "-sigfile", "signature"),
        ],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    with closing(sqlite3.connect(witnessed.path / "probatum.sqlite3")) as file:
        query = "SELECT hash FROM event WHERE seq <= ? ORDER BY seq"
        hashes = [row[0] for row in file.execute(query, (int(size),))]
    assert base64.b64decode(root) == _merkle(hashes)


def _merkle(leaves: list[bytes]) -> bytes:
    """Return RFC 6962's tree hash as its text defines it."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\1" + _merkle(leaves[:half]) + _merkle(leaves[half:])).digest()


def test_nothing_new_makes_no_checkpoint(attacked):
    """Where nothing happened since, nothing is signed; after a lost moment it goes on."""
    assert attacked.json("checkpoint")["file"].startswith("none")
    attacked.issue(attempt="A-5")
    with (kept_by(attacked) / "hashes").open("ab") as file:
        file.write(b"half a hash")  # as a full disk leaves it
    assert Path(attacked.json("checkpoint")["file"]).exists()
    assert attacked.json("audit", "verify")["record"] == "holds"


def test_a_folder_inside_the_home_is_refused(home):
    """Whoever rewrites the record could rewrite its checkpoints there."""
    home.settings["PROBATUM_CHECKPOINT_DIR"] = str(home.path / "kept")
    refused = home.run("checkpoint")
    assert refused.exit_code == 1
    assert "wrong_setting: PROBATUM_CHECKPOINT_DIR lies in PROBATUM_HOME" in refused.output
    home.settings["PROBATUM_CHECKPOINT_DIR"] = str(home.path.parent / "nowhere")
    assert "there is no such folder" in home.run("checkpoint").output
    del home.settings["PROBATUM_CHECKPOINT_DIR"]
    assert "is not set" in home.run("checkpoint").output


def test_without_a_key_nothing_is_signed(home, tmp_path):
    """What is missing is named; so is a key that others can read."""
    (tmp_path / "kept").mkdir()
    home.settings["PROBATUM_CHECKPOINT_DIR"] = str(tmp_path / "kept")
    (first,) = (home.path / "keys").glob("checkpoint-*.pem")
    first.unlink()
    assert home.run("checkpoint").exit_code == 1
    home.done("checkpoint-key")
    (file,) = (home.path / "keys").glob("checkpoint-*.pem")
    file.chmod(0o644)
    assert "can be read by others" in home.run("checkpoint").output
    file.chmod(0o600)
    assert json.loads(home.done("checkpoint", "--json"))["events"] > 0


def test_one_a_day_by_mail(attacked):
    """Duties leave the newest checkpoint for an address, once a day; as it is read, it verifies."""
    attacked.settings["PROBATUM_CHECKPOINT_MAIL"] = "auditor@example.org"
    for attempt in ("A-7", "A-8"):
        attacked.issue(attempt=attempt)
        attacked.done("duties")
    with closing(sqlite3.connect(attacked.path / "probatum.sqlite3")) as file:
        query = "SELECT data FROM message WHERE recipient = 'auditor@example.org'"
        ((data,),) = file.execute(query).fetchall()
    told = json.loads(data)
    body = Body(
        "https://cert.example.org", "Example Board", "+1 555 0100", "Dr Example", "Chair", "UTC"
    )
    values = {name: told[name] for name in ("note", "name", "size")}
    subject, text = Letters(TEMPLATES / "mail", body).render("checkpoint", "en", **values)
    assert subject == f"Checkpoint of the record at event {told['size']}"
    (kept_by(attacked) / told["name"]).unlink()
    lines = text.splitlines()
    start = lines.index("cert.example.org/record")
    saved = "\n".join(lines[start : start + 5]) + "\n"
    (kept_by(attacked) / told["name"]).write_text(saved, "utf-8")
    assert attacked.json("audit", "verify")["record"] == "holds"


def test_one_a_day_by_webhook(attacked):
    """Duties leave the newest checkpoint for the webhook, once a day; wrong settings are told."""
    secret = "whsec_" + base64.b64encode(bytes(32)).decode()
    told = attacked.settings
    told["PROBATUM_CHECKPOINT_WEBHOOK"] = "https://archive.example.org/in"
    assert "the secret must be whsec_" in attacked.run("duties").output
    told["PROBATUM_CHECKPOINT_WEBHOOK_SECRET"] = secret
    told["PROBATUM_CHECKPOINT_WEBHOOK"] = "http://archive.example.org/in"
    refused = attacked.run("duties")
    assert "_SECRET: the address must begin with https" in refused.output
    told["PROBATUM_CHECKPOINT_WEBHOOK"] = "https://archive.invalid/in"  # is never there
    for attempt in ("A-7", "A-8"):
        attacked.issue(attempt=attempt)
        attacked.done("duties")
    with closing(sqlite3.connect(attacked.path / "probatum.sqlite3")) as file:
        query = "SELECT channel, data FROM message WHERE recipient = 'checkpoints'"
        ((channel, data),) = file.execute(query).fetchall()
    assert channel == "webhook"
    kept = (kept_by(attacked) / json.loads(data)["name"]).read_text("utf-8")
    assert kept.strip() == json.loads(data)["note"]


@pytest.mark.parametrize("name", ["key.txt", "hashes", "000000009999.new", "000000000001.txt"])
def test_a_link_among_the_checkpoints_is_refused(attacked, name, tmp_path):
    """What a link leads to is neither believed nor written to; the folder itself is no link."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("theirs", "utf-8")
    kept = kept_by(attacked)
    (kept / name).unlink(missing_ok=True)
    (kept / name).symlink_to(elsewhere)
    for command in (["checkpoint"], ["audit", "verify"]):
        refused = attacked.run(*command)
        assert (refused.exit_code, "is a symbolic link" in refused.output) == (1, True)
    assert elsewhere.read_text("utf-8") == "theirs"
    (kept / name).unlink()
    led = tmp_path / "led"
    led.symlink_to(kept, target_is_directory=True)
    assert "is a symbolic link" in attacked.run("audit", "verify", "--checkpoints", led).output

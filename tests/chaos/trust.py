"""What verdicts rest on breaks: keys, clocks, single bits of the record."""

from __future__ import annotations

import sqlite3
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from keys.es256 import generate
from keys.keyring import Purpose
from tests.chaos.judge import Row, row
from tests.chaos.load import Told, working
from tests.chaos.served import Served

CLOCK = Path(__file__).with_name("stepped_clock.c")
STEPS = {"+1 h": 3600, "-1 h": -3600, "+5 s": 5, "-5 s": -5}  # seconds
TABLES = {  # what nobody may change unseen: a column of each
    "credential": "token",
    "event": "kind",
    "event_detail": "data",
}


def keys_spoilt(server: Served) -> Row:
    """Each way to spoil the key that signs certificates: nothing is issued, all else goes on."""
    server.start()
    path = _key_file(server, Purpose.CREDENTIAL)
    genuine = path.read_bytes()
    broken: list[str] = []
    worst = 0.0
    with working([server], "keys", writers=1) as load:
        for name, spoil in _SPOILT.items():
            spoil(path, genuine)
            refused = server.report(f"spoilt {name}")
            if (refused.status, refused.code) != (503, "key_unavailable"):
                broken.append(f"{name}: {refused.status} {refused.code}")
            path.unlink(missing_ok=True)
            path.write_bytes(genuine)
            path.chmod(0o600)
            worst = max(worst, server.wait_until_issuing(f"mended {name}"))
    fault = "key file lost, cut, emptied, readable by others, another's, not a key"
    found = row(fault, server, load.told, tried=len(_SPOILT), recovery=worst)
    server.stop()
    return replace(found, broken=(*found.broken, *broken))


def _another(path: Path, _: bytes) -> None:
    pem = generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(pem)


_SPOILT: dict[str, Callable[[Path, bytes], object]] = {
    "lost": lambda path, _: path.unlink(),
    "cut": lambda path, genuine: path.write_bytes(genuine[:100]),
    "emptied": lambda path, _: path.write_bytes(b""),
    "readable by others": lambda path, _: path.chmod(0o644),
    "another's": _another,
    "not a key": lambda path, _: path.write_bytes(b"\xff" * 300),
}


def list_signer_stopped(server: Served) -> Row:
    """The key that signs status lists is gone: a withdrawal is told all the same, never hidden."""
    server.start()
    broken: list[str] = []
    issued = server.report("before the signer stopped")
    number, token = issued.body["certificate"]["number"], issued.body["token"]
    path = _key_file(server, Purpose.STATUS)
    hidden = path.rename(path.with_suffix(".away"))
    told = Told(issued={"a": (number, token)})
    if server.revoke(number).status != 200:
        broken.append("a withdrawal was refused")
    told.asked.add(number)
    told.revoked.add(number)
    if server.verdicts([token]) != ["revoked"]:
        broken.append("the ledger does not tell the withdrawal")
    listed = server.ask("GET", "/s/1")
    if listed.status != 503:
        broken.append(f"a list that hides the withdrawal is served: {listed.status}")
    hidden.rename(path)
    began = time.monotonic()
    while server.ask("GET", "/s/1").status == 503:
        time.sleep(0.1)
    recovery = time.monotonic() - began
    found = row("the list's signing key gone", server, told, tried=1, recovery=recovery)
    server.stop()
    return replace(found, broken=(*found.broken, *broken))


def clock_steps(server: Served) -> Row:
    """The machine's clock jumps while it serves: no certificate from the future, none lost."""
    place, library = Path(f"{server.home}.clock"), Path(f"{server.home}.clock.so")
    place.write_text("0")
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", library, CLOCK], check=True)
    faked = {"LD_PRELOAD": str(library), "STEPPED_CLOCK": str(place)}
    stepping = replace(server, settings={**server.settings, **faked})
    stepping.start()
    broken: list[str] = []
    with working([stepping], "clock") as load:
        for name, seconds in STEPS.items():
            time.sleep(2)
            place.write_text(str(seconds))
            time.sleep(3)
            if not stepping.ask("GET", "/healthz").status:
                broken.append(f"{name}: no answer")
            place.write_text("0")
    wrong = [each for each in load.told.wrong if not each.endswith(": not_yet_valid")]
    early = len(load.told.wrong) - len(wrong)
    load.told.wrong[:] = wrong
    fault = f"clock stepped by {', '.join(STEPS)}"
    found = row(fault, stepping, load.told, tried=len(STEPS), recovery=0.0)
    stepping.stop()
    told = f"{found.told}, {early} x not valid yet" if early else found.told
    return replace(found, told=told, broken=(*found.broken, *broken))


def bits_flipped(server: Served, count: int) -> Row:
    """One bit of the record changes: `probatum check` says so, each time."""
    server.start()
    for each in range(5):
        server.report(f"bits-{each}")
    server.stop()
    chance = Random(20261121)  # noqa: S311 - the same bits each time
    missed: list[str] = []
    for _ in range(count):
        table, column = chance.choice(list(TABLES.items()))
        if not _is_found(server, table, column, chance):
            missed.append(f"a flipped bit in {table}.{column} was not found")
    server.start()
    found = row("one bit flipped in the record", server, Told(), tried=count, recovery=None)
    server.stop()
    return replace(found, broken=(*found.broken, *missed))


def _is_found(server: Served, table: str, column: str, chance: Random) -> bool:
    database = server.home / "probatum.sqlite3"
    with sqlite3.connect(database) as connection:
        asked = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        triggers = connection.execute(asked).fetchall()
        for name, _ in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        query = f"SELECT rowid, {column} FROM {table} WHERE {column} IS NOT NULL"  # noqa: S608
        place, value = chance.choice(connection.execute(query).fetchall())
        raw = bytearray(value if isinstance(value, bytes) else value.encode())
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(7)
        changed = bytes(raw) if isinstance(value, bytes) else raw.decode("latin-1")
        change = f"UPDATE {table} SET {column} = ? WHERE rowid = ?"  # noqa: S608
        connection.execute(change, (changed, place))
    found = server.run("check").returncode == 1
    with sqlite3.connect(database) as connection:
        connection.execute(change, (value, place))
        for _, text in triggers:
            connection.execute(text)
    return found


def _key_file(server: Served, purpose: Purpose) -> Path:
    kid = next(key["kid"] for key in server.listed_keys() if key["purpose"] == purpose)
    return server.home / "keys" / f"{kid}.pem"

"""Verifies the archive that this file lies in. Needs Python 3.9 and openssl, and nothing else.

    python3 verify.py [KEY.pem]

KEY.pem is the certification body's checkpoint key as you got it from them; without it the key in
the archive is used, which shows only that the archive is whole.
"""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path


def main() -> None:
    """Check files, signatures, events and credential; stop at the first fault."""
    folder = Path(__file__).resolve().parent
    key = Path(sys.argv[1]) if len(sys.argv) > 1 else folder / "checkpoint-key.pem"
    _openssl(folder / "MANIFEST.sha256", folder / "MANIFEST.sha256.sig", key)
    listed = set()
    for line in (folder / "MANIFEST.sha256").read_text("utf-8").splitlines():
        digest, name = line.split("  ", 1)
        listed.add(name)
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            raise SystemExit(f"{name} was changed")
    found = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    extra = found - listed - {"MANIFEST.sha256", "MANIFEST.sha256.sig"}
    if extra:
        raise SystemExit(f"not of this archive: {', '.join(sorted(extra))}")
    _say(f"{len(listed)} files are those that were signed")
    size, root = _checkpoint(folder / "checkpoint.txt", key)
    events = json.loads((folder / "events.json").read_text("utf-8"))
    for event in events:
        _event(event, size, root)
    _say(f"{len(events)} events are in the record of {size} events that the checkpoint signs")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _checkpoint(path: Path, key: Path) -> tuple[int, bytes]:
    """Return size and root of a signed note (C2SP tlog-checkpoint)."""
    text, _, signatures = path.read_bytes().partition(b"\n\n")
    raw = base64.b64decode(signatures.split()[-1])[4:]  # four bytes name the key
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "text").write_bytes(text + b"\n")
        (Path(place) / "signature").write_bytes(raw)
        _openssl(Path(place) / "text", Path(place) / "signature", key)
    _, size, root = text.decode("utf-8").split("\n")
    return int(size), base64.b64decode(root)


def _openssl(file: Path, signature: Path, key: Path) -> None:
    """Have openssl verify an Ed25519 signature."""
    command = ("openssl", "pkeyutl", "-verify", "-pubin", "-rawin", "-inkey", key)
    asked = [*map(str, command), "-in", str(file), "-sigfile", str(signature)]
    if subprocess.run(asked, capture_output=True, check=False).returncode != 0:  # noqa: S603
        raise SystemExit(f"the signature of {file.name} is wrong")


def _event(event: dict[str, object], size: int, root: bytes) -> None:
    """Check what an event says, its hash, and that it is in the tree (RFC 9162, 2.1.3.2)."""
    seq = int(str(event["seq"]))
    commitment = bytes.fromhex(str(event["commitment"]))
    if event["salt"] is not None:  # else it was erased
        said = bytes.fromhex(str(event["salt"])) + str(event["data"]).encode("utf-8")
        if hashlib.sha256(said).digest() != commitment:
            raise SystemExit(f"event {seq} does not say what was recorded")
    moment = int(datetime.fromisoformat(str(event["at"])).timestamp())
    fields = [bytes.fromhex(str(event["previous"])), b"%d" % seq, b"%d" % moment]
    fields += [str(event["kind"]).encode(), str(event["subject"]).encode(), commitment]
    hashed = hashlib.sha256(b"probatum event 1\n")
    for content in fields:
        hashed.update(len(content).to_bytes(4, "big") + content)
    if hashed.hexdigest() != event["hash"]:
        raise SystemExit(f"event {seq} was changed")
    path = [bytes.fromhex(step) for step in event["path"]]  # type: ignore[attr-defined]
    if _root(hashed.digest(), seq - 1, size, path) != root:
        raise SystemExit(f"event {seq} is not in the record")


def _root(leaf: bytes, number: int, size: int, path: list[bytes]) -> bytes:
    found, last = hashlib.sha256(b"\x00" + leaf).digest(), size - 1
    for step in path:
        if number & 1 or number == last:
            found = hashlib.sha256(b"\x01" + step + found).digest()
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            found = hashlib.sha256(b"\x01" + found + step).digest()
        number, last = number >> 1, last >> 1
    return found


if __name__ == "__main__":
    main()

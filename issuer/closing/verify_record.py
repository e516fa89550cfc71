"""Verifies the record that this file lies in. Needs Python 3.9 and openssl, and nothing else.

    python3 verify.py [KEY.pem]

KEY.pem is the body's checkpoint key as you got it from them while it worked; without it the key in
the folder is used, which shows only that the folder is whole.
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
    """Check files, signatures and every event; stop at the first fault."""
    folder = Path(__file__).resolve().parent
    key = Path(sys.argv[1]) if len(sys.argv) > 1 else folder / "checkpoint-key.pem"
    _openssl(folder / "MANIFEST.sha256", folder / "MANIFEST.sha256.sig", key)
    listed = set()
    for line in (folder / "MANIFEST.sha256").read_text("utf-8").splitlines():
        digest, name = line.split("  ", 1)
        listed.add(name)
        if _sha256(folder / name) != digest:
            raise SystemExit(f"{name} was changed")
    found = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    extra = found - listed - {"MANIFEST.sha256", "MANIFEST.sha256.sig"}
    if extra:
        raise SystemExit(f"not of this record: {', '.join(sorted(extra))}")
    _say(f"{len(listed)} files are those that were signed")
    size, root = _checkpoint(folder / "checkpoint.txt", key)
    hashes = _chain(folder / "events.jsonl")
    if len(hashes) < size or _root(hashes[:size]) != root:
        raise SystemExit("the events are not those that the checkpoint signs")
    _say(f"{len(hashes)} events follow one another, and the checkpoint signs {size} of them")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _sha256(path: Path) -> str:
    made = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            made.update(part)
    return made.hexdigest()


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


def _chain(path: Path) -> list[bytes]:
    """Return the hash of every event; each covers the one before it."""
    hashes: list[bytes] = []
    previous = bytes(32)
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            previous = _event(json.loads(line), previous, len(hashes) + 1)
            hashes.append(previous)
    return hashes


def _event(event: dict[str, object], previous: bytes, seq: int) -> bytes:
    commitment = bytes.fromhex(str(event["commitment"]))
    if event["salt"] is not None:  # else it was erased
        said = bytes.fromhex(str(event["salt"])) + str(event["data"]).encode("utf-8")
        if hashlib.sha256(said).digest() != commitment:
            raise SystemExit(f"event {seq} does not say what was recorded")
    moment = int(datetime.fromisoformat(str(event["at"])).timestamp())
    fields = [previous, b"%d" % seq, b"%d" % moment]
    fields += [str(event["kind"]).encode(), str(event["subject"]).encode(), commitment]
    hashed = hashlib.sha256(b"probatum event 1\n")
    for content in fields:
        hashed.update(len(content).to_bytes(4, "big") + content)
    if hashed.hexdigest() != event["hash"]:
        raise SystemExit(f"event {seq} was changed")
    return hashed.digest()


def _root(leaves: list[bytes]) -> bytes:
    """Return the Merkle tree hash (RFC 6962, 2.1)."""
    stack: list[tuple[int, bytes]] = []  # sizes and roots of whole trees, the largest first
    for leaf in leaves:
        size, node = 1, hashlib.sha256(b"\x00" + leaf).digest()
        while stack and stack[-1][0] == size:
            node = hashlib.sha256(b"\x01" + stack.pop()[1] + node).digest()
            size *= 2
        stack.append((size, node))
    root = stack.pop()[1] if stack else hashlib.sha256(b"").digest()
    while stack:
        root = hashlib.sha256(b"\x01" + stack.pop()[1] + root).digest()
    return root


if __name__ == "__main__":
    main()

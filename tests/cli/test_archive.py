"""The archive of a certificate, read and verified with openssl, Python and nothing of ours."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import Home, copy_home


@pytest.fixture(scope="module")
def archived(founded, tmp_path_factory) -> Path:
    """Return the folder of an archive that was taken out of its zip."""
    folder = tmp_path_factory.mktemp("archived")
    copy_home(founded, folder / "home")
    home = Home(folder / "home")
    home.done("checkpoint-key")
    home.issue(attempt="B-1")
    number = home.issue(attempt="B-2")["number"]
    home.done("revoke", number, "--reason", "licence-lost")
    home.done("archive", number, folder / "file.zip")
    with zipfile.ZipFile(folder / "file.zip") as packed:
        packed.extractall(folder / "out")
    return folder / "out"


def verify(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the script in the archive, without any of our packages."""
    command = [sys.executable, "-I", "-S", str(folder / "verify.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_what_is_in_it(archived):
    """PDF, token, scheme, decision, dossier and events are there, and the README names each."""
    readme = (archived / "README.txt").read_text("utf-8")
    names = {path.name for path in archived.iterdir()}
    assert names == {
        *("README.txt", "index.html", "certificate.pdf", "certificate.json", "credential.jwt"),
        *("decision.json", "dossier.json", "scheme.toml", "type.json", "trust.toml"),
        *("events.json", "checkpoint.txt", "checkpoint-key.pem", "verify.py"),
        *("MANIFEST.sha256", "MANIFEST.sha256.sig"),
    }
    assert {name for name in names if name not in readme} == set()
    assert (archived / "certificate.pdf").read_bytes().startswith(b"%PDF")
    (decision,) = json.loads((archived / "decision.json").read_text("utf-8"))
    assert decision["outcome"] == "granted"
    assert decision["document"]["candidate"]["name"] == "Dr Amélie Example-Santos"
    kinds = [each["kind"] for each in json.loads((archived / "events.json").read_text("utf-8"))]
    assert kinds[-2:] == ["certificate.revoked", "record.archived"]
    assert "decision.granted" in kinds
    page = (archived / "index.html").read_text("utf-8")
    assert "Dr Amélie Example-Santos" in page
    assert "<script" not in page


def test_openssl_and_sha256sum_verify_it(archived):
    """The two commands of the README are enough for the files."""
    sign = ("openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "checkpoint-key.pem", "-rawin")
    files = ("-in", "MANIFEST.sha256", "-sigfile", "MANIFEST.sha256.sig")
    for command in ((*sign, *files), ("sha256sum", "-c", "--strict", "MANIFEST.sha256")):
        subprocess.run(command, cwd=archived, check=True, capture_output=True)


def test_its_own_script_verifies_it(archived):
    """It says how many files and events hold; with another key it refuses."""
    done = verify(archived)
    assert done.returncode == 0, done.stderr
    assert "14 files are those that were signed" in done.stdout
    assert "events are in the record of" in done.stdout


@pytest.mark.parametrize("name", ["certificate.json", "events.json", "README.txt", "scheme.toml"])
def test_a_changed_file_is_found(archived, name, tmp_path):
    """One byte more, and the script names the file."""
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in archived.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    with (copy / name).open("ab") as file:
        file.write(b" ")
    assert verify(copy).stderr.strip() == f"{name} was changed"
    (copy / name).write_bytes((archived / name).read_bytes())
    (copy / "more.txt").write_text("more")
    assert "not of this archive: more.txt" in verify(copy).stderr


@pytest.mark.parametrize("member", ["kind", "subject", "data", "at", "path", "seq"])
def test_a_changed_event_is_found(archived, member, tmp_path):
    """Even by somebody who lists the files anew and signs with a key of their own."""
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in archived.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    events = json.loads((copy / "events.json").read_text("utf-8"))
    last = events[-1]
    last[member] = {
        "path": ["00" * 32, *last["path"][1:]],
        "seq": last["seq"] - 1,
        "at": "2026-01-01T00:00:00+00:00",
        "data": '{"actor":"nobody"}',
    }.get(member, "x")
    (copy / "events.json").write_text(json.dumps(events), "utf-8")
    manifest = copy / "MANIFEST.sha256"
    lines = [line.split("  ")[1] for line in manifest.read_text("utf-8").splitlines()]
    manifest.write_text(
        "".join(f"{hashlib.sha256((copy / n).read_bytes()).hexdigest()}  {n}\n" for n in lines)
    )
    assert "signature of MANIFEST.sha256" in verify(copy).stderr
    _skip_manifest(copy)
    told = verify(copy).stderr
    assert told.startswith(f"event {last['seq']} ")


def _skip_manifest(folder: Path) -> None:
    """Have the script not ask for the manifest's signature, as if that key were stolen too."""
    script = folder / "verify.py"
    text = script.read_text("utf-8")
    asked = '    _openssl(folder / "MANIFEST.sha256", folder / "MANIFEST.sha256.sig", key)\n'
    assert asked in text
    script.write_text(text.replace(asked, ""), "utf-8")
    manifest = folder / "MANIFEST.sha256"
    lines = manifest.read_text("utf-8").splitlines(keepends=True)
    digest = hashlib.sha256(script.read_bytes()).hexdigest()
    told = [f"{digest}  verify.py\n" if line.endswith("  verify.py\n") else line for line in lines]
    manifest.write_text("".join(told), "utf-8")


def test_another_key_is_refused(archived, tmp_path):
    """Whoever has the body's key from elsewhere sees that this archive is not theirs."""
    key = tmp_path / "key.pem"
    make = ("openssl", "genpkey", "-algorithm", "ed25519", "-out", str(key))
    public = ("openssl", "pkey", "-in", str(key), "-pubout", "-out", str(tmp_path / "public.pem"))
    for command in (make, public):
        subprocess.run(command, check=True, capture_output=True)
    assert "signature of MANIFEST.sha256" in verify(archived, str(tmp_path / "public.pem")).stderr


def test_what_was_never_released_has_no_file(home, tmp_path):
    """An unknown number is refused; without a key nothing is made."""
    (key,) = (home.path / "keys").glob("checkpoint-*.pem")
    number = home.issue()["number"]
    away = key.rename(tmp_path / key.name)
    assert home.run("archive", number, tmp_path / "x.zip").exit_code == 1
    away.rename(key)
    assert "unknown_certificate" in home.run("archive", "BTX-1", tmp_path / "x.zip").output
    assert not (tmp_path / "x.zip").exists()

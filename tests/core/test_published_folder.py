"""A published folder: whole files, ours alone, and no more than is published."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import threading

import pytest

from verifier.published_folder import MARKER, FolderRefusedError, Written, write_folder

FILES = {"v/index.html": b"page", "s/1": b"list", "sw.js": b"worker"}


def names(folder):
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} - {MARKER}


def test_it_holds_what_was_published_and_no_more(tmp_path):
    """Files that are no longer there go, and so do the folders they leave empty."""
    folder = tmp_path / "a" / "b"
    assert write_folder(FILES, folder) == Written(files=3, changed=3, removed=0)
    assert write_folder(FILES, folder) == Written(files=3, changed=0, removed=0)
    assert write_folder({"s/1": b"new"}, folder) == Written(files=1, changed=1, removed=2)
    assert names(folder) == {"s/1"}
    assert {path.name for path in folder.iterdir()} == {"s", MARKER}


def test_what_others_put_beside_ours_stays(tmp_path):
    """It is neither removed nor replaced."""
    write_folder(FILES, tmp_path)
    (tmp_path / "robots.txt").write_bytes(b"theirs")
    write_folder({"s/1": b"list"}, tmp_path)
    assert names(tmp_path) == {"s/1", "robots.txt"}
    with pytest.raises(FolderRefusedError, match=r"robots\.txt is not ours"):
        write_folder({"robots.txt": b"ours", "s/1": b"other"}, tmp_path)
    assert (tmp_path / "robots.txt").read_bytes() == b"theirs"
    assert (tmp_path / "s/1").read_bytes() == b"list"


@pytest.mark.parametrize("name", ["other.txt", ".hidden"])
def test_a_folder_with_other_things_is_refused(tmp_path, name):
    """Nothing is written without a marker, unless it is empty."""
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(FolderRefusedError):
        write_folder(FILES, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {name}


@pytest.mark.parametrize("evil", ["../precious", "/etc/precious", "s/../../precious", ""])
def test_a_marker_makes_nobody_delete_elsewhere(tmp_path, evil):
    """Names that lead out of the folder are refused, whoever wrote them."""
    folder = tmp_path / "site"
    write_folder(FILES, folder)
    (tmp_path / "precious").write_bytes(b"")
    marker = folder / MARKER
    document = json.loads(marker.read_text())
    marker.write_text(json.dumps({**document, "files": [*FILES, evil]}))
    with pytest.raises(FolderRefusedError):
        write_folder(FILES, folder)
    assert (tmp_path / "precious").exists()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format":"other","files":[]}', "\xff"])
def test_a_broken_marker_is_told(tmp_path, text):
    """We do not guess what is ours."""
    write_folder(FILES, tmp_path)
    (tmp_path / MARKER).write_text(text, "latin-1")
    with pytest.raises(FolderRefusedError):
        write_folder(FILES, tmp_path)


def test_two_do_not_write_at_once(tmp_path):
    """The second is told, and writes nothing."""
    write_folder(FILES, tmp_path)
    handle = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    with pytest.raises(FolderRefusedError, match="just now"):
        write_folder({"s/1": b"new"}, tmp_path)
    os.close(handle)
    assert write_folder({"s/1": b"new"}, tmp_path).changed == 1


def test_what_a_failure_left_is_mended_by_the_next(tmp_path, monkeypatch):
    """A disk that fills up half-way leaves whole files, all known as ours."""
    write_folder(FILES, tmp_path)
    room = [2]

    def fill(_):
        room[0] -= 1
        if room[0] < 0:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fill)
    wanted = {name: data * 2 for name, data in FILES.items()} | {"t/1": b"type"}
    with pytest.raises(OSError, match="No space"):
        write_folder(wanted, tmp_path)
    assert (tmp_path / "sw.js").read_bytes() == b"worker"
    monkeypatch.undo()
    write_folder(wanted, tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in wanted} == wanted
    assert names(tmp_path) == set(wanted)


def test_a_reader_never_sees_half(tmp_path):
    """Whoever reads while it is written sees one version or the other, whole."""
    versions = [b"a" * 300_000, b"b" * 300_000]
    write_folder({"s/1": versions[0]}, tmp_path)
    seen, done = set(), threading.Event()

    def read():
        while not done.is_set():
            seen.add((tmp_path / "s/1").read_bytes())

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(40):
        write_folder({"s/1": versions[turn % 2]}, tmp_path)
    done.set()
    reader.join()
    assert seen <= set(versions)


@pytest.mark.parametrize("at", ["v", "s/1", ".index", "marker"])
def test_a_link_leads_nobody_elsewhere(tmp_path, at):
    """Who may write where we publish must not have us write or delete where they may not."""
    folder, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    write_folder(FILES, folder)
    elsewhere.mkdir()
    (elsewhere / "index.html").write_bytes(b"theirs")
    (elsewhere / ".index.html.new").write_bytes(b"theirs")
    if at == "v":
        (folder / "v" / "index.html").unlink()
        (folder / "v").rmdir()
        (folder / "v").symlink_to(elsewhere)
    elif at == "s/1":
        (folder / "s" / "1").unlink()
        (folder / "s" / "1").symlink_to(elsewhere / "index.html")
    elif at == ".index":
        (folder / "v" / ".index.html.new").symlink_to(elsewhere / "index.html")
    else:
        (folder / f".{MARKER}.new").symlink_to(elsewhere / "index.html")
    changed = {name: data + b"!" for name, data in FILES.items()}
    for files in (changed, {"sw.js": b"only"}):
        with contextlib.suppress(FolderRefusedError):
            write_folder(files, folder)
    assert {path.name: path.read_bytes() for path in elsewhere.iterdir()} == {
        "index.html": b"theirs",
        ".index.html.new": b"theirs",
    }

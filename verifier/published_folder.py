"""A folder of published files, changed so that whoever reads meanwhile sees each file whole."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

MARKER = ".probatum-published"  # names the files that are ours to replace and to remove
_FORMAT = "probatum-published/1"


class FolderRefusedError(Exception):
    """The folder holds what we did not write, or somebody else writes into it now."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a publishing changed. Files that are as they were are not touched."""

    files: int
    changed: int
    removed: int


def write_folder(files: Mapping[str, bytes], folder: Path) -> Written:
    """Make `folder` hold exactly `files`, by relative path, beside a marker.

    Each file is written beside its place and renamed; data before pages, so that no page comes
    before what it loads. Raise `FolderRefusedError` before anything is changed.
    """
    _make_folder(folder)
    with _held(folder):
        ours = _marked(folder)
        _require_no_links(folder, ours | set(files))
        foreign = [name for name in files if name not in ours and _is_there(folder / name)]
        if foreign:
            raise FolderRefusedError(f"{folder / foreign[0]} is not ours to replace")
        _mark(folder, ours | set(files))  # should we end half-way, all of it is known as ours
        changed = sum(_put(folder, name, files[name]) for name in sorted(files, key=_order))
        gone = sorted(ours - set(files))
        for name in gone:
            _remove(folder, name)
        _mark(folder, set(files))
    return Written(len(files), changed, len(gone))


def _order(name: str) -> tuple[bool, bool, str]:
    return name == "sw.js", name.endswith(".html"), name


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Let one process write at a time. The lock ends with the process, however that ends."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as exc:
        raise FolderRefusedError(f"somebody else publishes into {folder} just now") from exc
    finally:
        os.close(handle)


def _marked(folder: Path) -> set[str]:
    """Return the names of the files that are ours, none in an empty folder."""
    marker = folder / MARKER
    if not _is_there(marker):
        if any(entry.name != _beside(marker).name for entry in folder.iterdir()):
            raise FolderRefusedError(f"{folder} holds other things: name an empty folder")
        return set()
    try:
        document = json.loads(marker.read_bytes())
        is_ours = document["format"] == _FORMAT
        names = {_inside(name) for name in document["files"]}
    except (ValueError, LookupError, TypeError, AttributeError) as exc:
        raise FolderRefusedError(f"{marker} is not as we write it") from exc
    if not is_ours:
        raise FolderRefusedError(f"{marker} is of another version")
    return names


def _inside(name: str) -> str:
    """Return `name` if it is below the folder: who edits the marker must not make us delete."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise ValueError(name)
    return str(path)


def _require_no_links(folder: Path, names: Iterable[str]) -> None:
    """Refuse a folder within ours that is a link: it could lead where only we may write."""
    inner = {parent for name in names for parent in PurePosixPath(name).parents}
    for path in sorted(folder / each for each in inner if each.parts):
        if path.is_symlink():
            raise FolderRefusedError(f"{path} is a link: put the folder itself there")


def _mark(folder: Path, names: set[str]) -> None:
    document = {"format": _FORMAT, "files": sorted(names)}
    _put(folder, MARKER, json.dumps(document, indent=1).encode() + b"\n")


def _put(folder: Path, name: str, data: bytes) -> bool:
    """Write one file, whole or not at all, and tell whether it was another before."""
    path = folder / name
    if path.is_file() and not path.is_symlink() and path.read_bytes() == data:
        return False
    _make_folders(folder, path.parent)
    beside = _beside(path)
    beside.unlink(missing_ok=True)  # what a failure left; or a link, which would lead elsewhere
    with beside.open("xb") as file:
        file.write(data)
        file.flush()
        os.fchmod(file.fileno(), 0o644)  # the file server is somebody else
        os.fsync(file.fileno())
    beside.replace(path)
    return True


def _remove(folder: Path, name: str) -> None:
    path = folder / name
    path.unlink(missing_ok=True)
    for parent in path.parents:
        if parent == folder or not parent.is_dir() or any(parent.iterdir()):
            break
        parent.rmdir()


def _make_folders(folder: Path, wanted: Path) -> None:
    for parent in reversed([wanted, *wanted.parents]):
        if parent.is_relative_to(folder):
            _make_folder(parent)


def _make_folder(path: Path) -> None:
    if not path.is_dir():
        path.mkdir(parents=True)
        path.chmod(0o755)


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


def _is_there(path: Path) -> bool:
    return path.exists() or path.is_symlink()

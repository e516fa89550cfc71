"""A child process: what it may use, what it knows, and when it ends."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.scan.documents import (
    CATALOGUE,
    LINK,
    ONE_PAGE,
    OTHER,
    OTHER_LINK,
    PAGE,
    TOKEN,
    bomb,
    code,
    encoded,
    endless_pdf,
    pdf,
    raw_pdf,
    stream,
)
from tests.scan.processes import is_alive, needs_proc
from verifier.scan import worker as worker_module
from verifier.scan.found import FoundToken
from verifier.scan.worker import Worker, WorkerError

ROOT = Path(__file__).resolve().parents[2]
OURS = encoded(code(LINK))

pytestmark = needs_proc


@pytest.fixture
def worker():
    made = Worker(seconds=5.0, memory_mib=256)
    yield made
    made.end()


def proc(worker, name):
    return Path(f"/proc/{worker.pid}/{name}")


def limits(worker):
    """Return the hard limits of a child by name, as the kernel tells them."""
    lines = proc(worker, "limits").read_text().splitlines()[1:]
    return {line[:25].strip(): line[47:67].strip() for line in lines}


def test_the_limits_hold_before_the_first_document(worker):
    """Address space, files, processes, cores and writing are limited, and cannot be raised."""
    assert limits(worker) | {
        "Max address space": str(256 * 1024 * 1024),
        "Max file size": "0",
        "Max core file size": "0",
        "Max processes": "0",
        "Max open files": "3",
    } == limits(worker)


def test_the_processor_time_is_limited_for_each_document(worker):
    """After a document the soft limit is a few seconds more than was used, and not unlimited."""
    worker.read(OURS)
    (line,) = [
        line for line in proc(worker, "limits").read_text().splitlines() if "Max cpu time" in line
    ]
    assert 5 < int(line[25:47]) < 15


def test_a_child_inherits_no_environment(worker):
    """Whatever is in our environment, secrets among it, is not in the child's."""
    assert len(os.environ) > 1
    entries = proc(worker, "environ").read_bytes().rstrip(b"\0").split(b"\0")
    assert [entry.partition(b"=")[0] for entry in entries] == [b"PYTHONPATH"]


def test_a_child_inherits_no_file(tmp_path):
    """An open file of ours, even an inheritable one, is not open in a child."""
    secret = tmp_path / "secret"
    secret.touch()
    with secret.open() as ours:
        os.set_inheritable(ours.fileno(), True)  # noqa: FBT003 - it takes no name
        worker = Worker(seconds=5.0, memory_mib=256)
        names = sorted(str(each.readlink()) for each in proc(worker, "fd").iterdir())
        worker.end()
    assert [name.partition(":")[0] for name in names] == [
        "/dev/null",
        "/dev/null",
        "/dev/urandom",
        "socket",
    ]


def test_a_child_that_needs_too_much_memory_dies_alone(worker):
    """A gigabyte of drawing instructions costs the child, and us an error and no memory."""
    packed = stream(b"/Filter/FlateDecode", bomb())
    with pytest.raises(WorkerError):
        worker.read(raw_pdf(CATALOGUE, ONE_PAGE, PAGE % b"/Contents 4 0 R", packed))
    assert not is_alive(worker.pid)
    assert not worker.usable


def test_a_worn_out_child_is_not_used_again(worker):
    """After so many documents a child is due for replacement, and not before."""
    for _ in range(worker_module.MAX_DOCUMENTS - 1):
        worker.read(b"")
    assert worker.usable
    worker.read(b"")
    assert not worker.usable


def test_a_child_may_wait_for_longer_than_it_may_read():
    """The clock runs while a document is read, and not between two."""
    quick = Worker(seconds=0.2, memory_mib=256)
    quick.read(OURS)
    time.sleep(1.5)
    assert quick.usable
    quick.end()


def test_ending_twice_is_ending_once(worker):
    """A child that is gone is ended without complaint."""
    worker.end()
    worker.end()
    assert not is_alive(worker.pid)


SCRIPT = """
import sys
from pathlib import Path
from verifier.scan.worker import Worker
worker = Worker(seconds=float(sys.argv[1]), memory_mib=256)
print(worker.pid, flush=True)
worker.read(Path(sys.argv[2]).read_bytes())
print("read", flush=True)
sys.stdin.read()
"""


def orphaned(tmp_path, data, *, seconds, after):
    """Have another process read `data`, kill it after what it prints, and return its child."""
    document = tmp_path / "document"
    document.write_bytes(data)
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(seconds), document],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as parent:
        pid = int(parent.stdout.readline())
        while after and parent.stdout.readline().strip() != after:
            pass
        time.sleep(0.1)
        parent.send_signal(signal.SIGKILL)
    return pid


def wait_for_death(pid, *, seconds):
    deadline = time.monotonic() + seconds
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not is_alive(pid)


def test_an_idle_child_dies_with_its_parent(tmp_path):
    """When the parent is killed, its waiting child sees the socket close and ends."""
    pid = orphaned(tmp_path, OURS, seconds=5.0, after=b"read")
    assert wait_for_death(pid, seconds=2.0)


def test_a_busy_child_outlives_its_parent_by_its_time_at_most(tmp_path):
    """When the parent is killed while its child hangs, the child's own clock ends it."""
    pid = orphaned(tmp_path, endless_pdf(), seconds=0.5, after=None)
    assert is_alive(pid)
    assert wait_for_death(pid, seconds=4.0)


FORKED = """
import os, sys
from pathlib import Path
from verifier.scan.pool import DocumentReader
ours, theirs = (Path(name).read_bytes() for name in sys.argv[1:])
reader = DocumentReader(workers=1)
print(reader.read(ours).token, flush=True)
pid = os.fork()
print(reader.read(theirs if pid else ours).token, flush=True)
if pid:
    os.waitpid(pid, 0)
    print(reader.read(theirs).token, flush=True)
reader.close()
"""


def test_a_forked_process_starts_its_own_children(tmp_path):
    """A server that forks after having read does not mix up the answers of its processes."""
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    ours.write_bytes(pdf(code(LINK)))
    theirs.write_bytes(pdf(code(OTHER_LINK)))
    done = subprocess.run(
        [sys.executable, "-c", FORKED, ours, theirs],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    lines = done.stdout.split()
    assert lines[0] == TOKEN
    assert sorted(lines[1:3]) == sorted([TOKEN, OTHER])
    assert lines[3] == OTHER


def test_a_worker_reads(worker):
    """A child reads what it is given."""
    assert worker.read(OURS) == FoundToken(TOKEN)


def test_a_reader_that_is_dropped_leaves_no_child():
    """Nobody closed it: its child ends with it all the same."""
    worker = Worker(seconds=5, memory_mib=512)
    pid = worker.pid
    del worker
    gc.collect()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)

"""What the program stands on breaks: disks, databases, Redis."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import time
from dataclasses import replace
from pathlib import Path

from tests.chaos.engines import Cluster, own_redis
from tests.chaos.judge import Row, row
from tests.chaos.load import working
from tests.chaos.served import Served

ROOM = 24  # MiB


def syncs_fail(server: Served) -> Row:
    """Every flush to the disk fails from some moment on: nothing may be acknowledged then."""
    inject = "inject=fsync,fdatasync:error=EIO:when=40+"
    trace = ("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", inject)
    broken = replace(server, wrap=trace)
    broken.start()
    with working([broken], "eio") as load:
        time.sleep(8)
    broken.kill()
    recovery = server.start()
    found = row("every fsync fails (EIO)", server, load.told, tried=1, recovery=recovery)
    server.stop()
    return found


def disk_full(server: Served) -> Row:
    """The disk is full for a while: refused, nothing lost, back without a restart."""
    server.start()
    filler = server.home / "filler"
    with working([server], "full") as load:
        time.sleep(2)
        _fill(filler)
        time.sleep(4)
        filler.unlink()
        recovery = server.wait_until_issuing("full")
        time.sleep(1)
    found = row("disk full, then room again", server, load.told, tried=1, recovery=recovery)
    server.stop()
    return found


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue


def small_disk(folder: Path) -> bool:
    """Mount a small file system at `folder`; tell whether that was allowed."""
    folder.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}m,mode=700", "tmpfs", str(folder)]
    return shutil.which("mount") is not None and not subprocess.run(mount, check=False).returncode


def database_restarts(server: Served, cluster: Cluster, times: int) -> Row:
    """PostgreSQL is ended as by a crash, and started again, under load."""
    server.start()
    worst = 0.0
    with working([server], "restart") as load:
        for _ in range(times):
            time.sleep(2)
            cluster.control("-m", "immediate", "restart")
            worst = max(worst, server.wait_until_issuing("restart"))
        time.sleep(1)
    fault = "PostgreSQL restarted (immediate) under load"
    found = row(fault, server, load.told, tried=times, recovery=worst)
    server.stop()
    return found


def file_is_busy(server: Served, seconds: tuple[int, ...]) -> Row:
    """Another program holds SQLite's write lock: reading goes on, writing waits or is refused."""
    server.start()
    slow: list[str] = []
    worst = 0.0
    with working([server], "busy") as load:
        time.sleep(1)
        for each in seconds:
            other = sqlite3.connect(server.home / "probatum.sqlite3", isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            began = time.monotonic()
            while time.monotonic() < began + each:
                if server.ask("GET", "/readyz", wait=3).status != 200:
                    slow.append("reading waited for the writer")
                time.sleep(0.2)
            other.execute("ROLLBACK")
            other.close()
            worst = max(worst, server.wait_until_issuing(f"busy-{each}"))
    fault = f"SQLite's lock held for {' and '.join(map(str, seconds))} s"
    found = row(fault, server, load.told, tried=len(seconds), recovery=worst)
    server.stop()
    return replace(found, broken=(*found.broken, *sorted(set(slow))))


def redis_fails(server: Served, port: int) -> Row:
    """The shared counter is full, does not answer for five seconds, and is gone."""
    settings = {**server.settings, "PROBATUM_REDIS_URL": f"redis://127.0.0.1:{port}"}
    counted = replace(server, settings=settings)
    with own_redis(port) as redis:
        counted.start()
        with working([counted], "redis") as load:
            time.sleep(2)
            tell = ["redis-cli", "-p", str(port), "config", "set", "maxmemory"]
            subprocess.run([*tell, "1"], check=True, stdout=subprocess.DEVNULL)
            time.sleep(3)
            subprocess.run([*tell, "0"], check=True, stdout=subprocess.DEVNULL)
            redis.send_signal(signal.SIGSTOP)
            time.sleep(5)
            redis.send_signal(signal.SIGCONT)
            time.sleep(1)
            redis.kill()
            redis.wait()
            time.sleep(4)
    fault = "Redis full, silent for 5 s, killed, under load"
    found = row(fault, counted, load.told, tried=3, recovery=0.0)
    counted.stop()
    return found


def end_small_disk(folder: Path) -> None:
    """Take the small file system away again."""
    subprocess.run(["umount", str(folder)], check=True)

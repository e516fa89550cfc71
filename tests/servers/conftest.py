"""Two app servers of one body, each with two workers, on one PostgreSQL and one Redis."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from http import HTTPStatus
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from issuer.store.migrate import migrate
from issuer.wiring import make_world
from tests.attacks.command import Command
from tests.attacks.world import found_home
from tests.ports import own_port
from tests.postgres import new_schema
from tests.servers.pair import LOOKUPS, Pair, Server
from tests.source import ROOT
from tests.store.conftest import migrated_file, server
from verifier.clock import utc_now

__all__ = ["migrated_file", "server"]
PATIENCE = 240.0  # seconds that a busy machine may take to start


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the URL of a Redis of this run."""
    with own_port() as port:
        words = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        folder = tmp_path_factory.mktemp("redis")
        process = subprocess.Popen(
            ["redis-server", *words, "--dir", folder], stdout=subprocess.DEVNULL
        )
        try:
            with Redis("127.0.0.1", port) as client:
                _until(client.ping)
            yield f"redis://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=30)


@pytest.fixture(scope="module")
def pair(
    server: str,
    migrated_file: Path,
    redis: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Pair]:
    """Return two servers with homes of their own, the same keys and one database."""
    folder = tmp_path_factory.mktemp("pair")
    with ExitStack() as stack:
        database = stack.enter_context(new_schema(server))
        migrate(database)
        ports = [stack.enter_context(own_port()) for _ in range(2)]
        url = f"http://localhost:{ports[0]}"  # an address of numbers has no passkeys
        homes = [folder / "a", folder / "b"]
        settings = found_home(homes[0], migrated_file, url, at=utc_now(), database=database)
        shutil.copytree(homes[0] / "keys", homes[1] / "keys")
        world = make_world(settings)
        stack.callback(world.database.dispose)
        key = world.sign_in.make_api_key("exam system", actor="test", at=utc_now())
        servers = []
        for home, port in zip(homes, ports, strict=True):
            told = {**Command(settings).environment, "PROBATUM_HOME": str(home)}
            told |= {"PROBATUM_PORT": str(port), "PROBATUM_WORKERS": "2"}
            told |= {"PROBATUM_REDIS_URL": redis, "PROBATUM_LOOKUP_LIMIT": f"{LOOKUPS} per minute"}
            stack.enter_context(_serving(folder, home.name, told))
            servers.append(Server(port, url.removeprefix("http://")))
        for each in servers:
            _until(partial(_is_ready, each))
        yield Pair(*servers, world, key)


@contextmanager
def _serving(folder: Path, name: str, told: dict[str, str]) -> Iterator[None]:
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", "from wsgi import main; main()", "serve"],
            cwd=ROOT, env={**os.environ, **told}, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=30)


def _until(holds: Callable[[], object]) -> None:
    """Wait until it holds; what is not there yet refuses connections."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if holds():
                return
        except (OSError, RedisConnectionError):
            pass
        time.sleep(0.05)
    raise AssertionError("it did not start")


def _is_ready(server: Server) -> bool:
    return server.get("/readyz").status == HTTPStatus.OK

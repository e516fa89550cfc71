"""`kill -9`: of everything at any time, and of a command at each step that reaches the disk."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from tests.chaos.judge import Row, row
from tests.chaos.load import Told, working
from tests.chaos.served import Served

SHORTEST, LONGEST = 0.3, 2.0  # seconds of work before a kill
KILLED = {137, -9}
OK = 201
_NUMBER = re.compile(r"\bBTX-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


def at_any_time(server: Served, name: str, kills: int) -> Row:
    """Kill the server and its workers while they issue, withdraw and verify; start them again."""
    chance = Random(name)  # noqa: S311 - the same moments each time
    server.start()
    worst = 0.0
    with working([server], f"any-{name}") as load:
        for _ in range(kills):
            time.sleep(chance.uniform(SHORTEST, LONGEST))
            server.kill()
            worst = max(worst, server.start())
        time.sleep(1)
    found = row(
        f"kill -9 of all processes under load ({name})",
        server,
        load.told,
        tried=kills,
        recovery=worst,
    )
    server.stop()
    return found


@dataclass(frozen=True)
class Act:
    """A command to be killed: `command(n)` is its n-th run, which nothing was done by before."""

    name: str
    command: Callable[[int], list[str]]
    withdraws: bool = False


def at_each_step(server: Served, act: Act, calls: str, *, most: int, name: str) -> Row:
    """Kill a command at each of its system calls `calls`: `most` of them, evenly spread."""
    steps = count(server, calls, act.command(0))
    told, tried = Told(), 0
    for each in range(most := min(most, steps)):
        point = 1 + round(each * (steps - 1) / max(1, most - 1))
        command = act.command(each + 1)
        trace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={calls}"]
        made = server.run(*command, wrap=[*trace, "-e", f"inject={calls}:signal=KILL:when={point}"])
        tried += made.returncode in KILLED
        for number in _NUMBER.findall(made.stdout):  # what was said was acknowledged
            told.issued[f"{act.name}-{each}"] = number, number
            if act.withdraws and not made.returncode:
                told.asked.add(number)
                told.revoked.add(number)
            elif act.withdraws:
                told.asked.add(number)
    recovery = server.start()
    after = server.report(f"after {act.name} {name}")
    fault = f"kill -9 at each step of {act.name} ({name})"
    found = row(fault, server, told, tried=tried, recovery=recovery)
    server.stop()
    return found if after.status == OK else replace(found, broken=(*found.broken, "cannot issue"))


def rotation(server: Served, calls: str, *, point: int, name: str) -> Row:
    """Kill a rotation of keys at a step; then issue, and look at everything."""
    trace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={calls}"]
    kill = [*trace, "-e", f"inject={calls}:signal=KILL:when={point}"]
    made = server.run("keys", "rotate", wrap=kill)
    recovery = server.start()
    after = server.report(f"after rotation {name}")
    told = Told()
    if after.status == OK:
        told.issued["after"] = after.body["certificate"]["number"], after.body["token"]
    fault = f"kill -9 at steps of keys rotate ({name})"
    found = row(fault, server, told, tried=made.returncode in KILLED, recovery=recovery)
    server.stop()
    return found if after.status == OK else replace(found, broken=(*found.broken, "cannot issue"))


def together(tries: list[Row]) -> Row:
    """Return several tries of one fault as one row."""
    return replace(
        tries[0],
        tried=sum(each.tried for each in tries),
        acknowledged=sum(each.acknowledged for each in tries),
        lost=sum(each.lost for each in tries),
        wrong=sum(each.wrong for each in tries),
        recovery=max(each.recovery or 0 for each in tries),
        broken=tuple(broken for each in tries for broken in each.broken),
    )


def count(server: Served, calls: str, command: list[str]) -> int:
    """Return how many such system calls the command makes."""
    log = Path(f"{server.home}.strace")
    made = server.run(
        *command, wrap=["strace", "-f", "-qq", "-o", str(log), "-e", f"trace={calls}"]
    )
    if made.returncode:
        raise RuntimeError(f"{command}: {made.stdout}{made.stderr}")
    return sum("(" in line for line in log.read_text().splitlines())

"""`kill -9` of a command before each of its steps: what reaches the disk or the database."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.chaos.judge import Row, row
from tests.chaos.load import Told
from tests.chaos.place import Place
from tests.chaos.served import Answer, Served

_LIBRARY = Path(__file__).with_name("killed_at.c")
_KILLED = -9
_ROTATE = ["keys", "rotate"]
_OK = 201
_PATIENCE = 100  # seconds until what died halfway may be sent again
_NUMBER = re.compile(r"\bBTX-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


@dataclass(frozen=True)
class Act:
    """A command to be killed: `command(n)` is its n-th run, which nothing was done by before.

    `again(server, n)` asks the server for what the n-th run was about, and `withdrawn(n)` is the
    number that it withdraws.
    """

    name: str
    command: Callable[[int], list[str]]
    again: Callable[[Served, int], Answer] | None = None
    withdrawn: Callable[[int], str] | None = None


@dataclass
class _Tries:
    """What the runs that were killed had said, and what was said when they were done again."""

    told: Told = field(default_factory=Told)
    killed: int = 0
    broken: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Stepped:
    """Commands that can be ended before a step: what reaches a disk, or a database's server."""

    server: Served
    preloaded: str

    @classmethod
    def of(cls, server: Served) -> Stepped:
        """Make what is preloaded into them."""
        preloaded = f"{server.home}.killed.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", preloaded, _LIBRARY], check=True)
        return cls(server, preloaded)

    def steps(self, command: list[str]) -> list[int]:
        """Run a command; return its steps, from 1."""
        log = Path(f"{self.server.home}.steps")
        log.unlink(missing_ok=True)
        made = self._run(command, STEP_LOG=str(log))
        if made.returncode:
            raise RuntimeError(f"{command}: {made.stdout}{made.stderr}")
        return list(range(1, len(log.read_text().splitlines()) + 1))

    def kill(self, command: list[str], step: int) -> subprocess.CompletedProcess[str]:
        """Run a command until it comes to a step."""
        return self._run(command, KILLED_AT=str(step))

    def _run(self, command: list[str], **told: str) -> subprocess.CompletedProcess[str]:
        return self.server.run(*command, LD_PRELOAD=self.preloaded, **told)


def chosen(steps: list[int], most: int) -> list[int]:
    """Return `most` of the steps, evenly spread from the first to the last; all if 0."""
    if not most or most >= len(steps):
        return steps
    return [steps[round(each * (len(steps) - 1) / (most - 1))] for each in range(most)]


def at_each_step(server: Served, act: Act, *, most: int, name: str) -> Row:
    """Kill a command at `most` of its steps; then do again whatever was killed."""
    stepped, tries = Stepped.of(server), _Tries()
    server.run(*act.command(0))  # the first of all does more: what it makes is there afterwards
    steps = chosen(stepped.steps(act.command(1)), most)
    for each, step in enumerate(steps, 2):
        made = stepped.kill(act.command(each), step)
        tries.killed += made.returncode == _KILLED
        _note(tries.told, act, each, made.stdout, done=not made.returncode)
    recovery = server.start()
    if act.again is not None:
        for each in range(2, len(steps) + 2):
            _do_again(tries, server, act, each)
    after = server.report(f"after {act.name} {name}")
    fault = f"kill -9 at {'each step' if not most else 'steps'} of {act.name} ({name})"
    found = row(fault, server, tries.told, tried=tries.killed, recovery=recovery)
    server.stop()
    if after.status != _OK:
        tries.broken.append("cannot issue")
    return replace(found, broken=(*found.broken, *tries.broken, *_few(tries.killed, len(steps))))


def _few(killed: int, steps: int) -> list[str]:
    """A command after a kill may have a few steps less; many less is a fault of ours."""
    return [] if killed * 10 >= steps * 9 else [f"only {killed} of {steps} were killed"]


def _note(told: Told, act: Act, each: int, said: str, *, done: bool) -> None:
    """Note what a run said: that was acknowledged."""
    for number in _NUMBER.findall(said):
        told.issued[f"{act.name}-{each}"] = number, number
    if act.withdrawn is not None:
        number = act.withdrawn(each)
        told.issued[f"{act.name}-{each}"] = number, number
        told.asked.add(number)
        told.revoked |= {number} if done else set()


def _do_again(tries: _Tries, server: Served, act: Act, each: int) -> None:
    """Ask for the act of a run once more, as its client would."""
    assert act.again is not None
    until, answer = time.monotonic() + _PATIENCE, act.again(server, each)
    while answer.code == "in_progress" and time.monotonic() < until:
        time.sleep(1)
        answer = act.again(server, each)
    if answer.status == _OK:
        number, token = answer.body["certificate"]["number"], answer.body["token"]
        before = tries.told.issued.setdefault(f"{act.name}-{each}", (number, token))
        if before[0] != number:
            tries.broken.append(f"{before[0]} and {number} for one examination")
    elif act.withdrawn is not None and answer.status in {200, 409}:  # now, or already
        tries.told.revoked.add(act.withdrawn(each))
    else:
        tries.broken.append(f"{act.name} {each} again: {answer.status} {answer.code}")


def rotations(place: Place, founded: Served, *, most: int, name: str) -> Row:
    """Kill a rotation of keys at its steps, each in a copy of a body that has not begun one."""
    with place.copy(founded, f"rotated_{name.lower()}_0") as server:
        steps = chosen(Stepped.of(server).steps(_ROTATE), most)
    found = _together(list(_rotations(place, founded, steps, name)))
    fault = f"kill -9 at {'each step' if not most else 'steps'} of keys rotate ({name})"
    broken = (*found.broken, *_few(found.tried, len(steps)))
    return replace(found, fault=fault, broken=broken)


def _rotations(place: Place, founded: Served, steps: list[int], name: str) -> Iterator[Row]:
    for each, step in enumerate(steps, 1):
        with place.copy(founded, f"rotated_{name.lower()}_{each}") as server:
            made = Stepped.of(server).kill(_ROTATE, step)
            recovery, told = server.start(), Told()
            after = server.report(f"after rotation {name}")
            if after.status == _OK:
                told.issued["after"] = after.body["certificate"]["number"], after.body["token"]
            tried = made.returncode == _KILLED
            found = row(
                f"keys rotate, {name}, step {step}", server, told, tried=tried, recovery=recovery
            )
            server.stop()
        broken = found.broken if after.status == _OK else (*found.broken, "cannot issue")
        yield replace(found, broken=tuple(f"step {step}: {each}" for each in broken))


def _together(tries: list[Row]) -> Row:
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

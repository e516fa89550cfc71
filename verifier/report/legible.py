"""Other people's text on our paper: what no font of ours can draw is written as its code point."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from verifier.typesetting.coverage import clusters, may_be_seen

_TRIES = 48  # drawings to learn from, at most: a stranger's list must not cost more
_LEARNT = 2_000  # characters of one list, at most: a thousand Chinese names have fewer
_REMEMBERED = 50_000


class Legible:
    """Remembers which characters can be drawn. One not found out about counts as one that cannot.

    Safe between threads: two may learn the same at once.
    """

    def __init__(self, draws: Callable[[str], bool]) -> None:
        """Learn from `draws`, which tells whether there is a glyph for all of a text."""
        self._draws = draws
        self._known: dict[str, bool] = {}

    def learn(self, texts: Iterable[str]) -> None:
        """Find out about every character of `texts`, in a bounded number of drawings."""
        unknown = {
            cluster
            for text in texts
            for cluster in clusters(text)
            if cluster not in self._known and may_be_seen(cluster)
        }
        if len(self._known) > _REMEMBERED:
            self._known = {}
        groups: list[Sequence[str]] = [sorted(unknown)[:_LEARNT]]
        tries = 0
        while groups and tries < _TRIES:
            tries += 1
            groups += self._try(groups.pop(0))

    def mend(self, text: str) -> str:
        """Return `text` as it can be drawn; a character that cannot is told as [U+1F9EA]."""
        return "".join(
            cluster if self._known.get(cluster) else _named(cluster) for cluster in clusters(text)
        )

    def _try(self, group: Sequence[str]) -> list[Sequence[str]]:
        """Draw a group at once; return the halves of one that cannot be drawn."""
        if not group:
            return []
        if self._draws(" ".join(group)):
            self._known.update(dict.fromkeys(group, True))
            return []
        if len(group) == 1:
            self._known[group[0]] = False
            return []
        middle = len(group) // 2
        return [group[:middle], group[middle:]]


def _named(cluster: str) -> str:
    if cluster.isspace():
        return " "
    return "".join(f"[U+{ord(character):04X}]" for character in cluster)

"""Answers remembered for the process: most words, and most pairs of neighbours, come again and again."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Generic, TypeVar

_Key = TypeVar("_Key", bound=Hashable)
_MOST = 200_000


class Unremarkable(Generic[_Key]):
    """What a pure test finds nothing in, so that a text made of such things is passed over at once."""

    def __init__(self, is_remarkable: Callable[[_Key], bool]) -> None:
        self._is_remarkable = is_remarkable
        self._plain: set[_Key] = set()
        self._remarkable: set[_Key] = set()

    def covers(self, keys: Iterable[_Key]) -> bool:
        """Whether all are known to be unremarkable; False says only that one has to be asked for."""
        return self._plain.issuperset(keys)

    def has(self, key: _Key) -> bool:
        """Whether the test finds nothing in `key`."""
        if key in self._plain:
            return True
        if key in self._remarkable:
            return False
        memory = self._remarkable if self._is_remarkable(key) else self._plain
        if len(memory) >= _MOST:
            memory.clear()
        memory.add(key)
        return memory is self._plain

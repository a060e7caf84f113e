"""Sessions of processes: a worker leads one, and all it starts belong to it, whatever groups they form in it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable
from contextlib import suppress

import psutil


def kill_session(leader: int) -> None:
    """Kill every process of a session, and those they start meanwhile."""
    killed: set[int] = set()
    while fresh := set(_members(leader)) - killed:
        for pid in fresh:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        killed |= fresh


def memory_of(leaders: Iterable[int]) -> list[int]:
    """Resident bytes of all processes of each session."""
    used = dict.fromkeys(leaders, 0)
    if not used:
        return []
    for process in psutil.process_iter(["memory_info"]):
        memory = process.info["memory_info"]
        with suppress(ProcessLookupError):
            session = os.getsid(process.pid)
            if memory is not None and session in used:
                used[session] += memory.rss
    return list(used.values())


def _members(leader: int) -> Iterable[int]:
    for pid in psutil.pids():
        with suppress(ProcessLookupError):
            if os.getsid(pid) == leader:
                yield pid

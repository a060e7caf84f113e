"""Fuzz one target, or each in turn; what was found lies in build/fuzz/<target>/found.

    python -m scripts.fuzz html --seconds 600
    python -m scripts.fuzz --all --total 3600
    python -m scripts.fuzz --all --seconds 0 --keep

A finding does not end the run: it is written down with its error, once for each place in the code. A finding that is
mended goes to `corpus/cases/fuzz/<target>`, where a test reads it for ever after. How long each target was fuzzed is
added up in `corpus/fuzz/seconds.tsv`, run by run, also when this is stopped (Ctrl-C, SIGTERM).
"""

from __future__ import annotations

import argparse
import signal
import sys
from types import FrameType

from scripts.fuzz.ledger import Spent, read_ledger
from scripts.fuzz.supervision import found_of, fuzz_for, keep

_TURN = 600  # seconds after which the next target has its turn, and the ledger is written
_LEAST = 10  # seconds for which it is worth starting a process


def main() -> None:
    """See the module."""
    from scripts.fuzz.targets import TARGETS

    given = _arguments(tuple(TARGETS))
    names = tuple(TARGETS) if given.all else (given.target,)
    signal.signal(signal.SIGTERM, _stop)
    spent = {name: of.seconds for name, of in read_ledger().items()}
    goals = {name: given.total or spent.get(name, 0) + given.seconds for name in names}
    try:
        _fuzz_to(goals)
    except KeyboardInterrupt:
        print("stopped; what was done is in the ledger", flush=True)
        if not given.keep:
            sys.exit(130)
    for name in names if given.keep else ():
        kept = keep(name)
        told = f"nothing could be measured; build/fuzz/{name}/log says why" if kept is None else f"{kept} inputs kept"
        print(f"{name}: {told}", flush=True)


def _arguments(targets: tuple[str, ...]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("target", nargs="?", help="Name of a target.")
    parser.add_argument("--all", action="store_true", help="Every target; the one that lacks most has the next turn.")
    parser.add_argument("--seconds", type=int, default=300, help="For each target (default: 300).")
    parser.add_argument("--total", type=int, help="Instead: until each target has so many seconds in the ledger.")
    parser.add_argument("--keep", action="store_true", help="Choose the inputs to keep (corpus/fuzz) afterwards.")
    given = parser.parse_args()
    if not given.all and given.target not in targets:
        parser.error(f"name a target ({', '.join(targets)}), or --all")
    return given


def _fuzz_to(goals: dict[str, int]) -> None:
    """Fuzz each target until the ledger shows its goal, in turns: stopped early, none is far behind the others."""
    waiting = dict(goals)
    while waiting:
        spent = read_ledger()
        lacking = {name: goal - spent.get(name, Spent()).seconds for name, goal in waiting.items()}
        name = max(lacking, key=lacking.__getitem__)
        if lacking[name] < _LEAST:
            return
        told = fuzz_for(name, min(lacking[name], _TURN))
        if told is None:
            print(f"{name}: nothing could be executed; build/fuzz/{name}/log says why", flush=True)
            del waiting[name]
        else:
            found = ", ".join(found_of(name)) or "nothing"
            print(f"{name}: {told.seconds} s in all, {told.executions} executions, found: {found}", flush=True)


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()

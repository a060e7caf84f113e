"""A source that crashes, hangs or swells costs itself alone: tried twice, told with what to type, then left alone."""

from __future__ import annotations

import os
import signal

import psutil
import pytest

from kehoach.exit_codes import ExitCode
from tests.faults.runs import Bench, all_gone, children_of, wait_until

_QUICK = ("--timeout", "1", "--page-timeout", "0")


@pytest.mark.parametrize(("what", "named"), [("segfault", "SIGSEGV"), ("killed", "SIGKILL")])
def test_a_crash_costs_the_source_alone(faults: Bench, what: str, named: str) -> None:
    faults.plans(3)
    faults.rtf("bad", what)
    ended = faults.run()
    assert ended.code == ExitCode.SOME_SOURCES_FAILED
    assert faults.statuses() == {"bad.rtf": "failed"} | {f"plan{n:03d}.txt": "ok" for n in range(3)}
    assert named in faults.errors()["bad.rtf"]
    assert "kehoach retry OUT --code crashed" in ended.told
    assert faults.tries == 2, "once more alone, and not a third time"


def test_what_crashed_once_is_read_at_the_second_try(faults: Bench) -> None:
    faults.plans(1)
    faults.rtf("unlucky", "killed-once")
    assert faults.run().code == ExitCode.OK
    assert faults.statuses()["unlucky.rtf"] == "ok"
    assert faults.tries == 2


def test_a_hung_reader_is_killed_with_its_children(faults: Bench) -> None:
    faults.plans(2)
    faults.rtf("bad", "hangs")
    ended = faults.run(*_QUICK)
    assert ended.code == ExitCode.SOME_SOURCES_FAILED
    assert "more than 1 seconds" in faults.errors()["bad.rtf"]
    assert "--timeout SECONDS" in ended.told
    assert faults.tries == 2
    assert all_gone(faults.converters()), "the converter was killed, too"


def test_a_memory_hog_is_killed(faults: Bench) -> None:
    faults.plans(2)
    faults.rtf("bad", "hog")
    ended = faults.run("--memory", "500")
    assert ended.code == ExitCode.SOME_SOURCES_FAILED
    assert "more than 500 MB" in faults.errors()["bad.rtf"]
    assert "--memory MB" in ended.told


def test_a_quarantined_source_is_left_alone_until_it_is_asked_for(faults: Bench) -> None:
    faults.plans(1)
    bad = faults.rtf("bad", "hangs")
    faults.run(*_QUICK)
    before = faults.tables()
    ended = faults.run(*_QUICK)
    assert ended.code == ExitCode.SOME_SOURCES_FAILED
    assert faults.tries == 2, "not tried again"
    assert faults.tables() == before
    assert "timed_out 1" in faults.here(command="status").printed
    retried = faults.run("--code", "timed_out", *_QUICK, command="retry")
    assert retried.code == ExitCode.SOME_SOURCES_FAILED
    assert faults.tries == 4
    assert "the codes are timed_out" in faults.here("--code", "crashed", command="retry").told
    bad.write_text("{\\rtf1 another content }")
    assert faults.run(*_QUICK).code == ExitCode.OK, "a new content is a new source"


def test_wider_limits_try_again_by_themselves(faults: Bench) -> None:
    faults.rtf("bad", "slow")
    assert faults.run(*_QUICK).code == ExitCode.NO_USABLE_INPUT
    assert faults.run("--timeout", "20").code == ExitCode.OK


def test_workers_die_with_the_command(faults: Bench) -> None:
    faults.rtf("bad", "hangs")
    faults.plans(1)
    process = faults.start()
    wait_until(lambda: faults.tries == 1)
    started = children_of(process)
    assert len(started) >= 3, "nursery, workers, converter"
    process.kill()
    process.wait()
    wait_until(lambda: all_gone(started))


def test_the_run_goes_on_when_what_starts_workers_is_killed(faults: Bench) -> None:
    faults.plans(3)
    faults.rtf("slow", "slow")
    process = faults.start("--jobs", "1")
    wait_until(lambda: faults.tries == 1)
    nursery = psutil.Process(process.pid).children()[0]
    os.kill(nursery.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    assert process.returncode == ExitCode.OK
    assert set(faults.statuses().values()) == {"ok"}

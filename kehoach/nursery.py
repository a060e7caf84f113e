"""A process of its own that loads the stages once and forks a worker whenever it is asked to.

It is started as a fresh interpreter, so it has one thread and may fork. It is asked over a socket, one short request at
a time: `start` (with the worker's end of another socket) and `end`. Every worker leads a session of its own: ending it
ends its Tesseract and LibreOffice, too. When the command dies the socket closes, and the nursery ends all workers.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from kehoach.sessions import kill_session

_LONGEST = 4096
# The command's own import path: the nursery must find the same modules, and none in the folder it is started in.
_START = "import sys; sys.path[:] = {path!r}; from kehoach.nursery import main; main({fd})"


class NurseryGone(OSError):  # noqa: N818 - named for what it says
    """The nursery does not answer."""


class Nursery:
    """The command's side: starts the nursery, and asks it for workers."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair()
        with theirs:
            code = _START.format(path=[entry or str(Path.cwd()) for entry in sys.path], fd=theirs.fileno())
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter, and code that is ours
                [sys.executable, "-c", code],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the command alone, which lets what is in flight finish
            )

    def start(self) -> tuple[int, Connection]:
        """A new worker: its process id, and the command's end of the connection to it."""
        ours, theirs = socket.socketpair()
        with theirs:
            answer = self._ask({"do": "start"}, theirs.fileno())
        return int(answer["pid"]), Connection(ours.detach())

    def end(self, pid: int) -> int:
        """Kill a worker with all it started, unless it is dead already; its exit status, negative for a signal."""
        return int(self._ask({"do": "end", "pid": pid})["status"])

    def close(self) -> None:
        """End the nursery and all workers."""
        self._socket.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _ask(self, request: dict[str, Any], *fds: int) -> dict[str, Any]:
        try:
            socket.send_fds(self._socket, [json.dumps(request).encode()], fds)
            answer = self._socket.recv(_LONGEST)
        except OSError as error:
            raise NurseryGone(f"the process that starts workers is gone: {error}") from error
        if not answer:
            raise NurseryGone("the process that starts workers is gone; its last words are above")
        value: dict[str, Any] = json.loads(answer)
        return value


def main(fd: int) -> None:
    """Serve one command over the socket `fd` until it goes away."""
    from kehoach.terminal import quiet_libraries
    from kehoach.worker import warm_up

    quiet_libraries()
    control = socket.socket(fileno=fd)
    control.set_inheritable(False)
    warm_up()
    gc.collect()
    gc.freeze()  # what is loaded stays shared with the workers
    workers: set[int] = set()
    with tempfile.TemporaryDirectory(prefix="kehoach-", ignore_cleanup_errors=True) as folder:
        while True:
            request, fds, _, _ = socket.recv_fds(control, _LONGEST, 1)
            if not request:
                break
            asked = json.loads(request)
            if asked["do"] == "start":
                pid = _fork(control, fds[0], Path(folder))
                workers.add(pid)
                answer = {"pid": pid}
            else:
                workers.discard(asked["pid"])
                answer = {"status": _end(asked["pid"], Path(folder))}
            try:
                control.sendall(json.dumps(answer).encode())
            except OSError:
                break
        for pid in workers:
            _end(pid, Path(folder))


def _fork(control: socket.socket, fd: int, folder: Path) -> int:
    pid = os.fork()
    if pid:
        os.close(fd)
        return pid
    status = 1
    try:
        control.close()
        _settle_in(folder)
        from kehoach.worker import serve

        serve(Connection(fd))
        status = 0
    finally:
        if sys.exc_info()[0] is not None:
            traceback.print_exc()
        os._exit(status)  # nothing of the nursery is to be cleaned up by a worker


def _settle_in(folder: Path) -> None:
    """Make this process the head of a session, with a folder for temporary files that goes when it goes."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    mine = folder / str(os.getpid())
    mine.mkdir()
    os.environ["TMPDIR"] = tempfile.tempdir = str(mine)
    os.environ["POLARS_MAX_THREADS"] = "1"  # the cores are shared out among the workers already
    victim = Path("/proc/self/oom_score_adj")  # where there is one: when memory is short, a worker goes first
    if victim.exists():
        victim.write_text("1000")


def _end(pid: int, folder: Path) -> int:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)  # it may have had no time to become the head of a session
    kill_session(pid)
    _, status = os.waitpid(pid, 0)
    shutil.rmtree(folder / str(pid), ignore_errors=True)
    return os.waitstatus_to_exitcode(status)

"""One run at a time writes to an output folder.

The lock is the kernel's (`flock`), so it goes with the process that holds it, however that ends. What stands in the
file is for the message, and for file systems without such locks: there a holder on this machine that is gone is no
holder.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import socket
from pathlib import Path
from types import TracebackType

from kehoach.exit_codes import CannotGoOn, ExitCode

FILE = "lock"
_NO_LOCKS = (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS)


class OutputInUse(CannotGoOn):
    """Another run writes to the folder; the message says which, and what to do."""

    exit_code = ExitCode.OUTPUT_IN_USE


class Lock:
    """Held while in use as a context manager.

    Raises:
        OutputInUse: another run holds it.
        OSError: the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        folder.mkdir(parents=True, exist_ok=True)
        self._fd = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)

    def __enter__(self) -> Lock:
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = self._holder()
            os.close(self._fd)
            raise self._in_use(holder) from None
        except OSError as error:
            if error.errno not in _NO_LOCKS or _is_alive(self._holder()):
                raise self._in_use(self._holder()) from error
        os.ftruncate(self._fd, 0)
        os.pwrite(self._fd, json.dumps({"pid": os.getpid(), "host": socket.gethostname()}).encode(), 0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.ftruncate(self._fd, 0)
        os.close(self._fd)

    def _holder(self) -> dict[str, object]:
        return _read(self._fd)

    def _in_use(self, holder: dict[str, object]) -> OutputInUse:
        who = f"process {holder['pid']} on {holder['host']}" if holder else "another run"
        return OutputInUse(
            f"{self.path.parent.parent} is being written by {who}. Wait until that has ended, or choose another folder "
            f"with --out. If it is surely gone, type: rm {self.path}"
        )


def holder_of(path: Path) -> dict[str, object] | None:
    """Who holds the lock in `path` (`pid` and `host`), None for nobody."""
    try:
        fd = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return _read(fd) or None
    finally:
        os.close(fd)
    return None


def _read(fd: int) -> dict[str, object]:
    try:
        holder: dict[str, object] = json.loads(os.pread(fd, 1000, 0))
    except ValueError:
        return {}
    return holder


def _is_alive(holder: dict[str, object]) -> bool:
    """Whether a holder may still be at work: one on another machine always may."""
    if not holder:
        return False
    if holder.get("host") != socket.gethostname():
        return True
    try:
        os.kill(int(str(holder.get("pid"))), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # alive, and someone else's
    return True

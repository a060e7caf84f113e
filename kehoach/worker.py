"""What a worker does: takes tasks from its connection, one at a time, and sends back what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from multiprocessing.connection import Connection

from ingest import read_bytes
from kehoach.acts import witnesses_of
from kehoach.run import do
from kehoach.stages import bundle_of
from kehoach.tasks import Counted, Identified, Known
from outputs.row_store import pack_rows
from outputs.rows import rows_of
from schemas.document import Source
from schemas.wire import pack

ONE_LINE = "Kế hoạch này có hiệu lưc từ ngày ký.\n".encode()
"""A document of one line, with a misread word in it: what weighs readings is loaded by it, too."""


@dataclass(frozen=True, slots=True)
class Line:
    """The supervisor at the other end of the connection."""

    connection: Connection

    def known(self, source: Source) -> Known | None:
        """See `Supervisor`."""
        self.connection.send(Identified(source))
        answer: Known | None = self.connection.recv()
        return answer

    def counted(self, pages: int) -> None:
        """See `Supervisor`."""
        self.connection.send(Counted(pages))


def serve(connection: Connection) -> None:
    """Do what comes until the other side goes away."""
    while True:
        try:
            task = connection.recv()
        except EOFError:
            return
        connection.send(do(task, Line(connection)))


def warm_up() -> None:
    """Load what every source needs (modules, gazetteer, counts of syllables), so that workers share it."""
    bundle = bundle_of(read_bytes(ONE_LINE, "warm-up.txt"))
    pack_rows(rows_of(bundle))
    pack(bundle)
    witnesses_of(bundle)

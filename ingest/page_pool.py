"""The pages of one file side by side on all cores, handed on in order.

OCR runs outside Python (a program, or a library that lets other threads go on), so threads are enough. At most one
page a core waits, so that memory stays flat however long the file is.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context

from ingest.page_reading import PageReading


def in_order(pages: Iterable[PageReading | Callable[[], PageReading]]) -> Iterator[PageReading]:
    """`pages` with all work that is still to be done on them done; `pages` is drawn in this thread."""
    workers = os.cpu_count() or 1
    waiting: deque[PageReading | Future[PageReading]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        for page in pages:
            waiting.append(page if isinstance(page, PageReading) else pool.submit(copy_context().run, page))
            while len(waiting) > workers:
                yield _done(waiting.popleft())
        while waiting:
            yield _done(waiting.popleft())


def _done(page: PageReading | Future[PageReading]) -> PageReading:
    return page if isinstance(page, PageReading) else page.result()

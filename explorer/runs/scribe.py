"""Draws and writes behind a training, in a thread of its own, in order.

Learning needs one core, and drawing and writing a map sixty times in a few seconds another one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Generic, TypeVar

AHEAD = 2  # reports that learning may be ahead of what is written; then it waits

Answer = TypeVar("Answer")


class Scribe(Generic[Answer]):
    """Does one piece of work after the other; a context, at whose end nothing is under way.

    Attributes:
        answer: of the last piece of work that is known to be done.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self._pending: deque[Future[Answer]] = deque()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="scribe")

    def __enter__(self) -> Scribe[Answer]:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._thread.shutdown(wait=True, cancel_futures=True)

    @property
    def idle(self) -> bool:
        """Everything that was given is done."""
        return all(each.done() for each in self._pending)

    def give(self, work: Callable[[], Answer]) -> None:
        """Have work done; what went wrong with work given before is raised here."""
        self._pending.append(self._thread.submit(work))
        self._collect(AHEAD)

    def finish(self) -> None:
        """Wait for all work; what went wrong with it is raised here."""
        self._collect(0)

    def _collect(self, most: int) -> None:
        while self._pending and (len(self._pending) > most or self._pending[0].done()):
            self.answer = self._pending.popleft().result()

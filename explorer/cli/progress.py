"""Progress on standard error, and Ctrl-C that keeps what was learned."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from explorer import interrupts
from explorer.records.number_text import number_text
from explorer.records.told_apart import told_apart

if TYPE_CHECKING:
    from explorer.records.training import TrainingEvent


class Teller:
    """Progress on standard error: one line that is written over, or one line a second."""

    def __init__(self) -> None:
        self._over = sys.stderr.isatty()
        self._next = 0.0

    def __call__(self, event: TrainingEvent, seconds_left: float | None) -> None:
        now = time.monotonic()
        if event.point is None or now < self._next:
            return
        self._next = now + (0.1 if self._over else 1.0)
        left = "" if seconds_left is None else f", {seconds_left:.0f} s left"
        held, blind = told_apart(event.point.held_loss, event.blind_loss, number_text, 3)
        text = (
            f"epoch {event.epoch:.1f} of {event.total_epochs}:"
            f" held-out loss {held}, guessing {blind}{left}"
        )
        if self._over:
            print(f"\r{text:<90}", end="", file=sys.stderr, flush=True)
        else:
            print(text, file=sys.stderr, flush=True)


class _Left(KeyboardInterrupt):
    """Ends what one can do without."""


class Interruptible:
    """The first Ctrl-C calls `stop`; the second ends the program.

    Attributes:
        met: Ctrl-C was pressed.
    """

    def __init__(self, stop: Callable[[], None], kept: str = "what was learned is written") -> None:
        self._stop = stop
        self._kept = kept
        self.met = False

    def __enter__(self) -> Interruptible:
        if interrupts.met():  # what was being loaded went on all the same
            raise KeyboardInterrupt
        self._before = signal.signal(signal.SIGINT, self._met)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _met(self, *_: object) -> None:
        self.met = True
        raising = callable(self._before)  # rather than ignoring, or ending by the signal
        signal.signal(signal.SIGINT, self._before if raising else signal.default_int_handler)
        print(f"\nStopping; {self._kept}.", file=sys.stderr, flush=True)
        self._stop()

    @contextmanager
    def dispensable(self) -> Iterator[None]:
        """A block that the first Ctrl-C leaves, in place of calling `stop`."""

        def leave() -> None:
            raise _Left

        before = self._stop
        try:
            self._stop = leave
            yield
        except _Left:
            pass
        finally:
            self._stop = before


@contextmanager
def written_over() -> Iterator[None]:
    """Where somebody watches, what follows the block does not stand on its line of progress."""
    try:
        yield
    finally:
        if sys.stderr.isatty():
            print(file=sys.stderr)


class _Terminated(BaseException):
    """Asked for by SIGTERM; no handler of exceptions may keep it."""


@contextmanager
def tidied() -> Iterator[None]:
    """Where SIGTERM comes, leave the block as an error would, then end as without this."""
    if signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield  # whoever started this has decided
        return

    def met(*_: object) -> None:
        raise _Terminated

    signal.signal(signal.SIGTERM, met)
    try:
        yield
    except _Terminated:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def tell_reading(share: float, doing: str) -> None:
    """How far the reading of a file is, where somebody watches."""
    if sys.stderr.isatty():
        print(f"\r{doing} {100 * share:.0f} %   ", end="\n" if share >= 1 else "", file=sys.stderr)

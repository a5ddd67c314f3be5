"""Ctrl-C, noted from the first moment: what it interrupts may make another error of it.

An extension in C whose import is left by KeyboardInterrupt says that it cannot be imported, and
a class whose body is left so raises RuntimeError.
"""

from __future__ import annotations

import signal

_noted: list[int] = []


class Interrupted(KeyboardInterrupt):
    """Ctrl-C, of a class of its own.

    Where KeyboardInterrupt itself leaves code that is compiled from a text, as that of a dataclass
    is, CPython 3.11 ends by the signal whatever the exit code (`run_eval_code_obj`).
    """


def note() -> None:
    """Note Ctrl-C besides raising it, until another handler is set. If ignored, it stays so."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _met)


def met() -> bool:
    """Whether it came; an error since then may be owed to it."""
    return bool(_noted)


def _met(number: int, _: object) -> None:
    _noted.append(number)
    raise Interrupted

"""How the inner loops of training are compiled: for stated types, once per machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from numba import njit

Loop = TypeVar("Loop", bound=Callable[..., Any])


def compiled(signature: object) -> Callable[[Loop], Loop]:
    """Every sum in the order that is written."""
    made: Any = njit(signature, cache=True, nogil=True)
    typed: Callable[[Loop], Loop] = made
    return typed


def fast(signature: object) -> Callable[[Loop], Loop]:
    """Sums in any one order, so that loops are vectorized.

    Divisions by zero are the loop's to avoid; checking for them would keep it from that.
    """
    made: Any = njit(signature, cache=True, nogil=True, fastmath=True, error_model="numpy")
    typed: Callable[[Loop], Loop] = made
    return typed

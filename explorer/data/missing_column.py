"""The complaint about a name that no column has."""

from __future__ import annotations

from difflib import get_close_matches

from explorer.errors import SpecError


def unknown_column(name: str, known: list[str]) -> SpecError:
    """With the closest name there is, or those there are."""
    close = get_close_matches(name, known, n=1)
    if close:
        return SpecError(
            f"There is no column {name!r} in the file.", mend=f"Did you mean {close[0]!r}?"
        )
    shown = ", ".join(map(repr, known[:12])) + (" ..." if len(known) > 12 else "")
    return SpecError(f"There is no column {name!r} in the file.", mend=f"Its columns: {shown}.")

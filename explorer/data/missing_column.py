"""The complaint about a name that no column has."""

from __future__ import annotations

from difflib import get_close_matches

from explorer.errors import SpecError
from explorer.records.first_of import first_of


def unknown_column(name: str, known: list[str]) -> SpecError:
    """With the closest name there is, or those there are."""
    close = get_close_matches(name, known, n=1)
    if close:
        return SpecError(
            f"There is no column {name!r} in the file.", mend=f"Did you mean {close[0]!r}?"
        )
    mend = f"Its columns: {first_of(known, 12)}."
    return SpecError(f"There is no column {name!r} in the file.", mend=mend)

"""Reading stored records back: unknown keys are refused by name, never dropped."""

from __future__ import annotations

from dataclasses import fields
from difflib import get_close_matches
from typing import Any, TypeVar

from explorer.errors import SpecError

Record = TypeVar("Record")


def from_known_keys(record: type[Record], stored: dict[str, Any], what: str = "") -> Record:
    """Build a dataclass from a dict whose keys it knows.

    Args:
        what: the record in the words of a person who may have written it, as "a recipe".

    Raises:
        SpecError: a key is unknown or a needed one is missing; the sentence names it.
    """
    what = what or record.__name__
    known = {field.name for field in fields(record)}  # type: ignore[arg-type]  # always a dataclass
    unknown = sorted(set(stored) - known)
    if unknown:
        are = "is not a setting" if len(unknown) == 1 else "are not settings"
        close = get_close_matches(unknown[0], sorted(known), n=1) if len(unknown) == 1 else []
        raise SpecError(
            f"{', '.join(map(repr, unknown))} {are} of {what}.",
            mend=f"Did you mean {close[0]!r}?"
            if close
            else f"Known settings: {', '.join(sorted(known))}.",
        )
    try:
        return record(**stored)
    except TypeError as error:
        raise SpecError(f"{what[0].upper()}{what[1:]} is incomplete: {error}.") from error

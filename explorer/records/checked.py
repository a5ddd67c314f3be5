"""Reading stored records back: unknown keys are refused by name, never dropped."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

from explorer.errors import SpecError

Record = TypeVar("Record")


def from_known_keys(record: type[Record], stored: dict[str, Any]) -> Record:
    """Build a dataclass from a dict whose keys it knows.

    Raises:
        SpecError: a key is unknown or a needed one is missing; the sentence names it.
    """
    known = {field.name for field in fields(record)}  # type: ignore[arg-type]  # always a dataclass
    unknown = sorted(set(stored) - known)
    if unknown:
        raise SpecError(
            f"{', '.join(map(repr, unknown))} is not a setting of {record.__name__}.",
            mend=f"Known settings: {', '.join(sorted(known))}.",
        )
    try:
        return record(**stored)
    except TypeError as error:
        raise SpecError(f"{record.__name__} is incomplete: {error}.") from error

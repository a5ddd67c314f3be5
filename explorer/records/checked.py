"""Reading stored records back: unknown keys are refused by name, never dropped."""

from __future__ import annotations

from dataclasses import MISSING, fields
from difflib import get_close_matches
from typing import Any, TypeVar

from explorer.errors import SpecError

Record = TypeVar("Record")


def from_known_keys(record: type[Record], stored: dict[str, Any], what: str = "") -> Record:
    """Build a dataclass from a dict whose keys it knows.

    Args:
        what: the record in the words of a person who may have written it, as "a recipe".

    Raises:
        SpecError: a key is unknown or a needed one is missing; the sentence names it. Or a value
            is of the wrong type, where the record does not say so itself.
    """
    what = what or record.__name__
    declared = fields(record)  # type: ignore[arg-type]  # always a dataclass
    known = {field.name for field in declared}
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
    begin = f"{what[0].upper()}{what[1:]}"
    absent = [
        repr(field.name)
        for field in declared
        if field.default is MISSING
        and field.default_factory is MISSING
        and field.name not in stored
    ]
    if absent:
        are, them = ("is", "it") if len(absent) == 1 else ("are", "them")
        raise SpecError(
            f"{begin} is incomplete: {', '.join(absent)} {are} missing.", mend=f"Add {them}."
        )
    try:
        return record(**stored)
    except TypeError as error:  # two values that cannot be compared, as a text with a bound
        raise SpecError(
            f"{begin} has a text, a number or a list where another of these belongs.",
            mend="Compare it with one that the explorer has written.",
        ) from error

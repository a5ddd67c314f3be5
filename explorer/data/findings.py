"""What was met while reading, counted, with the first line numbers, said in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from explorer.records.table import MAX_LINES, Problem

Severity = Literal["note", "repaired", "dropped"]

# kind: severity, sentence for one, sentence for several; {n} is the count
SENTENCES: dict[str, tuple[Severity, str, str]] = {
    "preamble": (
        "dropped",
        "1 line above the table is no part of it and was left out.",
        "{n} lines above the table are no part of it and were left out.",
    ),
    "repeated header": (
        "dropped",
        "1 line repeats the header and was left out.",
        "{n} lines repeat the header and were left out.",
    ),
    "too many cells": (
        "dropped",
        "1 row has more cells than there are columns and was left out.",
        "{n} rows have more cells than there are columns and were left out.",
    ),
    "too few cells": (
        "repaired",
        "1 row has fewer cells than there are columns; those at its end count as missing.",
        "{n} rows have fewer cells than there are columns; those at their ends count as missing.",
    ),
    "surplus delimiters": (
        "repaired",
        "1 row ends in surplus delimiters; the empty cells behind the last column were cut off.",
        "{n} rows end in surplus delimiters; the empty cells behind the last column were cut off.",
    ),
    "unclosed quote": (
        "repaired",
        "A quote opens a cell and never closes; it was taken as a letter of the cell.",
        "{n} quotes open a cell and never close; they were taken as letters of their cells.",
    ),
    "stray quote": (
        "repaired",
        "1 cell goes on behind its closing quote; its quotes were taken as letters.",
        "{n} cells go on behind their closing quotes; their quotes were taken as letters.",
    ),
    "merged cells": (
        "repaired",
        "1 cell is merged with the one above it and was given its value.",
        "{n} cells are merged with one above them and were given its value.",
    ),
    "uncomputed formulas": (
        "note",
        "1 formula has no value and counts as missing. Save the file with Excel or LibreOffice, "
        "which compute it.",
        "{n} formulas have no value and count as missing. Save the file with Excel or LibreOffice, "
        "which compute them.",
    ),
    "NUL bytes": (
        "repaired",
        "1 NUL byte was taken out.",
        "{n} NUL bytes were taken out.",
    ),
    "undecodable bytes": (
        "repaired",
        "1 place cannot be read in this encoding and is shown as �.",
        "{n} places cannot be read in this encoding and are shown as �.",
    ),
    "blank lines": (
        "note",
        "1 blank line was passed over.",
        "{n} blank lines were passed over.",
    ),
    "rows without values": (
        "note",
        "1 row has no value in any column.",
        "{n} rows have no value in any column.",
    ),
}


@dataclass(slots=True)
class Findings:
    """Counts and first line numbers by kind; further problems with sentences of their own."""

    counts: dict[str, int] = field(default_factory=dict)
    lines: dict[str, list[int]] = field(default_factory=dict)
    others: list[Problem] = field(default_factory=list)

    def add(self, kind: str, lines: Iterable[int] = (), count: int | None = None) -> None:
        """Count one more of a kind for each line; `count` when there are more than lines."""
        assert kind in SENTENCES, f"no sentence for {kind!r}"
        given = list(lines)
        self.counts[kind] = self.counts.get(kind, 0) + (len(given) if count is None else count)
        kept = self.lines.setdefault(kind, [])
        kept.extend(given[: MAX_LINES - len(kept)])

    def merge(self, later: Findings) -> None:
        """Take over what was found further down the file."""
        for kind, count in later.counts.items():
            self.add(kind, later.lines[kind], count)
        self.others.extend(later.others)

    def problems(self) -> tuple[Problem, ...]:
        """What was dropped first, then what was repaired, then notes."""
        found = list(self.others)
        for kind, count in self.counts.items():
            if count:
                severity, one, several = SENTENCES[kind]
                sentence = one if count == 1 else several.format(n=f"{count:,}")
                lines = tuple(self.lines[kind])
                found.append(Problem(kind, sentence, severity, count, lines))
        order = ("dropped", "repaired", "note")
        return tuple(sorted(found, key=lambda problem: order.index(problem.severity)))

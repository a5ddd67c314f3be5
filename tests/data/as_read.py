"""What a reading found, in the plain words of Python."""

from __future__ import annotations

from explorer.records.table import Table


def cells(table: Table) -> list[tuple[str | None, ...]]:
    """The rows, cell by cell; None where nothing stands."""
    columns = [[None, *column.values.to_pylist()] for column in table.columns]
    return [
        tuple(
            values[column.codes[i]] for values, column in zip(columns, table.columns, strict=True)
        )
        for i in range(table.n_rows)
    ]


def names(table: Table) -> list[str]:
    return [column.name for column in table.columns]


def found(table: Table) -> dict[str, tuple[str, tuple[int, ...]]]:
    """What was noted, by its kind: how severe it is and on which lines."""
    return {problem.kind: (problem.severity, problem.lines) for problem in table.problems}

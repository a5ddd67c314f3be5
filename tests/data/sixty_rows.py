"""Columns of sixty values that repeat, and one of names that do not."""

from __future__ import annotations

from explorer.records.table import ColumnProfile, Table


def profiles(table: Table) -> list[ColumnProfile]:
    return [column.profile for column in table.columns]


N = 60
KIND = [("soft", "hard", "wet")[i % 3] for i in range(N)]
SIZE = [f"{'SML'[i * 7 % 5 % 3]}" for i in range(N)]
COLOR = [f"{'rgb'[i * 11 % 7 % 3]}" for i in range(N)]
ANIMAL = [f"{a}{b}" for a in "bdfgklmnpr" for b in ("ear", "og", "ish", "oat", "ynx", "ole")]

"""Baskets of dishes, and files that are written of them."""

from __future__ import annotations

import random
from pathlib import Path

from explorer.data.reading import read_table
from explorer.records.shape import Shape
from explorer.records.table import ReadOptions, Table

draw = random.Random(7)
THINGS = ("rice", "tea", "bread", "milk", "beer", "eggs", "salt", "figs", "corn", "soup")
DISHES = [f"{color} {thing}" for color in ("red", "old", "new", "big") for thing in THINGS]


def _basket() -> list[str]:
    shelf = draw.randrange(4)
    on_it = [dish for i, dish in enumerate(DISHES) if i % 4 == shelf or draw.random() < 0.1]
    return draw.sample(on_it, min(len(on_it), 1 + int(draw.expovariate(0.4))))


BASKETS = [_basket() for _ in range(300)]


def csv_of(header: str, rows: list[list[object]], by: str = ",") -> str:
    return "\n".join([header, *(by.join(map(str, row)) for row in rows)]) + "\n"


def when(n: int) -> str:
    return f"2024-0{1 + n // 28 % 9}-{1 + n % 28:02} {n % 24:02}:{n * 7 % 60:02}"


RAGGED = {
    "ragged lines": ("\n".join(map(",".join, BASKETS)) + "\n", Shape("wide")),
    "ragged lines with one long name": (
        "\n".join(map(",".join, BASKETS)).replace("old soup", "old soup " * 10 + "again") + "\n",
        Shape("wide"),
    ),
    "ragged lines under a title": (
        "items\n" + "\n".join(map(",".join, BASKETS)) + "\n",
        Shape("wide"),
    ),
    "ragged lines under a title in Spanish": (
        "Artículos\n" + "\n".join(map(",".join, BASKETS)) + "\n",
        Shape("wide"),
    ),
    "ragged numbers": (
        "\n".join(" ".join(str(DISHES.index(item)) for item in items) for items in BASKETS),
        Shape("wide"),
    ),
    "a few ragged lines": (
        "milk,bread,eggs\nbread\nmilk,beer\neggs,milk,bread,beer\nbeer,milk\neggs\n",
        Shape("wide"),
    ),
}


def read(tmp_path: Path, text: str, options: ReadOptions | None = None) -> Table:
    path = tmp_path / "file.csv"
    path.write_text(text, encoding="utf-8")
    return read_table(path, "file.csv", options)


def told(shape: Shape) -> tuple[object, ...]:
    return (shape.kind, shape.item, shape.basket, shape.order, shape.separator)

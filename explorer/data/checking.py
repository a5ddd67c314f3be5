"""On what learning is checked, and when: held-out rows and cells, and the looks at them."""

from __future__ import annotations

from explorer.records.training import MAX_FRAMES

HELD_CELLS = 16_384  # evaluated at each point, all columns together
HELD_LOGITS = 8_000_000  # evaluated at each point for one column: cells times categories
FEW_LOOKS, STEPS_A_LOOK = 16, 3  # so many at what is held out, and beyond them one in so many steps
FEWEST_CHECKED = 200  # cells of a column, however many categories it has


def held_of(n_rows: int, share: float, least: int = 1) -> int:
    """Rows that are kept for validation: `share` of them, and at least so many."""
    return max(1, round(share * n_rows), least)


def enough_held(n_rows: int) -> int:
    """Rows of a small table whose every cell is checked: a fifth up to 20, as ten prove little."""
    return min(20, n_rows // 5)


def most_checked(size: int, n_columns: int) -> int:
    """Held-out cells of one column that are checked at most, where hidden cells are guessed.

    Args:
        size: entries of the column, or of the largest where whole rows are checked; of many fewer
            cells are, each of which costs more.

    >>> most_checked(4, 3), most_checked(20_000, 3), most_checked(100_000, 3)
    (5461, 400, 200)
    """
    return max(FEWEST_CHECKED, min(HELD_CELLS // n_columns, HELD_LOGITS // size))


def evaluation_steps(total_steps: int) -> list[int]:
    """Step 0 and then even steps to the last, at most MAX_FRAMES of them in all.

    Beyond some first ones, looks are no closer than every few steps: where steps are few and
    long, a look is long, too.

    >>> evaluation_steps(4)
    [0, 1, 2, 3, 4]
    >>> len(evaluation_steps(61)), len(evaluation_steps(1000))
    (21, 60)
    """
    n = min(MAX_FRAMES - 1, total_steps, max(FEW_LOOKS, total_steps // STEPS_A_LOOK))
    return [round(i * total_steps / n) for i in range(n + 1)]

"""What became of a time budget, in a sentence where it is not what was asked for."""

from __future__ import annotations

from explorer.records.number_text import number_text
from explorer.records.training import TrainingResult

NEARLY = 1 / 3  # of the budget: a difference that needs no word


def of_budget(budget: float | None, result: TrainingResult) -> str:
    """How long learning took where that is far from its budget, or "".

    Where it ended early, since nothing was better any more, the time left is none that was lost.

    Args:
        budget: seconds, or None where epochs were asked for.
        result: of a training that nobody stopped.
    """
    if budget is None:
        return ""
    used, given = number_text(result.seconds, 2), number_text(budget)
    if result.late:
        return (
            f"It was ended after {used} s, its time budget of {given} s being over: learning was"
            " slower than measured at its beginning. What it had learned is kept, and no number of"
            " epochs repeats it to the bit."
        )
    if result.stopped_early or abs(result.seconds - budget) <= NEARLY * budget:
        return ""
    said = f"Of the time budget of {given} s, {used} s were used"
    if result.seconds > budget:
        said = f"It took {used} s, more than its time budget of {given} s"
    return f"{said}: how many steps fit is planned at its beginning."

"""What the page says of losses, with the numbers of this very run."""

from __future__ import annotations

from explorer.analysis.by_column import not_clearly_better
from explorer.data.checking import most_checked
from explorer.data.defaults import DROPS_FROM
from explorer.records.number_text import number_text
from explorer.records.states import RunState
from explorer.records.training import Verdict
from explorer.ui import words
from explorer.ui.run import phases


def guessing(state: RunState) -> str:
    """What the horizontal line of the losses is."""
    if unit(state) == "variance":
        return "always guessing the mean"
    if state.spec.objective == "cooccurrence":
        return "guessing"  # between a true pair and a made-up one, whose items are as frequent
    return "guessing by frequency"


def unit(state: RunState) -> str:
    """What losses are measured in: nats per cell, or shares of the target's variance."""
    if state.verdict is not None:
        return state.verdict.unit
    return "variance" if state.spec.target_kind == "number" else "nats"


def loss_sentence(state: RunState, column: str = "") -> tuple[str, str]:
    """Title and sentence of the losses: has it learned anything, also of the column shown?"""
    if state.verdict is not None and state.stopped_at_start and not _decomposed(state):
        start = "The map is the one that learning begins with."
        return "Nothing was learned yet", f"{start} {state.verdict.measured}"
    if state.verdict is not None:
        title = "It has learned something" if state.verdict.learned else "Nothing was learned"
        if state.verdict.unsure:
            title = "Not sure that it has learned"
        why = state.reason if state.phase == "finished" else ""  # elsewhere it is over the map
        parts = (state.verdict.measured, _of_column(state.verdict, column), why)
        return title, " ".join(filter(None, parts))
    if not state.points and state.phase == "failed":
        ended = "was stopped" if state.stopped_empty else "failed"
        return "Loss", f"Nothing was learned before this run {ended}."
    if not state.points:
        return "Loss", "The first losses appear when training begins."
    newest = number_text(state.points[-1].held_loss)
    said = f"{newest} at the last check."
    if state.blind_loss is not None:
        newest, blind = words.both(state.points[-1].held_loss, state.blind_loss)
        said = f"{newest} now; {guessing(state)} costs {blind}."
    return "Loss on what it has not seen", f"{said} {speed(state)}".strip()


def _decomposed(state: RunState) -> bool:
    """It begins with a decomposition of the counts, and that has found something already."""
    found = state.verdict is not None and state.verdict.learned
    return found and state.spec.objective == "cooccurrence"


def _of_column(verdict: Verdict, column: str) -> str:
    """That one column is not guessed clearly better than by frequency, as others are; or ""."""
    losses = not_clearly_better(verdict).get(column)
    if losses is None:
        return ""
    return (
        f"The column {words.cut(column, 40)} itself is not guessed clearly better than by"
        f" frequency: at {losses[0]} nats, guessing costs {losses[1]}. So nothing confirms the"
        " neighbors on its map: they may be chance."
    )


def loss_note(state: RunState) -> str:
    """What a loss is measured in, and why that of training lies higher where it does."""
    if not state.points:
        return ""
    if unit(state) == "variance":
        said = "Squared errors, as a share of how much the target varies: 0 is exact."
    else:
        said = "Nats measure surprise: 0 is sure and right, a coin toss costs 0.69."
    last = state.points[-1]
    reasons = _why_training_is_higher(state)
    if reasons and last.train_loss > last.held_loss:
        said += f" Training lies above held out because {' and because '.join(reasons)}."
    if state.settings.get("last_lap") and not phases.lap_cut_off(state):
        said += " After the last check it learned from what had been held out as well."
    if is_joined(state):
        said += " Losses are of what is learned, before it is joined with counts."
    return said


def is_joined(state: RunState) -> bool:
    """What is shown is joined with maps from counts; a run file's settings may hold anything."""
    weight = state.settings.get("counts")
    return isinstance(weight, int | float) and weight > 0


def _why_training_is_higher(state: RunState) -> list[str]:
    """What makes fill in the blank harder in training than in the check on held-out rows."""
    if state.spec.objective == "autoencoder":
        return ["half of each row is hidden while it learns"]
    if state.spec.objective != "masked":
        return []
    reasons = []
    if len(state.columns) >= DROPS_FROM:
        reasons.append("some inputs are hidden while it learns")
    cells = _checked(state)
    if cells and (len(cells) < len(state.columns) or min(cells) < max(cells) / 2):
        reasons.append("columns with many categories weigh less in the check")
    return reasons


def _checked(state: RunState) -> list[int]:
    """Cells of each column in the check; how many there will be about, while none are told."""
    if state.verdict is not None:
        return [n for _, _, n in state.verdict.per_column.values()]
    columns = state.columns
    held = [round(state.spec.holdout * (state.n_rows - each.n_missing)) for each in columns]
    return [
        min(n, most_checked(each.n_entries, len(columns)))
        for n, each in zip(held, columns, strict=True)
    ]


def speed(state: RunState) -> str:
    """How fast it reads rows while it learns, or ""; a figure from before a pause means nothing."""
    if state.phase != "learning" or state.rows_per_second <= 0:
        return ""
    return f"{number_text(state.rows_per_second)}\u00a0rows/s."  # on one line

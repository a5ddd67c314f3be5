"""Where a run stands, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from explorer.analysis.wording import epoch_text
from explorer.records.shape import Shape
from explorer.records.spec import OBJECTIVES
from explorer.records.states import NOTHING_LEARNED, RESULT, ROWS_GONE, RunPhase, RunState
from explorer.ui import notices, words

FAST: frozenset[RunPhase] = frozenset(
    {"queued", "starting", "learning", "pausing", "stopping", "finishing"}
)
SLOW_POLL = 5.0  # seconds: states in which somebody else may act, or the server come back


@dataclass(frozen=True, slots=True)
class Standing:
    """What the page says of a state.

    Attributes:
        badge: two or three words beside the title.
        tone: how the badge is drawn; "live" moves.
        message, mend: a sentence over the map and what to do; empty when the badge says all.
        notice: how serious the sentence is.
    """

    badge: str
    tone: Literal["live", "good", "calm", "error"]
    message: str = ""
    mend: str = ""
    notice: notices.Tone = "note"


def standing(state: RunState, owner: bool, until: str = "") -> Standing:
    """The state in words, with the way out that this reader has.

    Args:
        until: when the rows of a paused run go; "" where nobody knows.
    """
    match state.phase:
        case "queued":
            return Standing(_place(state), "calm", _waiting(state), _WAIT)
        case "starting":
            return Standing(_busy("starting", state), "live")
        case "learning":
            return Standing(f"learning · {_epochs(state)}{_left(state)}", "live")
        case "pausing":
            return Standing("pausing", "live", "The state is being saved, to the last bit.")
        case "paused":
            return Standing(
                f"paused · {_epochs(state)}",
                "calm",
                f"Paused at {_epochs(state)}.",
                _resumes(until) if owner else _OWNER_RESUMES,
            )
        case "stopping":
            return Standing("stopping", "live", "What was learned so far is being kept.")
        case "finishing":
            return Standing(_busy("finishing", state), "live")
        case "finished" if state.imported is not None:
            return Standing("vectors from elsewhere", "good")
        case "finished" if state.verdict is not None and not state.verdict.learned:
            return Standing(
                f"finished · {_epochs_done(state)}{_took(state)}",
                "calm",
                state.verdict.sentence,
                _unsure_means(state) if state.verdict.unsure else _nothing_means(state),
                "warning",
            )
        case "finished":
            return Standing(f"finished · {_epochs_done(state)}{_took(state)}", "good")
        case "stopped" if lap_cut_off(state):
            return Standing("stopped early · in the last lap", "calm", _cut_off(state), state.mend)
        case "stopped":
            return Standing(
                f"stopped early · {_epochs(state)}",
                "calm",
                state.reason or f"Stopped at {_epochs(state)}; {_kept(state)}",
                state.mend,
            )
        case "failed" if state.stopped_empty:
            return Standing("stopped", "calm", state.reason, _way_out(state, owner))
        case "failed":
            return Standing("failed", "error", state.reason, _way_out(state, owner), "error")
        case "interrupted":
            return Standing(
                "interrupted",
                "calm",
                state.reason or "The server went away while this run was learning.",
                state.mend or "It goes on by itself from its last saved state.",
                "warning",
            )


_WAIT = "You can close this page and come back: the address keeps the place."
_OWNER_RESUMES = "Its owner can resume it."


def _way_out(state: RunState, owner: bool) -> str:
    """What to do about a run without a result; what its owner alone can do is said as that."""
    if owner:
        return state.mend
    if state.can_resume:
        return _OWNER_RESUMES
    return {
        NOTHING_LEARNED[1]: "Its owner can change it and train again.",
        ROWS_GONE: "Whoever has its file can upload it and train anew.",
    }.get(state.mend, state.mend)


def lap_cut_off(state: RunState) -> bool:
    """It was stopped while it learned what was held out, with all else done.

    A run's settings count the steps of that lap only where it began.
    """
    return state.phase == "stopped" and bool(state.settings.get("last_lap"))


def _cut_off(state: RunState) -> str:
    """What a run lacks that was stopped in its last lap."""
    done = state.reason
    if not done:
        n = state.total_epochs
        done = (
            "Its only epoch was learned."
            if n == 1
            else f"All {words.count(n)} epochs were learned."
        )
    return (
        f"{done} Stopped in the last lap, which learns from what was held out as well; the best"
        " epoch before it is kept."
    )


def _kept(state: RunState) -> str:
    """What there is of a run that was stopped."""
    if state.stopped_at_start:
        return "nothing was better until then than the start, which is kept."
    return "the best epoch until then is kept."


def _resumes(until: str) -> str:
    """What Resume does to a paused run, and until when."""
    said = "Resume goes on from here to the same result."
    if until:
        said += f" Its rows are kept until {until}; then it is stopped, and keeps what it learned."
    return said


def _unsure_means(state: RunState) -> str:
    """What to think of a gain that too little was held out to be sure of."""
    if state.verdict is not None and state.verdict.extremes:
        mend = "Train without what is none of the data, as a line of totals."
        return f"Take neighbors as a guess. {mend}"
    if state.verdict is not None and state.verdict.start_knew:
        return "Take neighbors as a guess. Train without these vectors to see what can be learned."
    if state.cut_short:
        return f"Take neighbors as a guess. {_CUT_SHORT}. {_longer(state)}"
    more = _groups(state) or "rows"
    return (
        f"Take neighbors as a guess. More {more} would tell, or a larger share of them held out"
        " (Adjust in Set up)."
    )


def _nothing_means(state: RunState) -> str:
    """What was not confirmed on what was held out, and what may mend it."""
    if state.cut_short:
        return (
            f"{_CUT_SHORT}, so nothing confirms the neighbors on this map yet: they may be chance."
            f" {_longer(state)}"
        )
    spec, groups = state.spec, _groups(state)
    match spec.objective:
        case "next-item":
            found = "What was learned of the order does not hold for later items that were"
            mend = (
                f"More or longer {groups} may tell. Where their order means little, learn"
                f" “{OBJECTIVES['cooccurrence']}” instead (Set up)."
            )
        case "cooccurrence" if groups:
            found = "What was learned of items that appear together does not hold for pairs that"
            found += " were"
            mend = f"More {groups} may tell, or another choice of what a row is (Set up)."
        case "predict":
            target = words.cut(spec.target or "", 40)
            found = f"What the columns say about {target} does not hold for rows that were"
            mend = f"Choose other columns, or another one than {target} to predict (Set up)."
        case _:
            found = "What the columns say about each other does not hold for cells that were"
            mend = "Choose other columns, or a column to predict (Set up)."
    return (
        f"{found} kept apart, so nothing confirms the neighbors on this map: they may be chance."
        f" {mend}"
    )


_CUT_SHORT = "Learning was cut short while it still got better"


def _longer(state: RunState) -> str:
    """How to learn on from where the epochs or the time ran out."""
    if state.spec.time_budget is not None:
        return "Give it more time, or as long as it gains (Adjust in Set up)."
    return f"Allow more than {words.counted(state.total_epochs, 'epoch')} (Adjust in Set up)."


def _groups(state: RunState) -> str:
    """What items lie in, "" of rows that are described by their columns."""
    if not state.spec.of_items:
        return ""
    return "sequences" if Shape.of(state.spec).kind == "sequences" else "baskets"


def poll_seconds(state: RunState, viewers: int) -> float | None:
    """How often the page looks for news; None when nothing can change any more.

    Ten viewers at 0.4 s cost about a quarter of a core; beyond, everyone waits a little longer.
    """
    if state.phase in FAST:
        return 0.4 * max(1.0, viewers / 10)
    return None if has_result(state) else SLOW_POLL


def has_result(state: RunState) -> bool:
    """Whether vectors are there to explore."""
    return state.phase in RESULT


def _busy(what: str, state: RunState) -> str:
    return f"{what} · {state.doing}" if state.doing not in ("", what) else what


def _place(state: RunState) -> str:
    return f"waiting · place {words.count(state.place)}" if state.place else "waiting"


def _waiting(state: RunState) -> str:
    when = f" It starts in {words.about(state.wait_seconds)}." if state.wait_seconds else ""
    if state.place > 1:
        ahead = words.counted(state.place - 1, "run waits", "runs wait")
        return f"{ahead} ahead of this one.{when}"
    return f"This run is next in the queue.{when}"


def _epochs(state: RunState) -> str:
    total = state.total_epochs
    return f"epoch {epoch_text(state.epoch)} of {words.count(total)}" if total else "epoch 0"


def _epochs_done(state: RunState) -> str:
    passed = epoch_text(state.epoch if state.epoch >= 0.1 else 1)
    return f"{passed} epoch{'' if passed == '1' else 's'}"


def _left(state: RunState) -> str:
    return f" · {short(state.seconds_left)} left" if state.seconds_left is not None else ""


def _took(state: RunState) -> str:
    return f" · {short(state.seconds)}" if state.seconds else ""


def short(seconds: float) -> str:
    """A span of time for a place with little room.

    >>> [short(s) for s in (0.34, 4.2, 61, 4000)]
    ['0.3 s', '4 s', '1 min', '67 min']
    """
    if seconds < 0.95:
        return f"{max(0.1, round(seconds, 1))} s"
    return f"{round(seconds)} s" if seconds < 59.5 else f"{words.count(round(seconds / 60))} min"

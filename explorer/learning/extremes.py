"""Numbers of which a few decide what a squared error is: a line of totals, a misplaced point."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.records.number_text import number_text
from explorer.records.percent import percent

MOST = 0.005  # share of the numbers that are a few, or one
DECIDES = 0.5  # share of the squared distances from the median that these hold
FAR = 10  # times the usual distance


@dataclass(frozen=True, slots=True)
class Extremes:
    """The few numbers that lie furthest from the median.

    Attributes:
        few: how many there are, of `n`. share: of all squared distances that is theirs.
        furthest: the furthest one, in the target's unit.
        times: how often the usual distance it lies away.
    """

    few: int
    n: int
    share: float
    furthest: float
    times: float

    @classmethod
    def of(cls, numbers: NDArray[np.float64]) -> Extremes | None:
        """What decides, or None where it is not a few.

        Distances are from the median and their usual one is the median of them, which a few
        extremes leave where they are (Hampel, The influence curve and its role in robust
        estimation, JASA 1974). Where most numbers are alike, as claims that are 0, it is that of
        the others, and a few of those have to decide: that they are rare makes none an extreme.
        """
        away = np.abs(numbers - np.median(numbers))
        order = np.argsort(-away, kind="stable")
        judged = away if np.median(away) > 0 else away[away > 0]
        if len(judged) == 0:
            return None
        most = max(1, int(MOST * len(judged)))
        scaled = away / away.max()  # squares of large numbers stay finite
        held = np.cumsum(scaled[order][:most] ** 2) / (scaled**2).sum()
        times = float(away.max() / np.median(judged))
        if held[-1] <= DECIDES or times < FAR:
            return None
        few = 1 + int(np.argmax(held > DECIDES))
        return cls(few, len(numbers), float(held[few - 1]), float(numbers[order[0]]), times)

    @property
    def sentence(self) -> str:
        """For the person, without a capital or a full stop.

        >>> Extremes(1, 901, 0.9999, 45678.9, 1805.2).sentence
        '1 of 901 rows holds over 99 % of the variance: 45,679 lies 1,810 times as far out as usual'
        """
        holds = f"{self.few:,} of {self.n:,} rows {'holds' if self.few == 1 else 'hold'}"
        one = _whole(self.furthest)
        far = f"{one} lies {number_text(self.times)} times as far out as usual"
        return f"{holds} {percent(self.share)} of the variance: {far}"


def _whole(value: float) -> str:
    """To be found in the file again: all digits before the point, and some behind small ones."""
    return f"{value:,.0f}" if 1000 <= abs(value) < 1e15 else f"{value:.4g}"

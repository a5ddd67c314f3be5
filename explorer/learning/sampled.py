"""A softmax over very many categories, estimated from a few of them that are drawn anew.

Loss and gradients come from one pass over small blocks of rows, as in `softmax`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx

from explorer.learning.softmax import BLOCK, IMPOSSIBLE


@dataclass(frozen=True, slots=True)
class Drawn:
    """Categories of one column: rows of the fused table, each standing for `stands_for` (log)."""

    rows: Tensor
    stands_for: float


def drawn_from(span: slice, n_drawn: int, noise: torch.Generator) -> Drawn:
    """Draw uniformly, with replacement, from a column's rows of the fused table."""
    size = span.stop - span.start
    rows = span.start + torch.randint(size, (n_drawn,), generator=noise)
    return Drawn(rows, float(np.log(size / n_drawn)))


class _SampledSoftmax(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: FunctionCtx,
        asked: Tensor,
        teaching: Tensor,
        rows: Tensor,
        bias: Tensor,
        own_row: Tensor,
        own_bias: Tensor,
        weights: Tensor,
        drawn: Tensor,
        target: Tensor,
        shown: _Shown,
    ) -> Tensor:
        total = asked.new_zeros(())
        to_asked, to_rows, to_bias = torch.empty_like(asked), torch.zeros_like(rows), bias * 0
        to_own = torch.empty_like(own_bias)
        step = max(16, BLOCK // len(rows))
        for start in range(0, len(asked), step):
            part = slice(start, start + step)
            others = torch.addmm(bias, asked[part], rows.T)
            # The target stands beside them already.
            others.masked_fill_(drawn == target[part, None], IMPOSSIBLE)
            own = (asked[part] * own_row[part]).sum(dim=1) + own_bias[part]
            shown.add(part, own, others)
            highest = torch.maximum(others.amax(dim=1), own)
            others.sub_(highest[:, None]).exp_()
            own_share = (own - highest).exp_()
            sums = others.sum(dim=1) + own_share
            weight = weights[part]
            total = total + (weight * (sums.log() + highest - own)).sum()
            # From here on `others` holds the gradient: weight * share.
            others.mul_((weight / sums)[:, None])
            to_own[part] = weight * (own_share / sums - 1)
            torch.addmm(to_own[part, None] * own_row[part], others, rows, out=to_asked[part])
            to_rows.addmm_(others.T, teaching[part])
            to_bias.add_(others.sum(dim=0))
        to_own_row = to_own[:, None] * teaching
        ctx.save_for_backward(to_asked, to_rows, to_bias, to_own_row, to_own)
        return total

    @staticmethod
    def backward(ctx: FunctionCtx, upstream: Tensor) -> tuple[Tensor | None, ...]:
        found = ctx.saved_tensors  # type: ignore[attr-defined]  # set above
        to_asked, to_rows, to_bias, to_own_row, to_own = (each * upstream for each in found)
        return to_asked, None, to_rows, to_bias, to_own_row, to_own, *(None,) * 4


@dataclass(slots=True)
class _Shown:
    """Sums up the calibrated cross-entropies of the first `n` rows."""

    n: int
    own: Tensor  # [rows] what calibrates each row's target
    others: Tensor  # [drawn]
    total: float = 0.0

    def add(self, part: slice, own: Tensor, others: Tensor) -> None:
        few = min(self.n - part.start, len(own))
        if few > 0:
            calibrated = own[:few] + self.own[part][:few]
            both = torch.cat([calibrated[:, None], others[:few] + self.others], dim=1)
            self.total += float((torch.logsumexp(both, dim=1) - calibrated).sum())


def sampled_softmax(
    asked: Tensor,
    teaching: Tensor,
    table: Tensor,
    bias: Tensor,
    correction: Tensor,
    target: Tensor,
    weights: Tensor,
    drawn: Drawn,
    n_shown: int,
) -> tuple[Tensor, float]:
    """Weighted sum of cross-entropies over the target and the drawn, each standing for many.

    As in `taught_softmax`, the gradient that reaches the table is that of `teaching` in the
    place of `asked`.

    Args:
        asked, teaching: [n, width]. table: [all rows, width]. target: [n] rows of it.
        bias, correction: [all rows]; the correction makes guesses calibrated.
        weights: [n].
        n_shown: of the n, the first so many are summed up, calibrated, to be shown.

    Returns:
        A scalar, and the sum of the calibrated ones.

    Source: Bengio and Senécal, Adaptive Importance Sampling, 2008, with a uniform draw.
    """
    shown = _Shown(n_shown, correction.detach()[target], correction.detach()[drawn.rows])
    total = _SampledSoftmax.apply(  # type: ignore[no-untyped-call]  # torch's signature
        asked,
        teaching,
        table[drawn.rows],
        bias[drawn.rows] + drawn.stands_for,
        table[target],
        bias[target],
        weights,
        drawn.rows,
        target,
        shown,
    )
    assert isinstance(total, Tensor), "one tensor"
    return total, shown.total

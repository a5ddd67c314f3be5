"""A softmax over very many categories, estimated from a few of them that are drawn anew."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from explorer.learning.softmax import IMPOSSIBLE


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


def sampled_softmax(
    asked: Tensor,
    teaching: Tensor,
    table: Tensor,
    bias: Tensor,
    correction: Tensor,
    target: Tensor,
    drawn: Drawn,
    n_shown: int,
) -> tuple[Tensor, float]:
    """Cross-entropies over the target and the drawn categories, each standing for many.

    As in `taught_softmax`, the gradient that reaches the table is that of `teaching` in the
    place of `asked`.

    Args:
        asked, teaching: [n, width]. table: [all rows, width]. target: [n] rows of it.
        bias, correction: [all rows]; the correction makes guesses calibrated.
        n_shown: of the n, the first so many are summed up, calibrated, to be shown.

    Returns:
        [n] losses, and the sum of the calibrated ones.

    Source: Bengio and Senécal, Adaptive Importance Sampling, 2008, with a uniform draw.
    """
    rows, own_row = table[drawn.rows], table[target]
    others = torch.addmm(bias[drawn.rows] + drawn.stands_for, asked, rows.detach().T)
    own = (asked * own_row.detach()).sum(dim=1) + bias[target]
    # Value zero, gradient of the rows as taught.
    others = others + teaching @ (rows - rows.detach()).T
    own = own + (teaching * (own_row - own_row.detach())).sum(dim=1)
    others = others.masked_fill(drawn.rows == target[:, None], IMPOSSIBLE)
    losses = torch.logsumexp(torch.cat([own[:, None], others], dim=1), dim=1) - own
    with torch.no_grad():
        calibrated = own[:n_shown] + correction[target[:n_shown]]
        both = torch.cat([calibrated[:, None], others[:n_shown] + correction[drawn.rows]], dim=1)
        shown = float((torch.logsumexp(both, dim=1) - calibrated).sum())
    return losses, shown

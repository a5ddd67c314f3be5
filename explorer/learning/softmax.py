"""The softmaxes of several columns at once: loss and gradients in one pass over small blocks."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx

IGNORED = -100  # the target of a cell that is none
IMPOSSIBLE = -1e9  # the bias of a row that fills a group up and is no category
BLOCK = 1_000_000  # logits held at once: 4 MB stay in a core's cache


class _TaughtSoftmax(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: FunctionCtx,
        asked: Tensor,
        teaching: Tensor,
        rows: Tensor,
        bias: Tensor,
        target: Tensor,
        weights: Tensor,
    ) -> Tensor:
        total = asked.new_zeros(())
        to_asked, to_rows = torch.empty_like(asked), torch.zeros_like(rows)
        to_bias = torch.zeros_like(bias)
        step = max(16, BLOCK // (rows.shape[0] * rows.shape[1]))
        for start in range(0, asked.shape[1], step):
            part = slice(start, start + step)
            logits = torch.baddbmm(bias[:, None, :], asked[:, part], rows.transpose(1, 2))
            present = target[:, part] != IGNORED
            at = torch.where(present, target[:, part], 0)[..., None]
            weight = torch.where(present, weights[:, part], 0.0)
            highest = logits.amax(dim=2, keepdim=True)
            logits.sub_(highest)
            own = logits.gather(2, at)[..., 0]
            logits.exp_()
            sums = logits.sum(dim=2)
            total = total + (weight * (sums.log() - own)).sum()
            # From here on `logits` holds the gradient: weight * (softmax - one at the target).
            logits.mul_((weight / sums)[..., None])
            logits.scatter_add_(2, at, -weight[..., None])
            torch.bmm(logits, rows, out=to_asked[:, part])
            to_rows.baddbmm_(logits.transpose(1, 2), teaching[:, part])
            to_bias.add_(logits.sum(dim=1))
        ctx.save_for_backward(to_asked, to_rows, to_bias)
        return total

    @staticmethod
    def backward(
        ctx: FunctionCtx, upstream: Tensor
    ) -> tuple[Tensor, None, Tensor, Tensor, None, None]:
        to_asked, to_rows, to_bias = ctx.saved_tensors  # type: ignore[attr-defined]  # set above
        return to_asked * upstream, None, to_rows * upstream, to_bias * upstream, None, None


def taught_softmax(
    asked: Tensor, teaching: Tensor, rows: Tensor, bias: Tensor, target: Tensor, weights: Tensor
) -> Tensor:
    """Weighted sum of the cross-entropies of `bias + asked @ rows.T` at the targets.

    The gradient that reaches `rows` is that of `teaching` in the place of `asked`, so that a
    context can count more or less as a teacher than it counts as an answer; with `teaching`
    equal to `asked` it is the ordinary gradient. Nothing of the size [batch, n] is kept.

    Args:
        asked, teaching: [n_columns, batch, width]. rows: [n_columns, n, width].
        bias: [n_columns, n], IMPOSSIBLE where a row is no category.
        target: [n_columns, batch] index into rows, IGNORED where there is none.
        weights: [n_columns, batch].

    Returns:
        A scalar.
    """
    total = _TaughtSoftmax.apply(  # type: ignore[no-untyped-call]  # torch's signature
        asked, teaching, rows, bias, target, weights
    )
    assert isinstance(total, Tensor), "one tensor"
    return total

"""Logits whose rows learn from another mix of contexts than the one that is compared."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx


class _TaughtLogits(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: FunctionCtx, asked: Tensor, teaching: Tensor, rows: Tensor, bias: Tensor
    ) -> Tensor:
        ctx.save_for_backward(teaching, rows)
        return torch.baddbmm(bias[:, None, :], asked, rows.transpose(1, 2))

    @staticmethod
    def backward(ctx: FunctionCtx, upstream: Tensor) -> tuple[Tensor, None, Tensor, Tensor]:
        teaching, rows = ctx.saved_tensors  # type: ignore[attr-defined]  # set by forward
        return upstream @ rows, None, upstream.transpose(1, 2) @ teaching, upstream.sum(dim=1)


def taught_logits(asked: Tensor, teaching: Tensor, rows: Tensor, bias: Tensor) -> Tensor:
    """Compare contexts with the rows of several softmaxes at once.

    The value is `bias + asked @ rows.T`. The gradient that reaches `rows` is that of
    `teaching` in the place of `asked`, so that a context can count more or less as a teacher
    than it counts as an answer; with `teaching` equal to `asked` it is the ordinary gradient.

    Args:
        asked, teaching: [n_columns, batch, width]. rows: [n_columns, n, width].
        bias: [n_columns, n].

    Returns:
        [n_columns, batch, n].
    """
    logits = _TaughtLogits.apply(asked, teaching, rows, bias)  # type: ignore[no-untyped-call]
    assert isinstance(logits, Tensor), "one tensor"
    return logits

"""The softmax totals of all categories over all categories, and their gradient, in blocks."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx

BLOCK = 1_000_000  # logits made at once: 4 MB stay in a core's cache


class _Totals(torch.autograd.Function):
    @staticmethod
    def forward(ctx: FunctionCtx, items: Tensor, guesses: Tensor, lean: Tensor) -> Tensor:
        n = len(items)
        shares = torch.empty(n, len(guesses))
        totals, toward = torch.empty(n), torch.empty_like(items)
        step = max(1, BLOCK // len(guesses))
        for start in range(0, n, step):
            rows = slice(start, start + step)
            block = torch.addmm(lean, items[rows], guesses.T, out=shares[rows])
            highest = block.amax(dim=1, keepdim=True)
            block.sub_(highest).exp_()
            sums = block.sum(dim=1, keepdim=True)
            block.div_(sums)
            totals[rows] = (highest + sums.log())[:, 0]
            torch.mm(block, guesses, out=toward[rows])
        ctx.save_for_backward(shares, toward, items)
        return totals

    @staticmethod
    def backward(ctx: FunctionCtx, upstream: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        shares, toward, items = ctx.saved_tensors  # type: ignore[attr-defined]  # set above
        weighted = upstream[:, None] * items
        return upstream[:, None] * toward, shares.T @ weighted, shares.T @ upstream


def square_totals(items: Tensor, guesses: Tensor, lean: Tensor) -> Tensor:
    """[n] log-sum-exp over y of `items[x] . guesses[y] + lean[y]` for every x.

    Keeps the n x n shares, once, for the gradient: 100 MB for 5,000 categories.
    """
    totals = _Totals.apply(items, guesses, lean)  # type: ignore[no-untyped-call]  # torch's own
    assert isinstance(totals, Tensor), "one tensor"
    return totals

"""The softmaxes of all categories over all categories, asked for at some pairs, with gradients."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx

from explorer.learning import square_kernels

BLOCK = 1_000_000  # logits made at once: 4 MB stay in a core's cache
LEAST = 1e-37  # of an item's likeliest guess; what has less counts as that, near float32's end


class _LogShares(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: FunctionCtx,
        items: Tensor,
        guesses: Tensor,
        lean: Tensor,
        rows: Tensor,
        columns: Tensor,
        room: Tensor,
    ) -> Tensor:
        # The lean goes along as one more number of every row: its product and its gradient are
        # then those of the two large products, without passes of their own.
        asking = torch.cat([items, torch.ones(len(items), 1)], dim=1)
        asked = torch.cat([guesses, lean[:, None]], dim=1)
        odds = torch.empty(len(items))
        step = max(1, BLOCK // len(guesses))
        for start in range(0, len(items), step):
            part = slice(start, start + step)
            block = torch.mm(asking[part], asked.T, out=room[part])
            block.sub_(block.amax(dim=1, keepdim=True)).exp_()
            torch.sum(block, dim=1, out=odds[part])
        found = torch.empty(len(rows))
        square_kernels.take(room.numpy(), rows.numpy(), columns.numpy(), found.numpy())
        ctx.save_for_backward(asking, asked, odds, rows, columns)
        ctx.room = room  # type: ignore[attr-defined]  # torch's way to keep what is no result
        return found.clamp_(min=LEAST).log_().sub_(odds.log()[rows])

    @staticmethod
    def backward(
        ctx: FunctionCtx, upstream: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, None, None, None]:
        asking, asked, odds, rows, columns = ctx.saved_tensors  # type: ignore[attr-defined]  # set above
        slope: Tensor = ctx.room  # type: ignore[attr-defined]  # set above
        # At the logits: as much as was given at the column, less the row's share of all of it.
        given, totals = upstream.contiguous().numpy(), torch.zeros(len(odds))
        square_kernels.sum_of(rows.numpy(), given, totals.numpy())
        slope.mul_((-totals / odds)[:, None])
        square_kernels.add(rows.numpy(), columns.numpy(), given, slope.numpy())
        width = asking.shape[1] - 1
        to_asking, to_asked = slope @ asked, slope.T @ asking
        return to_asking[:, :width], to_asked[:, :width], to_asked[:, width], None, None, None


def log_shares(
    items: Tensor, guesses: Tensor, lean: Tensor, rows: Tensor, columns: Tensor, room: Tensor
) -> Tensor:
    """[m] log of the softmax over y of `items[x] . guesses[y] + lean[y]`, at pairs (x, y).

    Each category's softmax is made once however many pairs ask for it, and everything that the
    pairs send back meets in one gradient at its logits, which can be asked for once.

    Args:
        items, guesses: [n, width]. lean: [n]. rows, columns: [m] int64, the pairs.
        room: [n, n] is written over, again by the gradient: 100 MB for 5,000 categories, kept
            from step to step, since fresh memory costs as much as a product.
    """
    found = _LogShares.apply(  # type: ignore[no-untyped-call]  # torch's own
        items, guesses, lean, rows, columns, room
    )
    assert isinstance(found, Tensor), "one tensor"
    return found

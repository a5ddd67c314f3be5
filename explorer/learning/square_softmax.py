"""The softmaxes of all categories over all categories, asked for at some pairs, with gradients."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx

from explorer.learning import square_kernels
from explorer.learning.exponentials import exponentials, log_sums
from explorer.spectral.threads import in_parts

BLOCK = 1_000_000  # logits made at once: 4 MB stay in a core's cache
WIDE = 640  # columns whose gradient one thread takes at a time; any number of threads, same sums
MOST = 1e30  # exponentials of a row together, and its inverse, without another scale
LANES = 16  # widths are filled up to a multiple: of 5,001 columns the products take twice as long
NONE = -1e4  # logit of a column that only fills up
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
        threads: int,
    ) -> Tensor:
        asking, asked = _with_lean(items, guesses, lean)
        odds = torch.empty(len(items))

        def fill(part: slice) -> None:
            block, total = torch.mm(asking[part], asked.T, out=room[part]), odds[part]
            exponentials(block.numpy(), total.numpy())
            # Logits of probabilities hardly ever leave what float32 holds.
            if total.max() > MOST or total.min() < 1 / MOST:
                torch.mm(asking[part], asked.T, out=block)
                block.sub_(block.amax(dim=1, keepdim=True))
                exponentials(block.numpy(), total.numpy())

        in_parts(fill, slices(len(items), max(1, BLOCK // len(asked))), threads)
        found = torch.empty(len(rows))
        square_kernels.take(room.numpy(), rows.numpy(), columns.numpy(), found.numpy())
        ctx.save_for_backward(asking, asked, odds, rows, columns)
        ctx.n, ctx.room, ctx.threads = len(guesses), room, threads  # type: ignore[attr-defined]  # what is no result
        return found.clamp_(min=LEAST).log_().sub_(odds.log()[rows])

    @staticmethod
    def backward(ctx: FunctionCtx, upstream: Tensor) -> tuple[Tensor | None, ...]:
        asking, asked, odds, rows, columns = ctx.saved_tensors  # type: ignore[attr-defined]  # set above
        room: Tensor = ctx.room  # type: ignore[attr-defined]  # set above
        threads: int = ctx.threads  # type: ignore[attr-defined]  # set above
        # At the logits: as much as was given at the column, less the row's share of all of it.
        given, totals = upstream.contiguous(), torch.zeros(len(odds))
        square_kernels.sum_of(rows.numpy(), given.numpy(), totals.numpy())
        shares = (-totals / odds)[:, None]
        less, width = asking * shares, asking.shape[1] - 1
        to_items, to_asked = torch.empty(len(asking), width), torch.empty(width + 1, len(asked))
        direct = torch.zeros_like(asking), torch.zeros_like(asked)

        def send_back(part: tuple[bool, slice]) -> None:
            of_items, span = part
            if of_items:
                torch.mm(room[span], asked[:, :width], out=to_items[span]).mul_(shares[span])
            else:
                torch.mm(less.T, room[:, span], out=to_asked[:, span])

        parts = [(True, part) for part in slices(len(asking), max(1, BLOCK // len(asked)))]
        in_parts(send_back, parts + [(False, part) for part in slices(len(asked), WIDE)], threads)
        add_at_pairs((asking, rows), (asked, columns), given, direct, threads)
        n = ctx.n  # type: ignore[attr-defined]  # set above
        to_asked = to_asked.T[:n] + direct[1][:n]
        return (
            to_items.add_(direct[0][:, :width]),
            *(to_asked[:, :width], to_asked[:, width]),
            *(None, None, None, None),
        )


def _with_lean(items: Tensor, guesses: Tensor, lean: Tensor) -> tuple[Tensor, Tensor]:
    """Both tables with one more number in every row, the second filled up with rows for nothing.

    The lean's product and its gradient are then those of the large products, without passes of
    their own.
    """
    asked = torch.cat([guesses, lean[:, None]], dim=1)
    filling = asked.new_zeros(wide_enough(len(asked)) - len(asked), asked.shape[1])
    filling[:, -1] = NONE
    return torch.cat([items, items.new_ones(len(items), 1)], dim=1), torch.cat([asked, filling])


def wide_enough(n: int) -> int:
    """Columns for n categories.

    >>> wide_enough(5_000), wide_enough(5_001)
    (5008, 5008)
    """
    return -(-n // LANES) * LANES


def log_totals(items: Tensor, guesses: Tensor, lean: Tensor, threads: int) -> Tensor:
    """[m] logs of the totals of the softmaxes of some items, each over all categories.

    Args:
        items: [m, width]. guesses: [n, width]. lean: [n].
    """
    asking, asked = _with_lean(items, guesses, lean)

    def total(some: Tensor) -> Tensor:
        with torch.no_grad():  # what holds for one thread is unknown to another
            return log_sums(torch.mm(some, asked.T))

    return torch.cat(in_parts(total, torch.split(asking, max(1, BLOCK // len(asked))), threads))


def slices(n: int, step: int) -> list[slice]:
    """0 ... n in steps."""
    return [slice(first, min(first + step, n)) for first in range(0, n, step)]


def add_at_pairs(
    one: tuple[Tensor, Tensor],
    other: tuple[Tensor, Tensor],
    given: Tensor,
    out: tuple[Tensor, Tensor],
    threads: int,
) -> None:
    """Add to the gradients of two tables what pairs of their rows send back, in order of pairs.

    Args:
        one, other: a table [n, width], and [p] the row of it that each pair holds.
        given: [p] the gradient at the pair's product. out: of both tables, added to.
    """

    def send(part: tuple[int, slice]) -> None:
        side, span = part
        (_, own), (table, rows) = (one, other) if side == 0 else (other, one)
        square_kernels.add_rows(
            span.start,
            span.stop,
            table.numpy(),
            rows.numpy(),
            own.numpy(),
            given.numpy(),
            out[side].numpy(),
        )

    parts = [
        (side, part)
        for side, each in enumerate(out)
        for part in slices(len(each), -(-len(each) // threads))
    ]
    in_parts(send, parts, threads)


def log_shares(
    items: Tensor,
    guesses: Tensor,
    lean: Tensor,
    rows: Tensor,
    columns: Tensor,
    room: Tensor,
    threads: int = 1,
) -> Tensor:
    """[m] log of the softmax over y of `items[x] . guesses[y] + lean[y]`, at pairs (x, y).

    Each category's softmax is made once however many pairs ask for it, and everything that the
    pairs send back meets in one gradient at its logits, which can be asked for once.

    Args:
        items, guesses: [n, width]. lean: [n]. rows, columns: [m] int64, the pairs.
        room: [n, wide_enough(n)] is written over, again by the gradient: 100 MB for 5,000
            categories, kept from step to step, since fresh memory costs as much as a product.
        threads: of our own, and torch is left with one: the bits are those of any number.
    """
    found = _LogShares.apply(  # type: ignore[no-untyped-call]  # torch's own
        items, guesses, lean, rows, columns, room, threads
    )
    assert isinstance(found, Tensor), "one tensor"
    return found

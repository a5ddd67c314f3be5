"""The softmax totals of many categories: of each, the few likeliest exactly, the rest by a draw.

What follows on a category is mostly some tens of others, and those are known from counts. A draw
shared by all misses nearly all of them, so totals estimated from it alone are wrong by what
matters most; it is good for the rest, of which each one weighs little.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx

from explorer.learning import square_kernels
from explorer.learning.exponentials import exponentials
from explorer.learning.square_softmax import add_at_pairs, slices
from explorer.sequences.followers import Followers
from explorer.spectral.threads import in_parts

NEAREST = 48  # followers of a category that are counted exactly
HIGHEST = 80.0  # logit; near the end of float32 once it is an exponential
LEAST = 1e-37  # total of a row, near the other end
BLOCK = 512  # rows of logits made at once; with a thousand drawn, they stay in a core's cache
WIDE = 256  # columns whose gradient one thread takes at a time; any number of threads, same sums
PAIRS = 65_536  # that one thread takes at a time


@dataclass(frozen=True, slots=True)
class Near:
    """Of each category those that followed on it most often.

    Attributes:
        entries: [n, NEAREST] int64; n where fewer followed.
        keys: [m] int64, ascending: `category * n + follower` of all of them.
    """

    entries: Tensor
    keys: Tensor

    @classmethod
    def of(cls, counts: Followers) -> Near:
        n = len(counts.popularity)
        rows = np.repeat(np.arange(n), np.diff(counts.starts))
        order = np.lexsort((counts.followers, -counts.shares, rows))
        place = np.arange(len(rows)) - counts.starts[rows]
        order, place = order[place < NEAREST], place[place < NEAREST]
        entries = np.full((n, NEAREST), n)
        entries[rows[order], place] = counts.followers[order]
        keys = np.sort(rows[order] * n + counts.followers[order])
        return cls(torch.from_numpy(entries), torch.from_numpy(keys))

    def holds(self, categories: Tensor, followers: Tensor) -> Tensor:
        """Whether each follower is among the likeliest of its category; of any one shape."""
        asked = categories * len(self.entries) + followers
        at = torch.searchsorted(self.keys, asked).clamp_(max=max(0, len(self.keys) - 1))
        return self.keys[at] == asked if len(self.keys) else torch.zeros_like(asked).bool()


class Asked(NamedTuple):
    """Pairs whose logarithms are wanted, and what their totals are estimated from.

    Attributes:
        ones: [m] distinct categories x. rows: [p] places in `ones`. columns: [p] categories y.
        drawn: [k] distinct, each standing for n / k of those that are not near.
        room: [m or more, k] is written over, again by the gradient, and kept from step to step.
        threads: of our own, and torch is left with one: the bits are those of any number.
    """

    near: Near
    ones: Tensor
    rows: Tensor
    columns: Tensor
    drawn: Tensor
    room: Tensor
    threads: int = 1


class _NearLogs(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: FunctionCtx,
        asked: Asked,
        items: Tensor,
        guesses: Tensor,
        lean: Tensor,
    ) -> Tensor:
        # Only this thread knows that nothing is to be differentiated here.
        items, guesses, lean = (each.detach().contiguous() for each in (items, guesses, lean))
        n, (drawn, rows, columns) = len(guesses), (asked.drawn, asked.rows, asked.columns)
        room, own = asked.room[: len(items)], asked.near.entries[asked.ones]
        near, odds = torch.empty(own.shape), torch.empty(len(items))
        of_drawn, stand_for = guesses[drawn], lean[drawn] + math.log(n / len(drawn))
        place = torch.full((n + 1,), -1)
        place[drawn] = torch.arange(len(drawn))

        def fill(part: slice) -> None:
            block = torch.addmm(stand_for, items[part], of_drawn.T, out=room[part])
            exponentials(block.clamp_(max=HIGHEST).numpy(), odds[part].numpy())
            square_kernels.exact(
                own[part].numpy(),
                place.numpy(),
                items[part].numpy(),
                guesses.numpy(),
                lean.numpy(),
                HIGHEST,
                block.numpy(),
                near[part].numpy(),
            )
            torch.add(block.sum(dim=1), near[part].sum(dim=1), out=odds[part])

        in_parts(fill, slices(len(items), BLOCK), asked.threads)
        odds.clamp_(min=LEAST)
        found = torch.empty(len(rows))

        def dots(part: slice) -> None:
            square_kernels.dots(
                items.numpy(),
                guesses.numpy(),
                rows[part].numpy(),
                columns[part].numpy(),
                found[part].numpy(),
            )

        in_parts(dots, slices(len(rows), PAIRS), asked.threads)
        ctx.save_for_backward(items, guesses, of_drawn, own, near, odds)
        ctx.asked = asked  # type: ignore[attr-defined]  # torch's way to keep what is no tensor
        return found.add_(lean[columns]).sub_(odds.log()[rows])

    @staticmethod
    def backward(ctx: FunctionCtx, upstream: Tensor) -> tuple[Tensor | None, ...]:
        asked: Asked = ctx.asked  # type: ignore[attr-defined]  # set above
        items, guesses, of_drawn, own, near, odds = ctx.saved_tensors  # type: ignore[attr-defined]  # set above
        (m, width), k, room = items.shape, len(of_drawn), asked.room
        totals = torch.zeros(m)
        square_kernels.sum_of(asked.rows.numpy(), upstream.contiguous().numpy(), totals.numpy())
        shares = (-totals / odds)[:, None]
        less = torch.cat([items * shares, shares], dim=1)
        to_items, to_drawn = torch.empty(m, width), torch.empty(width + 1, k)

        def send_back(part: tuple[bool, slice]) -> None:
            of_items, span = part
            if of_items:
                torch.mm(room[span], of_drawn, out=to_items[span]).mul_(shares[span])
            else:
                torch.mm(less.T, room[:m, span], out=to_drawn[:, span])

        parts = [(True, part) for part in slices(m, BLOCK)]
        in_parts(send_back, parts + [(False, part) for part in slices(k, WIDE)], asked.threads)
        rows = torch.cat([torch.arange(m).repeat_interleave(own.shape[1]), asked.rows])
        columns = torch.cat([own.clamp(max=len(guesses) - 1).view(-1), asked.columns])
        given = torch.cat([(near * shares).view(-1), upstream])
        to_guesses, to_lean = torch.zeros_like(guesses), torch.zeros(len(guesses))
        square_kernels.sum_of(columns.numpy(), given.numpy(), to_lean.numpy())

        add_at_pairs(
            (items, rows), (guesses, columns), given, (to_items, to_guesses), asked.threads
        )
        to_guesses[asked.drawn] += to_drawn[:width].T
        to_lean[asked.drawn] += to_drawn[width]
        return None, to_items, to_guesses, to_lean


def near_logs(asked: Asked, items: Tensor, guesses: Tensor, lean: Tensor) -> Tensor:
    """[p] log of the softmax over y of `items[x] . guesses[y] + lean[y]`, its total estimated.

    What is asked for need not be in the total, so some may be above 0.

    Source of the draw: Bengio and Senécal, Adaptive Importance Sampling, 2008, uniform.

    Args:
        items: [m, width] of `asked.ones`. guesses: [n, width]. lean: [n].
    """
    found = _NearLogs.apply(asked, items, guesses, lean)  # type: ignore[no-untyped-call]  # torch's
    assert isinstance(found, Tensor), "one tensor"
    return found

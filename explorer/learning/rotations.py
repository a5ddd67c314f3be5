"""Matrices that are kept rotations while they are learned, however far a step takes them."""

from __future__ import annotations

import torch
from torch import Tensor

# Off by this much in all (Frobenius' norm), no value is above 1.5: one step of the iteration turns
# values above 1.73 around, and those above 2.24 it lets grow without end.
FAR = 1.5**3 - 1.5
STEPS = 8  # from a tenth of its length a direction is back at 0.98 of it


@torch.no_grad()
def keep_rotations(turns: Tensor) -> None:
    """Make matrices rotations again, in place; what is 0 stays so.

    An iteration of Newton and Schulz, which brings every singular value s to 1.5 s - 0.5 s^3. One
    step is near enough where a matrix was one a moment ago; where noise threw it further off, it
    is first made so short that the iteration cannot fail, and then brought all the way back.

    Args:
        turns: [n, rows, columns]; the rows of each, or its columns if they are fewer, are made
            orthonormal.

    Source: Higham, Functions of Matrices, 2008, section 8.3.
    """
    straight = _cubed(turns)
    far = torch.linalg.matrix_norm(turns - straight) > FAR
    apart, longest = turns[far], torch.linalg.matrix_norm(straight[far]) ** (1 / 3)
    turns.mul_(1.5).sub_(straight, alpha=0.5)
    if len(apart):
        apart = apart / longest[:, None, None]
        for _ in range(STEPS):
            apart = 1.5 * apart - 0.5 * _cubed(apart)
        turns[far] = apart


def _cubed(turns: Tensor) -> Tensor:
    """Each with its singular values to the third power."""
    across = turns.transpose(1, 2)
    if turns.shape[1] <= turns.shape[2]:
        return (turns @ across) @ turns
    return turns @ (across @ turns)

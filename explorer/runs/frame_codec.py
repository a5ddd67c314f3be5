"""Frames in few bytes, without losing a bit.

Frame after frame a point moves little, so most leading bits of its coordinates stay. Each frame
is stored as the exclusive-or with the frame before, the four bytes of every number sorted into
four planes: planes of leading bytes are nearly all zero, and deflate makes little of them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def pack(frames: NDArray[np.float32]) -> bytes:
    """[n_frames, n, 2] float32 -> as many bytes, which compress well."""
    bits = np.ascontiguousarray(frames, "<f4").view("<u4").reshape(len(frames), -1)
    changed = bits.copy()
    changed[1:] ^= bits[:-1]
    planes = changed.view(np.uint8).reshape(len(frames), -1, 4)
    return np.ascontiguousarray(planes.transpose(2, 0, 1)).tobytes()


def unpack(content: bytes, n_frames: int, n: int) -> NDArray[np.float32]:
    """The frames of `pack`: [n_frames, n, 2] float32, equal to the last bit.

    Raises:
        ValueError: the content has another length.
    """
    planes = np.frombuffer(content, np.uint8).reshape(4, n_frames, 2 * n)
    changed = np.ascontiguousarray(planes.transpose(1, 2, 0)).view("<u4")[..., 0]
    bits = np.bitwise_xor.accumulate(changed, axis=0) if n_frames else changed
    return bits.view("<f4").reshape(n_frames, n, 2).astype(np.float32, copy=False)

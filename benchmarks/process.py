"""Memory of a process, read from /proc (Linux)."""

from __future__ import annotations

from pathlib import Path
from typing import Literal


def memory(which: Literal["VmRSS", "VmHWM"], pid: int | None = None) -> float:
    """MB (2^20 bytes) that a process holds now, or held at its peak; None is this process.

    The kernel's ru_maxrss would not do: a child's begins with what its parent held.

    Raises:
        OSError: the process is gone, or the system has no /proc.
    """
    lines = Path(f"/proc/{pid or 'self'}/status").read_text().splitlines()
    found = [int(line.split()[1]) for line in lines if line.startswith(which)]
    if not found:
        raise ProcessLookupError(f"process {pid} holds no memory any more")
    return found[0] / 1024

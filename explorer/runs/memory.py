"""How much memory another process really uses."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def resident_mb(pid: int) -> float | None:
    """Resident memory in MB, or None when it cannot be told (the process ended).

    An address-space limit would end torch by what it reserves, not by what it uses.
    """
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
    except (OSError, ValueError, IndexError, AttributeError):
        pass
    if os.name != "posix":
        return None
    try:  # systems without /proc, such as macOS
        told = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, timeout=5
        )
        return int(told.stdout) * 1024 / 1e6
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None

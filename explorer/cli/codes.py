"""What a command ends with, for the shell."""

from __future__ import annotations

OK, WRONG, STOPPED = 0, 2, 130  # 1 is what Python ends with at a fault

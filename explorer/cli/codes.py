"""What a command ends with, for the shell."""

from __future__ import annotations

OK, FAULT, WRONG, STOPPED = 0, 1, 2, 130

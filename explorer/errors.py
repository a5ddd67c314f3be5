"""What can go wrong through no fault of ours, each with the way to mend it.

    ExplorerError
    ├── ReadError        the file cannot be read as a table
    ├── SpecError        a recipe contradicts itself or the data
    ├── NothingToLearn   the data hold nothing that these settings could learn
    ├── ProjectionError  this column cannot be drawn that way
    ├── LimitError       a stated limit of this installation is passed
    ├── NotFound         the link, run, dataset, column or category does not exist (any more)
    ├── NotOwner         only the owner's browser may do this
    └── BrokenRun        a stored or uploaded run file is damaged or not ours

Our own mistakes are asserts and crashes, never one of these.
"""

from __future__ import annotations


class ExplorerError(Exception):
    """A sentence for the person in front of the screen, and the way out.

    Args:
        message: what is wrong and where, with the person's own words and numbers.
        mend: what to do about it; one sentence, or empty when nothing can be done.
    """

    def __init__(self, message: str, *, mend: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.message} {self.mend}".strip()


class ReadError(ExplorerError):
    """The bytes are not a table we can read."""


class SpecError(ExplorerError):
    """A recipe contradicts itself or does not fit the data."""


class NothingToLearn(ExplorerError):
    """The data are fine, but hold nothing that could be learned this way."""


class ProjectionError(ExplorerError):
    """A column cannot be laid out in the plane by the chosen method."""


class LimitError(ExplorerError):
    """A stated limit of this installation is passed."""


class NotFound(ExplorerError):
    """The address names something that does not exist here, or no longer."""


class NotOwner(ExplorerError):
    """Only the browser that made this may change it."""


class BrokenRun(ExplorerError):
    """A stored or uploaded run cannot be read back."""

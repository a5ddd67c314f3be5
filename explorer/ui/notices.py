"""States and errors as sentences beside the thing they concern."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from streamlit.errors import StreamlitAPIException

from explorer.errors import ExplorerError
from explorer.ui import markup

Tone = Literal["note", "good", "warning", "error"]
log = logging.getLogger("explorer.ui")


def notice(message: str, mend: str = "", tone: Tone = "note") -> None:
    """A sentence, what to do about it, and a colored edge that says how serious it is."""
    role = "alert" if tone == "error" else "status"
    parts = ["<span>{message}</span>"]
    if mend:
        parts.append("<span class='mend'>{mend}</span>")
    markup.show(
        f"<div class='notice {tone}' role='{role}'>{' '.join(parts)}</div>",
        message=message,
        mend=mend,
    )


def error(problem: ExplorerError) -> None:
    """What is wrong and how to mend it."""
    notice(problem.message, problem.mend, "error")


@contextmanager
def guarded(place: str) -> Iterator[None]:
    """Keep a fault from reaching the person as a traceback.

    An ExplorerError is shown with its mend where it happened. Anything else is our mistake: the
    log gets the traceback, the page a calm sentence, and the rest of the page goes on.
    """
    try:
        yield
    except ExplorerError as problem:
        error(problem)
    except StreamlitAPIException:
        raise  # how the page is put together is wrong: tests must see it
    except Exception:
        log.exception("%s could not be shown", place)
        notice(
            f"{place} could not be shown because of a fault of ours; the log has the details.",
            "Your data and runs are untouched. Reload the page to try again.",
            "error",
        )

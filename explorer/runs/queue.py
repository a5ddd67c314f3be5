"""How far a waiting run has to go: its place, and about how long."""

from __future__ import annotations

import heapq
import json
import sqlite3

_UNKNOWN_SECONDS = 30.0  # what a training, or a sweep, is taken to last when nothing is known


def place_in_queue(
    connection: sqlite3.Connection, run_id: str, at_once: int
) -> tuple[int, float | None]:
    """Place from 1 and expected seconds until the run begins; (0, None) when it does not wait."""
    waiting = connection.execute(
        "SELECT jobs.run, runs.estimate FROM jobs LEFT JOIN runs ON runs.id = jobs.run"
        " WHERE jobs.state='queued' AND jobs.lane='train' ORDER BY jobs.id"
    ).fetchall()
    order = [row["run"] for row in waiting]
    if run_id not in order:
        return 0, None
    place = order.index(run_id)
    running = connection.execute(
        "SELECT runs.progress, runs.estimate FROM jobs LEFT JOIN runs ON runs.id = jobs.run"
        " WHERE jobs.state='running' AND jobs.lane='train'"
    ).fetchall()
    left = [
        json.loads(row["progress"] or "{}").get("seconds_left")
        or row["estimate"]
        or _UNKNOWN_SECONDS
        for row in running
    ]
    ahead = [row["estimate"] or _UNKNOWN_SECONDS for row in waiting[:place]]
    return place + 1, wait_seconds(left, ahead, at_once)


def wait_seconds(left: list[float], ahead: list[float], at_once: int) -> float:
    """Seconds until one of `at_once` slots is free, when those ahead take theirs in order.

    >>> wait_seconds([10.0, 4.0], [5.0], at_once=2)  # the one ahead begins after 4 s, ends at 9
    9.0
    """
    slots = left + [0.0] * max(0, at_once - len(left))
    heapq.heapify(slots)
    for seconds in ahead:
        heapq.heappush(slots, heapq.heappop(slots) + seconds)
    return heapq.heappop(slots)

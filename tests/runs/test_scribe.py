"""Work done behind a training: in order, not too far behind, and never silently failing."""

import threading

import pytest

from explorer.runs.scribe import AHEAD, Scribe


def test_work_is_done_in_the_order_it_was_given_and_the_last_answer_is_known_at_the_end():
    done = []

    def work(i):
        done.append(i)
        return i

    with Scribe(-1) as scribe:
        for i in range(50):
            scribe.give(lambda i=i: work(i))
        scribe.finish()
        assert scribe.idle
        assert scribe.answer == 49
    assert done == list(range(50))


def test_whoever_gives_work_waits_once_too_much_is_left():
    may_go_on, given = threading.Event(), []

    def slow():
        assert may_go_on.wait(10)

    def give_all(scribe):
        for i in range(AHEAD + 3):
            scribe.give(slow)
            given.append(i)

    with Scribe(None) as scribe:
        giver = threading.Thread(target=give_all, args=(scribe,))
        giver.start()
        giver.join(0.3)
        assert len(given) == AHEAD
        assert not scribe.idle
        may_go_on.set()
        giver.join(10)
        assert len(given) == AHEAD + 3


def test_what_went_wrong_is_raised_where_work_is_given():
    def fail():
        raise OSError("the disk is full")

    def write(scribe):
        scribe.give(fail)
        scribe.finish()

    with Scribe(None) as scribe, pytest.raises(OSError, match="disk is full"):
        write(scribe)

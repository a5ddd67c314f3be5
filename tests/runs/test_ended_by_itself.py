"""Why a training was done before its last epoch, beside whether it has learned something."""

import pytest

from explorer.records.spec import TrainingSpec
from explorer.records.training import Verdict
from explorer.runs.recorder import ended_by_itself, fits_at_once

BASKETS = TrainingSpec("cooccurrence", item="song", basket="list", method="spectral")


@pytest.mark.parametrize(
    ("spec", "fits"), [(BASKETS, "the decomposition"), (TrainingSpec(), "what it began with")]
)
def test_where_the_start_fits_best_a_run_that_has_learned_something_says_so(spec, fits):
    learned = Verdict(True, 0.4, 0.69, "nats", "Pairs are told apart.")
    said = ended_by_itself(6, 0, fits_at_once(spec, learned))
    assert said.startswith(f"It ended by itself after 6 epochs: {fits} already fits best; ")
    nothing = Verdict(False, 0.7, 0.69, "nats", "Nothing.")
    assert "lowest before" in ended_by_itself(6, 0, fits_at_once(spec, nothing))
    assert "no longer fell" in ended_by_itself(6, 3, fits_at_once(spec, learned))

"""The picture of a sweep: what is drawn, said and tabulated is the same."""

from __future__ import annotations

import math
from xml.etree import ElementTree

import pytest

from explorer.data import knee
from explorer.figures.palette import DARK, LIGHT
from explorer.figures.sweep import loss_by_dimension, while_measuring
from explorer.records.sweep import Sweep, Trained

LOSSES = {1: 1.8, 2: 1.4, 4: 1.0, 8: 1.01}


def sweep_of(losses=LOSSES, repeats=2, done=None, **more):
    sweep = Sweep(None, ("city", "dish"), (30, 5), tuple(losses), repeats, 500, 500, 10, **more)
    for dim, repeat in sweep.left()[:done]:
        sweep = sweep.with_trained(Trained(dim, repeat, losses[dim] + 0.01 * repeat, 2.0, True))
    return sweep


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_line_the_mark_and_the_table_hold_the_same_losses(theme):
    sweep = sweep_of()
    found = knee.find(sweep)
    picture = loss_by_dimension(sweep, found, theme)
    line, mark = picture.figure.data[1:3]
    assert list(line.y) == pytest.approx([1.805, 1.405, 1.005, 1.015])
    assert list(line.x) == [0, 1, 2, 3]
    assert (list(mark.x), list(mark.y)) == ([2], [pytest.approx(1.005)])
    assert line.line.color == theme.accent
    assert line.customdata[0] == "1 dimension"
    assert line.customdata[2] == "4 dimensions"
    assert picture.table["dimensions"] == [1, 2, 4, 8]
    assert picture.table["held-out loss"][2] == "1.0050"
    assert picture.table["of the gain"][2] == "100 %"
    assert knee.sentence(sweep, found) in picture.alt


def test_rules_are_lines_where_they_lie_within_what_was_tried():
    sweep = sweep_of()
    rules = {"ours": 5, "fastai": 11, "fourth root": 5}
    picture = loss_by_dimension(sweep, knee.find(sweep), LIGHT, rules)
    upright = [shape for shape in picture.figure.layout.shapes if shape.x0 == shape.x1]
    assert [shape.x0 for shape in upright] == [math.log2(5)]
    texts = {note.text for note in picture.figure.layout.annotations}
    assert "ours, fourth root" in texts
    assert not any("fastai" in text for text in texts)


def test_while_measuring_every_training_done_is_a_dot():
    sweep = sweep_of(done=3)
    drawn = while_measuring(sweep, knee.find(sweep), LIGHT)
    assert drawn.count("r='2'") == 3
    assert drawn.count("r='4'") == 3
    ElementTree.fromstring(drawn)
    one = sweep_of({7: 1.2}, done=1)
    assert "nan" not in while_measuring(one, knee.find(one), LIGHT)


def test_a_number_is_measured_in_variance():
    sweep = sweep_of(unit="variance")
    figure = loss_by_dimension(sweep, knee.find(sweep), LIGHT).figure
    assert figure.layout.yaxis.title.text == "held-out loss, share of the variance"
    assert "the mean" in {note.text for note in figure.layout.annotations}

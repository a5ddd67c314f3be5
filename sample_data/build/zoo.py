"""zoo.csv: 100 animals and their traits, from Orange's copy of the UCI Zoo data."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sample_data.build.sample import Sample
from sample_data.build.wheels import ORANGE3, open_wheel

YES_NO = {"0": "no", "1": "yes"}


def build(cache: Path) -> Sample:
    """Traits as words; the row "girl" left out; the two frogs told apart; the class last."""
    with open_wheel(ORANGE3, cache) as wheel:
        lines = wheel.read("Orange/datasets/zoo.tab").decode("utf-8").splitlines()
    columns = lines[0].split("\t")
    # Lines 2 and 3 hold Orange's column types and roles.
    cells = [line.split("\t") for line in lines[3:] if line]
    table = pd.DataFrame(cells, columns=columns)
    assert len(table) == 101

    table = table[table["name"] != "girl"]
    poison_frog = (table["name"] == "frog") & (table["venomous"] == "1")
    animal = table["name"].mask(poison_frog, "poison frog")
    # The number of legs stays a category: 0, 2, 4, 5, 6, 8.
    traits = {
        name: table[name] if name == "legs" else table[name].map(YES_NO)
        for name in columns
        if name not in ("name", "type")
    }
    data = pd.DataFrame({"animal": animal, **traits, "class": table["type"]})
    assert data["animal"].is_unique
    return Sample("zoo", data, data[["animal", "class"]])

"""Columns that give away what is to be predicted, and those that only tell much of it."""

import numpy as np
import pytest

from explorer.data.giveaways import giveaways, warned
from explorer.data.reading import read_table

N = 400
DRAW = np.random.default_rng(0)
PORT = [f"port {i}" for i in DRAW.integers(0, 12, N)]
GRADE = [f"grade {i}" for i in DRAW.integers(0, 5, N)]
PRICE = [f"{x:.2f}" for x in DRAW.random(N) * 100]


def found(tmp_path, target, **columns):
    named = {**columns, "target": target}
    lines = [",".join(named), *map(",".join, zip(*named.values(), strict=True))]
    (tmp_path / "t.csv").write_text("\n".join(lines) + "\n")
    return giveaways(read_table(tmp_path / "t.csv", "t.csv"), list(columns), "target")


@pytest.mark.parametrize("write", [str, str.upper, lambda port: str(hash(port) % 10**9)])
def test_a_copy_of_the_target_is_found_however_it_is_written(tmp_path, write):
    assert found(tmp_path, list(map(write, PORT)), port=PORT, grade=GRADE) == [("port", 1.0)]


def test_a_copy_is_found_beside_rows_without_a_target_and_a_few_slips(tmp_path):
    gaps = ["" if i % 9 == 0 else port for i, port in enumerate(PORT)]
    assert found(tmp_path, gaps, port=PORT) == [("port", 1.0)]
    slips = ["port 3" if i in (7, 77) else port for i, port in enumerate(PORT)]
    ((name, share),) = found(tmp_path, slips, port=PORT)
    assert name == "port"
    assert 0.99 < share < 1


def test_a_number_in_other_units_is_a_copy_and_one_that_is_close_is_none(tmp_path):
    cents = [f"{float(price) * 100:.0f}" for price in PRICE]
    assert found(tmp_path, cents, price=PRICE, grade=GRADE) == [("price", 1.0)]
    near = [f"{float(price) + DRAW.random():.2f}" for price in PRICE]
    assert found(tmp_path, near, price=PRICE) == []


def test_what_decides_the_answer_is_no_copy_of_it(tmp_path):
    edible = [("no", "yes")[int(port[5:]) % 2] for port in PORT]  # as odor tells of mushrooms
    assert found(tmp_path, edible, odor=PORT, grade=GRADE) == []


def test_shares_that_chance_explains_prove_nothing(tmp_path):
    rarely = ["yes" if i % 150 == 0 else "no" for i in range(N)]
    other = ["yes" if i % 170 == 1 else "no" for i in range(N)]
    assert found(tmp_path, rarely, other=other) == [], "both are nearly always no"
    assert found(tmp_path, PORT, name=[f"name {i}" for i in range(N)]) == []


def test_it_is_said_what_to_do_where_something_else_is_there_to_learn_from():
    said = warned([("port", 1.0)], "target", 3)
    assert (said.sentence, said.mend) == (
        "'port' tells 'target' in every row.",
        "Leave it out to learn from the others.",
    )
    assert warned([("port", 1.0)], "target", 1).mend == ""
    assert warned([], "target", 1) is None

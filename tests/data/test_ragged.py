"""Lines of different lengths: each a basket, with its items side by side."""

from __future__ import annotations

import random

import pytest

from explorer.data.shape import find_shapes
from explorer.records.table import ReadOptions
from tests.data.dishes import BASKETS, DISHES, RAGGED, read

draw = random.Random(7)


@pytest.mark.parametrize("name", RAGGED)
def test_no_item_of_a_ragged_file_is_lost(tmp_path, name):
    table = read(tmp_path, RAGGED[name][0])
    facts = find_shapes(table)[0].facts
    baskets = BASKETS
    if name == "a few ragged lines":
        baskets = [line.split(",") for line in RAGGED[name][0].splitlines()]
    assert table.problems == ()
    assert table.reading.ragged
    assert facts.n_baskets == table.n_rows == len(baskets)
    assert facts.n_places == sum(map(len, baskets))
    assert facts.n_items == len({item for items in baskets for item in items})
    assert facts.singles == sum(len(items) == 1 for items in baskets)
    assert facts.largest == max(map(len, baskets))


KEYS = {
    "numbers that rise": (";", lambda i: 1 + i),  # items are numbers too, some of them the same
    "numbers in no order": (",", lambda i: 9_000 + i * 7919 % 1000),
    "codes": (" ", lambda i: f"T-{i * 31 % 400:05}"),
    "quoted codes": (";", lambda i: f'"2024/{i:03}"'),
}


@pytest.mark.parametrize("name", KEYS)
def test_a_number_or_code_before_each_line_is_no_item_and_that_is_said(tmp_path, name):
    by, key = KEYS[name]
    baskets = [[str(DISHES.index(item)) for item in items] for items in BASKETS]
    text = "".join(f"{key(i)}{by}{by.join(items)}\n" for i, items in enumerate(baskets))
    table = read(tmp_path, text)
    facts = find_shapes(table)[0].facts
    assert table.reading.ragged
    assert (facts.n_baskets, facts.n_items) == (len(BASKETS), len(DISHES))
    assert facts.n_places == sum(map(len, BASKETS))
    (problem,) = table.problems
    example = str(key(0)).strip('"')
    assert problem.severity == "dropped"
    assert problem.sentence == (
        f"300 lines begin with a number or code of their own, such as {example!r}; it names the "
        "line, is no item, and was left out."
    )


@pytest.mark.parametrize("by", ["\t", ";"])
def test_a_name_of_its_own_behind_the_code_of_each_line_is_no_item_either(tmp_path, by):
    text = "".join(
        f"SET_{i}{by}http://x.org/{i}{by}{by.join(items)}\n" for i, items in enumerate(BASKETS)
    )
    table = read(tmp_path, text)
    facts = find_shapes(table)[0].facts
    assert (facts.n_items, facts.n_places) == (len(DISHES), sum(map(len, BASKETS)))
    assert [problem.sentence for problem in table.problems] == [
        "300 lines begin with a number or code and a name of their own, such as 'SET_0' and "
        "'http://x.org/0'; they name the line, are no items, and were left out."
    ]


def test_items_that_are_codes_and_come_again_are_no_keys_of_lines(tmp_path):
    codes = [[f"A{DISHES.index(item)}" for item in items] for items in BASKETS]
    text = "".join(
        f"{','.join([f'A{100 + i}', *codes[i], f'A{100 + (i * 7) % 300}'])}\n" for i in range(300)
    )
    table = read(tmp_path, text)
    assert (table.reading.ragged, table.problems) == (True, ())
    assert find_shapes(table)[0].facts.n_places == sum(map(len, BASKETS)) + 600


def test_words_may_come_again_in_their_line_and_numbers_that_do_are_measured(tmp_path):
    acts = ["view", "cart", "buy", "search", "leave"]
    lines = [[draw.choice(acts) for _ in range(3 + i % 6)] for i in range(200)]
    table = read(tmp_path, "".join(f"{' '.join(line)}\n" for line in lines))
    assert (table.reading.ragged, table.n_rows) == (True, 200)
    assert find_shapes(table)[0].facts.n_places == sum(map(len, lines))
    measured = "".join(f"{' '.join(str(acts.index(act)) for act in line)}\n" for line in lines)
    assert not read(tmp_path, measured).reading.ragged


def test_a_ragged_file_can_be_read_as_a_table_all_the_same(tmp_path):
    text = RAGGED["ragged lines"][0]
    assert not read(tmp_path, text, ReadOptions(header=True)).reading.ragged


@pytest.mark.parametrize("by", [",", ";", "|", "; "])
@pytest.mark.parametrize("title", ["ingredients", "Genres", "was_gekocht"])
def test_a_word_alone_above_lists_that_never_hold_it_is_no_item(tmp_path, by, title):
    lists = [items for items in BASKETS if len(items) > 1]
    text = "\n".join([title, *map(by.join, lists)])
    table = read(tmp_path, text)
    facts = find_shapes(table)[0].facts
    assert (table.reading.ragged, facts.n_baskets) == (True, len(lists))
    assert (facts.n_places, facts.singles) == (sum(map(len, lists)), 0)
    assert [problem.sentence for problem in table.problems] == [
        f"The first line, {title!r}, is in no other and was taken as the title of the lists. If it "
        "is an item, choose that the first row is a row of data."
    ]
    kept = read(tmp_path, text, ReadOptions(header=False))
    assert find_shapes(kept)[0].facts.n_places == facts.n_places + 1


def test_a_first_line_of_one_item_is_a_basket_where_others_hold_it_or_are_like_it(tmp_path):
    lists = [items for items in BASKETS if len(items) > 1]
    held = "\n".join(["wine", *map(",".join, lists), "wine,red tea,old tea"])
    assert find_shapes(read(tmp_path, held))[0].facts.n_baskets == len(lists) + 2
    rare = [["wine"], *lists[:100], *([f"item{i}"] for i in range(30))]
    text = "\n".join(map(",".join, rare))
    assert find_shapes(read(tmp_path, text))[0].facts.n_baskets == len(rare)


def written(items: list[str], how: str) -> str:
    return {
        "spaces": ", ".join(items),
        "semicolons": ";".join(items),
        "trailing": ",".join(items) + ",",
        "quoted": ",".join(f'"{item}"' for item in items),
        "some quoted": ",".join(f'"{i}, fresh"' if i == DISHES[0] else i for i in items),
        "bars inside": ",".join(item.replace(" ", "|") for item in items),
        "markup": ",".join(f"<b>{item}</b>" for item in items),
    }[how]


@pytest.mark.parametrize(
    "how",
    ["spaces", "semicolons", "trailing", "quoted", "some quoted", "bars inside", "markup"],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n"])
def test_ragged_lines_keep_their_items_however_they_are_written(tmp_path, how, end):
    text = end.join(written(items, how) for items in BASKETS) + end
    found = find_shapes(read(tmp_path, text))[0]
    assert found.kind == "wide"
    assert found.facts.n_places == sum(map(len, BASKETS))
    assert found.facts.n_items == len({item for items in BASKETS for item in items})


@pytest.mark.parametrize(
    "lines",
    [
        ["The cat sat on the mat.", "It was a dark night, and the rain fell.", "She said no."],
        ["New York", "New Orleans", "York", "San Juan", "San Jose de Mayo", "Old York"],
        ["x,x,x", "x", "x,x"],
        ["a,b,c", "d,e", "f"],
    ],
    ids=["prose", "names of towns", "one item", "nothing twice"],
)
def test_lines_of_words_are_no_baskets(tmp_path, lines):
    text = "\n".join(lines if lines[0] == "a,b,c" else [draw.choice(lines) for _ in range(200)])
    assert not read(tmp_path, text).reading.ragged

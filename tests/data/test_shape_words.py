"""What is counted of baskets and sequences, and the sentences it is told and warned in."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from explorer.data.shape import find_shapes
from explorer.data.shape_facts import count
from explorer.data.shape_words import described, warnings
from explorer.records.shape import Shape, ShapeFacts
from tests.data.dishes import BASKETS, DISHES, csv_of, read, when
from tests.data.shaped_files import FILES


def test_facts_are_those_of_a_plain_loop(tmp_path):
    table = read(tmp_path, FILES["visits nested in visitors"][0])
    facts = find_shapes(table)[0].facts
    of_visitors: dict[int, list[str]] = {}
    for i, items in enumerate(BASKETS):
        of_visitors.setdefault(i // 5, []).extend(items)
    sizes = sorted(map(len, of_visitors.values()))
    assert facts.n_baskets == len(sizes)
    assert facts.median == (sizes[(len(sizes) - 1) // 2] + sizes[len(sizes) // 2]) / 2
    assert facts.partners == pytest.approx(sum(n * (n - 1) for n in sizes) / sum(sizes))
    assert facts.repeated == sum(len(items) - len(set(items)) for items in of_visitors.values())
    usual = max(sum(dish in items for items in of_visitors.values()) for dish in DISHES)
    assert facts.usual_share == usual / len(sizes)
    assert (facts.ties, facts.first) == (0, "1")


def test_the_most_frequent_items_are_counted_in_the_rows_that_are_learned_from(tmp_path):
    rows = [f"u{i // 4},{'abcde'[i % 5]}" for i in range(90)]
    rows += [",e"] * 40 + ["N/A,e"] * 3 + ["u1,a"] * 2 + ["u2,c"]
    table = read(tmp_path, "user,song\n" + "\n".join(rows) + "\n")
    shape = Shape("baskets", item="song", basket="user")
    facts = count(table, shape)
    assert facts.top == (("a", 20), ("c", 19), ("e", 18), ("b", 18))
    assert count(table, shape, 6).top == (("a", 2), ("e", 1), ("c", 1), ("b", 1))
    lists = read(tmp_path, "n,songs\n" + "1,a; b; a\n2,b\n3,a; c\n" * 9)
    facts = count(lists, Shape("lists", item="songs", separator=";"))
    assert facts.top == (("a", 27), ("b", 18), ("c", 9))
    stored = Shape("lists", item="songs", separator=";", facts=facts)
    assert Shape.from_dict(json.loads(json.dumps(stored.to_dict()))) == stored


def test_facts_of_items_side_by_side_are_those_of_a_plain_loop(tmp_path):
    cells = [
        ["" if i % 7 == j else f"{' ' * (i % 3)}{i * j % 11}\u00a0" for j in range(1, 6)]
        for i in range(60)
    ]
    rows = "\n".join(f"{i},{','.join(row)},   " for i, row in enumerate(cells))
    table = read(tmp_path, f"id,a,b,c,d,e,f\n{rows}\n")
    facts = count(table, Shape("wide", item_columns=tuple("abcdef")), 50)
    baskets = [[cell.strip() for cell in row if cell.strip()] for row in cells[:50]]
    items = [item for basket in baskets for item in basket]
    in_baskets = {item: sum(item in basket for basket in baskets) for item in items}
    assert facts.n_places == len(items)
    assert facts.n_items == len(set(items))
    assert facts.repeated == sum(len(basket) - len(set(basket)) for basket in baskets)
    assert in_baskets[facts.usual] == max(in_baskets.values())
    assert facts.usual_share == max(in_baskets.values()) / 50


def test_counting_the_first_rows_says_so(tmp_path):
    table = read(tmp_path, FILES["orders"][0])
    shape = Shape("baskets", item="product", basket="order_id")
    facts = count(table, shape, 50)
    assert (facts.n_looked, facts.n_places) == (50, 50)
    said = described(Shape("baskets", item="product", basket="order_id", facts=facts))
    assert said[-1] == f"Counted in the first 50 of {table.n_rows:,} rows."


def test_warnings_about_the_first_rows_say_that_they_are(tmp_path):
    rows = [
        f"{i // 2 if i % 6 else 9000 + i},{'' if i % 7 == 3 else 's' + str(i % 5)},{i}"
        for i in range(90)
    ]
    rows[4] = rows[4].rpartition(",")[0] + ","
    table = read(tmp_path, "user,song,time\n" + "\n".join(rows) + "\n")
    shape = Shape("sequences", item="song", basket="user", order="time")
    for most, within in ((60, " in the first 60 rows"), (None, "")):
        facts = count(table, shape, most)
        said = [f"{each.sentence} {each.mend}" for each in warnings(replace(shape, facts=facts))]
        for beginning in (
            f"{facts.singles} sequences of {facts.n_baskets}{within} hold one item;",
            f"{facts.n_baskets - facts.singles} sequences to learn from remain{within}.",
            f"1 row{within} has no time;",
            f"{facts.left_out} rows{within} without an item or without a sequence are left out.",
        ):
            assert any(beginning in each for each in said), beginning


def test_rows_whose_user_is_a_word_for_nothing_are_left_out_and_said(tmp_path):
    rows = [f"{'N/A' if i % 40 == 3 else f'u{i // 4}'},s{i % 5},{i}" for i in range(200)]
    rows[5], rows[6] = "null,s1,5", "u1,,6"
    table = read(tmp_path, "user,song,time\n" + "\n".join(rows) + "\n")
    shape = Shape("sequences", item="song", basket="user", order="time")
    facts = count(table, shape)
    assert (facts.largest, facts.left_out, facts.unkeyed) == (4, 7, 6)
    said = [each.sentence for each in warnings(replace(shape, facts=facts))]
    assert said[-1] == (
        "7 rows without an item or without a sequence are left out; 6 of them have a word for "
        "nothing as user, such as 'N/A'."
    )


def test_repeats_are_a_share_of_the_steps_not_of_the_different_items():
    def told(kind):
        facts = ShapeFacts(50, 50, 5, 5, 50, median=10.0, largest=10, repeated=12)
        return described(Shape(kind, item="song", basket="user", facts=facts))[-1]

    assert told("sequences") == "24 % of the steps repeat an item of their sequence."
    assert told("baskets") == "24 % of the items repeat one of their basket."


@pytest.mark.parametrize(
    ("sizes", "sentence"),
    [
        ([1, 1, 1, 2], "The largest basket holds 2 items."),
        ([3, 3, 3], "Each holds 3."),
        ([1, 3, 3], "Half of them hold 3, none more."),
        ([1, 2, 4, 9], "Half of them hold 3 or more, the largest 9."),
        ([1, 1], None),
    ],
)
def test_sizes_of_baskets_are_told_only_where_they_say_something(sizes, sentence):
    facts = ShapeFacts(
        sum(sizes),
        sum(sizes),
        len(sizes),
        5,
        sum(sizes),
        median=float(np.median(sizes)),
        largest=max(sizes),
    )
    said = described(Shape("baskets", item="product", basket="order", facts=facts))
    assert said[1:] == ([] if sentence is None else [sentence])


WARNED = {
    "ties": (
        "user,time,song\n" + "".join(f"u{i % 9},{i // 27},s{i % 5}\n" for i in range(270)),
        "69 % of the steps that follow another have the same time as one before",
    ),
    "unparsable times": (
        "user,time,song\n"
        + "".join(f"u{i % 9},{when(i) if i % 50 else 'n/a'},s{i * i % 7}\n" for i in range(270)),
        "1 value of time is neither a number nor a date, such as 'n/a'; it comes last in its",
    ),
    "names for times": (
        "user,time,song\n"
        + "".join(f"u{i % 9},{when(i) if i % 3 else f'day {i}'},s{i * i % 7}\n" for i in range(99))
        + "".join(f"u{i % 9},later {i},s{i * i % 7}\n" for i in range(99)),
        "132 values of time are neither a number nor a date, such as 'day 0', so its values are put"
        " in order by their letters, numbers within them by their size.",
    ),
    "names alone for times": (
        "user,time,song\n"
        + "".join(f"u{i % 9},{'abcd'[i // 25]},s{i * i % 7}\n" for i in range(99)),
        "4 values of time are neither a number nor a date, such as 'a', so its values are put in"
        " order by their letters.",
    ),
    "names for more times than are looked at": (
        "user,time,song\n" + "".join(f"u{i % 9},day {i}h,s{i * i % 7}\n" for i in range(2_500)),
        "Of 2,000 values of time that were looked at, 2,000 are neither a number nor a date, such "
        "as 'day 0h', so its values are put in order by their letters, numbers within them "
        "by their size.",
    ),
    "missing times": (
        "user,time,song\n"
        + "".join(f"u{i % 9},{when(i) if i % 8 else ''},s{i * i % 7}\n" for i in range(270)),
        "34 rows have no time; they come last in their sequence.",
    ),
    "one sequence": (FILES["one person's listening"][0], "All 200 items make one long sequence."),
}


@pytest.mark.parametrize("name", WARNED)
def test_what_weakens_learning_is_said_with_its_number(tmp_path, name):
    text, sentence = WARNED[name]
    table = read(tmp_path, text)
    shape = Shape("sequences", item="song", basket="user", order="time")
    if name == "one sequence":
        shape = find_shapes(table)[0]
    else:
        shape = Shape("sequences", "", "song", "user", "time", facts=count(table, shape))
    said = [each.sentence for each in warnings(shape)]
    assert any(each.startswith(sentence) for each in said), said
    assert all(each.mend.endswith(".") for each in warnings(shape))


def counted(tmp_path, rows: list[tuple[object, object]]) -> list[str]:
    table = read(tmp_path, csv_of("order,item", [list(row) for row in rows]))
    shape = Shape("baskets", item="item", basket="order")
    shape = Shape("baskets", item="item", basket="order", facts=count(table, shape))
    return [each.sentence for each in warnings(shape)]


def test_baskets_of_one_are_counted(tmp_path):
    rows = [(i, f"i{i % 5}") for i in range(6)] + [(i, f"i{k}") for i in range(6, 14) for k in "ab"]
    assert counted(tmp_path, rows) == [
        "6 baskets of 14 hold one item; they say nothing of what belongs together, and count only"
        " in how often an item is seen."
    ]


def test_a_basket_column_that_counts_the_rows_is_told(tmp_path):
    rows = [(max(i, 3), f"i{i % 7}") for i in range(60)]
    assert counted(tmp_path, rows)[0] == (
        "56 baskets of 57 hold one item: order has nearly as many values as rows."
    )


def test_an_item_in_every_basket_is_named(tmp_path):
    rows = [(i, item) for i in range(20) for item in ("bag", f"a{i % 5}", f"b{i % 3}")]
    assert counted(tmp_path, rows) == ["'bag' is in 100 % of the baskets, so it tells none apart."]

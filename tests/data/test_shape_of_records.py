"""Files of records, in which no shape of baskets or sequences may be found."""

from __future__ import annotations

import random

import pytest

from explorer.data.reading import read_table
from explorer.data.samples import catalog
from explorer.data.shape import find_shapes
from explorer.records.shape import Shape
from tests.data.dishes import BASKETS, DISHES, csv_of, read, told, when
from tests.data.shaped_files import NUMBERS

draw = random.Random(7)
RECORDS = {
    "pairs of numbers in any order": csv_of("", [[u, i] for u, i, _ in NUMBERS]),
    "users and few answers without a header": csv_of("", [[u, i % 9, t] for u, i, t in NUMBERS]),
    "measured without a header": csv_of("", [[u / 10, i / 10, t] for u, i, t in NUMBERS]),
    "parts in fixed places": csv_of(
        "id,what",
        [[i, f"{'rgb'[i % 3]}|{'SML'[i % 7 % 3]}|{'xyz'[i % 5 % 3]}"] for i in range(200)],
    ),
    "times of day, paths and matches": csv_of(
        "clock,path,match,firm",
        [
            [
                f"{draw.randrange(24)}:{draw.randrange(60):02}:{draw.randrange(60):02}h",
                "".join(f"/{draw.choice('ab')}{depth}" for depth in range(draw.randrange(1, 5))),
                f"{draw.choice(DISHES)}/{draw.choice(DISHES)}",
                f"{draw.choice(DISHES)} & sons",
            ]
            for _ in range(300)
        ],
    ),
    "visits of which each stands together": csv_of(
        "block,code,seq", [[f"b{i // 9} {i // 9 * 7 % 5}", f"x{i}", i] for i in range(300)]
    ),
    "patients": csv_of(
        "patient_id,visit_date,age,sex,ward,diagnosis,drug",
        [
            [
                i % 90,
                when(i)[:10],
                draw.randrange(90),
                *map(draw.choice, ("mf", "ABC", "xyz", "pq")),
            ]
            for i in range(600)
        ],
    ),
    "staff": csv_of(
        "employee_id,department,job,salary",
        [
            [i, draw.choice("ABCD"), draw.choice("xyzuvw"), draw.randrange(90_000)]
            for i in range(300)
        ],
    ),
    "a panel of countries": csv_of(
        "country_code,year,income,region",
        [
            [f"C{c}", year, draw.choice("lmh"), c % 5]
            for c in range(30)
            for year in range(2000, 2015)
        ],
    ),
    "answers of a survey": csv_of(
        "respondent,question,answer",
        [[r, f"Q{q}", draw.randrange(5)] for r in range(60) for q in range(12)],
    ),
    "passengers": csv_of(
        "PassengerId,Survived,Class,Sex,Ticket,Cabin",
        [
            [
                i,
                i % 2,
                i % 3,
                draw.choice("mf"),
                f"T{draw.randrange(200)}",
                f"C{draw.randrange(90)}",
            ]
            for i in range(300)
        ],
    ),
    **{
        f"{group} of few kinds": csv_of(
            f"id,{group},{item}",
            [[i, kinds[i * i % 7 % len(kinds)], draw.choice(values)] for i in range(400)],
        )
        for group, item, kinds, values in (
            ("session", "drink", ("morning", "evening", "night"), ("tea", "wine", "water")),
            ("customer", "answer", ("new", "returning"), ("yes", "no", "maybe")),
            ("order", "response", ("first", "second"), ("cancer", "none")),
        )
    },
    "addresses": "\n".join(
        f"{i} Main St, {draw.choice(['Rome', 'Oslo', 'Bern'])}, {draw.choice(['IT', 'NO'])}"
        for i in range(200)
    ),
    "comments": csv_of(
        "comment",
        [
            [f'"I {draw.choice(["like", "hate"])} the {draw.choice(DISHES)}, truly. Thanks, all"']
            for _ in range(200)
        ],
    ),
    "damaged records with numbers": "".join(
        f"{i},{line}\n"
        for i in range(200)
        for line in [("apple,red,big", "pear,green,small", "plum,blue", "fig,red,big,more")[i % 4]]
    ),
    "damaged records": "name,color,size\n"
    + "".join(
        draw.choice(["apple,red,big\n", "pear,green,small\n", "plum,blue\n", "fig,red,big,more\n"])
        for _ in range(200)
    ),
    "yes and no with blanks": csv_of(
        ",".join("abcdef"), [[draw.choice(["yes", "no", ""]) for _ in "abcdef"] for _ in range(200)]
    ),
    "cities with their states": csv_of(
        "place,size", [[f'"Town {i % 40}, {"NY" if i % 3 else "TX"}"', i % 4] for i in range(200)]
    ),
    "people whose number comes again": csv_of(
        "id,name,size", [[i // 2, draw.choice(DISHES), draw.choice("SML")] for i in range(400)]
    ),
    "a class of each": csv_of(
        "id,name", [[draw.randrange(40), draw.choice(DISHES)] for i in range(400)]
    ),
    "one basket a row": csv_of("basket,item", [[i, draw.choice(DISHES)] for i in range(200)]),
    "one column": csv_of("word", [[draw.choice(DISHES)] for _ in range(100)]),
    "one row": csv_of("user_id,item", [[1, "tea"]]),
}


@pytest.mark.parametrize("name", RECORDS)
def test_records_stay_records(tmp_path, name):
    assert find_shapes(read(tmp_path, RECORDS[name]))[0].kind == "records"


def test_lines_of_orders_with_much_of_their_own_are_records_but_the_columns_are_guessed(tmp_path):
    rng = random.Random(1)
    lines = [
        [f"2015-{i:06}", when(i)[:10], item, *map(rng.choice, ("SML", "xyz")), rng.random()]
        for i, items in enumerate(BASKETS)
        for item in items
    ]
    found = find_shapes(read(tmp_path, csv_of("id,date,name,size,type,price", lines)))
    assert told(found[0]) == told(Shape("records"))
    assert told(found[1]) == told(Shape("baskets", item="name", basket="id"))
    assert found[1].facts.n_baskets == len(BASKETS)


def test_pairs_of_numbers_are_guessed_to_be_baskets_of_the_first(tmp_path):
    found = find_shapes(read(tmp_path, RECORDS["pairs of numbers in any order"]))
    assert told(found[1]) == told(Shape("baskets", item="column 2", basket="column 1"))


@pytest.mark.parametrize("name", ["visits to few wards", "colors and legs"])
def test_columns_that_hardly_say_what_belongs_together_are_no_guess(tmp_path, name):
    rng = random.Random(2)
    headers = {
        "visits to few wards": "session,name,size,mood,sex,age",
        "colors and legs": "legs,name,b,c,d,e",
    }
    names = [f"item {i}" for i in range(90)]
    lines = [
        [1 + i % 9, *map(rng.choice, (names, "SML", "xyz", "mf")), rng.random()] for i in range(400)
    ]
    found = find_shapes(read(tmp_path, csv_of(headers[name], lines)))
    assert [shape.kind for shape in found] == ["records"]


@pytest.mark.parametrize("sample", catalog(), ids=lambda sample: sample.name)
def test_samples_of_records_stay_records_and_the_shop_has_sequences(sample):
    table = read_table(sample.path, sample.file)
    found = find_shapes(table)
    assert found[0].kind == Shape.of(sample.spec()).kind
    if sample.name == "shop_sessions":
        assert told(found[0]) == ("sequences", "product", "user_id", "position", None)
        assert told(found[1]) == ("baskets", "product", "session", None, None)

"""Label files joined by text, and what a map can be colored by, against plain loops."""

from collections import Counter

import numpy as np
import pytest

from explorer.data.encoding import encode
from explorer.data.facets import facets
from explorer.data.labels import match, read_labels
from explorer.data.reading import read_table
from explorer.data.unknown import hide
from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.records.vocabulary import UNKNOWN_CODE


def read(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read_table(tmp_path / name, name)


def labels_of(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read_labels(tmp_path / name, name)


ROUTES = "airline,from_airport,to_airport,hours\n" + "".join(
    f"{'AB'[i % 2]},p{i % 20:02},p{i * 7 % 20:02},{(i * 13 % 50) / 4}\n" for i in range(200)
)
PLACES = "airport,region,lat\n" + "".join(f"p{i:02},{'NS'[i % 2]},{i / 3:.2f}\n" for i in range(19))


def test_a_label_file_belongs_to_every_column_it_names(tmp_path):
    table = read(tmp_path, "routes.csv", ROUTES)
    found = match(labels_of(tmp_path, "places.csv", PLACES), table)
    assert {name: counts for name, *counts in found.columns} == {
        "from_airport": [19, 20],
        "to_airport": [19, 20],
    }
    assert found.state.columns == ("region", "lat")
    assert found.state.sentence == (
        "19 of 20 categories of 'from_airport' and 19 of 20 of 'to_airport' found in places.csv."
    )


def test_the_key_may_stand_in_another_column_and_in_another_unicode_form(tmp_path):
    table = read(tmp_path, "t.csv", "name,kind\n" + "Amélie,a\nZoë,b\n" * 5)
    found = match(
        labels_of(tmp_path, "l.csv", "group,who\nx, Ame\u0301lie \nx,Zoe\u0308\ny,other\n"), table
    )
    assert found.columns == (("name", 2, 2),)
    assert found.state.columns == ("group",)


def test_a_category_that_stands_twice_takes_its_first_row_and_is_counted(tmp_path):
    table = read(tmp_path, "t.csv", "name,kind\n" + "a,x\nb,y\nc,x\n" * 5)
    labels = labels_of(tmp_path, "l.csv", "name,group\na,first\nb,first\na,second\nc,third\n")
    assert "1 category stands there more than once; the first row counts." in (
        match(labels, table).state.sentence
    )
    spec = TrainingSpec(columns=(ColumnSpec("name"), ColumnSpec("kind")))
    (facet,) = [
        f for f in facets(table, encode(table, spec), spec, 0, [labels]) if f.name == "group"
    ]
    assert [facet.group_names[g] for g in facet.groups] == ["first", "first", "third"]


def test_a_file_that_fits_nothing_says_so(tmp_path):
    table = read(tmp_path, "t.csv", "name,kind\n" + "a,x\nb,y\n" * 5)
    found = match(labels_of(tmp_path, "l.csv", "city,size\nRome,1\nOslo,2\n"), table)
    assert found.columns == ()
    assert found.state.sentence.startswith("No category of the data stands in l.csv")


MOVIES = "user,title,genre\n" + "".join(
    f"u{i % 7},film {i},{'abcdefgh'[i % 8]}\n" for i in (*range(300), *range(300))
)


@pytest.mark.parametrize("n", [1, 12])
def test_a_label_file_that_names_few_of_many_categories_is_taken(tmp_path, n):
    table = read(tmp_path, "movies.csv", MOVIES)
    lines = [f"film {i * 20},{'xy'[i % 2]},{'ab'[i % 2]}\n" for i in range(n)]
    labels = labels_of(tmp_path, "few.csv", "title,rank,genre\n" + "".join(lines))
    found = match(labels, table)
    assert found.key == 0
    assert found.state.sentence == f"{n} of 300 categories of 'title' found in few.csv."
    assert found.state.matches
    spec = TrainingSpec(columns=(ColumnSpec("title"), ColumnSpec("genre")))
    dataset = encode(table, spec)
    named = {f.name: f for f in facets(table, dataset, spec, 0, [labels]) if f.source == "labels"}
    for name, group in zip(dataset.vocabularies[0].categories, named["rank"].groups, strict=True):
        i, rest = divmod(int(name.removeprefix("film ")), 20)
        if rest or i >= n:
            assert group == -1
        else:
            assert named["rank"].group_names[group] == "xy"[i % 2]
    others = facets(table, dataset, spec, 1, [labels])
    assert not [facet.name for facet in others if facet.source == "labels"]


def test_few_categories_side_by_side_in_lines_are_named_too(tmp_path):
    lines = ["m:" + ",m:".join(map(str, range(i % 60, i % 60 + 2 + i % 5))) for i in range(400)]
    table = read(tmp_path, "baskets.csv", "\n".join(lines) + "\n")
    labels = labels_of(tmp_path, "few.csv", "thing,aisle\nm:7,a\nm:9,b\nzzz,a\n")
    spec = TrainingSpec("cooccurrence", wide=True)
    found = facets(table, encode(table, spec), spec, 0, [labels])
    (aisle,) = [facet for facet in found if facet.source == "labels"]
    assert (aisle.groups >= 0).sum() == 2


def test_the_key_of_few_matches_may_stand_behind_another_column(tmp_path):
    table = read(tmp_path, "movies.csv", MOVIES)
    text = "rank,title\n" + "".join(f"{'xy'[i % 2]},film {i}\n" for i in range(6))
    assert match(labels_of(tmp_path, "few.csv", text), table).columns == (("title", 6, 300),)


def test_a_few_numbers_or_words_alike_by_chance_are_no_match(tmp_path):
    rows = "".join(f"n{i},{i},w{i}\n" for i in (*range(100), *range(100)))
    table = read(tmp_path, "t.csv", f"name,age,word\n{rows}")
    text = "city,size,open\n" + "".join(f"c{i},{i % 4},w{i % 2}\n" for i in range(80))
    found = match(labels_of(tmp_path, "l.csv", text), table)
    assert found.columns == ()
    assert found.state.sentence.startswith("No category of the data stands in l.csv")


@pytest.mark.parametrize("hidden", [0, 10])  # so that about half of the cells are
@pytest.mark.parametrize("target", [None, "airline", "hours"])
def test_facets_are_what_a_plain_loop_finds(tmp_path, target, hidden):
    rows = ROUTES.replace("B,p03,", "B,,").replace(",2.5\n", ",\n")
    table = read(tmp_path, "routes.csv", rows)
    labels = labels_of(tmp_path, "places.csv", PLACES)
    spec = TrainingSpec(
        objective="predict" if target else "masked",
        target=target,
        columns=(ColumnSpec("from_airport"), ColumnSpec("to_airport")),
    )
    dataset = hide(encode(table, spec), hidden, 0)
    found = {facet.name: facet for facet in facets(table, dataset, spec, 0, [labels])}
    cells = [line.split(",") for line in rows.splitlines()[1:]]
    at = {"airline": 0, "hours": 3}.get(target)
    cells = [row for row in cells if at is None or row[at]]
    names = [*dataset.vocabularies[0].categories, ""]
    often = [sum(row[1] == name for row in cells) for name in names]
    if hidden:  # unknown is the last entry: nothing is usual beside what no row holds
        assert (dataset.codes[:, 0] == UNKNOWN_CODE).sum() > 50
        assert dataset.vocabularies[0].n_entries == len(names) + 1
        assert found["airline"].groups[-1] == -1
        assert np.isnan(found["mean hours"].numbers[-1])
        often.append(0)
    assert found["frequency"].numbers.tolist() == often
    for i, name in enumerate(names):
        beside = [row for row in cells if row[1] == name]
        hours = [float(row[3]) for row in beside if row[3]]
        assert np.isclose(found["mean hours"].numbers[i], np.mean(hours))
        most = Counter(row[0] for row in beside).most_common()
        group = found["airline"].group_names[found["airline"].groups[i]]
        assert dict(most)[group] == most[0][1]
        others = Counter(row[2] for row in beside).most_common()
        usual = found["to_airport"].group_names[found["to_airport"].groups[i]]
        assert dict(others)[usual] == others[0][1]
        number = int(name[1:]) if name else 19
        region, lat = found["region"], found["lat"]
        if number < 19:
            assert region.group_names[region.groups[i]] == "NS"[number % 2]
            assert lat.numbers[i] == float(f"{number / 3:.2f}")
        else:
            assert region.groups[i] == -1
            assert np.isnan(lat.numbers[i])
    assert found["airline"].source == ("target" if target == "airline" else "data")
    assert found["to_airport"].source == "learned"
    assert "from_airport" not in found


def test_facets_of_rare_values_and_ranges_are_of_the_cells_that_the_file_has(tmp_path):
    text = "code,price,shop\n" + "".join(
        f"{'a' if i % 2 else f'once {i}'},{i % 40},{'S' if i % 2 else 'N'}\n" for i in range(200)
    )
    table = read(tmp_path, "prices.csv", text)
    columns = (ColumnSpec("code"), ColumnSpec("price", kind="binned"))
    spec = TrainingSpec(columns=columns, min_count=2, bins=4)
    seen = encode(table, spec)

    def shops(dataset, j):
        return next(f for f in facets(table, dataset, spec, j) if f.name == "shop")

    before = [shops(seen, j) for j in (0, 1)]
    assert seen.vocabularies[0].rare_code is not None
    changed = hide(seen, 10, 0)
    assert (changed.codes == UNKNOWN_CODE).any(axis=0)[1]
    for j in (0, 1):
        shop, same = before[j], shops(changed, j)
        n = seen.vocabularies[j].n_entries
        assert same.groups[:n].tolist() == shop.groups.tolist()
        assert (same.groups[n:] == -1).all()
    assert [before[0].group_names[g] for g in before[0].groups] == ["S", "N"]


def test_labels_of_another_column_color_nothing(tmp_path):
    table = read(tmp_path, "routes.csv", ROUTES)
    labels = labels_of(tmp_path, "places.csv", PLACES)
    spec = TrainingSpec(columns=(ColumnSpec("airline"), ColumnSpec("to_airport")))
    found = facets(table, encode(table, spec), spec, 0, [labels])
    assert [(facet.name, facet.source) for facet in found] == [
        ("frequency", "frequency"),
        ("from_airport", "data"),
        ("mean hours", "data"),
        ("to_airport", "learned"),
    ]


DISHES = ("rice", "tea", "bread", "milk", "beer", "eggs", "salt", "figs")
KITCHEN = "dish,taste\n" + "".join(f"{dish},{'ab'[i % 2]}\n" for i, dish in enumerate(DISHES))
BASKETS = [[DISHES[(i * k + k) % 8] for k in range(1, 2 + i % 4)] for i in range(60)]


@pytest.mark.parametrize(
    ("text", "recipe", "said"),
    [
        ("\n".join(map(",".join, map(dict.fromkeys, BASKETS))) + "\n", {"wide": True}, "items"),
        (
            "order,items\n"
            + "".join(f'{i},"{";".join(dict.fromkeys(b))}"\n' for i, b in enumerate(BASKETS)),
            {"item": "items", "separator": ";"},
            "categories of 'items'",
        ),
        (
            "order,shop,price,item\n"
            + "".join(
                f"{i},{'NS'[i % 2]},{DISHES.index(dish)}.5,{dish}\n"
                for i, items in enumerate(BASKETS)
                for dish in items
            ),
            {"item": "item", "basket": "order"},
            "categories of 'item'",
        ),
    ],
)
def test_items_of_every_layout_are_colored_by_a_label_file(tmp_path, text, recipe, said):
    table = read(tmp_path, "shop.csv", text)
    labels = labels_of(tmp_path, "kitchen.csv", KITCHEN)
    spec = TrainingSpec("cooccurrence", **recipe)
    dataset = encode(table, spec)
    names = dataset.vocabularies[0].categories
    assert match(labels, table).state.sentence == f"8 of 8 {said} found in kitchen.csv."
    found = {facet.name: facet for facet in facets(table, dataset, spec, 0, [labels])}
    groups = found["taste"]
    for name, group in zip(names, groups.groups, strict=True):
        assert groups.group_names[group] == "ab"[DISHES.index(name) % 2]
    assert found["frequency"].numbers.tolist() == dataset.vocabularies[0].counts.tolist()


def test_items_of_rows_are_colored_by_what_stands_beside_them(tmp_path):
    rows = [
        (i, "NS"[i % 2], DISHES.index(dish) + 0.5, dish)
        for i, items in enumerate(BASKETS)
        for dish in items
    ]
    text = "order,shop,price,item\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)
    table = read(tmp_path, "shop.csv", text + "9,N,,\n")
    spec = TrainingSpec("cooccurrence", item="item", basket="order")
    dataset = encode(table, spec)
    found = {facet.name: facet for facet in facets(table, dataset, spec, 0)}
    assert set(found) == {"frequency", "shop", "mean price"}
    for i, name in enumerate(dataset.vocabularies[0].categories):
        assert found["mean price"].numbers[i] == DISHES.index(name) + 0.5
        beside = Counter(shop for _, shop, _, dish in rows if dish == name).most_common()
        if len(beside) < 2 or beside[0][1] > beside[1][1]:
            shop = found["shop"]
            assert shop.group_names[shop.groups[i]] == beside[0][0]


@pytest.mark.parametrize(("target", "kind"), [("mass", "number"), ("world", "class")])
def test_categories_only_in_rows_without_a_target_color_nothing(tmp_path, target, kind):
    rows = [(f"c{i % 4}", "uv"[i % 2], f"{i * 0.7 % 11:.2f}", "NS"[i % 3 % 2]) for i in range(60)]
    rows[7] = ("only here", "u", "", "")
    text = "name,sex,mass,world\n" + "".join(",".join(row) + "\n" for row in rows)
    table = read(tmp_path, "people.csv", text)
    columns = (ColumnSpec("name"), ColumnSpec("sex"))
    spec = TrainingSpec("predict", columns, target=target, target_kind=kind)
    dataset = encode(table, spec)
    assert "only here" not in dataset.vocabularies[0].categories
    assert not dataset.vocabularies[0].n_unknown
    sex = next(each for each in facets(table, dataset, spec, 0) if each.name == "sex")
    assert sex.groups is not None
    names = dataset.vocabularies[0].categories
    usual = [sex.group_names[group] for group in sex.groups[: len(names)]]
    assert dict(zip(names, usual, strict=True)) == {f"c{i}": "uv"[i % 2] for i in range(4)}

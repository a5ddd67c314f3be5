"""What is proposed to be learned, as a person would expect it."""

import timeit
from dataclasses import replace

import pytest

from explorer.data.encoding import encode
from explorer.data.selection import likely_target, propose, resolve
from explorer.errors import ExplorerError
from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.records.table import ColumnProfile
from tests.data.sixty_rows import ANIMAL, COLOR, KIND, SIZE, N, profiles


def test_dates_of_which_one_is_a_word_are_left_out_and_the_reason_says_so(table_of):
    dates = ["soon"] + [f"{i % 28 + 1}.{i % 12 + 1}.2024" for i in range(1, N)]
    choice = propose(profiles(table_of({"sold": dates, "kind": KIND, "size": SIZE}))).choices[0]
    assert not choice.selected
    assert choice.reason.startswith("left out: dates, but for a few values; when chosen,")


def profile_of(name, role="category", n=4):
    return ColumnProfile(name, role, "", n, 0, 100, ())


@pytest.mark.parametrize(
    ("names", "likely"),
    [
        ("kind price taste", "taste"),
        ("price rooms city lat lon", "city"),
        ("price city geo_latitude geoLongitude", "city"),
        ("churn customer_id", "churn"),
        ("size class year", "class"),
        ("lat lon", "lon"),
        ("class calculation", "calculation"),
    ],
)
def test_the_last_column_is_predicted_but_for_places_codes_and_dates(names, likely):
    assert likely_target([profile_of(name) for name in names.split()]) == likely


def test_what_cannot_be_an_answer_is_not_predicted_even_where_it_is_last():
    columns = [profile_of("class"), profile_of("name", n=100), profile_of("note", "text")]
    assert likely_target(columns) == "class"
    assert likely_target(columns[2:]) is None


def test_of_a_column_most_of_whose_values_occur_once_the_reason_says_how_many(table_of):
    notes = ["a", "a", "b", "b", *"cdefghijklm"]
    assert profiles(table_of({"note": notes}))[0].reason == "2 values repeat, 11 occur once"
    notes = ["a", "a", "b", "b", "c"]
    assert profiles(table_of({"note": notes}))[0].reason == "values that repeat"
    assert (
        profiles(table_of({"note": ["a", ""], "kind": ["b", "c"]}))[0].reason
        == "values that repeat"
    )


def test_an_item_is_taken_when_three_other_columns_repeat(table_of):
    table = table_of({"animal": ANIMAL, "kind": KIND, "size": SIZE, "color": COLOR})
    proposal = propose(profiles(table))
    assert proposal.item == "animal"
    assert [column.name for column in proposal.columns] == ["animal", "kind", "size", "color"]
    assert proposal.choices[0].reason == "every value once: each gets its own place"
    dataset = encode(table, TrainingSpec(columns=proposal.columns, min_count=2))
    assert dataset.item == 0
    assert len(dataset.vocabularies[0].categories) == N


def test_a_column_of_more_categories_than_can_be_learned_is_not_proposed(table_of):
    table = table_of(
        {
            "name": [f"name {'abcdef'[i % 6]}{'uvwxyzklmn'[i // 6]}" for i in range(60)],
            "kind": [f"kind {i * 7 % 30}" for i in range(60)],
            "side": ["ab"[i % 2] for i in range(60)],
            "size": ["abc"[i % 3] for i in range(60)],
            "color": [f"x{i % 5}" for i in range(60)],
        }
    )
    own = profiles(table)
    assert propose(own, most=60).item == "name"
    proposal = propose(own, most=25)
    assert proposal.item is None
    assert [column.name for column in proposal.columns] == ["side", "size", "color"]
    assert proposal.choices[0].reason == "left out: 60 categories; at most 25 can be learned here"
    assert proposal.choices[1].reason == "left out: 30 categories; at most 25 can be learned here"
    some = propose(own, most=25, min_count=2)
    assert "kind" in [column.name for column in some.columns], "some may be rare"
    spec = resolve(TrainingSpec(), own, 25)
    assert encode(table, spec, 25).n_rows == 60


def test_with_fewer_columns_or_for_predict_there_is_no_item(table_of):
    table = table_of({"animal": ANIMAL, "kind": KIND, "size": SIZE})
    proposal = propose(profiles(table))
    assert proposal.item is None
    assert [column.name for column in proposal.columns] == ["kind", "size"]
    four = table_of({"animal": ANIMAL, "kind": KIND, "size": SIZE, "color": COLOR})
    predict = propose(profiles(four), "predict", "kind")
    assert predict.item is None
    assert [column.name for column in predict.columns] == ["size", "color"]
    assert predict.target_kind == "class"


def test_hashes_dates_and_numbers_are_no_items(table_of):
    for values in (
        [f"{i * 2654435761 % 2**64:016x}" for i in range(N)],
        [str(i) for i in range(N)],
        [f"20{i // 12 + 10}-{i % 12 + 1:02}-01" for i in range(N)],
        [f"{i // 60}:{i % 60:02}" for i in range(N)],
    ):
        table = table_of({"key": values, "kind": KIND, "size": SIZE, "color": COLOR})
        assert propose(profiles(table)).item is None


def test_every_column_has_a_reason_and_at_most_thirty_are_chosen(table_of):
    table = table_of({f"q{j}": [f"v{i * (j + 3) % 7 % 4}" for i in range(N)] for j in range(300)})
    proposal = propose(profiles(table))
    assert len(proposal.columns) == 30
    assert all(choice.reason for choice in proposal.choices)
    assert proposal.choices[40].reason == ("not among the first 30, which are chosen to begin with")
    profiled = profiles(table)
    took = min(timeit.repeat(lambda: propose(profiled), number=1, repeat=5))
    assert took < 0.2  # a few milliseconds; the least of five, as others may use the machine


def test_a_column_that_only_repeats_another_is_left_out(table_of):
    country = [f"country {i * 13 % 20}" for i in range(N)]
    table = table_of({"country": country, "code": [c[-2:] for c in country], "kind": KIND})
    choices = {choice.name: choice for choice in propose(profiles(table)).choices}
    assert not choices["code"].selected
    assert choices["code"].reason == "left out: says the same as 'country' in every row"


def test_two_columns_that_say_the_same_are_still_learned_when_there_is_no_third(table_of):
    country = [f"country {i * 13 % 20}" for i in range(N)]
    table = table_of({"country": country, "code": [c[-2:] for c in country]})
    assert len(propose(profiles(table)).columns) == 2


@pytest.mark.parametrize(("n_times", "chosen"), [(24, True), (48, True), (49, False), (200, False)])
def test_clock_times_are_left_out_where_they_are_no_categories(table_of, n_times, chosen):
    opened = [f"{i % n_times // 12:02}:{i % n_times % 12 * 5:02}" for i in range(3 * n_times)]
    others = {"kind": KIND, "size": SIZE}
    rows = {name: (values * n_times)[: 3 * n_times] for name, values in others.items()}
    (choice, *_) = propose(profiles(table_of({"opened": opened, **rows}))).choices
    assert choice.selected == chosen
    assert choice.allowed
    assert choice.reason.startswith("left out: clock times") != chosen


def test_nearly_unique_names_are_left_out(table_of):
    nearly = [*ANIMAL[:-1], ANIMAL[0]]
    table = table_of({"animal": nearly, "kind": KIND, "size": SIZE, "color": COLOR})
    (choice, *_) = propose(profiles(table)).choices
    assert (choice.selected, choice.reason) == (
        False,
        "left out: nearly every row has a value of its own",
    )


def test_a_recipe_is_filled_in_and_what_was_chosen_is_kept(table_of):
    table = table_of({"a": KIND, "b": SIZE, "n": [str(i % 40) for i in range(N)]})
    spec = TrainingSpec(columns=(ColumnSpec("a", dim=7), ColumnSpec("n")))
    filled = resolve(spec, profiles(table))
    assert filled.columns == (ColumnSpec("a", 7, "category"), ColumnSpec("n", 4, "binned"))
    assert resolve(filled, profiles(table)) == filled
    number = resolve(TrainingSpec(objective="predict", target="n"), profiles(table))
    assert number.target_kind == "number"
    as_class = replace(TrainingSpec(objective="predict", target="n"), target_kind="class")
    assert resolve(as_class, profiles(table)).target_kind == "class"


def test_proposals_can_be_trained_on_whatever_the_file_holds(table_of):
    """A proposal without an obstacle encodes; one with an obstacle is refused."""
    pool = {
        "kind": KIND,
        "unique": ANIMAL,
        "id": [str(i) for i in range(N)],
        "constant": ["x"] * N,
        "number": [f"{i * 37 % 50 / 4}" for i in range(N)],
        "empty": [""] * N,
        "gaps": [value if i % 4 else "" for i, value in enumerate(SIZE)],
    }
    names = list(pool)
    for bits in range(1, 2 ** len(names)):
        columns = {name: pool[name] for j, name in enumerate(names) if bits >> j & 1}
        if list(columns) == ["empty"]:
            continue  # such a file has no rows
        table = table_of(columns)
        for objective, target in [("masked", None), *[("predict", name) for name in columns]]:
            proposal = propose(profiles(table), objective, target)
            spec = TrainingSpec(objective=objective, target=target)
            if proposal.obstacle:
                with pytest.raises(ExplorerError) as caught:
                    encode(table, spec)
                assert caught.value.message == proposal.obstacle
            else:
                dataset = encode(table, spec)
                assert len(dataset.vocabularies) == len(proposal.columns)
                assert dataset.n_rows > 0

"""Roles of columns, and what is proposed to be learned, as a person would expect it."""

import time
import uuid
from dataclasses import replace

import pytest

from explorer.data import obstacles
from explorer.data.encoding import encode
from explorer.data.reading import read_table
from explorer.data.selection import propose, resolve
from explorer.errors import ExplorerError, NothingToLearn, SpecError
from explorer.records.spec import ColumnSpec, TrainingSpec


@pytest.fixture
def read(tmp_path):
    def reader(columns):
        """A table from columns given as lists."""
        lines = [",".join(columns), *map(",".join, zip(*columns.values(), strict=True))]
        (tmp_path / "t.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return read_table(tmp_path / "t.csv", "t.csv")

    return reader


def profiles(table):
    return [column.profile for column in table.columns]


N = 60
KIND = [("soft", "hard", "wet")[i % 3] for i in range(N)]
SIZE = [f"{'SML'[i * 7 % 5 % 3]}" for i in range(N)]
COLOR = [f"{'rgb'[i * 11 % 7 % 3]}" for i in range(N)]
ANIMAL = [f"{a}{b}" for a in "bdfgklmnpr" for b in ("ear", "og", "ish", "oat", "ynx", "ole")]


@pytest.mark.parametrize(
    ("values", "role"),
    [
        (KIND, "category"),
        (["x"] * N, "constant"),
        ([""] * N, "constant"),
        (["x"] * (N - 1) + [""], "category"),
        ([str(i % 30) for i in range(N)], "category"),
        ([str(i % 31) for i in range(N)], "number"),
        ([str(i % 5 - 2) for i in range(N)], "category"),
        ([f"{i % 5}.0" for i in range(N)], "category"),
        ([f"0{i % 40}" for i in range(N)], "category"),
        ([f"{i % 40 / 8}" for i in range(N)], "number"),
        ([f"{i / 7:.5f}" for i in range(N)], "number"),
        ([f"{i % 40},5" for i in range(N)], "number"),
        ([f"{i * i * 977 % 100_003}" for i in range(N)], "number"),
        ([str(i) for i in range(N)], "identifier"),
        ([str(1000 + 3 * i) for i in range(N)], "identifier"),
        ([f"{i:05}" for i in range(N)], "identifier"),
        ([str(uuid.UUID(int=i * 10**30)) for i in range(N)], "identifier"),
        ([f"{i * 2654435761 % 2**64:016x}" for i in range(N)], "identifier"),
        ([f"person-{i:05}" for i in range(N)], "identifier"),
        ([f"user{i}@example.org" for i in range(N)], "identifier"),
        ([f"2024-{i % 12 + 1:02}-{i % 28 + 1:02}" for i in range(N)], "date"),
        ([f"{i % 28 + 1}.{i % 12 + 1}.2024" for i in range(N)], "date"),
        ([f"{i % 12 + 1}/{i % 28 + 1}/24" for i in range(N)], "date"),
        ([f"2024-01-{i % 28 + 1:02}T10:{i:02}:00Z" for i in range(N)], "date"),
        ([f"{i % 28 + 1} January 2024" for i in range(N)], "date"),
        ([f"Mar {i % 28 + 1} 2024" for i in range(N)], "date"),
        ([f"202401{i % 28 + 1:02}" for i in range(N)], "date"),
        (["soon"] + [f"{i % 28 + 1}.{i % 12 + 1}.2024" for i in range(1, N)], "date"),
        ([("soon", "late", "never", f"{i % 9 + 1}.1.2024")[i % 4] for i in range(N)], "category"),
        ([f"{1900 + i}" for i in range(N - 1)] + ["1900"], "number"),
        (["1e5", "0x1F", "1_000", "007"] * 15, "category"),
        (["inf", "nan", "1"] * 20, "category"),
        (ANIMAL, "category"),
        ([f"the {a} sat on the mat and thought of a fish again" for a in ANIMAL], "text"),
        (["True", "False"] * 30, "category"),
    ],
)
def test_the_role_of_a_column_is_what_one_sees_in_it(read, values, role):
    values = [f'"{value}"' for value in values]
    profile = read({"value": values, "other": KIND}).columns[0].profile
    assert (profile.role, bool(profile.reason)) == (role, True)


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        ([f"person-{i}" for i in range(40)], "only its digits differ"),
        ([f"{'$€'[i % 2]}{i + 100}" for i in range(40)], "hardly more than its digits differ"),
    ],
)
def test_keys_are_told_by_what_differs_in_them(read, texts, reason):
    table = read({"key": texts, "kind": [f"x{i % 7}" for i in range(40)]})
    assert table.columns[0].profile.reason == f"every value occurs once and {reason}"


def test_dates_of_which_one_is_a_word_are_left_out_and_the_reason_says_so(read):
    dates = ["soon"] + [f"{i % 28 + 1}.{i % 12 + 1}.2024" for i in range(1, N)]
    choice = propose(profiles(read({"sold": dates, "kind": KIND, "size": SIZE}))).choices[0]
    assert not choice.selected
    assert choice.reason.startswith("left out: dates, but for a few values; when chosen,")


def test_whole_numbers_under_a_name_for_codes_are_categories(read):
    numbers = [str(i * 17 % 43) for i in range(N)]
    columns = {"user_id": numbers, "width": numbers[::-1], "session": [*numbers[1:], "5"]}
    assert [p.role for p in profiles(read(columns))] == ["category", "number", "category"]


def test_a_number_is_summed_up(read):
    (profile, _) = profiles(read({"x": ["1", "2", "4", "4"] * 15, "k": KIND}))
    number = profile.number
    assert (number.minimum, number.maximum, number.mean) == (1, 4, 2.75)
    assert (number.integers, number.n_distinct) == (True, 3)


def test_an_item_is_taken_when_three_other_columns_repeat(read):
    table = read({"animal": ANIMAL, "kind": KIND, "size": SIZE, "color": COLOR})
    proposal = propose(profiles(table))
    assert proposal.item == "animal"
    assert [column.name for column in proposal.columns] == ["animal", "kind", "size", "color"]
    assert proposal.choices[0].reason == "every value once: each gets its own place"
    dataset = encode(table, TrainingSpec(columns=proposal.columns, min_count=2))
    assert dataset.item == 0
    assert len(dataset.vocabularies[0].categories) == N


def test_a_column_of_more_categories_than_can_be_learned_is_not_proposed(read):
    table = read(
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


def test_where_too_many_categories_leave_nothing_to_learn_from_it_says_so(read):
    table = read({"a": [f"x{i % 30}" for i in range(90)], "b": [f"y{i % 7}" for i in range(90)]})
    proposal = propose(profiles(table), most=20)
    assert proposal.obstacle.endswith(
        "'a' has 30 categories, which are more than can be learned here."
    )
    with pytest.raises(NothingToLearn, match="'a' has 30 categories") as caught:
        resolve(TrainingSpec(), profiles(table), 20)
    assert caught.value.mend == proposal.mend == "Raise the minimum count of a category."


def test_with_fewer_columns_or_for_predict_there_is_no_item(read):
    table = read({"animal": ANIMAL, "kind": KIND, "size": SIZE})
    proposal = propose(profiles(table))
    assert proposal.item is None
    assert [column.name for column in proposal.columns] == ["kind", "size"]
    four = read({"animal": ANIMAL, "kind": KIND, "size": SIZE, "color": COLOR})
    predict = propose(profiles(four), "predict", "kind")
    assert predict.item is None
    assert [column.name for column in predict.columns] == ["size", "color"]
    assert predict.target_kind == "class"


def test_hashes_dates_and_numbers_are_no_items(read):
    for values in (
        [f"{i * 2654435761 % 2**64:016x}" for i in range(N)],
        [str(i) for i in range(N)],
        [f"20{i // 12 + 10}-{i % 12 + 1:02}-01" for i in range(N)],
        [f"{i // 60}:{i % 60:02}" for i in range(N)],
    ):
        table = read({"key": values, "kind": KIND, "size": SIZE, "color": COLOR})
        assert propose(profiles(table)).item is None


def test_every_column_has_a_reason_and_at_most_thirty_are_chosen(read):
    table = read({f"q{j}": [f"v{i * (j + 3) % 7 % 4}" for i in range(N)] for j in range(300)})
    proposal = propose(profiles(table))
    assert len(proposal.columns) == 30
    assert all(choice.reason for choice in proposal.choices)
    assert proposal.choices[40].reason == ("not among the first 30, which are chosen to begin with")
    start = time.perf_counter()
    propose(profiles(table))
    assert time.perf_counter() - start < 0.2  # a few milliseconds on a quiet machine


def test_a_column_that_only_repeats_another_is_left_out(read):
    country = [f"country {i * 13 % 20}" for i in range(N)]
    table = read({"country": country, "code": [c[-2:] for c in country], "kind": KIND})
    choices = {choice.name: choice for choice in propose(profiles(table)).choices}
    assert not choices["code"].selected
    assert choices["code"].reason == "left out: says the same as 'country' in every row"


def test_two_columns_that_say_the_same_are_still_learned_when_there_is_no_third(read):
    country = [f"country {i * 13 % 20}" for i in range(N)]
    table = read({"country": country, "code": [c[-2:] for c in country]})
    assert len(propose(profiles(table)).columns) == 2


@pytest.mark.parametrize(("n_times", "chosen"), [(24, True), (48, True), (49, False), (200, False)])
def test_clock_times_are_left_out_where_they_are_no_categories(read, n_times, chosen):
    opened = [f"{i % n_times // 12:02}:{i % n_times % 12 * 5:02}" for i in range(3 * n_times)]
    others = {"kind": KIND, "size": SIZE}
    rows = {name: (values * n_times)[: 3 * n_times] for name, values in others.items()}
    (choice, *_) = propose(profiles(read({"opened": opened, **rows}))).choices
    assert choice.selected == chosen
    assert choice.allowed
    assert choice.reason.startswith("left out: clock times") != chosen


def test_nearly_unique_names_are_left_out(read):
    nearly = [*ANIMAL[:-1], ANIMAL[0]]
    table = read({"animal": nearly, "kind": KIND, "size": SIZE, "color": COLOR})
    (choice, *_) = propose(profiles(table)).choices
    assert (choice.selected, choice.reason) == (
        False,
        "left out: nearly every row has a value of its own",
    )


def test_a_file_without_two_columns_that_repeat_is_not_asked_to_choose_them(read):
    alone = propose(profiles(read({"user": [f"u{i}" for i in range(N)], "item": KIND})))
    assert alone.mend == "Choose a file with at least two columns whose values repeat."
    found = profiles(read({"a": KIND, "b": SIZE, "c": ["x"] * N}))
    one = obstacles.find(found[:1], found, "masked")
    assert one is not None
    assert one.mend == "Choose at least two columns whose values repeat."


NOTHING = {
    "one column": ({"a": KIND}, {}, "only one column"),
    "one row": ({"a": ["x"], "b": ["y"]}, {}, "1 row of data"),
    "all unique": (
        {"id": [str(i) for i in range(N)], "name": ANIMAL, "key": [f"k{i}" for i in range(N)]},
        {},
        "each value occurs once",
    ),
    "all constant": ({"a": ["x"] * N, "b": ["y"] * N}, {}, "same value in all rows"),
    "single item baskets": (
        {"user": [f"u{i}" for i in range(N)], "item": KIND},
        {},
        "in 'user' every value occurs once",
    ),
    "single item baskets, insisted": (
        {"user": [f"u{i}" for i in range(N)], "item": KIND},
        {"columns": (ColumnSpec("user"), ColumnSpec("item"))},
        "no two values ever meet",
    ),
    "a constant among the chosen": (
        {"a": KIND, "b": ["x"] * N, "c": SIZE},
        {"columns": (ColumnSpec("a"), ColumnSpec("b"))},
        "'b' holds the same value",
    ),
    "constant target": (
        {"a": KIND, "b": ["x"] * N},
        {"objective": "predict", "target": "b"},
        "'b' is 'x' in every row",
    ),
    "unique target": (
        {"a": KIND, "b": ANIMAL},
        {"objective": "predict", "target": "b"},
        "no class of it can be learned",
    ),
    "a target of numbers beyond squares": (
        {"a": KIND, "b": [f"{i % 45 - 20}.5e299" for i in range(N)]},
        {"objective": "predict", "target": "b"},
        "The numbers of 'b' are too large to be predicted as numbers, such as 2.45e+300.",
    ),
    "a target of numbers hardly apart": (
        {"a": KIND, "b": [f"{i % 45 + 1}.5e-200" for i in range(N)]},
        {"objective": "predict", "target": "b"},
        "too near to each other to be predicted as numbers: from 1.5e-200 to 4.55e-199.",
    ),
    "no inputs": (
        {"a": KIND, "b": ANIMAL},
        {"objective": "predict", "target": "a"},
        "No column is left to predict 'a' from",
    ),
    "an item as input": (
        {"a": KIND, "b": ANIMAL},
        {"objective": "predict", "target": "a", "columns": (ColumnSpec("b"),)},
        "says nothing about the held-out rows",
    ),
    "numbers as unique categories": (
        {"a": KIND, "b": [f"{i / 7:.4f}" for i in range(N)]},
        {
            "objective": "predict",
            "target": "a",
            "columns": (ColumnSpec("b", kind="category"),),
        },
        "says nothing about the held-out rows",
    ),
    "target nearly always missing": (
        {"a": KIND, "b": ["x", "y"] + [""] * (N - 2)},
        {"objective": "predict", "target": "b"},
        "occurs once",
    ),
}


@pytest.mark.parametrize("case", NOTHING)
def test_what_cannot_be_learned_is_said_with_a_way_out(read, case):
    columns, settings, sentence = NOTHING[case]
    table = read(columns)
    with pytest.raises(NothingToLearn) as caught:
        encode(table, TrainingSpec(**settings))
    assert sentence in caught.value.message
    assert caught.value.mend
    if not settings.get("columns"):
        proposal = propose(
            profiles(table), settings.get("objective", "masked"), settings.get("target")
        )
        assert (proposal.obstacle, proposal.mend) == (caught.value.message, caught.value.mend)


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        (["soon"], "1 of its 41 values is not a number, 'soon'."),
        (["soon", "soon", "never"], "2 of its 42 values are not numbers, such as 'soon'."),
        (["1e999"], "1 of its 41 values is not a number, '1e999'."),
        (['"2,5"'], "its numbers are written in different ways, such as '2,5'."),
        (KIND, "its values are no numbers, such as 'soft'."),
    ],
)
def test_what_is_refused_as_numbers_says_how_many_values_are_none(read, texts, why):
    values = (texts if texts is KIND else [f"{i % 40}.5" for i in range(N)] + texts)[-N:]
    table = read({"price": values, "kind": KIND, "size": SIZE})
    ranges = (ColumnSpec("price", kind="binned"), ColumnSpec("kind"))
    for settings, done in (
        ({"columns": ranges}, "cut into ranges"),
        ({"objective": "predict", "target": "price", "target_kind": "number"}, "predicted as a"),
    ):
        with pytest.raises(SpecError) as refused:
            resolve(TrainingSpec(**settings), profiles(table))
        assert refused.value.message.startswith(f"'price' cannot be {done}")
        assert refused.value.message.endswith(why)
        assert ("leave such cells empty" in refused.value.mend) == why[0].isdigit()


def test_kinds_that_do_not_fit_are_refused(read):
    table = read({"a": KIND, "b": SIZE, "n": [str(i % 40) for i in range(N)]})
    for settings, sentence in (
        ({"columns": (ColumnSpec("a", kind="binned"), ColumnSpec("b"))}, "cut into ranges"),
        (
            {"objective": "predict", "target": "a", "target_kind": "number"},
            "cannot be predicted as a number",
        ),
        ({"columns": (ColumnSpec("a"), ColumnSpec("size"))}, "no column 'size'"),
        ({"objective": "predict", "target": "nowhere"}, "no column 'nowhere'"),
    ):
        with pytest.raises(SpecError, match=sentence):
            resolve(TrainingSpec(**settings), profiles(table))


def test_a_recipe_is_filled_in_and_what_was_chosen_is_kept(read):
    table = read({"a": KIND, "b": SIZE, "n": [str(i % 40) for i in range(N)]})
    spec = TrainingSpec(columns=(ColumnSpec("a", dim=7), ColumnSpec("n")))
    filled = resolve(spec, profiles(table))
    assert filled.columns == (ColumnSpec("a", 7, "category"), ColumnSpec("n", 4, "binned"))
    assert resolve(filled, profiles(table)) == filled
    number = resolve(TrainingSpec(objective="predict", target="n"), profiles(table))
    assert number.target_kind == "number"
    as_class = replace(TrainingSpec(objective="predict", target="n"), target_kind="class")
    assert resolve(as_class, profiles(table)).target_kind == "class"


def test_proposals_can_be_trained_on_whatever_the_file_holds(read):
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
        table = read(columns)
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

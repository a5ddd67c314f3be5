"""What cannot be learned, or not so, is said with a way out."""

import pytest

from explorer.data import obstacles
from explorer.data.encoding import encode
from explorer.data.selection import propose, resolve
from explorer.errors import NothingToLearn, SpecError
from explorer.records.spec import ColumnSpec, TrainingSpec
from tests.data.sixty_rows import ANIMAL, KIND, SIZE, N, profiles


def test_where_too_many_categories_leave_nothing_to_learn_from_it_says_so(table_of):
    table = table_of(
        {"a": [f"x{i % 30}" for i in range(90)], "b": [f"y{i % 7}" for i in range(90)]}
    )
    proposal = propose(profiles(table), most=20)
    assert proposal.obstacle.endswith(
        "'a' has 30 categories, which are more than can be learned here."
    )
    with pytest.raises(NothingToLearn, match="'a' has 30 categories") as caught:
        resolve(TrainingSpec(), profiles(table), 20)
    assert caught.value.mend == proposal.mend == "Raise the minimum count of a category."


def test_a_file_without_two_columns_that_repeat_is_not_asked_to_choose_them(table_of):
    alone = propose(profiles(table_of({"user": [f"u{i}" for i in range(N)], "item": KIND})))
    assert alone.mend == "Choose a file with at least two columns whose values repeat."
    found = profiles(table_of({"a": KIND, "b": SIZE, "c": ["x"] * N}))
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
def test_what_cannot_be_learned_is_said_with_a_way_out(table_of, case):
    columns, settings, sentence = NOTHING[case]
    table = table_of(columns)
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
def test_what_is_refused_as_numbers_says_how_many_values_are_none(table_of, texts, why):
    values = (texts if texts is KIND else [f"{i % 40}.5" for i in range(N)] + texts)[-N:]
    table = table_of({"price": values, "kind": KIND, "size": SIZE})
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


def test_kinds_that_do_not_fit_are_refused(table_of):
    table = table_of({"a": KIND, "b": SIZE, "n": [str(i % 40) for i in range(N)]})
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

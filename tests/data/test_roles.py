"""Roles of columns, as a person would see them."""

import uuid

import pytest

from tests.data.sixty_rows import ANIMAL, KIND, N, profiles


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
def test_the_role_of_a_column_is_what_one_sees_in_it(table_of, values, role):
    values = [f'"{value}"' for value in values]
    profile = table_of({"value": values, "other": KIND}).columns[0].profile
    assert (profile.role, bool(profile.reason)) == (role, True)


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        ([f"person-{i}" for i in range(40)], "only its digits differ"),
        ([f"{'$€'[i % 2]}{i + 100}" for i in range(40)], "hardly more than its digits differ"),
    ],
)
def test_keys_are_told_by_what_differs_in_them(table_of, texts, reason):
    table = table_of({"key": texts, "kind": [f"x{i % 7}" for i in range(40)]})
    assert table.columns[0].profile.reason == f"every value occurs once and {reason}"


def test_whole_numbers_under_a_name_for_codes_are_categories(table_of):
    numbers = [str(i * 17 % 43) for i in range(N)]
    columns = {"user_id": numbers, "width": numbers[::-1], "session": [*numbers[1:], "5"]}
    assert [p.role for p in profiles(table_of(columns))] == ["category", "number", "category"]


def test_a_number_is_summed_up(table_of):
    (profile, _) = profiles(table_of({"x": ["1", "2", "4", "4"] * 15, "k": KIND}))
    number = profile.number
    assert (number.minimum, number.maximum, number.mean) == (1, 4, 2.75)
    assert (number.integers, number.n_distinct) == (True, 3)

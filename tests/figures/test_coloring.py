"""Which color an entry has, and what the legend says."""

import numpy as np
import pytest

from explorer.figures import coloring as module
from explorer.figures.color import from_hex
from explorer.figures.coloring import NO_COLOR, place_hues
from explorer.figures.palette import DARK, LIGHT
from explorer.records.embedding import CATEGORY, MAX_GROUPS, MISSING, RARE, UNKNOWN, Facet


def color_by(facet, xy=None, kinds=None, n_drawn=None):
    """Colors of categories, where a test does not say that an entry is something else."""
    n = len(facet.groups if facet.groups is not None else facet.numbers)
    kinds = np.full(n, CATEGORY, np.uint8) if kinds is None else np.array(kinds, np.uint8)
    return module.color_by(facet, kinds, xy, n_drawn)


def grouped(groups, names):
    return Facet("region", "labels", np.array(groups, np.int32), tuple(names))


def test_up_to_eight_groups_have_colors_of_their_own_largest_first():
    coloring = color_by(grouped([0, 2, 2, 1, 2, 1, -1], ["Asia", "Europe", "Africa"]))
    assert coloring.groups == ("Africa", "Europe", "Asia")
    assert coloring.codes.tolist() == [2, 0, 0, 1, 0, 1, NO_COLOR]
    assert coloring.light == LIGHT.groups[:3]
    assert coloring.dark == DARK.groups[:3]
    assert coloring.none == "not known"


def test_group_without_members_has_no_place_in_the_legend():
    coloring = color_by(grouped([0, 0], ["Asia", "Atlantis"]))
    assert coloring.groups == ("Asia",)
    assert coloring.none == ""


def test_more_groups_without_a_map_leave_the_smaller_ones_grey():
    groups = [*range(12), *range(8)]
    coloring = color_by(grouped(groups, [f"g{i}" for i in range(12)]))
    assert coloring.groups == tuple(f"g{i}" for i in range(8))
    assert coloring.codes[:12].tolist() == [*range(8), *[NO_COLOR] * 4]
    assert coloring.none == "4 smaller groups"


def test_more_groups_on_a_map_look_like_the_groups_beside_them():
    turn = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    around = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    groups = np.repeat(np.arange(12), 5)
    xy = (around[groups] + np.random.default_rng(0).normal(size=(60, 2)) * 0.01).astype("f4")
    coloring = color_by(grouped(groups, [f"g{i}" for i in range(12)]), xy)
    assert len(set(coloring.light)) == len(set(coloring.dark)) == 12
    assert coloring.none == ""
    rgb = from_hex(coloring.light)
    in_order = rgb[[coloring.groups.index(f"g{i}") for i in range(12)]]
    beside = np.linalg.norm(in_order - np.roll(in_order, 2, axis=0), axis=1)
    across = np.linalg.norm(in_order - np.roll(in_order, 6, axis=0), axis=1)
    assert beside.max() < across.min()


def test_group_that_is_not_drawn_has_a_color_too():
    coloring = color_by(grouped(range(10), [str(i) for i in range(10)]), np.ones((4, 2), "f4"))
    assert len(coloring.light) == 10
    assert coloring.codes.tolist() == list(range(10))


def test_very_many_groups_end_in_grey():
    names = [str(i) for i in range(60)]
    xy = np.random.default_rng(0).normal(size=(60, 2)).astype(np.float32)
    coloring = color_by(grouped(range(60), names), xy)
    assert len(coloring.groups) == 40
    assert coloring.none == "20 smaller groups"


def test_what_is_left_over_of_very_many_groups_is_one_grey_rest():
    names = [*(str(i) for i in range(MAX_GROUPS)), "other"]
    groups = [*range(MAX_GROUPS), *[MAX_GROUPS] * 5000]  # the rest is larger than any group
    xy = np.random.default_rng(0).normal(size=(len(groups), 2)).astype(np.float32)
    coloring = color_by(grouped(groups, names), xy)
    assert len(coloring.groups) == 40
    assert "other" not in coloring.groups
    assert (coloring.codes[MAX_GROUPS:] == NO_COLOR).all()
    assert coloring.none == "over 960 smaller groups"


@pytest.mark.parametrize("n", [0, 1, 2, 30])
def test_places_get_one_color_each(n):
    light, dark = place_hues(np.random.default_rng(0).normal(size=(n, 2)).astype(np.float32))
    assert len(light) == len(dark) == n
    assert len(set(light)) == n


def test_frequencies_run_through_one_hue_by_their_logarithm():
    counts = np.array([1000.0, 100, 10, 1])
    coloring = color_by(Facet("rows seen", "frequency", numbers=counts))
    assert coloring.ends == ("1", "1,000")
    assert coloring.codes.tolist() == [15, 9, 4, 0]
    assert coloring.light == LIGHT.sequential
    assert coloring.values is not None
    assert coloring.values.tolist() == counts.tolist()


def test_unknown_numbers_are_grey_and_the_legend_says_so():
    coloring = color_by(Facet("mean mpg", "target", numbers=np.array([10.26, np.nan, 30.5])))
    assert coloring.codes.tolist() == [0, NO_COLOR, 15]
    assert coloring.ends == ("10.3", "30.5")
    assert coloring.none == "not known"


@pytest.mark.parametrize(
    ("name", "numbers", "ends", "years"),
    [
        ("launched", [2001.0, 2024, np.nan, 2013], ("2001", "2024"), True),
        ("mean year", [2001.25, 2023.5], ("2001", "2024"), True),
        ("price", [999.0, 2024], ("999", "2,024"), False),
        ("inhabitants", [12_345.0, 1_234_567], ("12,345", "1,234,567"), False),
        ("mean price", [2001.25, 2023.5], ("2,000", "2,020"), False),
    ],
)
def test_the_ends_of_a_scale_are_true_and_years_have_no_comma(name, numbers, ends, years):
    coloring = color_by(Facet(name, "labels", numbers=np.array(numbers)))
    assert (coloring.ends, coloring.years) == (ends, years)


def test_one_far_number_does_not_take_all_the_color():
    numbers = np.append(np.linspace(0, 1, 100), 1e6)
    coloring = color_by(Facet("price", "data", numbers=numbers))
    assert coloring.codes[99] == coloring.codes[100] == 15
    assert coloring.codes[50] in (7, 8)
    assert coloring.ends == ("≤ 0.0202", "≥ 0.99")


def test_skewed_numbers_are_colored_by_rank_and_the_legend_tells_numbers_along_it():
    minutes = np.rint(np.random.default_rng(0).lognormal(3, 1.3, 2000)) + 1
    minutes[:3] = (minutes.min(), minutes.max(), np.nan)
    coloring = color_by(Facet("minutes", "learned", numbers=minutes))
    known = minutes[~np.isnan(minutes)]
    assert coloring.ends == (f"{known.min():.0f}", f"{known.max():,.0f}")
    assert coloring.ticks == tuple(
        f"{at:.0f}" for at in np.percentile(known, [25, 50, 75], method="nearest")
    )
    codes = coloring.codes[~np.isnan(minutes)]
    assert np.bincount(codes, minlength=16).max() < 0.15 * len(known), "not nearly all one color"
    rising = np.argsort(known, kind="stable")
    assert (np.diff(codes[rising].astype(int)) >= 0).all()
    assert (codes[0], codes[1]) == (0, 15)
    assert coloring.codes[2] == NO_COLOR
    assert np.array_equal(coloring.values, minutes.astype(np.float32), equal_nan=True)


@pytest.mark.parametrize("draw", ["uniform", "normal", "rayleigh"])
def test_numbers_that_are_not_so_skewed_are_colored_in_proportion(draw):
    numbers = getattr(np.random.default_rng(1), draw)(size=1000)
    coloring = color_by(Facet("weight", "data", numbers=numbers))
    assert coloring.ticks == ()
    middle = (numbers.min() + numbers.max()) / 2
    assert coloring.codes[np.argmin(abs(numbers - middle))] in (7, 8)


def test_of_skewed_numbers_what_is_rare_or_missing_lies_at_the_end_beyond_which_it_is():
    numbers = np.append(np.exp(np.linspace(0, 7, 200)), [1e9, 0.0])
    kinds = [CATEGORY] * 200 + [RARE, MISSING]
    coloring = color_by(Facet("price", "data", numbers=numbers), kinds=kinds)
    assert coloring.ticks
    assert coloring.codes[-2:].tolist() == [15, 0]


def test_where_most_numbers_are_the_same_they_have_one_color_in_proportion():
    numbers = np.append(np.zeros(90), np.arange(10.0))
    assert color_by(Facet("children", "data", numbers=numbers)).ticks == ()


@pytest.mark.parametrize("numbers", [[5.0, 5.0], [np.nan, np.nan], [0.0]])
def test_numbers_that_are_all_equal_have_the_middle_color(numbers):
    coloring = color_by(Facet("x", "data", numbers=np.array(numbers)))
    assert {*coloring.codes.tolist()} == ({NO_COLOR} if np.isnan(numbers[0]) else {8})


def test_what_was_never_seen_is_no_part_of_the_scale_of_frequencies():
    counts = np.array([32.0, 20, 0])
    kinds = [CATEGORY, CATEGORY, UNKNOWN]
    coloring = color_by(Facet("rows seen", "frequency", numbers=counts), kinds=kinds)
    assert coloring.ends == ("20", "32")
    assert coloring.codes.tolist() == [15, 0, NO_COLOR]
    assert np.isnan(coloring.values[2])
    assert coloring.none == ""


@pytest.mark.parametrize("source", ["frequency", "data"])
def test_the_scale_is_that_of_the_categories_whatever_is_rare_or_missing(source):
    numbers = np.array([6.0, 5, 3, 2, 900, 1])
    kinds = [CATEGORY] * 4 + [RARE, MISSING]
    coloring = color_by(Facet("rows", source, numbers=numbers), kinds=kinds)
    assert coloring.ends == ("2", "6")
    assert coloring.codes.tolist()[:4] == (
        color_by(Facet("rows", source, numbers=numbers[:4])).codes.tolist()
    )
    assert coloring.codes.tolist()[4:] == [15, 0]
    assert coloring.values.tolist() == numbers.tolist()


@pytest.mark.parametrize("source", ["frequency", "data"])
def test_the_scale_is_that_of_what_is_drawn_where_not_all_are(source):
    numbers = np.array([19.0, 12, 9, 6, 5, 3, 2, np.nan])
    coloring = color_by(Facet("rows", source, numbers=numbers), n_drawn=4)
    assert coloring.ends == ("6", "19")
    of_drawn = color_by(Facet("rows", source, numbers=numbers[:4]))
    assert coloring.codes.tolist()[:4] == of_drawn.codes.tolist()
    assert min(of_drawn.codes) == 0, "the whole scale is used"
    assert coloring.codes.tolist()[4:] == [0, 0, 0, NO_COLOR]
    assert coloring.none == "", "no grey point is drawn"
    assert coloring.values is not None
    assert coloring.values.tolist()[:7] == numbers[:7].tolist()


def test_without_categories_the_scale_is_that_of_what_there_is():
    rows = Facet("rows", "frequency", numbers=np.array([900.0, 30]))
    coloring = color_by(rows, kinds=[RARE, MISSING])
    assert coloring.ends == ("30", "900")
    assert coloring.codes.tolist() == [15, 0]


@pytest.mark.parametrize("kind", [MISSING, UNKNOWN])
def test_legend_says_not_known_only_of_points_without_a_ring_of_their_own(kind):
    groups = grouped([0, 1, -1], ["Asia", "Europe"])
    numbers = Facet("mean mpg", "data", numbers=np.array([10.26, 30.5, np.nan]))
    for facet in (groups, numbers):
        assert color_by(facet, kinds=[CATEGORY, CATEGORY, kind]).none == ""
        assert color_by(facet).none == "not known"

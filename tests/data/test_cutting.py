"""Names that begin alike, cut so that each can be told from the others."""

import random

import pytest

from explorer.data.cutting import cut_among, cut_apart, halve_among

SHOP = "https://www.example-shop.com/en/catalogue/outdoor-and-garden/furniture/"
URLS = [f"{SHOP}{what}/{of}" for what in ("chairs", "tables") for of in ("oak", "pine", "teak")]
BRANCHES = [
    f"https://www.example-shop.com/{lang}/catalogue/{what}/{color}"
    for lang in ("en", "de")
    for what in ("outdoor-furniture", "lamps")
    for color in ("red", "blue")
]
FAMILY = "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}"
THUMBS = [f"\N{THUMBS UP SIGN}{tone}" for tone in ("\U0001f3fd", "\U0001f3ff")]
ACCENTS = [f"A name of a {FAMILY} with its own {THUMBS[0]}", f"A name of a {FAMILY} with e\u0301"]
LINES = ["Long value " + "left " * 40 + str(i) for i in range(20)]
BEGINNINGS = [SHOP, f"{SHOP}a", f"{SHOP}a/b", SHOP + "x" * 300, SHOP + "x" * 300 + "y"]


@pytest.mark.parametrize("longest", [16, 24, 40, 60])
@pytest.mark.parametrize("names", [URLS, BRANCHES, LINES, ACCENTS, BEGINNINGS])
def test_names_that_differ_somewhere_are_shown_differently(names, longest):
    shown = cut_apart(names, longest)
    assert len(set(shown)) == len(names)
    for name, cut in zip(names, shown, strict=True):
        assert len(cut) <= longest
        at = 0
        for part in cut.split("…"):  # in their order, nothing made up
            at = name.index(part, at) + len(part)
        assert name.startswith(cut.partition("…")[0])


def test_what_tells_names_apart_is_a_word_of_them():
    assert cut_apart(URLS, 24)[:3] == [
        "https://www…/chairs/oak",
        "https://ww…/chairs/pine",
        "https://ww…/chairs/teak",
    ]
    assert cut_apart(URLS[:3], 24)[:2] == ["https://www.example…/oak", "https://www.exampl…/pine"]


def test_names_that_are_short_or_differ_early_are_cut_at_their_end():
    names = ["lamp", "a lamp for the table of oak", "b lamp for the table of oak", "x" * 24]
    assert cut_apart(names, 24) == [
        "lamp",
        "a lamp for the table of…",
        "b lamp for the table of…",
        "x" * 24,
    ]
    assert cut_apart([URLS[0]], 24) == [URLS[0][:23] + "…"]
    assert cut_apart([URLS[0], URLS[0]], 24) == [URLS[0][:23] + "…"] * 2
    assert cut_apart([], 24) == []


def test_a_sign_of_several_letters_is_never_cut_apart():
    for longest in range(8, 40):
        for cut in cut_apart(ACCENTS, longest)[:1]:
            assert cut.split("…")[-1][:1] not in ("\u0301", "\u200d")
        for cut in cut_apart([f"{'a' * 30}{thumb}{'b' * 9}" for thumb in THUMBS], longest):
            assert any(thumb in cut for thumb in THUMBS)


def test_one_name_is_cut_as_among_all_of_them_and_its_halves_are_all_of_it():
    among = tuple(URLS)
    assert [cut_among(name, 24, among) for name in URLS] == cut_apart(URLS, 24)
    begins, own = halve_among(URLS[0], 24, among)
    assert (begins + own, own) == (URLS[0], "/chairs/oak")
    assert halve_among("lamp", 24, among) == ("lamp", "")
    assert halve_among("a lamp for the table of oak", 24, among)[1] == ""
    assert halve_among(URLS[0], 24, ()) == (URLS[0], "")


def test_thousands_of_names_that_begin_alike_are_told_apart():
    draw = random.Random(0)
    names = [
        f"https://{draw.choice(('www', 'm'))}.example-shop.com/{draw.choice(('en', 'de', 'fr'))}/"
        f"catalogue/{draw.choice(('outdoor-furniture', 'lamps'))}/article-{i}.html"
        for i in range(20_000)
    ]
    for longest in (16, 24, 60):
        assert len(set(cut_apart(names, longest))) == len(names)

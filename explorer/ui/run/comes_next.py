"""What comes next: compose a history of up to five items and see what follows, and why."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.records.number_text import number_text
from explorer.records.recommender import BOTH_WAYS, Recommender
from explorer.sequences.guessing import Floats, candidates
from explorer.sequences.recommending import Way, order_of, parts
from explorer.ui import markup, notices, words
from explorer.ui.run import address, spelling, stand_in
from explorer.ui.run.next_list import ranked
from explorer.ui.run.subject import Subject

MOST_PLACES = 5  # items that a person composes; a model may look at more, or at fewer
SHOWN = 10
OFFERED = 2000  # names offered in a list to choose from; where there are more, they are typed
_UNLISTED = "after-unlisted"  # run, address, and what was typed into each box and is no name

Boxes = list[int | None]  # [places] what each box holds, first to last; None: nothing


def show(subject: Subject) -> None:
    """Draw the view."""
    model = subject.content.recommender()
    if model is None or model.n != len(subject.entries):
        notices.notice("This run holds nothing that could say what comes next.", "Train it again.")
        return
    left, right = st.columns((1, 2.4), gap="large")
    with left:
        boxes = _compose(subject, model)
    with right:
        _answer(subject, model, boxes)


def places_of(model: Recommender) -> int:
    """Boxes there are: none for an item that would not be looked at."""
    return min(MOST_PLACES, model.history)


def called(places: int) -> list[str]:
    """What stands above each box.

    >>> called(5), called(1)
    (['1 · first', '2', '3', '4', '5 · last'], ['last'])
    """
    if places == 1:
        return ["last"]
    return ["1 · first", *map(str, range(2, places)), f"{places} · last"]


def read(text: str | None, model: Recommender) -> Boxes:
    """What an address says of the boxes; a real example where it says nothing.

    Entries are numbers in it, so that no name has to be quoted. It is read from its end: the last
    number is the last box. What is empty or no entry is an empty box.
    """
    places = places_of(model)
    if text is None:
        return at_the_end(example(model, 0), places)
    found = [int(part) if part.isdecimal() and len(part) < 9 else None for part in text.split(".")]
    known = [None if index is None or index >= model.n else index for index in found]
    return at_the_end(known, places)


def written(boxes: Sequence[int | None]) -> str:
    """The boxes as `read` takes them; empty ones in front need no place.

    >>> written([None, None, 7, None, 2]), written([7, *[None] * 4]), written([None] * 5)
    ('7..2', '7....', '')
    """
    return ".".join("" if index is None else str(index) for index in boxes).lstrip(".")


def at_the_end(history: Sequence[int | None], places: int) -> Boxes:
    """The boxes that hold a history: its last item stands in the last.

    >>> at_the_end([4, 2], 5), at_the_end([4, 2], 1)
    ([None, None, None, 4, 2], [2])
    """
    return [*[None] * (places - len(history)), *history[-places:]]


def filled(boxes: Sequence[int | None]) -> list[int]:
    """The history: what the boxes hold, in their order; a gap is nothing.

    >>> filled([None, 4, None, None, 2])
    [4, 2]
    """
    return [index for index in boxes if index is not None]


def followed(boxes: Sequence[int | None], item: int) -> Boxes:
    """The boxes with one more item behind the last of them.

    What stands in a box moves only where no box is left behind it: into the nearest gap, and
    where there is none the first item makes room.

    >>> followed([7, 4, None, None, None], 2), followed([7, None, None, None, 4], 2)
    ([7, 4, 2, None, None], [7, None, None, 4, 2])
    """
    places = len(boxes)
    behind = max((i + 1 for i, held in enumerate(boxes) if held is not None), default=places)
    if behind < places:
        return [*boxes[:behind], item, *boxes[behind + 1 :]]
    gap = max((i for i, held in enumerate(boxes) if held is None), default=0)
    return [*boxes[:gap], *boxes[gap + 1 :], item]


def example(model: Recommender, number: int) -> list[int]:
    """The end of a history that was held out, first to last; empty where none was kept."""
    if not len(model.examples):
        return []
    history = model.examples[number % len(model.examples)]
    return [int(item) for item in history[: places_of(model)][::-1] if item < model.n]


def without_example(model: Recommender) -> str:
    """Why there is no real history to begin with, or "" where there is one."""
    if len(model.examples):
        return ""
    if model.forgotten:
        return (
            "The real histories that could be looked at here were deleted with the rows of the"
            " file. Compose one by hand."
        )
    return "No history was held out of the training, so none is here. Compose one by hand."


def _compose(subject: Subject, model: Recommender) -> Boxes:
    """The boxes and three buttons; what they hold stands in the address alone."""
    boxes = read(st.query_params.get("after"), model)
    names = subject.entries.names
    other = stand_in.entry(subject)
    st.subheader("What came before", anchor=False)
    keys = [f"after-{place}" for place in range(len(boxes))]
    items = np.flatnonzero(model.candidate)
    offered = [*items[:OFFERED].tolist(), *stand_in.rows(subject), *filled(boxes)]
    options = list(dict.fromkeys(names[i] for i in offered))
    for key, label, index in zip(keys, called(len(boxes)), boxes, strict=True):
        address.hand(key, None if index is None else names[index])
        st.selectbox(
            label,
            options,
            key=key,
            index=None,
            placeholder="nothing",
            # a list that takes nothing else keeps what is typed on screen and tells nobody
            accept_new_options=True,
            on_change=_changed,
            args=(subject, model, keys, other),
        )
    if unlisted := [each for each in _unlisted(subject) if each is not None]:
        notices.notice(*stand_in.told(subject, model, unlisted))
    if no_example := without_example(model):
        markup.show("<p class='muted'>{said}</p>", said=no_example)
    with st.container(horizontal=True, key="after-buttons"):
        if len(model.examples):
            number = int(st.session_state.get("after-example", 0)) + 1
            st.button(
                "Another real one",
                icon=":material/casino:",
                on_click=_take_example,
                args=(model, number),
                key="after-another",
                help="The end of a history that was held out of the training.",
            )
        if subject.picked is not None and model.candidate[subject.picked]:
            st.button(
                markup.label(f"Add {words.cut(subject.name(subject.picked), 24)}"),
                icon=":material/add:",
                on_click=_put,
                args=(followed(boxes, subject.picked),),
                key="after-picked",
                help="What is picked on the map becomes the last item.",
            )
        if filled(boxes):
            st.button("Clear", on_click=_put, args=([],), key="after-clear", type="tertiary")
    return boxes


def _changed(subject: Subject, model: Recommender, keys: Sequence[str], other: int | None) -> None:
    """Callback of a box: the address says what all boxes hold."""
    held: list[str | None] = [st.session_state.get(key) or None for key in keys]
    names, items = subject.entries.names, stand_in.items(subject, model)
    if len(items) <= OFFERED:
        choices = [*items, *(names[row] for row in stand_in.rows(subject))]
        held = [None if name is None else spelling.completed(name, choices) for name in held]
    boxes = placed(held, names, other)
    before = _unlisted(subject) or [None] * len(held)
    # what was meant is looked for here, once, and not whenever the page is drawn
    unlisted = stand_in.unlisted(held, before, names, other, items)
    st.session_state[_UNLISTED] = (subject.scene, written(boxes), unlisted)
    _put(boxes)


def placed(held: Sequence[str | None], names: Sequence[str], other: int | None) -> Boxes:
    """Entries of the names that boxes hold, each in its box.

    Args:
        other: the entry for names that are none; without one their box is empty.

    >>> placed(["Tea", None, "rum"], ["jam", "tea", "unknown"], 2)
    [1, None, 2]
    """
    found = [None if name is None else spelling.same(name, names) for name in held]
    return [
        other if at is None and name is not None else at
        for name, at in zip(held, found, strict=True)
    ]


def _unlisted(subject: Subject) -> list[stand_in.Unlisted | None]:
    """What was typed into each box of this run and address and is no name; [] where nothing was."""
    scene, after, found = st.session_state.get(_UNLISTED, ("", None, []))
    here = scene == subject.scene and after == st.query_params.get("after")
    return list(found) if here else []


def _take_example(model: Recommender, number: int) -> None:
    st.session_state["after-example"] = number
    _put(at_the_end(example(model, number), places_of(model)))


def _put(boxes: Sequence[int | None]) -> None:
    address.put("after", written(boxes))


def _answer(subject: Subject, model: Recommender, boxes: Boxes) -> None:
    chosen = filled(boxes)
    st.subheader("What comes next", anchor=False)
    history = as_history(model, chosen)
    found = parts(model, history)
    recommended = found.of("recommended")
    order = [int(i) for i in order_of(recommended)[:SHOWN] if recommended[i] > 0]
    st.html(ranked(subject.entries.names, order, recommended, found.pulled, chosen))
    if order:
        st.button(
            markup.label(f"Go on with {words.cut(subject.name(order[0]), 24)}"),
            icon=":material/arrow_forward:",
            on_click=_put,
            args=(followed(boxes, order[0]),),
            key="after-first",
            help="The first of the list becomes the last item of the history.",
        )
    markup.show("<p class='muted'>{said}</p>", said=explained(subject, model, chosen, recommended))
    counts, popular = st.columns(2, gap="large")
    with counts:
        _beside("By the counts alone", subject, found.of("counts"))
    with popular:
        _beside("By popularity", subject, found.of("popularity"))
        markup.show(
            "<p class='muted'>How often each came next, whatever came before it. The first items"
            " of baskets and sequences came after none: the map counts them as well.</p>"
        )
    if said := measured(subject, model):
        markup.show("<p class='muted'>{said}</p>", said=said)


def _beside(title: str, subject: Subject, probabilities: Floats) -> None:
    markup.show("<h4 class='next-title'>{title}</h4>", title=title)
    order = [int(i) for i in order_of(probabilities)[:SHOWN] if probabilities[i] > 0]
    st.html(ranked(subject.entries.names, order, probabilities, None, []))


def as_history(model: Recommender, chosen: Sequence[int]) -> NDArray[np.int32]:
    """[history] the last item first, n where there is none."""
    history = np.full(model.history, model.n, np.int32)
    last = list(chosen)[::-1][: model.history]
    history[: len(last)] = last
    return history


def explained(subject: Subject, model: Recommender, chosen: list[int], recommended: Floats) -> str:
    """How the list came about, in words."""
    if not chosen:
        return "Without a history only frequency speaks. Choose at least one item."
    parts_of = (
        "The percentages under a name are the parts of its probability that each item of the"
        " history has, so they say which item pulled it up; parts below 5 % are not named."
    )
    blend = (
        f" The list is {words.share(model.weight)} network and {words.share(1 - model.weight)}"
        f" counts of {model.counted}, {_sureness(model.sharpness)}."
    )
    if model.both_ways:
        blend += f" {BOTH_WAYS}"
    one = "sequence" if subject.state.spec.layout == "long" else "basket"
    left = "" if model.repeats else f" No item comes twice in a {one} here, so none is repeated."
    return parts_of + blend + left + _really(subject, model, chosen, recommended)


def _sureness(sharpness: float) -> str:
    """What becomes of the weighted mean before it is shown.

    >>> [_sureness(power)[:26] for power in (0.5, 1.0, 2.0)]
    ['then made less sure (to th', 'as sure as held-out items ', 'then made surer (to the po']
    """
    if sharpness == 1.0:
        return "as sure as held-out items showed it to be right"
    surer, often = ("surer", "more") if sharpness > 1.0 else ("less sure", "less")
    return (
        f"then made {surer} (to the power {number_text(sharpness)}): held-out items showed it to"
        f" be right {often} often than it said"
    )


def _really(subject: Subject, model: Recommender, chosen: list[int], recommended: Floats) -> str:
    """What came next in the data, where the history is one of the examples."""
    for number, answer in enumerate(model.answers.tolist()):
        if answer < model.n and example(model, number) == chosen:
            if not model.candidate[answer]:
                return f" {stand_in.not_ranked(subject, answer)}"
            place = order_of(recommended).tolist().index(answer) + 1
            allowed = candidates(model, as_history(model, chosen)[None])
            return (
                f" In the data, {subject.shown(answer)} came next: place"
                f" {words.count(place)} of {words.count(int(allowed.sum()))} here."
            )
    return ""


def measured(subject: Subject, model: Recommender) -> str:
    """How often the ten hold what came next, on held-out items; of fewer, how high it stands."""
    verdict = subject.state.verdict
    names: dict[Way, str] = {
        "recommended": "this list",
        "network": "the network alone",
        "counts": "the counts",
        "popularity": "popularity",
    }
    if verdict is None or not set(names) <= set(verdict.ranking):
        return ""
    if int(model.candidate.sum()) <= SHOWN:
        ranks = [f"{name} {verdict.ranking[way][1]:.2f}" for way, name in names.items()]
        return f"Mean reciprocal rank of held-out next items: {', '.join(ranks)}."
    told = [f"{name} {words.share(verdict.ranking[way][0])}" for way, name in names.items()]
    return f"Of held-out next items, the first ten hold: {', '.join(told)}."

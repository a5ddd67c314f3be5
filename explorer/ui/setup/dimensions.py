"""How dimensions are chosen: the rules side by side, and a measured answer beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from explorer.data import knee
from explorer.data.dimensions import plan as sweep_plan
from explorer.records.dims import dim_of, fastai_dim, fourth_root_dim
from explorer.records.spec import ColumnSpec, Objective
from explorer.runs.store import Store
from explorer.runs.sweeps import SweepState
from explorer.ui import markup, notices, words
from explorer.ui.run import charts
from explorer.ui.setup.draft import Plan

POLL = 0.7  # seconds between looks at a sweep that is at work
TOGETHER = "all columns together"
OURS_USUALLY = (
    "<p class='muted'>Ours, n<sup>0.45</sup> between 2 and 64, lies between these two.</p>"
)
BEGUN = (
    "<p class='muted'>Each short training begins with the vectors chosen under Adjust, projected "
    "or filled up to the dimensions it tries.</p>"
)
OURS: dict[Objective, str] = {
    "masked": "<p class='muted'>Ours, n<sup>0.63</sup> up to 32 and 1.5 n<sup>0.45</sup> up to 64 "
    "where that is more, leaves room for what counts say beside what is learned.</p>",
    "cooccurrence": "<p class='muted'>Ours, 1.5 n<sup>0.45</sup> between 2 and 64, keeps what "
    "counts alone tell.</p>",
    "next-item": "<p class='muted'>Ours, 6.4 n<sup>0.5</sup> between 8 and 128, is larger where "
    "an order is learned: half of the numbers say what an item comes after. Of r interactions with "
    "each item it is at most 3.5 r<sup>0.75</sup>, as the rest would learn chance by heart.</p>",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Which page this stands on.

    Attributes:
        from_run: whose recipe the page began with, "" for none.
        key: of the page; it does not change when dimensions are filled in.
    """

    dataset_id: str
    from_run: str
    secret: str
    key: str


def page_key(key: str, read_at: int) -> str:
    """The key of the page's widgets: a new one each time measured dimensions were filled in, and
    each time the file was read again, as columns are known by their places.

    Widgets of a new name begin with what was kept of the page, which holds those dimensions.
    """
    if st.session_state.setdefault(f"{key}-read", read_at) != read_at:
        st.session_state[f"{key}-read"] = read_at
        _begin_anew(key)
    times = st.session_state.get(_begun(key), 0)
    return f"{key}-{times}" if times else key


def _begun(key: str) -> str:
    return f"{key}-begun"


def _begin_anew(key: str) -> None:
    st.session_state[_begun(key)] = st.session_state.get(_begun(key), 0) + 1


def show(store: Store, place: Place, plan: Plan | None) -> None:
    """The rules, the button that measures, and what was measured.

    Args:
        plan: None where nothing can be learned as it is chosen.
    """
    opened = st.expander(
        "How dimensions are chosen",
        expanded=_begins_open(store, place),
        on_change="rerun",
        key=f"{place.key}-dimensions-rules",
    )
    if not opened.open:
        return
    with opened, notices.guarded("How dimensions are chosen"):
        markup.show(
            "<p class='muted'>More dimensions can tell more categories apart; fewer make neighbors "
            "steadier where rows are few. Of n categories, fastai's rule makes 1.6 n<sup>0.56"
            "</sup>, an old one the fourth root of n.</p>"
        )
        if plan is None:
            markup.show("<p class='muted'>First choose what can be learned.</p>")
            if store.sweeps.at_work(place.dataset_id):
                _other(store, place)
            return
        markup.show(OURS.get(plan.spec.objective, OURS_USUALLY))
        if plan.spec.start is not None:
            markup.show(BEGUN)
        table = st.container()
        column = _column(store, place, plan)
        state = store.sweeps.get(place.dataset_id, plan.spec, column)
        with table:
            _rules(plan, _measured(state), place.key)
        _measure(store, place, plan, column, state)


def _begins_open(store: Store, place: Place) -> bool:
    """Whether something was measured when the page was entered; another answer later on would
    put up another expander."""
    name = f"{place.key}-dimensions-open"
    if name not in st.session_state:
        st.session_state[name] = store.sweeps.any_of(place.dataset_id)
    return bool(st.session_state[name])


def _column(store: Store, place: Place, plan: Plan) -> str | None:
    """Whose dimensions are measured; None for those of all columns, together."""
    names = [column.name for column in plan.spec.columns]
    if len(names) < 2:
        return None
    last = store.sweeps.last_column(place.dataset_id)  # what the page begins with
    said = st.selectbox(
        "Measure the dimensions of",
        [TOGETHER, *names],
        index=names.index(last) + 1 if last in names else 0,
        format_func=lambda name: words.cut(name, 60, tuple(names)),
        help="Together: every column gets as many as are tried, or as many as it can use. "
        "Of one column: the others keep the dimensions that are set above.",
        key=f"{place.key}-dimensions-of",
        persist_state="session",
    )
    return said if said in names else None


def _measured(state: SweepState) -> dict[str, int]:
    """Column -> dimensions at the knee, as far as it was found."""
    found = None if state.sweep is None else knee.find(state.sweep)
    if state.sweep is None or found is None or found.dim is None:
        return {}
    return knee.chosen(state.sweep, found.dim)


def _by_rules(objective: Objective, n_categories: int, n_rows: int) -> dict[str, int]:
    """What each rule gives."""
    n = max(1, n_categories)
    return {
        "ours": dim_of(objective, n, n_rows),
        "fastai": fastai_dim(n),
        "fourth root": fourth_root_dim(n),
    }


def _rules(plan: Plan, measured: Mapping[str, int], key: str) -> None:
    """What each rule gives for each learned column, and what was measured."""
    import pandas as pd

    ruled = [_by_rules(plan.spec.objective, size, plan.n_rows) for size in plan.sizes]
    columns: dict[str, list[object]] = {
        "column": list(words.cut_each([column.name for column in plan.spec.columns])),
        "categories and missing" if plan.with_missing else "categories": list(plan.sizes),
        **{name: [own[name] for own in ruled] for name in ruled[0]},
    }
    if measured:
        columns["measured"] = [measured.get(column.name) for column in plan.spec.columns]
    columns["set"] = list(plan.settled.dims)
    st.dataframe(
        pd.DataFrame(columns).convert_dtypes(),
        hide_index=True,
        placeholder="",
        key=f"{key}-dimensions-rules-table",
        alt="Dimensions of each column by three rules, as measured and as they are set",
    )


def _measure(store: Store, place: Place, plan: Plan, column: str | None, drawn: SweepState) -> None:
    """The part that moves: it looks again while a sweep is at work."""

    @st.fragment(run_every=POLL if drawn.at_work or drawn.other else None)
    def look() -> None:
        state = store.sweeps.get(place.dataset_id, plan.spec, column)
        if (state.phase, state.other) != (drawn.phase, drawn.other):
            st.rerun()
        with notices.guarded("What was measured"):
            _controls(store, place, plan, column, state)
            _found(store, place, plan, state)

    look()


def _controls(
    store: Store, place: Place, plan: Plan, column: str | None, state: SweepState
) -> None:
    with st.container(
        horizontal=True, vertical_alignment="center", key=f"{place.key}-dimensions-controls"
    ):
        if state.at_work:
            _stop(store, place)
            markup.show("<p class='muted' role='status'>{said}</p>", said=_progress(state))
        elif state.phase != "done":
            words_of = {"stopped": "Go on measuring", "failed": "Try again"}
            if st.button(
                words_of.get(state.phase, "Measure"), icon=":material/straighten:", key="measure"
            ):
                store.sweeps.ask(place.dataset_id, plan.spec, column, place.secret)
                st.rerun()
            markup.show("<p class='muted'>{about}</p>", about=_about(plan, column, state))
    if state.other:
        _other(store, place)
    if state.phase == "failed":
        notices.notice(state.error, state.mend, "error")


def _other(store: Store, place: Place) -> None:
    """What is measured of settings that were changed meanwhile; it takes a place for training."""
    with st.container(
        horizontal=True, vertical_alignment="center", key=f"{place.key}-dimensions-other"
    ):
        _stop(store, place)
        markup.show(
            "<p class='muted' role='status'>Other settings of this file are being measured. What "
            "is found is shown when they are chosen again; measuring anew ends it.</p>"
        )


def _stop(store: Store, place: Place) -> None:
    if st.button("Stop", icon=":material/stop:", key="stop-measuring"):
        store.sweeps.stop(place.dataset_id, place.secret)
        st.rerun()


def _progress(state: SweepState) -> str:
    if state.phase == "queued":
        return "Waiting until a place for training is free."
    if state.sweep is None:
        return "Encoding the columns and beginning the first training."
    done = len(state.sweep.trained)
    are = "is" if done == 1 else "are"
    return f"{done} of {words.counted(state.sweep.planned, 'short training')} {are} done."


def _about(plan: Plan, column: str | None, state: SweepState) -> str:
    """What a click on the button will do, and how long it takes."""
    sweep, seconds = sweep_plan(
        plan.spec,
        plan.n_rows,
        plan.sizes,
        column=column,
        n_classes=plan.n_classes,
        partners=plan.partners,
    )
    done = 0 if state.sweep is None else len(state.sweep.trained)
    left = seconds * (1 - done / sweep.planned)
    were = "was" if done == 1 else "were"
    planned = words.counted(sweep.planned, "short training")
    again = f"{done} of {planned} {were} done; the rest takes"
    lowest = f"{sweep.dims[0]} to " if len(sweep.dims) > 1 else ""
    tried = f"{lowest}{words.counted(sweep.dims[-1], 'dimension')}"
    begin = f"Tries {tried} in {planned} and compares the held-out losses:"
    of_rows = ""
    if sweep.n_rows < sweep.all_rows:
        of_rows = f", on {words.count(sweep.n_rows)} of {words.count(sweep.all_rows)} rows"
    return f"{again if done else begin} {words.about(left)}{of_rows}."


def _found(store: Store, place: Place, plan: Plan, state: SweepState) -> None:
    """The chart, what it says, and the button that fills the dimensions in."""
    found = None if state.sweep is None else knee.find(state.sweep)
    if state.sweep is None or found is None:
        return
    from explorer.figures import sweep as figures

    markup.show("<p>{sentence}</p>", sentence=knee.sentence(state.sweep, found))
    if found.dim is not None and not state.at_work:
        chosen = knee.chosen(state.sweep, found.dim)
        if _set(plan) | chosen == _set(plan):
            markup.show("<p class='muted'>These dimensions are set.</p>")
        else:
            pressed = st.button(f"Use {found.dim}", type="primary", key="use-measured")
            if pressed:
                _fill_in(store, place, plan, chosen)
                st.rerun()
    look = charts.theme()
    if state.at_work:
        drawn = figures.while_measuring(state.sweep, found, look)
        st.image(drawn, width=560, alt=knee.sentence(state.sweep, found))
    else:
        alone = len(state.sweep.names) == 1
        rules = _by_rules(plan.spec.objective, state.sweep.sizes[0], plan.n_rows)
        picture = figures.loss_by_dimension(state.sweep, found, look, rules if alone else None)
        charts.show(picture, f"{place.key}-dimensions-chart")
    markup.show("<p class='muted'>{how}</p>", how=knee.how(state.sweep))


def _set(plan: Plan) -> dict[str, int]:
    names = [column.name for column in plan.spec.columns]
    return dict(zip(names, plan.settled.dims, strict=True))


def _fill_in(store: Store, place: Place, plan: Plan, chosen: Mapping[str, int]) -> None:
    """Keep the recipe with these dimensions, and have the page begin with it.

    Raises:
        ExplorerError: the file is gone meanwhile.
    """
    given = plan.asked.columns or tuple(ColumnSpec(each.name) for each in plan.spec.columns)
    columns = tuple(replace(each, dim=chosen.get(each.name, each.dim)) for each in given)
    asked = plan.asked.with_columns(columns)
    store.drafts.keep(place.dataset_id, place.from_run, asked, place.secret)
    _begin_anew(place.key)

"""Set up: what was read of a file, what will be learned, one button that starts it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from explorer.data.items import WIDE_NAME
from explorer.errors import ExplorerError, NothingToLearn
from explorer.records.shape import Shape
from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.records.states import DatasetState, TableSummary
from explorer.runs import looking
from explorer.runs.store import Store
from explorer.ui import boot, markup, notices, theme, uploads, words
from explorer.ui.owner import OwnerSecret, owner_secret
from explorer.ui.setup import (
    adjust,
    beginning,
    dimensions,
    draft,
    keeping,
    labels,
    proposed,
    rare,
    reading,
    recipe,
    rows,
    start,
    table,
    training,
    vectors,
)

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

POLL = 0.4  # seconds between looks at a file that is being read


def show(dataset_id: str, from_run: str | None = None) -> None:
    """Draw the page of one dataset.

    Args:
        from_run: a run whose recipe the page begins with ("Change and train again").

    Raises:
        NotFound: there is no such dataset.
    """
    store = boot.engine().store
    state = store.datasets.get(dataset_id)
    page = st.container()
    owner = owner_secret()
    with page:
        if owner is None:  # the browser is asked in the very first run of a session
            markup.show("<p class='lead'>Opening your file.</p>")
        elif store.datasets.owned(dataset_id, owner.secret):
            _own(store, state, owner, from_run)
        else:
            _not_yours(store, owner)


def _own(store: Store, state: DatasetState, owner: OwnerSecret, from_run: str | None) -> None:
    theme.name_tab(words.cut(state.name, 40))
    if state.forgotten:
        _forgotten(store, state, owner)
    elif state.phase == "ready" and state.vectors is not None and state.vectors.run:
        vectors.show(store, state, owner)
    elif state.phase == "ready" and state.summary is not None:
        _ready(store, state, state.summary, owner, from_run)
    elif state.phase == "failed":
        _failed(store, state, owner)
    else:
        reading.title(state, None)
        with st.container(key="card-progress"):
            _wait(store, state.id)


@st.fragment(run_every=POLL)
def _wait(store: Store, dataset_id: str) -> None:
    """How far the reading is; the whole page follows once there is something else to say."""
    with notices.guarded("How far the reading is"):
        state = store.datasets.get(dataset_id)
        if state.phase not in ("waiting", "reading"):
            st.rerun()
        reading.progress(state)


def _ready(
    store: Store,
    state: DatasetState,
    summary: TableSummary,
    owner: OwnerSecret,
    from_run: str | None,
) -> None:
    """The file is read: everything is filled in, Train is one click away."""
    page = f"setup-{state.id}-{from_run or ''}"
    key = dimensions.page_key(page, looking.read_at(store, state.id))
    base, recipe_of = beginning.recipe(store, state, summary, from_run)
    left = beginning.as_left(store, state.id, from_run, key)
    begun = (*left, base)
    with st.container(horizontal=True, vertical_alignment="center", key="setup-head"):
        reading.title(state, summary)
        with st.popover("Change reading", icon=":material/tune:"):
            reading.overrule(state, store.datasets, owner.secret)
            vectors.by_hand(store, state, owner)
    vectors.ask(store, state, owner)
    # What to learn stands first: on a phone, and on the way of the Tab key to Train.
    learn, data = st.columns([4, 7], gap="medium")
    with learn, st.container(key="card-learn"):
        st.subheader("What to learn", anchor=False)
        with st.container():  # asks more or less, while Adjust keeps its place and stays open
            shape = rows.choose(summary, [Shape.of(each) for each in begun], key)
            shape = rows.counted(
                shape, lambda chosen: looking.counted(store, state.id, chosen), summary
            )
            goal = recipe.goal(summary.profiles, shape, begun, key)
        if beginning.turned((goal.objective, goal.target), key):
            left = beginning.as_left(store, state.id, from_run, key)
            begun = (*left, base)
        begin = st.container()
        more = st.expander("Adjust", icon=":material/tune:")
    often = looking.often(store, state.id)
    with data:
        reading.problems(summary)
        st.subheader("First rows", anchor=False)
        table.first_rows(summary, f"{key}-rows")
        if shape.kind == "records":
            least = adjust.rare_below(begun[0], key)
            counts = rare.counts(summary.profiles, goal.target, often, least)
            most = store.settings.max_categories
            choices, how_many = _columns(summary, goal, base, left, recipe_of, key, counts, most)
        else:
            rows.about(shape)
        rules = st.container()
    plan: draft.Plan | None = None
    problem: ExplorerError | None = None
    try:
        columns: tuple[ColumnSpec, ...] = ()
        if shape.kind == "records":
            columns = choices()
        usual = partial(draft.usual, summary.profiles, goal, columns, often)
        with more:
            of_items = None if shape.kind == "records" else st.container()
            settings = adjust.adjust(begun, goal, usual, key)
            if of_items is not None:
                with of_items:
                    latest = beginning.latest(begun, shape.kind)
                    columns = _items(shape, usual(settings), latest, key)
            beginning.keep(
                store, state.id, from_run, draft.asked(goal, columns, settings), owner, key
            )
            proposed = draft.plan(summary.profiles, goal, columns, {}).spec
            settings["start"] = start.choose(store, state, proposed, owner.secret)
        plan = draft.plan(summary.profiles, goal, columns, settings, often)
    except ExplorerError as found:
        problem = found
        if shape.kind == "records" and (mend := reading.one_column(summary)):
            problem = NothingToLearn(found.message, mend=mend)
    else:
        if (problem := start.unfit(state.start, plan.spec)) is not None:
            plan = None
    if shape.kind == "records":
        how_many(plan is not None)
    with rules:
        place = dimensions.Place(state.id, from_run or "", owner.secret, page)
        dimensions.show(store, place, plan)
    with begin:
        training.train(store, state, plan, problem, owner.secret)
    with learn:
        labels.show(store, state, owner.secret)
        keeping.rows_kept(store, state, owner.secret)
        keeping.browser_forgets(owner)
        keeping.runs_of(store, state.id)


def _columns(
    summary: TableSummary,
    goal: recipe.Goal,
    base: TrainingSpec,
    left: Sequence[TrainingSpec],
    recipe_of: str,
    key: str,
    counts: rare.Counts,
    most: int,
) -> tuple[Callable[[], tuple[ColumnSpec, ...]], Callable[[bool], None]]:
    """The columns table.

    Returns:
        What checks the choices in it, and what says above it how many there are, once it is known
        whether something can be learned of them.
    """
    kinds = table.kinds_so_far(f"{key}-columns", summary.profiles)
    lines = proposed.lines(summary.profiles, goal, base, kinds, recipe_of, counts, most)
    remembered = [
        proposed.remember(summary.profiles, each, base, recipe_of, most)
        for each in left
        if not each.of_items
    ]
    lines = proposed.as_left(lines, goal, remembered, kinds, counts)
    st.subheader("Columns", anchor=False)
    said = st.container(key="columns-said")
    edited = table.columns_table(lines, f"{key}-columns")

    def how_many(can_learn: bool) -> None:
        with said:
            table.how_many(lines, edited, can_learn)

    return lambda: table.chosen(lines, edited, goal.target), how_many


def _items(
    shape: Shape, usual: Mapping[str, Any], base: TrainingSpec, key: str
) -> tuple[ColumnSpec, ...]:
    """The one column of items, where its dimensions are not left to the rule."""
    dim = adjust.dimensions(base, next(iter(usual.get("dims", ())), None), key)
    return () if dim is None else (ColumnSpec(shape.item or WIDE_NAME, dim),)


def _failed(store: Store, state: DatasetState, owner: OwnerSecret) -> None:
    """It cannot be read: why, what to change, the next file at once."""
    reading.title(state, None)
    notices.notice(state.error, state.mend, "error")
    again, other = st.columns(2, gap="medium")
    with again, st.container(key="card-again"):
        st.subheader("Read it another way", anchor=False)
        reading.overrule(state, store.datasets, owner.secret)
        vectors.by_hand(store, state, owner)
    with other, st.container(key="card-other"):
        st.subheader("Choose another file", anchor=False)
        _another(store, owner)


def _forgotten(store: Store, state: DatasetState, owner: OwnerSecret) -> None:
    """The rows are gone, as promised or as asked for; the runs are still there."""
    reading.title(state, None)
    notices.notice(
        "The rows of this file were deleted.", "Upload it again to train on it once more."
    )
    keeping.runs_of(store, state.id)
    with st.container(key="card-other"):
        st.subheader("Upload a file", anchor=False)
        _another(store, owner)


def _not_yours(store: Store, owner: OwnerSecret) -> None:
    """Rows are shown to the browser that brought them and to nobody else."""
    st.title("This file belongs to another browser", anchor=False)
    markup.show(
        "<p class='lead'>Uploaded rows are shown only to the browser that uploaded them. The "
        "link of a run can be shared with anyone; the file behind it stays private.</p>"
    )
    with st.container(key="card-other"):
        st.subheader("Upload your own", anchor=False)
        _another(store, owner)


def _another(store: Store, owner: OwnerSecret) -> None:
    def take(uploaded: UploadedFile) -> None:
        dataset_id = store.datasets.create(uploaded.name, uploaded, owner.secret)
        st.query_params.from_dict({"data": dataset_id})

    uploads.offer("Drop a table here, or press Upload", "another", store.settings, take)
    markup.show("<p class='muted'>{promise}</p>", promise=uploads.promise(store.settings))

"""Recipe: every setting of a run, what it ran on, and how to repeat it."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import Any

import streamlit as st

from explorer.analysis.wording import epoch_text
from explorer.data.defaults import HABITS, idle
from explorer.records.number_text import number_text
from explorer.records.spec import MAX_EPOCHS, OBJECTIVES, TrainingSpec
from explorer.records.states import RESULT, RunState
from explorer.runs.beginning_with import of_run
from explorer.runs.named_files import VECTORS
from explorer.ui import markup, words
from explorer.ui.run.tables import table

_MEANING = {
    "objective": "what is learned",
    "target": "the column to predict",
    "target_kind": "how the target is taken",
    "item": "column of the items, or of the lists",
    "basket": "column that says which items belong together",
    "order": "column that says which item comes first",
    "separator": "between the items of one cell",
    "wide": "every row is a basket, its items side by side",
    "item_columns": "columns whose cells hold the items",
    "method": "how appearing together becomes vectors",
    "window": "items up to so many steps apart appear together",
    "history": "items that the next one is guessed from",
    "time_budget": "seconds of training, in place of epochs",
    "epochs": "passes over the training rows, at most",
    "batch_size": "rows looked at before each step",
    "learning_rate": "size of a step (Adam)",
    "weight_decay": "pull of the vectors to zero, or to the counts they begin at",
    "hidden": "units of the hidden layer, or of the bottleneck",
    "counts": "weight of each map from counts in the vectors; 0 leaves them as learned",
    "holdout": "share kept apart to check with",
    "patience": "checks without improvement before stopping",
    "min_count": "values seen less often share the rare place",
    "unknown": "z: z / (z + n) of a value seen n times teach what is unknown",
    "bins": "parts a number is cut into, as input",
    "seed": "where everything random comes from",
    "threads": "of the training; the last bits depend on it",
    "umap": "on the command line: maps by UMAP, too; the app draws them anyway",
    "labels": "file with groups; colors the map, never learned from",
    "start": "SHA-256 of the file of vectors that lookup tables begin with",
}
_TOGETHER = {  # what other words are true of where every step sees everything
    "epochs": "corrections of all vectors, each by all that appears together, at most",
    "learning_rate": "share of the way that each correction goes, at most",
    "weight_decay": "pull of the vectors to the counts they begin at, or to zero (GloVe)",
}
_SPECTRAL = {"epochs": "rounds of power iterations, at most; directions settle in them"}
# settings that say nothing of a recipe which leaves them out
OPTIONAL = frozenset(
    (
        *("target", "target_kind", "labels", "item", "basket", "order", "separator", "method"),
        *("window", "history", "time_budget", "epochs", "start", "counts"),
    )
)
IF_TRUE = frozenset(("wide", "item_columns", "umap"))
METHODS = {"sgns": "word2vec (SGNS)", "glove": "GloVe", "spectral": "spectral"}
FILE = "recipe.json"


def show(state: RunState) -> None:
    """Draw the view."""
    left, right = st.columns((1.5, 1), gap="large")
    with left:
        _begun(state)
        headings = ("setting", "value", "", "meaning")
        table("Settings", headings, settings(state.spec, worked_out(state), ended_after(state)))
        if state.columns:
            table("Columns", ("column", "taken as", "dimensions"), columns(state), numbers=(2,))
        if state.versions:
            table("Made with", ("part", "version"), sorted(state.versions.items()))
    with right:
        _again(state)


def _begun(state: RunState) -> None:
    """What the lookup tables began with, once something was learned.

    Settings may come from an opened run file and hold anything.
    """
    said = state.settings.get("start_says")
    if state.spec.start is None or not state.points or not isinstance(said, list):
        return
    markup.show(
        "<p class='sentence'>Learning began with the vectors of {name}. {said}</p>",
        name=words.cut(_start_file(state), 60),
        said=" ".join(str(each) for each in said),
    )


def _start_file(state: RunState) -> str:
    return str(state.settings.get("start_file", "VECTORS"))


def _again(state: RunState) -> None:
    """How to repeat the run, here or on the command line."""
    spec, promised = repeating(state)
    st.markdown("**Train the same again**")
    markup.show(
        "<p class='muted'>{promised} Save the recipe beside the file, then run:</p>",
        promised=promised,
    )
    st.code(command(state), language="shell", wrap_lines=True)
    if state.spec.start is not None and of_run(_start_file(state)):
        markup.show(
            "<p class='muted'>{file} is that of {run}: it lies in the folder parquet of"
            " “Everything as zip”, under Take away there.</p>",
            file=VECTORS,
            run=_start_file(state),
        )
    st.download_button(
        "Download the recipe",
        spec.to_json(),
        file_name=FILE,
        mime="application/json",
        icon=":material/download:",
        on_click="ignore",
        key="recipe-file",
    )
    st.code(spec.to_json(), language="json", height=420)


def repeating(state: RunState) -> tuple[TrainingSpec, str]:
    """The recipe to train a run again by, and what may be expected of it.

    How many steps a time budget holds depends on the machine: where they were whole epochs, these
    are asked for in its place, which gives the same bits, but for a run that the clock ended.
    """
    same = (
        "The same file and recipe give the same vectors, bit for bit, with the same versions on"
        " the same kind of machine."
    )
    if state.phase == "stopped":
        same += " This run was stopped; trained again, it goes on to its end."
    if state.spec.time_budget is None:
        return state.spec, same
    if state.settings.get("late") is True:
        return state.spec, (
            "This run was ended since its time budget was over before all planned steps were made,"
            " so that the same file and recipe may give other vectors."
        )
    epochs = _planned_epochs(worked_out(state))
    if epochs is None:
        return state.spec, (
            "How many steps a time budget holds depends on the machine, so that the same file and"
            " recipe may give other vectors."
        )
    asked, passed = words.counted(epochs, "epoch"), ended_after(state)
    limit, ended = "", ""
    if passed is not None:
        limit, ended = "at most ", f" It ended by itself after {passed}."
    return replace(state.spec, time_budget=None, epochs=epochs), (
        f"{same} How many epochs a time budget holds depends on the machine: here it was"
        f" {limit}{asked}, which this recipe asks for in its place.{ended}"
    )


def ended_after(state: RunState) -> str | None:
    """The epochs after which a run was done before its last one; None where it learned all."""
    planned = worked_out(state).get("epochs") or state.spec.epochs
    if state.phase != "finished" or not state.points or not isinstance(planned, int):
        return None
    passed = state.points[-1].epoch
    return epoch_text(passed) if passed < planned else None


def worked_out(state: RunState) -> dict[str, Any]:
    """The defaults in force.

    How many epochs a time budget holds is known once learning has begun, and stands with the
    other settings when it has ended; those of before it mean nothing.
    """
    if state.spec.time_budget is None or state.phase in RESULT:
        return state.settings
    plan = {"epochs": state.total_epochs or None, "total_steps": state.total_steps or None}
    return state.settings | plan


def _planned_epochs(settings: dict[str, Any]) -> int | None:
    """The epochs of a plan that was made of whole ones; of a run file they may be anything."""
    names = ("epochs", "steps_per_epoch", "total_steps")
    numbers = [value for name in names if type(value := settings.get(name)) is int]
    if len(numbers) < len(names):
        return None
    epochs, per_epoch, steps = numbers
    return epochs if 1 <= epochs <= MAX_EPOCHS and epochs * per_epoch == steps else None


def settings(
    spec: TrainingSpec, worked_out: dict[str, Any], ended: str | None = None
) -> list[tuple[str, str, str, str]]:
    """Every setting that is looked at: name, value in force, who chose it, what it means.

    Args:
        ended: the epochs after which it was done, where these are fewer.
    """
    rows = []
    meanings = dict(_MEANING)
    if HABITS[spec.objective].at_once:
        meanings |= _SPECTRAL if spec.method == "spectral" else _TOGETHER
    if HABITS[spec.objective].any_threads:
        meanings["threads"] = "of the training; the bits are the same with any number"
    for name, meaning in meanings.items():
        asked = getattr(spec, name)
        value = worked_out.get(name, asked) if asked is None else asked
        if (value is None and name in OPTIONAL) or (name in IF_TRUE and not value):
            continue
        if name in idle(spec.objective, spec.method) or (name == "bins" and not _cuts(spec)):
            continue
        by = "worked out" if asked is None and value is not None else ""
        said = _value(name, value)
        if name == "epochs" and ended is not None:
            said = f"at most {said}; it ended after {ended}"
        rows.append((name.replace("_", " "), said, by, meaning))
    return rows


def _cuts(spec: TrainingSpec) -> bool:
    """Numbers are cut into ranges, or may be where kinds are not settled yet."""
    return not spec.of_items and any(column.kind in ("binned", None) for column in spec.columns)


def command(state: RunState) -> str:
    """The command line that repeats the run from its file and the saved recipe."""
    parts = ["python", "-m", "explorer", "train", state.title, "--spec", FILE]
    if state.spec.labels:
        parts += ["--labels", state.spec.labels]
    if state.spec.start:
        name = _start_file(state)
        parts += ["--start", VECTORS if of_run(name) else name]
    return shlex.join([*parts, "--output", "result"])


def columns(state: RunState) -> list[tuple[str, str, str]]:
    asked = {column.name: column for column in state.spec.columns}
    rows: list[tuple[str, str, str]] = []
    for column in state.columns:
        kind = asked[column.name].kind if column.name in asked else None
        taken = "rows, coded by the bottleneck" if column.kind == "row" else None
        taken = taken or words.KINDS[kind or "category"]
        rows.append((column.name, taken, words.count(column.dim)))
    return rows


def _value(name: str, value: object) -> str:
    if name == "objective":
        return next((said.lower() for each, said in OBJECTIVES.items() if each == value), "")
    if name == "method":
        return METHODS.get(str(value), str(value))
    if name == "start":
        return f"{str(value)[:12]}…"  # whole in the recipe beside it
    if name == "separator":
        return words.delimiter(str(value))
    if name == "holdout" and isinstance(value, float):
        return words.share(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, int) and name != "seed":
        return words.count(value)
    if name == "item_columns" and isinstance(value, tuple):
        return words.listed(value, most=8)
    return "not set" if value is None else str(value)

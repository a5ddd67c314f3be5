"""The headless twin of the app: profile, train, neighbors, app."""

from __future__ import annotations

import argparse
import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from explorer.errors import ExplorerError, SpecError
from explorer.settings import Settings

# Everything else is imported where it is needed: `profile` must not wait for torch, and the
# number of threads must be settled before numpy is loaded.
if TYPE_CHECKING:
    from explorer.records.spec import TrainingSpec
    from explorer.records.training import TrainingEvent

OBJECTIVES = ("masked", "predict")
METHODS = ("sgns", "glove", "spectral")
# flags of train that stand in a recipe by the same name
ITEM_FLAGS = ("item", "basket", "order", "separator", "method", "window", "history")
SAME_FLAGS = (*ITEM_FLAGS, "epochs", "time_budget", "seed")
OK, FAULT, WRONG, STOPPED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the number is the exit code.

    0 done; 2 the call or the file is wrong, or nothing can be learned, with one sentence on
    standard error; 130 stopped from the keyboard; 1 (an uncaught exception) a fault of ours.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a name that the terminal cannot show is no reason
            stream.reconfigure(errors="backslashreplace")
    parser = _parser()
    given, unknown = parser.parse_known_args(arguments)
    if unknown and given.command is not _app:
        parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    given.options = unknown
    try:
        settings = Settings.from_environment()
        os.environ.update(settings.thread_environment())
        code: int = given.command(given, settings)
        return code
    except ExplorerError as error:
        print(_plain(str(error)), file=sys.stderr)
        return WRONG
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:  # `| head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return OK


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One sentence instead of the usage of every option."""
        self.exit(WRONG, f"{message[:1].upper()}{message[1:]}. See {self.prog} --help.\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m explorer", description="Learn embeddings of categories.")
    commands = parser.add_subparsers(required=True, metavar="{profile,train,neighbors,app}")

    profile = commands.add_parser("profile", help="read a file and say what is in it")
    profile.add_argument("file", type=Path)
    profile.add_argument("--json", action="store_true", help="as JSON")
    profile.set_defaults(command=_profile)

    train = commands.add_parser("train", help="learn embeddings and write them into a folder")
    train.add_argument("file", type=Path)
    train.add_argument("--spec", type=Path, help="the whole recipe; other flags override it")
    train.add_argument("--objective", choices=OBJECTIVES, help="how it is learned")
    train.add_argument("--target", help="column to predict")
    train.add_argument("--item", metavar="COL", help="column of the items, in baskets")
    train.add_argument("--basket", metavar="COL", help="column that says what belongs together")
    train.add_argument("--order", metavar="COL", help="column that says which item comes first")
    train.add_argument("--separator", help="between the items of one cell of --item")
    train.add_argument("--wide", action="store_true", help="every row is a basket of items")
    train.add_argument("--method", choices=METHODS, help="of appear together")
    train.add_argument("--window", type=int, help="items this far apart appear together")
    train.add_argument("--history", type=int, help="items that the next one is guessed from")
    train.add_argument("--columns", help="columns to learn, as one line of CSV")
    train.add_argument("--dim", type=int, help="dimensions of every column")
    train.add_argument("--epochs", type=int, help="passes over the training rows, at most")
    train.add_argument("--time-budget", type=float, metavar="S", help="seconds, not epochs")
    train.add_argument("--seed", type=int)
    train.add_argument("--labels", type=Path, help="file with groups per category")
    train.add_argument("--umap", action="store_true", help="draw UMAP maps too")
    train.add_argument("--force", action="store_true", help="write into a folder that has files")
    train.add_argument("--output", type=Path, required=True, metavar="DIR")
    train.set_defaults(command=_train)

    neighbors = commands.add_parser("neighbors", help="the nearest categories of a category")
    neighbors.add_argument("folder", type=Path, metavar="DIR", help="written by train")
    neighbors.add_argument("column")
    neighbors.add_argument("category")
    neighbors.add_argument("-k", type=int, default=10, metavar="N")
    neighbors.add_argument("--json", action="store_true", help="as JSON")
    neighbors.set_defaults(command=_neighbors)

    app = commands.add_parser(
        "app", help="start the app and open it in the browser; takes the options of streamlit run"
    )
    app.set_defaults(command=_app)
    return parser


def _profile(given: argparse.Namespace, settings: Settings) -> int:
    from explorer.data.selection import propose
    from explorer.runs import named_files

    table = named_files.read(given.file, settings)
    profiles = [column.profile for column in table.columns]
    proposal = propose(profiles)
    if given.json:
        chosen = {choice.name: choice for choice in proposal.choices}
        columns = [
            {
                **profile.to_dict(),
                "selected": chosen[profile.name].selected,
                "why": chosen[profile.name].reason,
            }
            for profile in profiles
        ]
        _print_json(
            {
                "file": table.name,
                "rows": table.n_rows,
                "reading": table.reading.to_dict(),
                "problems": [problem.to_dict() for problem in table.problems],
                "columns": columns,
                "obstacle": f"{proposal.obstacle} {proposal.mend}".strip(),
            }
        )
        return OK
    height = "1 row" if table.n_rows == 1 else f"{table.n_rows:,} rows"
    width = "1 column" if len(profiles) == 1 else f"{len(profiles)} columns"
    print(_plain(f"{table.name}: {height}, {width}"))
    for problem in table.problems:
        lines = f" (lines {', '.join(map(str, problem.lines))})" if problem.lines else ""
        print(_plain(f"- {problem.sentence}{lines}"))
    rows = [("", "column", "role", "categories", "missing", "most frequent")]
    for profile, choice in zip(profiles, proposal.choices, strict=True):
        top = ", ".join(f"{value} ({count:,})" for value, count in profile.top[:3])
        rows.append(
            (
                "x" if choice.selected else "",
                profile.name,
                profile.role,
                f"{profile.n_categories:,}",
                f"{profile.n_missing:,}",
                top,
            )
        )
    _print_table(rows)
    if proposal.obstacle:
        print(_plain(f"{proposal.obstacle} {proposal.mend}".strip()))
    return OK


def _train(given: argparse.Namespace, settings: Settings) -> int:
    spec = _spec(given)
    from explorer.runs import named_files

    named_files.must_be_file(given.file)
    named_files.must_be_writable(given.output, given.force)
    table = named_files.read(given.file, settings, _tell_reading)
    labels = named_files.labels(spec, table)
    for sentence in [problem.sentence for problem in table.problems] + labels:
        print(_plain(sentence), file=sys.stderr)
    from explorer.runs import headless  # brings torch, which a wrong call need not wait for

    training = headless.Headless(settings, _Teller())
    with _Interruptible(training.stop):
        learned = training.train(table, spec, given.dim)
    maps = headless.layouts(learned, spec.umap and not learned.stopped)
    headless.write(learned, maps, table, given.output)
    print(_plain(learned.result.verdict.sentence))
    print(f"Written into {given.output}.", file=sys.stderr)
    return STOPPED if learned.stopped else OK


def _spec(given: argparse.Namespace) -> TrainingSpec:
    """The recipe of --spec with the flags over it."""
    from explorer.records.spec import TrainingSpec
    from explorer.runs.named_files import must_be_file

    stored: dict[str, Any] = {}
    if given.spec is not None:
        must_be_file(given.spec)
        try:
            stored = TrainingSpec.from_json(given.spec.read_text("utf-8-sig")).to_dict()
        except UnicodeDecodeError as error:
            raise SpecError(f"{given.spec} is not UTF-8 text.", mend="Save it as UTF-8.") from error
        if "labels" in stored:  # named in the recipe, it lies beside the recipe
            stored["labels"] = str(given.spec.parent / stored["labels"])
    if given.target is not None:
        stored |= {"target": given.target, "objective": "predict"}
    if given.objective is not None:
        stored["objective"] = given.objective
        if given.objective != "predict" and given.target is None:
            stored.pop("target", None)
            stored.pop("target_kind", None)
    if given.columns is not None:
        stored["columns"] = [name for row in csv.reader([given.columns]) for name in row]
    for name in SAME_FLAGS:
        if getattr(given, name) is not None:
            stored[name] = getattr(given, name)
    if given.wide:
        stored["wide"] = True
    if given.labels is not None:
        stored["labels"] = str(given.labels)
    if given.umap:
        stored["umap"] = True
    return TrainingSpec.from_dict(stored)


def _neighbors(given: argparse.Namespace, settings: Settings) -> int:
    from explorer.runs.learned_folder import nearest

    if given.k < 1:
        raise SpecError(f"-k is {given.k}.", mend="Ask for at least one neighbor.")
    count, near = nearest(given.folder, given.column, given.category, given.k)
    if given.json:
        found = [asdict(each) for each in near]
        place = {"column": given.column, "category": given.category, "count": count}
        _print_json({**place, "neighbors": found})
        return OK
    rows = [("", "category", "cosine", "rows")]
    for rank, each in enumerate(near, 1):
        rows.append((str(rank), each.category, f"{each.cosine:.3f}", f"{each.count:,}"))
    _print_table(rows)
    return OK


def _app(given: argparse.Namespace, settings: Settings) -> int:
    import explorer

    package = Path(explorer.__file__).parent
    installed = package / "start" / "app.py"  # in a wheel; in a clone it lies beside the package
    script = installed if installed.exists() else package.parent / "app.py"
    call = [sys.executable, "-m", "explorer.ui.serve", "run", str(script)]
    call += [f"--server.maxUploadSize={settings.max_upload_mb}", *given.options]
    # Threads of the server share two arenas of memory: it needs 20 MB less.
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    if os.name == "posix":
        os.execv(call[0], call)  # the server itself, so that whoever ends this ends it
    return subprocess.call(call)


class _Teller:
    """Progress on standard error: one line that is written over, or one line a second."""

    def __init__(self) -> None:
        self._over = sys.stderr.isatty()
        self._next = 0.0

    def __call__(self, event: TrainingEvent, seconds_left: float | None) -> None:
        now = time.monotonic()
        if event.point is None or now < self._next:
            return
        self._next = now + (0.1 if self._over else 1.0)
        left = "" if seconds_left is None else f", {seconds_left:.0f} s left"
        text = (
            f"epoch {event.epoch:.1f} of {event.total_epochs}:"
            f" held-out loss {event.point.held_loss:.4g},"
            f" guessing by frequency {event.blind_loss:.4g}{left}"
        )
        if self._over:
            print(f"\r{text:<90}", end="", file=sys.stderr, flush=True)
        else:
            print(text, file=sys.stderr, flush=True)


class _Interruptible:
    """The first Ctrl-C calls `stop`; the second ends the program."""

    def __init__(self, stop: Callable[[], None]) -> None:
        self._stop = stop

    def __enter__(self) -> None:
        self._before = signal.signal(signal.SIGINT, self._met)

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)
        if sys.stderr.isatty():
            print(file=sys.stderr)

    def _met(self, *_: object) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        print("\nStopping; what was learned is written.", file=sys.stderr, flush=True)
        self._stop()


def _tell_reading(share: float, doing: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{doing} {share:.0%}   ", end="\n" if share >= 1 else "", file=sys.stderr)


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def _print_table(rows: Sequence[tuple[str, ...]]) -> None:
    plain = [[_plain(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in plain) for i in range(len(plain[0]))]
    for row in plain:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )


def _plain(text: str) -> str:
    """Uploaded text is hostile: control characters could drive the terminal."""
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )

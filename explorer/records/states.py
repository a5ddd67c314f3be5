"""Where a dataset or a run stands, as pages and command line see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from explorer.records.embedding import EntryKind
from explorer.records.shape import Shape
from explorer.records.spec import TrainingSpec
from explorer.records.table import ColumnProfile, Problem, Reading, ReadOptions
from explorer.records.training import Point, Verdict, cut_short
from explorer.records.vectors import Imported, Sight

DatasetPhase = Literal["waiting", "reading", "ready", "failed"]
RunPhase = Literal[
    "queued",
    "starting",
    "learning",
    "pausing",
    "paused",
    "stopping",
    "finishing",  # trained; tables and layouts are being written
    "finished",
    "stopped",  # ended by its owner, what was learned is kept
    "failed",  # ended by a fault; Resume or Start again
    "interrupted",  # the server went away; goes on by itself when it is back
]
RESULT: frozenset[RunPhase] = frozenset({"finished", "stopped"})  # vectors are there to explore


@dataclass(frozen=True, slots=True)
class TableSummary:
    """What Set up shows of a table without opening its codes."""

    name: str
    n_rows: int
    n_bytes: int
    reading: Reading
    problems: tuple[Problem, ...]
    profiles: tuple[ColumnProfile, ...]
    preview: tuple[tuple[str | None, ...], ...]  # first rows, values as written
    shapes: tuple[Shape, ...] = ()  # ways to take the rows, the most likely first


@dataclass(frozen=True, slots=True)
class LabelsState:
    """A label file that was joined to a dataset."""

    name: str
    columns: tuple[str, ...]  # group columns
    matches: tuple[tuple[str, int, int], ...]  # data column, categories found, categories in all
    sentence: str  # "198 of 200 found in from_airport ..."


@dataclass(frozen=True, slots=True)
class VectorsState:
    """A file that holds vectors, or may; `run` is what they became, "" while that is asked."""

    sight: Sight
    run: str = ""


@dataclass(frozen=True, slots=True)
class StartState:
    """A file of vectors that a training of a dataset may begin with.

    Attributes:
        digest: SHA-256 of the file, "" while it is read. sentence: how many vectors it holds.
        fitting: columns of the dataset whose values have vectors: name, how many of its values
            do, and how many it has. items: the same of items that stand in lists or side by side,
            with the way to take the rows so; of other ways nobody counted.
        error: why the file cannot be used, with the mend.
        problems: what was left out while reading it.
    """

    name: str
    digest: str = ""
    sentence: str = ""
    fitting: tuple[tuple[str, int, int], ...] = ()
    items: tuple[tuple[Shape, int, int], ...] = ()
    error: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class DatasetState:
    """One uploaded file on its way to being learned from."""

    id: str
    name: str
    phase: DatasetPhase
    options: ReadOptions
    created: float  # seconds since 1970
    expires: float  # when codes and vocabularies are deleted
    progress: float = 0.0  # 0 ... 1 while reading
    doing: str = ""
    error: str = ""
    mend: str = ""
    summary: TableSummary | None = None
    labels: LabelsState | None = None
    sample: str | None = None  # name in the catalog of samples
    recipe: TrainingSpec | None = None  # a sample's recipe
    forgotten: bool = False  # rows were deleted; runs remain
    bytes_kept: bool = False  # the upload is still there, so reading can be changed
    vectors: VectorsState | None = None  # the file holds vectors, or may
    start: StartState | None = None  # vectors that a training may begin with


@dataclass(frozen=True, slots=True)
class ColumnState:
    """One learned column of a run, or the rows that have vectors of their own.

    Attributes:
        kind: what an entry is; "row" for the last one where rows are placed on a map.
        n_once: values that occur once, those in the rare bucket too; None where nobody counted
            them: of rows, of vectors from elsewhere, of runs of older versions.
    """

    name: str
    n_entries: int  # categories, rare and missing rows included
    dim: int
    n_framed: int  # entries in each stored frame
    n_missing: int = 0
    methods: tuple[str, ...] = ()  # layouts that are ready: "pca", "umap"
    kind: EntryKind = "category"
    n_once: int | None = None


# How a failed run ended, where that says what may be done about it.
NOTHING_LEARNED = ("Stopped before it had learned anything.", "Change and train again.")
RESUME = "Resume goes on from the last checkpoint."
ROWS_GONE = "Upload the file again and train anew."


@dataclass(frozen=True, slots=True)
class RunState:
    """One run where it stands. `points` grow while it learns."""

    id: str
    title: str  # "animals.csv"
    phase: RunPhase
    spec: TrainingSpec
    created: float
    dataset_id: str | None = None
    sample: str | None = None
    n_rows: int = 0
    columns: tuple[ColumnState, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)  # defaults as worked out
    versions: dict[str, str] = field(default_factory=dict)
    step: int = 0
    total_steps: int = 0
    epoch: float = 0.0
    total_epochs: int = 0
    rows_per_second: float = 0.0
    seconds: float = 0.0
    seconds_left: float | None = None
    points: tuple[Point, ...] = ()
    best_step: int | None = None
    frames: tuple[int, ...] = ()  # steps of the stored frames, in order
    verdict: Verdict | None = None
    reason: str = ""  # why it ended as it did, or what it waits for
    mend: str = ""
    place: int = 0  # in the queue, from 1
    wait_seconds: float | None = None
    doing: str = ""  # while starting or finishing
    blind_loss: float | None = None  # guessing by frequency, known from the start
    expires: float | None = None
    imported: Imported | None = None  # the vectors were made elsewhere; nothing was trained

    @property
    def n_learned(self) -> int:
        """Columns that are learned; the rows, which have vectors too, are none."""
        return sum(column.kind == "category" for column in self.columns)

    @property
    def can_resume(self) -> bool:
        """It was paused or ended from outside; what failed by its recipe would fail again."""
        return self.phase == "paused" or (self.phase == "failed" and self.mend == RESUME)

    @property
    def stopped_empty(self) -> bool:
        """Its owner stopped it before there was anything to keep: no fault, but no result."""
        return self.phase == "failed" and self.reason == NOTHING_LEARNED[0]

    @property
    def cut_short(self) -> bool:
        """Its epochs or its time ran out while it still got better."""
        if self.phase != "finished" or not self.points or self.best_step is None:
            return False
        planned = self.points[-1].step if self.settings.get("late") else self.total_steps
        return cut_short(self.points, self.best_step, planned)

    @property
    def stopped_at_start(self) -> bool:
        """It was stopped while nothing was better yet than what learning begins with."""
        return self.phase == "stopped" and self.best_step == 0

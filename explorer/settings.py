"""Limits and places of this installation, from the environment.

`Settings` holds them all: each field is the environment variable `EXPLORER_` + its name in
capitals, with its default, bounds and meaning. README lists the same rows; a test compares.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from explorer.errors import ExplorerError

PREFIX = "EXPLORER_"
_YES = frozenset({"1", "on", "yes", "true"})
_THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "NUMBA_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
_NO = frozenset({"0", "off", "no", "false"})


class SettingError(ExplorerError):
    """An environment variable of ours has a value that cannot be meant."""


def _count(default: int, low: int, high: int, meaning: str) -> int:
    return field(default=default, metadata={"low": low, "high": high, "meaning": meaning})


def _switch(default: bool, meaning: str) -> bool:
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of this installation."""

    home: Path = field(metadata={"meaning": "folder for uploads, runs and their database"})
    max_upload_mb: int = _count(100, 1, 100_000, "largest file that can be uploaded, in MB")
    max_rows: int = _count(20_000_000, 10, 2_000_000_000, "most rows of a table")
    max_columns: int = _count(1_000, 1, 100_000, "most columns of a table")
    max_categories: int = _count(200_000, 2, 10_000_000, "most categories of a learned column")
    jobs: int = _count(2, 1, 64, "trainings at once; more wait in a queue")
    queue: int = _count(50, 0, 10_000, "trainings that may wait; further ones are refused")
    job_minutes: int = _count(120, 1, 100_000, "longest training; what it learned is kept")
    read_minutes: int = _count(10, 1, 10_000, "longest reading or projecting job")
    job_memory_mb: int = _count(4_096, 256, 10_000_000, "most memory of one job; it ends beyond")
    # One: small steps gain little from a second, and two trainings that share two cores with two
    # threads each wait for each other at every step (20 times slower; measured on a busy machine).
    threads: int = _count(1, 1, 64, "threads of a training by rows; others use all cores")
    warm_spare: bool = _switch(True, "keep a training process ready: faster start, 250 MB more")
    keep_run_days: int = _count(30, 1, 100_000, "days a run is kept after it last changed")
    keep_data_hours: int = _count(24, 1, 100_000, "hours an upload's rows are kept for its owner")
    keep_upload_minutes: int = _count(
        60, 1, 100_000, "minutes an uploaded file is kept, so that its reading can be changed"
    )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read all settings; without an argument, from this process's environment.

        Raises:
            SettingError: a value is out of its bounds, or a name begins with EXPLORER_ and is
                no setting (a misspelt limit would silently not hold).
        """
        given = os.environ if environment is None else environment
        known = {setting.name: setting for setting in SETTINGS}
        for name in given:
            if name.startswith(PREFIX) and name not in known:
                raise SettingError(
                    f"{name} is not a setting.", mend=f"Settings are {', '.join(known)}."
                )
        values: dict[str, Any] = {"home": default_home(given)}
        for setting in SETTINGS:
            text = given.get(setting.name, "").strip()
            if text:
                values[setting.field] = setting.read(text)
        return cls(**values)

    def to_environment(self) -> dict[str, str]:
        """The environment that gives these settings; how a job's process gets them."""
        texts: dict[str, str] = {}
        for setting in SETTINGS:
            value = getattr(self, setting.field)
            texts[setting.name] = _on_off(value) if isinstance(value, bool) else str(value)
        return texts

    @property
    def max_upload_bytes(self) -> int:
        return self.max_upload_mb * 1_000_000

    @property
    def training_threads(self) -> int:
        """`threads`, but no more than the machine has cores."""
        return max(1, min(self.threads, os.cpu_count() or 1))

    def thread_environment(self) -> dict[str, str]:
        """Environment of a process that computes, to be set before numpy is loaded.

        Fixed whatever runs beside it: the number of threads decides the last bits.
        """
        return {
            **dict.fromkeys(_THREAD_VARIABLES, str(self.training_threads)),
            "OMP_WAIT_POLICY": "PASSIVE",  # a thread that waits must not keep others off the core
            **self._compiled(),
        }

    def _compiled(self) -> dict[str, str]:
        """Where compiled loops are kept when they cannot be kept beside their source."""
        if "NUMBA_CACHE_DIR" in os.environ or os.access(Path(__file__).parent, os.W_OK):
            return {}
        return {"NUMBA_CACHE_DIR": str(self.home / "compiled")}


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: how its text is read and what it means.

    `default` None marks a folder. `low` and `high` are inclusive bounds of a number.
    """

    field: str
    default: int | bool | None
    meaning: str
    low: int = 0
    high: int = 0

    @property
    def name(self) -> str:
        return PREFIX + self.field.upper()

    def read(self, text: str) -> int | bool | Path:
        """The value that a text stands for.

        Raises:
            SettingError: it is not a whole number within the bounds, or not on or off.
        """
        if self.default is None:
            return Path(text).expanduser().absolute()
        if isinstance(self.default, bool):
            if text.lower() in _YES | _NO:
                return text.lower() in _YES
            raise SettingError(f"{self.name} is {text!r}.", mend="Set it to on or off.")
        try:
            value = int(text)
        except ValueError:
            value = self.low - 1
        if not self.low <= value <= self.high:
            raise SettingError(
                f"{self.name} is {text!r}.",
                mend=f"Set it to a whole number from {self.low} to {self.high}.",
            )
        return value


SETTINGS: tuple[Setting, ...] = tuple(
    Setting(
        each.name,
        each.default if isinstance(each.default, int) else None,
        each.metadata["meaning"],
        each.metadata.get("low", 0),
        each.metadata.get("high", 0),
    )
    for each in fields(Settings)
)


def default_home(environment: Mapping[str, str], platform: str = sys.platform) -> Path:
    """The user's data folder by the platform's convention.

    Source: XDG Base Directory Specification 0.8; Apple's File System Programming Guide;
    Microsoft's Known Folders.
    """
    home = Path(environment.get("HOME") or environment.get("USERPROFILE") or Path.home())
    if platform == "darwin":
        return home / "Library" / "Application Support" / "embedding-explorer"
    if platform == "win32":
        local = environment.get("LOCALAPPDATA")
        return (Path(local) if local else home / "AppData" / "Local") / "embedding-explorer"
    xdg = environment.get("XDG_DATA_HOME", "")
    data = Path(xdg) if Path(xdg).is_absolute() else home / ".local" / "share"
    return data / "embedding-explorer"


def readme_table() -> str:
    """The settings as README's Markdown table."""
    lines = ["| setting | default | bounds | meaning |", "|---|---|---|---|"]
    for setting in SETTINGS:
        bounds = f"{setting.low} to {setting.high}" if setting.high else ""
        default = str(setting.default)
        if setting.default is None:
            default = "the user's data folder"
        elif isinstance(setting.default, bool):
            default, bounds = _on_off(setting.default), "on, off"
        lines.append(f"| `{setting.name}` | {default} | {bounds} | {setting.meaning} |")
    return "\n".join(lines) + "\n"


def _on_off(value: bool) -> str:
    return "on" if value else "off"

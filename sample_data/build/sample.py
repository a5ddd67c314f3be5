"""What every script returns, and how it becomes two CSV files with the same bytes everywhere."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

SAMPLE_FOLDER = Path(__file__).resolve().parents[1]
CHECKSUMS = SAMPLE_FOLDER / "SHA256SUMS"


class BuildError(Exception):
    """A sample cannot be built; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One table to learn from, and the truth it is compared with."""

    name: str
    data: pd.DataFrame | list[list[str]]  # what a model may see; lists: one in each line
    labels: pd.DataFrame  # first column: an item of `data`; the rest: what no model may see

    def write(self, folder: Path) -> list[Path]:
        """Write NAME.csv and NAME_labels.csv: UTF-8, header, commas, "\\n", no index.

        Lists have no header, and no item holds a comma or a quote.
        """
        folder.mkdir(parents=True, exist_ok=True)
        paths = [folder / f"{self.name}.csv", folder / f"{self.name}_labels.csv"]
        for path, table in zip(paths, (self.data, self.labels), strict=True):
            if isinstance(table, pd.DataFrame):
                table.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
            else:
                lines = "".join(",".join(items) + "\n" for items in table)
                path.write_bytes(lines.encode())
        return paths


def file_sha256(path: Path) -> str:
    """The file's sha256 in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def known_checksums() -> dict[str, str]:
    """File name -> sha256, as recorded in SHA256SUMS (the format of the `sha256sum` tool)."""
    lines = CHECKSUMS.read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}

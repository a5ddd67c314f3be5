"""The zip archive that an Excel file is, looked through before anything is kept in memory."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from explorer.data.limits import ReadLimits
from explorer.errors import LimitError, ReadError

_ENTITY = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
MAX_PARTS = 10_000  # a workbook has some for each sheet and picture
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # those that Excel's format allows
_DAMAGE = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError)


def check_parts(path: Path, name: str, limits: ReadLimits) -> None:
    """Inflate every part once, in small pieces, before anything keeps one in memory."""
    not_excel = ReadError(
        f"{name} is a zip archive, not a table.", mend="Unpack it and choose the table inside."
    )
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise _other_office(names, name) or not_excel
            if (
                len(parts) > MAX_PARTS
                or sum(part.file_size for part in parts) > limits.max_excel_bytes
            ):
                raise _too_large(name, limits)
            total = 0
            for part in parts:
                if part.flag_bits & 1:
                    raise ReadError(
                        f"{name} is protected by a password.", mend="Save it without one."
                    )
                if part.compress_type not in _PACKINGS:
                    raise not_excel
                head = True
                with archive.open(part) as stream:
                    while piece := stream.read(1 << 20):
                        total += len(piece)
                        if total > limits.max_excel_bytes:
                            raise _too_large(name, limits)
                        xml = part.filename.lower().endswith((".xml", ".rels"))
                        if head and xml and _ENTITY.search(piece):
                            raise ReadError(
                                f"{name} defines XML entities, which no Excel file does.",
                                mend="Export the table as CSV and choose that.",
                            )
                        head = False
    except _DAMAGE as error:
        raise ReadError(
            f"The Excel file or zip archive {name} is damaged.",
            mend="Save it again, or export it as CSV.",
        ) from error
    except ValueError as error:
        raise not_excel from error


def _too_large(name: str, limits: ReadLimits) -> LimitError:
    return LimitError(
        f"{name} holds more than {limits.max_excel_bytes / 1e6:,.0f} MB when it is unpacked.",
        mend="Export the table as CSV and choose that, or a part of it.",
    )


def _other_office(names: set[str], name: str) -> ReadError | None:
    if "xl/workbook.bin" in names:
        what = "a binary Excel file (.xlsb)"
    elif "word/document.xml" in names:
        what = "a Word document"
    elif "ppt/presentation.xml" in names:
        what = "a PowerPoint file"
    elif "content.xml" in names and "mimetype" in names:
        what = "an OpenDocument file"
    elif any(part.endswith("data.pkl") for part in names):
        what = "a PyTorch file with a pickle inside, which was not opened"
    elif {"manifest.json", "entries_0.arrow"} <= names:
        return ReadError(
            f"{name} is a run that was taken away, not a table.",
            mend="Open it on the first page, under Open a run.",
        )
    elif any(part.endswith(".npy") for part in names):
        what = "a NumPy archive"
    else:
        return None
    return ReadError(
        f"{name} is {what}, which is not read here.",
        mend="Save the table as .xlsx or CSV and choose that.",
    )

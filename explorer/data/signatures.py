"""What a file is by its first bytes, whatever its name says; what is no table is refused."""

from __future__ import annotations

import json
import pickletools
import re
from typing import Literal

from explorer.errors import ReadError

Content = Literal["text", "parquet", "excel", "zip"]

_TO_CSV = "Export the table as CSV and choose that."

# first bytes, what it is, what to do
_REFUSED: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF document", _TO_CSV),
    (b"\x89PNG", "a PNG picture", _TO_CSV),
    (b"\xff\xd8\xff", "a JPEG picture", _TO_CSV),
    (b"GIF8", "a GIF picture", _TO_CSV),
    (b"RIFF", "a picture, sound or film", _TO_CSV),
    (b"II*\x00", "a TIFF picture", _TO_CSV),
    (b"MM\x00*", "a TIFF picture", _TO_CSV),
    (b"SQLite format 3\x00", "an SQLite database", _TO_CSV),
    (b"ARROW1", "an Arrow or Feather file", "Save the table as Parquet or CSV and choose that."),
    (b"ORC", "an ORC file", "Save the table as Parquet or CSV and choose that."),
    (b"Obj\x01", "an Avro file", "Save the table as Parquet or CSV and choose that."),
    (b"\x89HDF", "an HDF5 file", "Save the table as Parquet or CSV and choose that."),
    (b"\x93NUMPY", "a NumPy file", _TO_CSV),
    (b"$FL2", "an SPSS file", _TO_CSV),
    (b"<stata_dta>", "a Stata file", _TO_CSV),
    (b"\xba\x16O/", "a fastText model (.bin)", "Choose its .vec file, which holds the vectors."),
    (b"BZh", "a bzip2 file", "Unpack it, or compress it with gzip instead."),
    (b"\xfd7zXZ", "an xz file", "Unpack it, or compress it with gzip instead."),
    (b"(\xb5/\xfd", "a zstd file", "Unpack it, or compress it with gzip instead."),
    (b"7z\xbc\xaf", "a 7-Zip archive", "Unpack it and choose the table inside."),
    (b"Rar!", "a RAR archive", "Unpack it and choose the table inside."),
    (b"\x7fELF", "a program", _TO_CSV),
    (b"MZ\x90", "a program", _TO_CSV),
    (b"{\\rtf", "an RTF document", _TO_CSV),
    (b"%!PS", "a PostScript document", _TO_CSV),
)
_PROBE = 512  # bytes in which a file that is no text shows it
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_PICKLE = "a Python pickle, which could run code when it is opened; it was not opened"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = re.compile(
    rb"\A\s*<(!doctype|html|head|body|table|svg|\?xml|!--)[\s>a-z-]", re.IGNORECASE
)
_JSON_START = re.compile(rb'\A\s*(\{\s*("|\})|\[\s*([\[{"\]\d-]|null|true|false))')
_ARFF = re.compile(rb"\A(?:[ \t]*+(?:%[^\r\n]*+)?[\r\n])*+[ \t]*@relation\s", re.IGNORECASE)
JSON_PROBE = 1 << 18  # bytes


def content(head: bytes, name: str) -> Content:
    """Tell what the content is.

    Args:
        head: first bytes, at least some thousand when there are as many.

    Raises:
        ReadError: it is something known that is not a table; the sentence says what.
    """
    for start, what, mend in _REFUSED:
        if _begins(head, start):
            raise ReadError(f"{name} is {what}, not a table.", mend=mend)
    if head[:1] == b"\x80" and head[1:2] in b"\x02\x03\x04\x05" and len(head) > 1:
        raise ReadError(f"{name} is {_PICKLE}.", mend=_TO_CSV)
    if _is_text_pickle(head):
        raise ReadError(f"{name} is {_PICKLE}.", mend=_TO_CSV)
    if head.startswith(b"\x1f\x8b"):
        raise ReadError(f"{name} is compressed twice.", mend="Unpack it once and choose it again.")
    if head.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in head:
            raise ReadError(
                f"{name} is an Excel file with a password.",
                mend="Save it without a password and choose it again.",
            )
        raise ReadError(
            f"{name} is an old Excel file (.xls), which is not read here, or one with a password.",
            mend="Save it as .xlsx or CSV without a password and choose that.",
        )
    if head[257:262] == b"ustar":
        raise ReadError(
            f"{name} is a tar archive, not a table.", mend="Unpack it and choose the table inside."
        )
    if _begins(head, b"PAR1"):
        return "parquet"
    if _begins(head, b"PARE"):
        raise ReadError(f"{name} is an encrypted Parquet file.", mend="Save it unencrypted.")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "zip"
    return "text"


def _begins(head: bytes, start: bytes) -> bool:
    """The content has this signature, and is no text whose first word begins like it.

    >>> _begins(b"PARE\\x15\\x04", b"PARE"), _begins(b"PARENT,CHILD", b"PARE")
    (True, False)
    """
    if not head.startswith(start):
        return False
    behind = head[len(start) : _PROBE]
    return not (start.isalnum() and behind) or _CONTROLS.search(behind) is not None


def _is_text_pickle(head: bytes) -> bool:
    """Protocol 0 is text; its opcodes are read here, none is carried out.

    A dot ends a pickle; in a table it is followed by more.
    """
    if head[:1] not in (b"(", b"c", b"I", b"L", b"V", b"S", b"F", b"N", b"]", b"}", b")"):
        return False
    n = n_puts = 0
    try:
        for opcode, _, at in pickletools.genops(head):
            n += 1
            n_puts += opcode.name == "PUT"
            if opcode.name == "STOP":
                return n > 1 and at is not None and not head[at + 1 :].strip()
    except Exception:  # whatever its parsers raise on what is no pickle
        return n_puts > 10  # more than chance, even when the rest is not at hand
    return False


def refuse_other_text(head: bytes, name: str) -> None:
    """Refuse text that is not a table: JSON, HTML, XML, ARFF.

    Args:
        head: beginning of the text as UTF-8 without a byte order mark.

    Raises:
        ReadError: it is one of those; the sentence says which.
    """
    if _MARKUP.match(head):
        raise ReadError(
            f"{name} is an HTML or XML document, not a table.",
            mend="Open it in a spreadsheet, save the table as CSV and choose that.",
        )
    if _ARFF.match(head):
        raise ReadError(
            f"{name} is an ARFF file of Weka, not a table with a header.",
            mend="Save it as CSV in Weka and choose that; or put one line with the attributes' "
            "names, parted by commas, in place of all lines down to @data.",
        )
    if _is_json(head):
        raise ReadError(
            f"{name} is JSON, not a table of rows and columns.",
            mend="Convert it to CSV, one line for each record, and choose that.",
        )


def _is_json(head: bytes) -> bool:
    """The text, or its first line, or all of its beginning that is at hand, is JSON."""
    if not _JSON_START.match(head):
        return False
    text = head[:JSON_PROBE].decode("utf-8", "ignore").lstrip()
    decoder = json.JSONDecoder()
    try:
        _, end = decoder.raw_decode(text)
    except (ValueError, RecursionError) as error:
        # right up to where the probe was cut: long JSON
        position = getattr(error, "pos", len(text))
        return len(head) > JSON_PROBE // 2 and bool(position > len(text) - 100_000)
    rest = text[end:].lstrip(" \t")
    return not rest or rest[0] in "\r\n"

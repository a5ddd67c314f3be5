"""What is no table is refused with a sentence, unopened, in bounded time and memory."""

import contextlib
import gzip
import io
import json
import os
import pickle
import random
import struct
import time
import tracemalloc
import zipfile
import zlib

import openpyxl
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from explorer.data.limits import ReadLimits
from explorer.data.naming import unique_names
from explorer.data.reading import read_table
from explorer.errors import ExplorerError, LimitError, ReadError
from explorer.records.table import ReadOptions

CSV = b"a,b\n" + b"x,1\ny,2\n" * 50


def test_a_header_alone_is_mended_the_same_way_on_every_page_and_in_a_terminal(tmp_path):
    assert refusal(tmp_path, b"colour,shape\n").mend == (
        "Add rows below it; if the first line is data already, put a line with the columns' names "
        "above it."
    )


def refusal(tmp_path, data, name="upload.csv", limits=None, options=None):
    (tmp_path / "upload").write_bytes(data)
    with pytest.raises(ExplorerError) as caught:
        read_table(tmp_path / "upload", name, options, limits)
    assert caught.value.mend, "a refusal says how to mend it"
    assert "upload" not in caught.value.mend.lower(), "in a terminal nothing is uploaded"
    return caught.value


class Marker:
    """Unpickling this leaves a folder behind."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (self.path,)


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("name", ["a.csv", "a.pkl", "a.parquet", "a.pt", "a.xlsx"])
def test_a_pickle_is_refused_and_never_opened(tmp_path, protocol, name):
    marker = tmp_path / "was_unpickled"
    data = pickle.dumps(Marker(str(marker)), protocol=protocol)
    assert isinstance(refusal(tmp_path, data, name), ReadError)
    assert isinstance(refusal(tmp_path, gzip.compress(data), name), ReadError)
    assert not marker.exists()


@pytest.mark.parametrize(
    "value", [{"a": 1, "b": [1, 2]}, [1, 2, 3], ("x", "y"), {"columns": ["a"] * 50}]
)
@pytest.mark.parametrize("protocol", range(6))
def test_pickles_of_plain_values_are_no_tables_either(tmp_path, value, protocol):
    refusal(tmp_path, pickle.dumps(value, protocol=protocol))


def zipped(members, **options):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


REFUSED = {
    "empty": (b"", "is empty"),
    "bom alone": (b"\xef\xbb\xbf", "is empty"),
    "blank lines": (b"\n\r\n   \n\t\n", "nothing but blank lines"),
    "header only": (b"colour,shape,size\n", "3 columns but no data rows"),
    "header only, utf-16": ("a,b\n".encode("utf-16"), "2 columns but no data rows"),
    "zip": (zipped({"data.csv": CSV}), "zip archive"),
    "empty zip": (zipped({}), "zip archive"),
    "word": (zipped({"word/document.xml": b"<a/>"}), "Word document"),
    "xlsb": (zipped({"xl/workbook.bin": b"x"}), "xlsb"),
    "torch": (zipped({"archive/data.pkl": b"\x80\x02."}), "PyTorch"),
    "run": (
        zipped({"manifest.json": b"{}", "entries_0.arrow": b"x", "learned_0.npy": b"x"}),
        "a run that was taken away",
    ),
    "workbook that is none": (zipped({"xl/workbook.xml": b"<a/>"}), "damaged"),
    "cut zip": (zipped({"xl/workbook.xml": b"<a/>" * 500})[:300], "damaged"),
    "json": (b'[{"a":"x","b":[1,2]},{"a":"y","b":null}]\n', "JSON"),
    "json object": (b'{"a": ["x", "y"], "b": [1, 2]}', "JSON"),
    "json lines": (b'{"a":"x","b":1}\n{"a":"y","b":2}\n' * 30, "JSON"),
    "json with bom": (b'\xef\xbb\xbf[{"a":"x"},\n {"a":"y"}]', "JSON"),
    "json in utf-16": (json.dumps([{"a": "é"}] * 20, indent=1).encode("utf-16"), "JSON"),
    "long json": (json.dumps([{"a": i, "b": "x" * 50} for i in range(9000)]).encode(), "JSON"),
    "html": (b"<!DOCTYPE html>\n<html><body><table><tr><td>a,b</td></tr></table>", "HTML"),
    "html table": (b"  <TABLE border=1>\n<tr><td>a</td></tr>\n", "HTML"),
    "arff": (b"% weather\n\n@RELATION w\n@attribute sky {sunny,rainy}\n@data\nsunny\n", "ARFF"),
    "xml": (b'<?xml version="1.0"?>\n<rows><row a="1"/></rows>', "XML"),
    "pdf": (b"%PDF-1.7\n1 0 obj\n<< >>\n", "PDF"),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "PNG"),
    "jpeg": (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"a,b\n" * 50, "JPEG"),
    "sqlite": (b"SQLite format 3\x00" + b"\x00" * 100, "SQLite"),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old Excel"),
    "excel with password": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "password",
    ),
    "damaged parquet": (b"PAR1" + b"\x15\x04" * 200 + b"PAR1", "damaged"),
    "cut parquet": (b"PAR1", "damaged"),
    "twice gzip": (gzip.compress(gzip.compress(CSV)), "compressed twice"),
    "cut gzip": (gzip.compress(CSV)[:-20], "ends too early"),
    "broken gzip": (gzip.compress(CSV)[:20] + b"\x00" * 60, "damaged"),
    "empty gzip": (gzip.compress(b""), "is empty"),
    "tar": (b"a.csv".ljust(257, b"\x00") + b"ustar\x0000" + b"\x00" * 300, "tar archive"),
    "zeros": (bytes(5000), "not text"),
    "noise": (bytes((i * 197 + i // 7 * 31) % 256 for i in range(5000)), "not text"),
    "numpy": (b"\x93NUMPY\x01\x00v\x00" + b" " * 100, "NumPy"),
    "feather": (b"ARROW1\x00\x00" + b"\x00" * 99, "Arrow"),
    "floats": (struct.pack("<500d", *[i / 7 for i in range(500)]), "not text"),
    "rtf": (b"{\\rtf1\\ansi a,b\\par x,y}", "RTF"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_other_files_are_named_for_what_they_are(tmp_path, kind):
    data, said = REFUSED[kind]
    for name in ("table.csv", "table.parquet", "table.xlsx"):
        assert said in refusal(tmp_path, data, name).message


@pytest.mark.parametrize(
    "header",
    ["PARENT,CHILD", "PAR1,PAR2", "ORCID,name", "GIF89,b", "RIFF,b", "BZh,b", "N.,name", "])., b"],
)
def test_a_table_whose_first_word_begins_like_another_kind_of_file_is_read(tmp_path, header):
    (tmp_path / "upload").write_bytes(header.encode() + b"\n" + b"x,1\ny,2\n" * 20)
    table = read_table(tmp_path / "upload", "upload.csv")
    assert [column.name for column in table.columns] == [n.strip() for n in header.split(",")]


def test_numbers_that_begin_with_a_dot_under_a_name_in_v_are_no_pickle(tmp_path):
    (tmp_path / "upload").write_bytes(b"Value,group\n" + b".5,a\n.7,b\n" * 20)
    assert read_table(tmp_path / "upload", "upload.csv").n_rows == 40


def test_a_gzip_bomb_stops_at_the_limit(tmp_path):
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    block = b"aaaa,bbbb\n" * 100_000
    bomb = b"".join(packer.compress(block) for _ in range(60)) + packer.flush()
    limits = ReadLimits(max_bytes=5_000_000)
    error = refusal(tmp_path, bomb, limits=limits)
    assert isinstance(error, LimitError)
    assert "more than 5 MB of text when it is taken out of gzip" in error.message


def test_a_gzip_bomb_of_zeros_is_no_text(tmp_path):
    assert "not text" in refusal(tmp_path, gzip.compress(bytes(30_000_000))).message


def workbook(rows):
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("one")
    for row in rows:
        sheet.append(row)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def test_a_bomb_inside_an_excel_file_is_not_inflated(tmp_path):
    book = workbook([["a", "b"], ["x", 1]])
    packed = io.BytesIO(book)
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/big.bin", bytes(8_000_000))
    error = refusal(tmp_path, packed.getvalue(), limits=ReadLimits(max_excel_bytes=2_000_000))
    assert isinstance(error, LimitError)


def test_a_sheet_that_leaps_over_a_thousand_million_rows_is_refused_at_once(tmp_path):
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([["a", "b"], ["x", 1], ["y", 2]]))) as whole,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as leaping,
    ):
        for name in whole.namelist():
            part = whole.read(name).replace(b'<row r="3"', b'<row r="1000000000"')
            leaping.writestr(name, part)
    error = refusal(tmp_path, packed.getvalue())
    assert isinstance(error, LimitError)
    assert "beyond row 1,048,576" in error.message


def test_a_bomb_that_lies_about_its_size_is_not_inflated(tmp_path):
    data = zipped({"xl/workbook.xml": b"<a/>", "xl/x.xml": bytes(8_000_000)})
    real, claimed = struct.pack("<L", 8_000_000), struct.pack("<L", 100)
    lying = data.replace(real, claimed)
    assert lying != data
    refusal(tmp_path, lying, limits=ReadLimits(max_excel_bytes=2_000_000))


def test_entities_in_an_excel_file_are_refused(tmp_path):
    laughs = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'
    assert "entities" in refusal(tmp_path, zipped({"xl/workbook.xml": laughs})).message


def test_a_sheet_that_is_not_there_is_named_with_those_that_are(tmp_path):
    error = refusal(tmp_path, workbook([["a"], ["x"]]), options=ReadOptions(sheet="two"))
    assert "'two'" in error.message
    assert "'one'" in error.mend


def test_an_empty_workbook_has_no_data(tmp_path):
    assert "empty" in refusal(tmp_path, workbook([])).message
    assert "no data rows" in refusal(tmp_path, workbook([["name", "kind"]])).message


@pytest.mark.parametrize("suffix", ["csv", "parquet", "xlsx"])
def test_limits_on_rows_and_columns_name_both_numbers(tmp_path, suffix):
    names = [f"c{j}" for j in range(6)]
    rows = [[f"v{i % 5}"] * 6 for i in range(90)]
    if suffix == "csv":
        data = "\n".join(",".join(row) for row in [names, *rows]).encode()
    elif suffix == "xlsx":
        data = workbook([names, *rows])
    else:
        packed = io.BytesIO()
        columns = dict(zip(names, zip(*rows, strict=True), strict=True))
        parquet.write_table(pa.table({k: list(v) for k, v in columns.items()}), packed)
        data = packed.getvalue()
    many_rows = refusal(tmp_path, data, limits=ReadLimits(max_rows=50))
    assert isinstance(many_rows, LimitError)
    assert "50" in many_rows.message
    many_columns = refusal(tmp_path, data, limits=ReadLimits(max_columns=5))
    assert isinstance(many_columns, LimitError)
    assert "6" in many_columns.message
    assert "at most 5 " in many_columns.message


@pytest.mark.parametrize("above", ["a,b\n", "a,b\n1,2\n3,4\n", ""])
def test_a_line_without_end_is_refused_before_the_rest_is_read(tmp_path, above):
    """As gzip makes a few kilobytes of it."""
    data = gzip.compress(above.encode() + b"z" * 40_000_000)
    found = refusal(tmp_path, data, limits=ReadLimits(max_cell_bytes=10**6))
    line = above.count("\n") + 1
    assert found.message == f"Line {line} is longer than 4 MB; no table has such a line."
    tracemalloc.start()
    refusal(tmp_path, data, limits=ReadLimits(max_cell_bytes=10**6))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 30_000_000


def test_a_name_of_a_column_that_is_too_long_is_refused(tmp_path):
    found = refusal(tmp_path, f"a,{'b' * 20_000}\n1,2\n3,4\n".encode())
    assert found.message == (
        "The name of column 2 of upload.csv has 20,000 letters; at most 10,000 are read here."
    )


def test_tens_of_thousands_of_names_are_refused_at_once(tmp_path):
    header = ",".join(f"c{j}" for j in range(60_000))
    row = ",".join(["1"] * 60_000)
    begin = time.process_time()
    found = refusal(tmp_path, "\n".join([header, *[row] * 5]).encode())
    assert found.message == "upload.csv has 60,000 columns; at most 5,000 are read here."
    assert time.process_time() - begin < 2  # a twentieth of it on a quiet machine


def test_names_of_many_columns_are_made_unique_in_one_go():
    begin = time.process_time()
    names, _ = unique_names([f"c{j}" for j in range(30_000)] + ["same"] * 30_000, ())
    assert time.process_time() - begin < 2  # a tenth of it on a quiet machine
    assert len(set(names)) == 60_000
    assert names[-1] == "same_30000"


def test_an_unknown_encoding_and_an_unfit_delimiter_are_refused(tmp_path):
    assert "klingon" in refusal(tmp_path, CSV, options=ReadOptions(encoding="klingon")).message
    assert "part cells" in refusal(tmp_path, CSV, options=ReadOptions(delimiter="\n")).message
    same = refusal(tmp_path, CSV, options=ReadOptions(delimiter=",", quote=","))
    assert "both" in same.message


def test_a_binary_codec_is_no_encoding(tmp_path):
    for name in ("zlib", "rot13", "hex", "undefined", "idna"):
        options = ReadOptions(encoding=name)
        (tmp_path / "u").write_bytes(CSV)
        with pytest.raises(ReadError):
            read_table(tmp_path / "u", "u.csv", options)


def good_files():
    table = pa.table({"a": ["x", "y", None] * 40, "b": [["p"], [], ["q", "r"]] * 40})
    packed = io.BytesIO()
    parquet.write_table(table, packed)
    text = "".join(f'été {i % 7},"two\nlines {i % 3}",{i}\n' for i in range(60))
    return {
        "csv": f"name,note,n\n{text}".encode(),
        "utf-16": f"name;note;n\n{text.replace(',', ';')}".encode("utf-16"),
        "gzip": gzip.compress(text.encode()),
        "excel": workbook([["a", "b"], *([f"x{i % 5}", i] for i in range(40))]),
        "parquet": packed.getvalue(),
    }


@pytest.mark.parametrize("kind", ["csv", "utf-16", "gzip", "excel", "parquet"])
def test_damaged_files_are_read_or_refused_but_never_crash(tmp_path, kind):
    rng = random.Random(kind)
    whole = good_files()[kind]
    path = tmp_path / "damaged"
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(rng.choice([1, 2, 5, 30])):
            at = rng.randrange(max(1, len(data)))
            match rng.randrange(4):
                case 0:
                    data[at : at + 1] = bytes([rng.choice([0, 9, 10, 13, 34, 39, 44, 255])])
                case 1:
                    data[at:at] = rng.choice([b'"', b"\n", b"\r", b",", b"\x00", b'""'])
                case 2:
                    del data[at : at + rng.randint(1, 60)]
                case _:
                    data[at:at] = data[max(0, at - rng.randint(1, 60)) : at]
        path.write_bytes(data)
        with contextlib.suppress(ExplorerError):
            assert read_table(path, "damaged").n_rows > 0

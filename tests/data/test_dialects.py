"""How a text is told apart: delimiter, quotes, encoding, header and names."""

import pytest

from explorer.records.table import ReadOptions
from tests.data.as_read import cells, found, names

# ---- dialects, found and overruled


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~", "\x1f", "\x01"])
def test_the_delimiter_is_found(read, delimiter):
    text = "name;kind;n\napple, red;fruit;1,5\npear;fruit;2,5\n" + "leek;vegetable;3,5\n" * 9
    table = read(
        text.replace(";", delimiter)
        if delimiter != ","
        else text.replace(",", ".").replace(";", ",")
    )
    assert table.reading.delimiter == delimiter
    assert len(table.columns) == 3


@pytest.mark.parametrize("delimiter", ["§", "||", "::", "¦"])
def test_a_longer_delimiter_can_be_given(read, delimiter):
    d = delimiter
    table = read(f'a{d}b\n"x{d}y"{d}1\nz{d}2\n', options=ReadOptions(delimiter=d))
    assert cells(table) == [(f"x{d}y", "1"), ("z", "2")]
    assert table.reading.delimiter == d


BROWSERS = ("curl/8.0", "Mozilla/5.0 (X11; Linux)", "Mozilla/5.0 (Macintosh; Intel)")


def log(n, *behind):
    """Lines of a web server, as its common or combined format writes them."""
    for i in range(n):
        moment = f"[01/Jul/1995:00:{i // 60 % 60:02}:{i % 60:02} -0400]"
        end = "".join(f' "{each[i % len(each)]}"' for each in behind)
        yield f'host{i % 9} - - {moment} "GET /p/{i % 7} HTTP/1.0" {200 + i % 3} {4000 + i}{end}\n'


@pytest.mark.parametrize(
    "behind",
    [
        (),
        (("-", "http://x.org/"), BROWSERS),
        (("-",), BROWSERS[1:2]),
        (("https://x.org/",), ("a",)),
    ],
    ids=["common", "combined", "one browser with a semicolon", "one address with a colon"],
)
def test_the_log_of_a_web_server_is_parted_at_blanks_outside_quotes(read, behind):
    lines = list(log(200, *behind))
    for damaged in ([], ['host1 - - "\\x16"; -\n']):
        table = read("".join([*lines[:150], *damaged, *lines[150:]]))
        assert table.reading.delimiter == " "
        first = ("host0", "-", "-", "[01/Jul/1995:00:00:00", "-0400]", "GET /p/0 HTTP/1.0", "200")
        assert cells(table)[0] == (*first, "4000", *(each[0] for each in behind))


def test_times_of_day_are_not_cut_at_their_colons(read):
    for line in (
        "10:{:02}:00 it{}",
        "Mar 1 10:{:02}:00 cron: it{}",
        "[1/May/2024:10:{:02}:00] it{}",
    ):
        rows = [line.format(i, " rained" * (i % 3)) for i in range(60)]
        assert len(read("\n".join(rows)).columns) == 1
    users = "".join(f"user{i}:x:{i}:{i}:Ann Lee {i}:/home/user{i}\n" for i in range(60))
    assert len(read(users).columns) == 6


@pytest.mark.parametrize("header", ["", "user item\n"])
def test_pairs_of_whole_numbers_are_parted_at_the_blank(read, header):
    table = read(header + "".join(f"{i % 40} {1000 + i * 7 % 30}\n" for i in range(200)))
    assert (table.n_rows, names(table)) == (200, header.split() or ["column 1", "column 2"])
    assert cells(table)[1] == ("1", "1007")


def test_first_and_last_names_are_one_column(read):
    assert len(read("Ann Lee\nBob Ray\nCid 7\n" * 20).columns) == 1


def test_two_colons_part_cells_whatever_stands_in_them(read):
    films = "".join(f"{i}::Film, The {i}: Part (19{i:02})::Drama|Comedy\n" for i in range(60))
    table = read(films)
    assert table.reading.delimiter == "::"
    assert cells(table)[7] == ("7", "Film, The 7: Part (1907)", "Drama|Comedy")
    ratings = "".join(f"{i % 9}::{i % 7}::{i % 5}::{978300760 + i}\n" for i in range(90_000))
    table = read(ratings)
    assert (table.n_rows, len(table.columns)) == (90_000, 4)
    assert cells(table)[-1] == ("8", "0", "4", "978390759")


def test_single_quotes_are_found(read):
    table = read("name;note\n" + "'it''s';'a;b'\n'x';'y'\n" * 20)
    assert table.reading.quote == "'"
    assert cells(table)[0] == ("it's", "a;b")


def test_apostrophes_are_no_quotes(read):
    table = read("name,kind\n" + "'tis,x\nrock 'n' roll,y\nO'Hare,z\n'round,x\n" * 5)
    assert table.reading.quote == '"'
    assert cells(table)[0] == ("'tis", "x")


def test_quotes_that_never_enclose_mean_nothing(read):
    table = read("said\twho\n" + '"Hello, he said\tBob\n"Bye\tAnn\nplain\tAnn\n' * 5)
    assert table.reading.quote == ""
    assert cells(table)[0] == ('"Hello, he said', "Bob")
    assert not table.problems


def test_what_is_found_can_be_overruled(read):
    text = b'a;b\n"x;y";1\n'
    table = read(text, options=ReadOptions(delimiter=",", quote="", header=False))
    assert cells(table) == [("a;b",), ('"x;y";1',)]
    latin = read("a,b\né,1\n".encode(), options=ReadOptions(encoding="latin-1"))
    assert cells(latin) == [("Ã©", "1")]


def test_a_first_line_that_names_the_delimiter_is_obeyed(read):
    table = read("sep=;\r\na;b\r\nx,1;2\r\ny;\r\n")
    assert (names(table), cells(table)) == (["a", "b"], [("x,1", "2"), ("y", None)])


def test_one_column_of_texts_with_commas_is_not_cut(read):
    text = "comment\nI like it\nGood, cheap, fast\nWell, no\nYes\nFine\nA, b, c, d\n"
    table = read(text)
    assert cells(table) == [(line,) for line in text.splitlines()[1:]]


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp1252", "été;pêche;mâche;Müsli"),
        ("cp1250", "łódź;święto;źdźbło;książka"),
        ("cp1251", "привет;яблоко;груша;Москва"),
        ("koi8-r", "привет;яблоко;груша;Москва"),
        ("cp1253", "καλημέρα;μήλο;Αθήνα;κόσμος"),
        ("cp932", "りんご;果物;東京;バナナ"),
        ("gb18030", "苹果;水果;北京的;今天"),
        ("big5", "蘋果;水果;臺北;今天"),
        ("euc_kr", "사과;과일;서울;오늘"),
        ("utf-16-le", "Москва;яблоко;груша;рожь"),
        ("utf-16-be", "été;pêche;x;y"),
        ("utf-16", "été;北京;x;y"),
        ("utf-32", "été;北京;x;y"),
        ("utf-8-sig", "été;北京;x;y"),
    ],
)
def test_the_encoding_is_found(read, encoding, words):
    text = "id;a;b;c;d\n" + "".join(f"{i};{words}\n" for i in range(30))
    assert cells(read(text.encode(encoding)))[7] == ("7", *words.split(";"))


# ---- header and names


def test_a_file_without_a_header_keeps_its_first_row(read):
    table = read("apple,fruit,red\ncarrot,vegetable,orange\npear,fruit,green\n" * 20)
    assert not table.reading.header
    assert names(table) == ["column 1", "column 2", "column 3"]
    assert table.n_rows == 60


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("1,2,3\n" * 5 + "2,3,1\n" * 5, False),
        ("country,1990,1991,1992\n" + "FR,1,2,3\nDE,2,3,4\n" * 9, True),
        ("0,1,2,3\n" + "1,0,1,1\n0,1,1,0\n" * 9, True),
        ("1990,1991,1992\n" + "5,6,7\n8,9,10\n" * 9, True),
        ("5.1,3.5,setosa\n4.9,3.0,setosa\n6.3,3.3,virginica\n" * 9, False),
        ("length,width,species\n" + "5.1,3.5,setosa\n6.3,3.3,virginica\n" * 9, True),
        ("2024-01-01,x\n2024-01-02,y\n" * 9, False),
        ("name,kind\napple,fruit\n", True),
        ("yes,no\nno,yes\nyes,yes\n" * 9, False),
        ("hair,eggs\nyes,no\nno,yes\n" * 1 + "yes,no\n" * 9, True),
    ],
)
def test_a_header_is_told_from_data(read, text, header):
    assert read(text).reading.header is header
    assert read(text, options=ReadOptions(header=not header)).reading.header is not header


RISING = "".join(
    f"{name},{name[0]},{i % 4}.5,2.5,{3 + i * 0.37:.2f},4.1,5.5\n"
    for i, name in enumerate(
        ["Aruba", "Angola", "Benin", "Chad", "Cuba", "Egypt", "Fiji", "Gabon", "Haiti", "Iran"]
    )
)
FALLING = "".join(f"{name},{'pq'[i % 2]},9,{i},7,6,5\n" for i, name in enumerate("abcdefghijkl"))


@pytest.mark.parametrize(
    ("first", "rows", "header"),
    [
        ("Country,Region,1990,2000,2010,2015,2020", RISING, True),
        ("Country,Region,2020,2015,2010,2000,1990", RISING, True),
        ("Country,Region,202101,202102,202103,202104,202105", RISING, True),
        (",place,16.5,16.75,17.25,17.75,18", FALLING, True),
        ("site,place,10,20,30,50,100", FALLING, True),
        ("site,p,10,20,30,50,100", FALLING, False),  # its text comes again
        ("site,place,10,20,50,30,100", FALLING, False),
        ("Kenya,K,1.5,2.5,3.5,4.5,5.5", RISING, False),  # as the others
        ("Anna,Roe,1904,1930,1971", "Bert,Hall,1899,1921,1940\nCarl,Poe,1911,1950,1999\n", False),
        ("a,b,c,d,2016,2017,2018,2019", "p,q,r,s,1.5,2.5,3.5,4.5\nu,v,w,x,1.4,2.6,3.5,4.5\n", True),
    ],
)
def test_numbers_that_rise_are_names_where_the_rows_below_are_not_like_them(
    read, first, rows, header
):
    table = read(f"{first}\n{rows}")
    assert table.reading.header is header
    assert (names(table)[-1] == first.split(",")[-1]) is header


def test_names_are_made_unique_and_said(read):
    table = read('id,,name,name,"two\nlines",name_2\n' + "1,a,x,y,p,q\n2,b,y,x,p,r\n" * 3)
    assert names(table) == ["id", "column 2", "name", "name_3", "two lines", "name_2"]
    assert set(found(table)) == {"columns without a name", "doubled names", "names in one line"}
    said = "1 column with line breaks or other blanks than single spaces in its name is called "
    assert [problem.sentence for problem in table.problems][-1] == f"{said}'two lines'."


def test_a_name_as_it_is_written_is_kept_beside_one_that_becomes_it(read):
    table = read('"x\ny",x y,z,"x  y"\n' + "1,a,x,p\n2,b,y,q\n" * 3)
    assert names(table) == ["x y_2", "x y", "z", "x y_3"]
    said = [problem.sentence for problem in table.problems]
    assert said[0] == (
        "2 columns with a name that another column has already are called 'x y_2', 'x y_3'."
    )
    assert said[1].endswith("in their names are called 'x y_2', 'x y_3'.")


def test_a_trailing_delimiter_makes_no_column(read):
    table = read("a,b,\n" + "x,1,\ny,2,\n" * 5)
    assert names(table) == ["a", "b"]
    assert found(table) == {"empty columns": ("dropped", ())}
    rows_only = read("a,b\n" + "x,1,\ny,2,\n" * 5)
    assert names(rows_only) == ["a", "b"]
    assert cells(rows_only)[1] == ("y", "2")


def test_titles_above_the_header_are_left_out(read):
    table = read("Sales report\n\nmade in May\nshop,kind,n\n" + "A,x,1\nB,y,2\n" * 5)
    assert names(table) == ["shop", "kind", "n"]
    assert found(table)["preamble"] == ("dropped", (1, 3))
    assert table.problems[0].sentence == (
        "2 lines above the table are no part of it and were left out."
    )


def test_a_title_above_rows_without_a_header_is_left_out_of_the_table(read):
    table = read("items\n" + "pepper;egg\negg;salt\nsalt;pepper\n" * 9)
    assert (table.reading.header, table.n_rows) == (False, 27)
    assert [problem.sentence for problem in table.problems] == [
        "1 line above the table is no part of it and was left out."
    ]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("region,,", ["region", "column 2", "column 3"]),
        (",side,", ["column 1", "side", "column 3"]),
        (",,amount", ["column 1", "column 2", "amount"]),
    ],
)
def test_a_header_with_one_name_is_no_title(read, header, expected):
    rows = "".join(f"{'xyz'[i % 3]},{'pq'[i % 2]},{i * 0.37:.2f}\n" for i in range(60))
    table = read(f"{header}\n{rows}")
    assert (names(table), table.n_rows) == (expected, 60)
    assert set(found(table)) == {"columns without a name"}


def test_a_title_as_wide_as_the_table_is_left_out_where_a_header_is_below_it(read):
    rows = "".join(f"{'xyz'[i % 3]},{'pq'[i % 2]},{i * 0.37:.2f}\n" for i in range(60))
    table = read(f"Report of 2023,,\nmade in May,,\nregion,side,amount\n{rows}")
    assert (names(table), table.n_rows) == (["region", "side", "amount"], 60)
    assert found(table) == {"preamble": ("dropped", (1, 2))}
    below = read(f"Report of 2023,,\nregion,,\n{rows}")
    assert names(below) == ["region", "column 2", "column 3"]
    assert found(below)["preamble"] == ("dropped", (1,))


TOTALS = {
    "nothing beside it": ("Summe;;", True),
    "the sum": ("Total;;45", True),
    "the sum in another spelling": ("Total général :;;45,0", True),
    "in the second column": (";TOTAL;45", True),
    "another number": ("Total;;44", False),
    "a word beside it": ("Total;x;", False),
    "another word": ("Tokyo;;", False),
    "a word that came before": ("a;;", False),
}


@pytest.mark.parametrize("name", TOTALS)
def test_a_last_row_of_totals_is_left_out_and_said(read, name):
    last, totals = TOTALS[name]
    rows = "".join(f"{'abcde'[i % 5]};{'xy'[i % 2]};{i}\n" for i in range(10))
    table = read(f"shop;kind;n\n{rows}{last}\n")
    assert table.n_rows == 11 - totals
    assert found(table) == ({"totals": ("dropped", (12,))} if totals else {})
    if totals:
        word = last.strip(";").split(";")[0]
        what = "sums up the others" if "45" in last else "is named as a row of totals"
        said = f"The last row, {word!r}, {what} and was left out."
        assert [each.sentence for each in table.problems] == [said]
        assert table.column("shop").profile.n_missing == 0


def test_totals_that_come_again_and_the_end_of_a_list_of_words_stay(read):
    again = read("shop,n\n" + "a,1\nb,2\nTotal,3\n" * 4)
    assert again.n_rows == 12
    words = read("word\nhalf\nquarter\nrest\nshare\nsum\ntotal\n")
    assert words.n_rows == 6


def test_row_names_as_r_writes_them_get_a_column(read):
    table = read("a b c\n" + "".join(f"r{i} x {i} y\n" for i in range(9)))
    assert cells(table)[0] == ("r0", "x", "0", "y")
    assert names(table)[1:] == ["a", "b", "c"]

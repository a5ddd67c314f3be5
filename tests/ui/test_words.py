"""How numbers, times and names reach a reader."""

import doctest

import pytest

from explorer.records.number_text import number_text
from explorer.ui import markup, words


@pytest.mark.parametrize("module", [words, markup], ids=lambda module: module.__name__)
def test_examples_in_the_docstrings_are_true(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    "value", [1, 12.3456, 123456, 0.98765, 3.14159e-4, 999.6, 1.2e-5, -0.012345]
)
def test_measured_numbers_keep_three_significant_digits_and_their_size(value):
    shown = number_text(value)
    assert len(shown.replace(",", "").lstrip("-0.").replace(".", "").rstrip("0")) <= 3
    assert float(shown.replace(",", "")) == pytest.approx(value, rel=0.005)


def test_a_share_that_is_nearly_all_is_not_called_all():
    assert words.share(0.9996) == "over 99 %"
    assert words.share(1.0) == "100 %"


def test_a_long_cell_is_cut_and_its_control_characters_are_made_visible():
    shown = words.cut("a\tb\x1b[31m" + "x" * 1_000_000, 20)
    assert len(shown) == 20
    assert not any(ord(character) < 32 for character in shown)


def test_line_breaks_of_a_cell_are_spaces_as_many_fonts_have_no_picture_of_them():
    names = ["call back\nafter 5pm", "two\r\nlines", "one\ttab"]
    assert words.cut_each(names) == ["call back after 5pm", "two lines", "one tab"]


@pytest.mark.parametrize(
    ("name", "shown"), [("\u202egnp.exe", "gnp.exe"), ("\u200b", "(blank)"), (" \u3164", "(blank)")]
)
def test_no_name_turns_a_line_around_and_none_is_invisible(name, shown):
    assert words.cut(name) == shown
    assert words.cut_each([name, "lamp"]) == [shown, "lamp"]
    assert markup.escape(name) == f"<bdi>{shown}</bdi>"


def test_a_time_is_said_in_the_readers_own_zone():
    noon_utc = 1_790_000_000 - 1_790_000_000 % 86400 + 12 * 3600
    assert words.moment(noon_utc, noon_utc, offset_minutes=300) == "07:00 today"
    assert words.moment(noon_utc + 86400 * 3, noon_utc, 0).startswith("12:00 on ")


HOSTILE = [
    "<script>document.title='1337'</script>",
    "<img src=x onerror=alert(1)>",
    "**bold** _it_ ~~gone~~ `code`",
    "$e^{i\\pi}$",
    ":material/home: :red[x] :tada:",
    "[link](http://example.com) www.example.com http://example.com a@example.com",
    "![](http://example.com/x.png)",
    "# heading\n- list\n1. one",
    "{name} {0} %s",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_a_file_stays_text_in_our_html(text):
    from html.parser import HTMLParser

    found = {"tags": [], "text": ""}

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found["tags"].append((tag, attrs))

        def handle_data(self, data):
            found["text"] += data

    reader = Reader()
    reader.feed(markup.fill("<p>{cell}</p>", cell=text))
    reader.close()
    assert found["tags"] == [("p", []), ("bdi", [])]
    assert found["text"] == text.replace("\n", " ")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_label_reads_as_written_once_its_joiners_and_backslashes_are_taken_away(text):
    label = markup.label(text)
    plain = label.replace("\u2060", "")
    read = []
    i = 0
    while i < len(plain):
        i += plain[i] == "\\"
        read.append(plain[i])
        i += 1
    assert "".join(read) == text
    assert ":material" not in label
    assert "www.e" not in label
    assert "://" not in plain.replace("\\:\\/\\/", "")

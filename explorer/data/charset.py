"""Which legacy encoding turns some bytes into words: by letters that languages use."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

WESTERN = "cp1252"
MARGIN = 0.15  # another encoding must be better than the usual one by so much


@dataclass(frozen=True, slots=True)
class _Candidate:
    name: str
    usual: frozenset[str]  # letters that texts in it mostly consist of


def _letters(text: str) -> frozenset[str]:
    return frozenset(text + text.upper())


_MARKS = "’‘“”„«»–—…•€£°·§©®™½¼¾²³ºªµ¿¡×\xa0"
_FINALS = frozenset("ךםןףץ")  # Hebrew has them at the end of words alone
_SELDOM = frozenset("щъфэюцхшжчё")  # in Russian; other scripts read as Cyrillic have many
_WESTERN = _letters("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœšžß") | frozenset(_MARKS)
_CENTRAL = _letters("áčďéěíňóřšťúůýžąćęłńśźżőűöüäôĺľŕâăîșțşţđß") | frozenset("’“”„«»–—…€§°\xa0")
_CYRILLIC = _letters("абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґў") | frozenset("«»–—…№’“”\xa0")
_SINGLE: tuple[_Candidate, ...] = (
    _Candidate(WESTERN, _WESTERN),
    _Candidate("cp1250", _CENTRAL),
    _Candidate("iso8859-2", _CENTRAL),
    _Candidate("cp1251", _CYRILLIC),
    _Candidate("koi8-r", _CYRILLIC),
    _Candidate("cp866", _CYRILLIC),
    _Candidate("iso8859-5", _CYRILLIC),
    _Candidate("cp1253", _letters("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋ") | frozenset("«»–·’\xa0")),
    _Candidate("cp1254", _WESTERN | frozenset("ğĞıİşŞ")),
    _Candidate("cp1255", frozenset("אבגדהוזחטיךכלםמןנסעףפץצקרשת–’״׳\xa0")),
    _Candidate("cp1256", frozenset("ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءآأؤإئپچژگ،؛؟\xa0")),
    _Candidate("cp874", frozenset(chr(code) for code in range(0x0E01, 0x0E5B))),
    _Candidate("mac-roman", _WESTERN),
    _Candidate("cp850", _WESTERN),
)
# at equal scores the first one wins: Hangul as bytes are frequent ideographs of GB18030
DOUBLE = ("euc_kr", "gb18030", "euc_jp", "cp932", "big5")
_RUN = re.compile(rb"[\x80-\xff]+")


def guess(sample: bytes) -> str:
    """The likeliest encoding, as Python names it, of bytes that are not UTF-8.

    Letters count by whether the languages written in an encoding use them, against symbols
    inside words, capitals behind small letters and mixed scripts. Latin-1 is what remains
    when nothing else can hold the bytes.

    Args:
        sample: lines that hold bytes beyond ASCII.
    """
    scores = {c.name: _score(sample, c.name, c.usual) for c in _SINGLE}
    scores.update({name: _score_double(sample, name) for name in DOUBLE})
    readable = {name: score for name, score in scores.items() if score is not None}
    if not readable:
        return "latin-1"
    best = max(readable, key=lambda name: readable[name])
    usual = readable.get(WESTERN)
    if usual is not None and readable[best] < usual + MARGIN:
        return WESTERN
    if usual is None and readable[best] < 0.3:
        return "latin-1"
    return best


def _score(sample: bytes, name: str, usual: frozenset[str]) -> float | None:
    """Mean plausibility, at most 1, of the letters beyond ASCII; None when bytes have none."""
    try:
        text = sample.decode(name)
    except UnicodeDecodeError:
        return None
    total = n = 0.0
    for i, letter in enumerate(text):
        if letter.isascii():
            continue
        n += 1
        before = text[i - 1] if i else " "
        after = text[i + 1] if i + 1 < len(text) else " "
        total += _plausible(letter, before, after, usual)
    return total / n if n else None


def _plausible(letter: str, before: str, after: str, usual: frozenset[str]) -> float:
    kind = unicodedata.category(letter)
    if kind in ("Cc", "Cn", "Co"):
        return -3.0
    if not kind.startswith(("L", "M")):
        inside = before.isalpha() and after.isalpha() and letter != "’"
        return -1.0 if inside else (1.0 if letter in usual else -0.2)
    score = 1.0 if letter in usual else 0.0
    if letter in _SELDOM:
        score = 0.7
    if letter in _FINALS and after.isalpha():
        score = -0.5
    if kind == "Lu" and before.isalpha():
        score -= 1.0 if before.islower() else 0.1
    if kind == "Ll" and before.isupper() and after.isupper():
        score -= 1.0
    # words of other scripts hold no ASCII letters; Latin ones hold few letters beyond ASCII
    latin = kind != "Lo" and _script(letter) == "LATIN"
    around = [other for other in (before, after) if other.isalpha()]
    return score - 0.5 * sum(other.isascii() != latin for other in around)


def _script(letter: str) -> str:
    return unicodedata.name(letter, " ").split(" ")[0]


def _score_double(sample: bytes, name: str) -> float | None:
    """As `_score`, for encodings with two bytes a letter."""
    try:
        text = sample.decode(name)
    except UnicodeDecodeError as error:
        if error.start < len(sample) - 3:
            return None
        text = sample[: error.start].decode(name)
    runs = [len(run) for run in _RUN.findall(sample)]
    both_high = name not in ("cp932", "big5")  # these have ASCII as second bytes
    if both_high and sum(length == 1 for length in runs) > 0.3 * len(runs):
        return None
    total = n = 0.0
    for i, letter in enumerate(text):
        if letter.isascii():
            continue
        n += 1
        around = text[max(0, i - 1) : i] + text[i + 1 : i + 2]
        total += _common(letter, name)
        total -= sum(0.5 for other in around if other.isascii() and other.isalpha())
    return total / n if n else None


def _common(letter: str, name: str) -> float:
    """1 for kana, Hangul and the frequent half of an encoding's ideographs."""
    code = ord(letter)
    if 0x3001 <= code <= 0x30FF or 0xFF01 <= code <= 0xFF5E:
        return 1.0 if name in ("cp932", "euc_jp") else 0.5
    if 0xAC00 <= code <= 0xD7A3:
        return 1.0 if name == "euc_kr" else 0.0
    if not 0x4E00 <= code <= 0x9FFF:
        return -0.5
    encoded = letter.encode(name)
    frequent = {
        "cp932": (0x88, 0x97),
        "gb18030": (0xB0, 0xD7),
        "big5": (0xA4, 0xC6),
        "euc_kr": (0xCA, 0xFD),
        "euc_jp": (0xB0, 0xCF),
    }[name]
    usual = len(encoded) == 2 and frequent[0] <= encoded[0] <= frequent[1]
    if name not in ("cp932", "big5"):
        usual = usual and encoded[1] >= 0xA1
    return (0.5 if name == "euc_kr" else 1.0) if usual else 0.0

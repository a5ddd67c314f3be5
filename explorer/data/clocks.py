"""Moments written in ways of their own, rewritten to a date, a clock and an offset from UTC."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from explorer.data.months import in_english

# Hours from UTC. America's as in RFC 5322, 4.3; Europe's, Russia's, Japan's and Australia's are
# those in common use. Left out: what means several zones, such as IST.
ZONES = {
    **{"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7},
    **{"WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2},
    **{"EEST": 3, "MSK": 3, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11},
}
OFFSET = r"[+-]\d{1,2}(:?\d\d)?"
ZONE = rf"(Z|{OFFSET}|(UTC|GMT)({OFFSET})?|{'|'.join(ZONES)})(\s*\([^()]*\))?"
HALF = r"[AaPp]\.?\s?[Mm]\.?"  # of the day
_OWN = r"[A-SU-Ya-z,\[]|[+-]\d(:\d\d)?\s*$"  # what digits, T and Z alone do not have

_REWRITTEN = (
    # 06/May/2023:01:59:00 +0000, as web servers log it
    (r"^\s*\[?(\d{1,2})/([A-Za-z]+)/(\d{4})(?:[:\s]\s*(.*?))?\]?\s*$", r"\1 \2 \3 \4"),
    # Aug 11 22:34:00 +0000 2023, as Twitter, ctime and the command date write it
    (r"^(.*?[A-Za-z]\.?\s+\d{1,2})\s+(\d{1,2}:[\d:.]+)(.*?)\s+(\d{4})\s*$", r"\1 \4 \2\3"),
    # 31.08.2023, 19:35 and May 30, 2023 at 9:15
    (r"(\d),?\s+(?:at\s+)?(\d{1,2}:\d\d)", r"\1 \2"),
    (r"(\d)\s*([AaPp])\.?\s?[Mm]\.?(\s|$)", r"\1 \2m\3"),
    # GMT+1, and behind it the zone's name in brackets
    (r"\s*\([^()]*\)\s*$", ""),
    (r"(?:UTC|GMT)([+-]\d)", r"\1"),
    (r"(:.*)([+-])(\d)(:\d\d)?\s*$", r"\1\20\3\4"),
)


def plainly(values: pa.StringArray) -> pa.StringArray:
    """The moments as every reader of dates understands them; others stay as they are.

    >>> plainly(pa.array(["06/May/2023:01:59:00 +0000", "2023/08/31 7:15:00 PM GMT+1"])).to_pylist()
    ['06 May 2023 01:59:00 +0000', '2023/08/31 7:15:00 Pm +01']
    >>> plainly(pa.array(["Fri Aug 11 22:34:00 CEST 2023", "31.08.2023, 19:35"])).to_pylist()
    ['Fri Aug 11 2023 22:34:00 +02', '31.08.2023 19:35']
    """
    if not pc.any(pc.match_substring_regex(values, _OWN)).as_py():
        return values
    values = in_english(values)
    for pattern, plain in _REWRITTEN:
        values = pc.replace_substring_regex(values, pattern, plain)
    if pc.any(pc.match_substring_regex(values, r"[A-Z]T\s*$|[A-Z]SK|MES?Z")).as_py():
        for zone, hours in ZONES.items():
            offset = f"{hours:+03d}"
            values = pc.replace_substring_regex(values, rf"(\d|m)\s*{zone}\s*$", rf"\1 {offset}")
    return values

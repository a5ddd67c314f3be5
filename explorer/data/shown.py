"""Names as they are shown: nothing in them is obeyed, and none of them is invisible.

ui/assets/words.js does the same in the browser.
"""

from __future__ import annotations

import re

BLANK = "(blank)"
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")  # line ends among them
# Marks that turn the reading direction of what follows (Unicode Bidirectional Algorithm, UAX 9).
_TURNS = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
# White space, Default_Ignorable_Code_Point (DerivedCoreProperties.txt), and the Braille blank.
_UNSEEN = re.compile(
    r"[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3"
    r"\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)


def shown(text: str) -> str:
    """A name on its way to a person; what has no letter that is seen says so.

    >>> shown("\\u202egnp.exe"), shown("one\\ntwo"), shown("\\u200b"), shown("")
    ('gnp.exe', 'one two', '(blank)', '')
    """
    plain = _TURNS.sub("", _CONTROLS.sub(" ", text))
    return BLANK if text and (not plain or _UNSEEN.fullmatch(plain)) else plain

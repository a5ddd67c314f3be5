"""Names as they are shown: nothing in them is obeyed, and none of them is invisible.

Spaces at the ends of a name tell it from another as letters do, but nobody would see them.

ui/assets/words.js does the same in the browser.
"""

from __future__ import annotations

import re

BLANK, SPACE = "(blank)", "\N{OPEN BOX}"
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")  # line ends among them
_BREAKS = re.compile(r"[\t-\r\x85\u2028\u2029]+")
# Marks that turn the reading direction of what follows (Unicode Bidirectional Algorithm, UAX 9).
_TURNS = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
# White space, Default_Ignorable_Code_Point (DerivedCoreProperties.txt), and the Braille blank.
_UNSEEN = re.compile(
    r"[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3"
    r"\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
_SPACES = r"[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+"
_FIRST, _LAST = re.compile(_SPACES), re.compile(rf"(?<!{_SPACES[:-1]}){_SPACES}\Z")


def shown(text: str, *, begins: bool = True, ends: bool = True) -> str:
    """A name on its way to a person; what has no letter that is seen says so.

    Args:
        begins, ends: the name begins or ends with this text, which may be a part of it.

    >>> shown("\\u202egnp.exe"), shown("one\\ntwo"), shown("\\u200b"), shown("")
    ('gnp.exe', 'one two', '(blank)', '')
    >>> shown("Support "), shown("  Support"), shown("Support ", ends=False)
    ('Support␣', '␣␣Support', 'Support ')
    """
    plain = _TURNS.sub("", _CONTROLS.sub(" ", text))
    if text and (not plain or _UNSEEN.fullmatch(plain)):
        return BLANK
    if begins and (first := _FIRST.match(plain)):
        plain = SPACE * first.end() + plain[first.end() :]
    if ends and (last := _LAST.search(plain)):
        plain = plain[: last.start()] + SPACE * (last.end() - last.start())
    return plain


def as_spaces(text: str) -> str:
    """Line breaks and tabs, which cells may hold, each run of them as one space.

    >>> as_spaces("call back\\r\\nafter 5pm")
    'call back after 5pm'
    """
    return _BREAKS.sub(" ", text)

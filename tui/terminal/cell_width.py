"""Cell width: a text cut into terminal cells, where every terminal agrees on the width of each character."""

from __future__ import annotations

import re
from functools import lru_cache
from sys import intern

from rich.cells import get_character_cell_size

# The right half of a wide character.
HALF = ""

# Latin, Greek, Cyrillic; punctuation, numbers, mathematics, arrows, boxes, blocks and shapes; braille.
_NARROW = re.compile(
    "[ -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u1fff"
    "\u2010-\u2027\u2030-\u205e\u2070-\u209c\u20a0-\u20c0\u2100-\u2311\u2400-\u25fc\u2800-\u28ff]*"
)
# The narrow ones, and Chinese, Japanese, Korean. Neither set holds emoji, combining marks, or right-to-left scripts.
# Compiled at the first wide text: that takes two milliseconds, which a first frame of narrow text need not wait for.
_KNOWN = (
    _NARROW.pattern[:-2] + "\u2e80-\u3029\u3030-\u3098\u309b-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f"
    "\uff01-\uff9f\uffe0-\uffe6\U00020000-\U0003fffd]*"
)


# Room for the pieces of a screen many times over; a chart's lines never recur.
@lru_cache(1024)
def cells_of(text: str) -> tuple[str, ...] | None:
    """One character a cell, HALF behind a wide one; None if terminals may disagree about the width."""
    if _NARROW.fullmatch(text):
        # Each character once in memory, however many cells show it.
        return tuple(map(intern, text))
    if not re.fullmatch(_KNOWN, text):
        return None
    cells: list[str] = []
    for letter in text:
        cells += (intern(letter), HALF)[: get_character_cell_size(letter)]
    return tuple(cells)

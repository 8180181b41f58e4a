"""SGR: the style of a cell as SGR codes, and the shortest sequence from one style to another."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from rich.color import ColorSystem
from rich.style import Style

# The code that switches each attribute bit on: bold, dim, italic, underline, blink, fast blink, reverse, conceal,
# strike, double underline, frame, encircle, overline.
_ON = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "21", "51", "52", "53")
# The code that switches the bit off on every terminal. The others need a reset.
_OFF = {0b1: "22", 0b10: "22", 0b100: "23", 0b1000: "24", 0b1000000: "27", 0b100000000: "29"}
_BOLD_OR_DIM = 0b11
# Bold, dim and italic do not show on a blank.
_OF_CHARACTERS = 0b111


class Sgr(NamedTuple):
    """`colour` and `background` are codes, "" for the terminal's own. Equal `on_blank`: the same look of a blank."""

    attributes: int
    colour: str
    background: str
    on_blank: str


PLAIN = Sgr(0, "", "", "")


@lru_cache(4096)
def sgr_of(style: Style | None, system: ColorSystem) -> Sgr:
    if style is None:
        return PLAIN
    attributes = style._attributes & style._set_attributes
    colour, background = (
        "" if each is None else ";".join(each.downgrade(system).get_ansi_codes(is_colour))
        for each, is_colour in ((style.color, True), (style.bgcolor, False))
    )
    on_blank = f"{attributes}/{colour}/{background}" if attributes & ~_OF_CHARACTERS else background
    return Sgr(attributes, colour, background, on_blank)


@lru_cache(4096)
def change(old: Sgr | None, new: Sgr) -> str:
    """The shortest sequence that changes the terminal's style from `old` (None: unknown) to `new`."""
    codes = _on(new.attributes) + [code for code in (new.colour, new.background) if code]
    anew = f"\x1b[{';'.join(['0', *codes])}m" if codes else "\x1b[m"
    if old is None:
        return anew
    gone = old.attributes & ~new.attributes
    if any(gone & bit and bit not in _OFF for bit in _bits(gone)):
        return anew
    off = {_OFF[bit]: None for bit in _bits(gone)}
    still = old.attributes & ~_BOLD_OR_DIM if "22" in off else old.attributes
    codes = [*off, *_on(new.attributes & ~still)]
    if new.colour != old.colour:
        codes.append(new.colour or "39")
    if new.background != old.background:
        codes.append(new.background or "49")
    changed = f"\x1b[{';'.join(codes)}m" if codes else ""
    return min(changed, anew, key=len)


def _bits(attributes: int) -> list[int]:
    return [1 << place for place in range(len(_ON)) if attributes & 1 << place]


def _on(attributes: int) -> list[str]:
    return [code for place, code in enumerate(_ON) if attributes & 1 << place]

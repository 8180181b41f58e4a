"""Pens: what a cell is written with, and the shortest way to tell the terminal to change from one to another."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from rich.color import ColorSystem
from rich.style import Style

# By bit of a style's attributes, what switches it on: bold, dim, italic, underline, blink, fast blink, reverse,
# conceal, strike, double underline, frame, encircle, overline.
_ON = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "21", "51", "52", "53")
# What switches it off on every terminal. The others go with a reset only.
_OFF = {0b1: "22", 0b10: "22", 0b100: "23", 0b1000: "24", 0b1000000: "27", 0b100000000: "29"}
_BOLD_OR_DIM = 0b11
# These alone are not seen where nothing is written.
_OF_LETTERS = 0b111


class Pen(NamedTuple):
    """`colour` and `ground` are codes, "" for the terminal's own. Pens of one `on_blank` leave the same blank."""

    attributes: int
    colour: str
    ground: str
    on_blank: str


PLAIN = Pen(0, "", "", "")


@lru_cache(4096)
def pen_of(style: Style | None, system: ColorSystem) -> Pen:
    if style is None:
        return PLAIN
    attributes = style._attributes & style._set_attributes
    colour, ground = (
        "" if each is None else ";".join(each.downgrade(system).get_ansi_codes(is_colour))
        for each, is_colour in ((style.color, True), (style.bgcolor, False))
    )
    on_blank = f"{attributes}/{colour}/{ground}" if attributes & ~_OF_LETTERS else ground
    return Pen(attributes, colour, ground, on_blank)


@lru_cache(4096)
def change(old: Pen | None, new: Pen) -> str:
    """What makes the terminal write with `new`; None: nobody knows what it writes with now."""
    codes = _on(new.attributes) + [code for code in (new.colour, new.ground) if code]
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
    if new.ground != old.ground:
        codes.append(new.ground or "49")
    changed = f"\x1b[{';'.join(codes)}m" if codes else ""
    return min(changed, anew, key=len)


def _bits(attributes: int) -> list[int]:
    return [1 << place for place in range(len(_ON)) if attributes & 1 << place]


def _on(attributes: int) -> list[str]:
    return [code for place, code in enumerate(_ON) if attributes & 1 << place]

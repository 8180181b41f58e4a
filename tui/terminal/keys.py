"""Keys: tokens as Textual's events; none for a sequence outside the terminal's keys, mouse and modes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from textual import constants, events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual._xterm_parser import IS_ITERM, XTermParser
from textual.keys import Keys as TextualKeys
from textual.message import Message
from textual.messages import InBandWindowResize, TerminalSupportsSynchronizedOutput

from tui.terminal.signs import ASCII_KEYS
from tui.terminal.tokens import Token, TokenKind

_MOUSE = re.compile(r"\x1b\[<\d{1,4};-?\d{1,6};-?\d{1,6}[Mm]")
_MODE = re.compile(r"\x1b\[\?(2026|2048);([0-4])\$y")
_RESIZE = re.compile(r"\x1b\[48;(\d{1,5})(?::\d*)*;(\d{1,5})(?::\d*)*;(\d{1,6})(?::\d*)*;(\d{1,6})(?::\d*)*t")
_KEY = re.compile(r"\x1b\[(\d{0,7})(?::\d*)*(?:;(\d{0,4})(?::(\d?))?)?(?:;([\d:]*))?([u~ABCDEFHPQRS])")
# XTerm's modifyOtherKeys: the character's code comes last.
_OTHER_KEY = re.compile(r"\x1b\[27;(\d{1,4});(\d{1,7})~")
_RELEASED = "3"
# Control codes that are keys of CSI u; other codes below a blank are none.
_CODES = frozenset((9, 13, 27, 127))
# No terminal has more columns or rows; a larger size would only cost memory.
MOST_CELLS = 2000


class Keys:
    """The keys of one terminal. Keeps the place of the mouse, and the size of a cell in pixels."""

    def __init__(self) -> None:
        # Only for the meaning of whole sequences: Textual's reading of bytes is not used.
        self._textual = XTermParser()

    def of(self, token: Token) -> Iterator[Message]:
        match token.kind:
            case TokenKind.PASTE:
                yield events.Paste(token.text)
            case TokenKind.CHARACTER if token.text == "\x1b":
                yield events.Key("escape", "\x1b")
            case TokenKind.CHARACTER:
                yield from self._keys(token.text)
            case TokenKind.ALT:
                yield from self._alt(token.text)
            case TokenKind.SEQUENCE:
                yield from self._of_sequence(token.text)

    def _of_sequence(self, sequence: str) -> Iterator[Message]:
        if sequence == "\x1b[I":
            yield events.AppFocus()
        elif sequence == "\x1b[O":
            yield events.AppBlur()
        elif _MOUSE.fullmatch(sequence):
            if (event := self._textual.parse_mouse_code(sequence)) is not None:
                yield event
        elif mode := _MODE.fullmatch(sequence):
            yield from _of_mode(mode[1], int(mode[2]))
        elif size := _RESIZE.fullmatch(sequence):
            rows, columns, height, width = map(int, size.groups())
            if 0 < rows <= MOST_CELLS and 0 < columns <= MOST_CELLS:
                yield self._resize((columns, rows), (width, height))
        elif written := _as_written(sequence):
            yield from self._keys(written)

    def _resize(self, cells: tuple[int, int], pixels: tuple[int, int]) -> events.Resize:
        event = events.Resize.from_dimensions(cells, pixels)
        self._textual.terminal_size = event.size
        # Without the size of a cell the mouse reports cells.
        self._textual.terminal_pixel_size = event.pixel_size if all(pixels) else None
        self._textual.mouse_pixels = True
        return event

    def _alt(self, character: str) -> Iterator[events.Key]:
        written = f"\x1b{character}"
        if written in ANSI_SEQUENCES_KEYS:
            yield from self._keys(written)
            return
        for event in self._textual._sequence_to_key_events(ASCII_KEYS.get(character, character), alt=True):
            # With alt a key types nothing, and differs from the bare key, under any name of the character.
            yield events.Key(event.key if event.key.startswith("alt+") else f"alt+{event.key}", None)

    def _keys(self, written: str) -> Iterator[events.Key]:
        for event in self._textual._sequence_to_key_events(written):
            if event.key == TextualKeys.Ignore:
                continue
            sign = ASCII_KEYS.get(event.character or "")
            if sign is None:
                yield event
                continue
            # The key acts by its ASCII key; a field takes the typed character.
            for each in self._textual._sequence_to_key_events(sign):
                *modifiers, _ = event.key.split("+")
                yield events.Key("+".join([*modifiers, each.key]), event.character)


def _of_mode(number: str, setting: int) -> Iterator[Message]:
    """The terminal's reply about a mode that the driver asked for."""
    if number == "2026" and setting:
        yield TerminalSupportsSynchronizedOutput()
    elif number == "2048" and constants.SMOOTH_SCROLL and not IS_ITERM:
        yield InBandWindowResize.from_setting_parameter(setting)


def _as_written(sequence: str) -> str | None:
    """The sequence of a key in a form that Textual reads without fail; None for other sequences."""
    if other := _OTHER_KEY.fullmatch(sequence):
        sequence = f"\x1b[{other[2]};{other[1]}u"
    key = _KEY.fullmatch(sequence)
    if key is None or constants.DISABLE_KITTY_KEY:
        return sequence if sequence in ANSI_SEQUENCES_KEYS else None
    code, modifiers, event, text, final = (group or "" for group in key.groups())
    if event == _RELEASED:
        return None
    if final == "u":
        return _character(code, modifiers, text)
    if final == "R" and (code or modifiers):
        # A cursor position report, never requested.
        return None
    if f"{code or 1}{final}" not in FUNCTIONAL_KEYS:
        return sequence if sequence in ANSI_SEQUENCES_KEYS else None
    return f"\x1b[{code};{modifiers}{final}" if modifiers else f"\x1b[{code}{final}"


def _character(code: str, modifiers: str, text: str) -> str | None:
    """CSI u: a key by its character's number, and the text it types."""
    if not code:
        return None
    typed = [number for number in text.split(":") if len(number) < 8 and number.isdecimal() and _types(int(number))]
    number = int(code)
    if typed and (number == 0 or _types(number)):
        return f"\x1b[{number};{modifiers};{':'.join(typed)}u"
    return f"\x1b[{number};{modifiers}u" if number in _CODES or _types(number) else None


def _types(number: int) -> bool:
    """Whether a character with that number may be typed: no control, no surrogate, none beyond the last."""
    return 0x20 <= number < 0x7F or 0xA0 <= number < 0xD800 or 0xE000 <= number <= 0x10FFFF

"""Tokens: the bytes that a terminal sends, cut into characters, sequences and pastes; replies nobody asked for vanish.

    b"q"            CHARACTER "q"          b"\\x1bq"            ALT "q"
    b"\\x1b[1;5A"    SEQUENCE, whole        b"\\x1bOP"           SEQUENCE, whole
    b"\\x1b"         and nothing within the delay: CHARACTER "\\x1b"
    OSC, DCS, APC, PM, SOS                 read to BEL or ST, dropped
    b"\\x1b[200~ … \\x1b[201~"               PASTE
    b"… \\x1b[201~"                        PASTE, of what came in one read with the end: its beginning was lost
    no UTF-8                               dropped

A sequence whose rest does not come is dropped, never told as keys. Pure: time is passed in. A pause counts only where
`pause` says that nothing was to be read; bytes that waited because the program was busy came in time.
"""

from __future__ import annotations

import codecs
import re
from enum import Enum, auto
from typing import NamedTuple

# A character this soon behind an esc belongs to it: alt and that key. Fingers are slower.
ALT_S = 0.05
# How long the rest of what has certainly begun is waited for: a link may lose a packet and send it again.
REST_S = 1.0
# The same within a paste: what a slow link brings after this is not the paste any more, unless it looks like its rest.
PASTE_REST_S = 5.0
# For how long after a paste was broken off its rest may come, and how many characters in one read are that rest:
# fingers type one at a time.
LATE_REST_S = 30.0
LATE_REST_CHARS = 3
# A string or a paste that lasts longer than this is broken off at ever shorter pauses, down to SHORTEST_S, or somebody
# who types into it would never come out of it.
LASTS_S = 3.0
SHORTEST_S = 0.05
# Nobody types so many at once: what comes so has not lasted yet.
BULK_BYTES = 16
# Characters kept of a paste; the rest of it is read and dropped.
PASTE_MOST = 64 * 1024
# Characters kept of a sequence. None that is understood is longer; the rest is read and dropped.
SEQUENCE_MOST = 256

ESC, BEL, CAN, SUB, QUIT, DEL, ST = 0x1B, 0x07, 0x18, 0x1A, 0x11, 0x7F, 0x9C
PASTE_BEGINS, PASTE_ENDS = "\x1b[200~", "\x1b[201~"
# ctrl+q as kitty's keyboard protocol and XTerm's modifyOtherKeys send it: with the number of its modifiers.
_QUIT = re.compile(r"\x1b\[(?:113(?::\d*)*;(\d{1,3})(?::[12])?(?:;[\d:]*)?u|27;(\d{1,3});113~)")
CTRL, LOCKS = 4, 64 | 128
# What follows esc in the two bytes for a control of one byte, as far as it begins or ends something.
BEGINS_STRING = frozenset(b"]P_^X")
OF_ONE_BYTE = {"\x90": b"P", "\x98": b"X", "\x9b": b"[", "\x9c": b"\\", "\x9d": b"]", "\x9e": b"^", "\x9f": b"_"}
INTRODUCES = BEGINS_STRING | frozenset(b"[O\\")


class Kind(Enum):
    CHARACTER = auto()
    ALT = auto()
    SEQUENCE = auto()
    PASTE = auto()


class Token(NamedTuple):
    """ALT's text is the character without its esc; SEQUENCE's is the whole."""

    kind: Kind
    text: str


class _State(Enum):
    GROUND = auto()
    ESCAPED = auto()
    # Behind esc [ and behind esc O: until the final byte.
    SEQUENCE = auto()
    # Behind esc [ M: three bytes of any value. Behind esc [ [: one, a function key of the Linux console.
    COUNTED = auto()
    STRING = auto()
    STRING_ESCAPED = auto()


class Tokens:
    """One terminal's. `esc_s`: how long an esc may be the beginning of a sequence."""

    def __init__(self, esc_s: float) -> None:
        self._esc_s = esc_s
        self._decoder = codecs.getincrementaldecoder("utf-8")("ignore")
        self._state = _State.GROUND
        self._sequence = ""
        self._left = 0
        self._last_s = 0.0
        # When the string that is being read began, and the paste.
        self._string_s = 0.0
        self._pasted: list[str] | None = None
        self._paste_chars = 0
        self._paste_s = 0.0
        # When a paste was broken off whose end has not come yet.
        self._broken_s: float | None = None
        # A ctrl+q within a paste that may have no end, and when it was pressed.
        self._quit: Token | None = None
        self._quit_s = 0.0
        self._found: list[Token] = []

    def feed(self, data: bytes, now_s: float) -> list[Token]:
        """What is complete with these bytes. Seconds are of any clock that only goes forward."""
        if self._quit is not None and now_s - self._quit_s >= REST_S:
            self._break_paste(now_s)
        if len(data) >= BULK_BYTES:
            self._string_s = self._paste_s = now_s
        elif self._pasted is not None:
            # A link that stands still is nobody who types.
            self._paste_s += max(0.0, now_s - self._last_s - REST_S)
        for byte in data:
            self._take(byte, now_s)
            self._last_s = now_s
        if self._is_late_rest(now_s):
            self._paste_what_came(now_s)
        return self._told()

    def pause(self, now_s: float) -> list[Token]:
        """Nothing was to be read just now: what that completes, and what it breaks off."""
        due_s = self.due_s()
        if due_s is None or now_s < due_s:
            return []
        if self._state is _State.ESCAPED and self._pasted is None:
            self._put(Kind.CHARACTER, "\x1b")
        if self._state is not _State.GROUND:
            self._state = _State.GROUND
        else:
            self._break_paste(now_s)
        return self._told()

    def due_s(self) -> float | None:
        """When a pause means something; None: nothing is open."""
        if self._state in (_State.STRING, _State.STRING_ESCAPED):
            return self._last_s + self._patience_s(self._string_s, REST_S)
        if self._pasted is not None:
            # An esc in it is no key: it may be the beginning of its end.
            due_s = self._last_s + self._patience_s(self._paste_s, PASTE_REST_S)
            return due_s if self._quit is None else min(due_s, self._quit_s + REST_S)
        if self._state is _State.ESCAPED:
            return self._last_s + self._esc_s
        return None if self._state is _State.GROUND else self._last_s + max(self._esc_s, REST_S)

    def _patience_s(self, since_s: float, rest_s: float) -> float:
        lasted_s = self._last_s - since_s
        return rest_s if lasted_s <= LASTS_S else max(SHORTEST_S, REST_S * LASTS_S / lasted_s)

    # -- bytes

    def _take(self, byte: int, now_s: float) -> None:
        if byte >= 0x80:
            if self._state is _State.COUNTED:
                self._count(byte)
                return
            if byte == ST and self._state is _State.STRING and not self._decoder.getstate()[0]:
                self._state = _State.GROUND
                return
            for character in self._decoder.decode(bytes([byte])):
                self._take_wide(character, now_s)
            return
        # What the last bytes began was no UTF-8.
        self._decoder.reset()
        match self._state:
            case _State.GROUND:
                if byte == ESC:
                    self._state = _State.ESCAPED
                else:
                    self._put(Kind.CHARACTER, chr(byte), now_s)
            case _State.ESCAPED:
                self._behind_escape(byte, now_s)
            case _State.SEQUENCE:
                self._in_sequence(byte, now_s)
            case _State.COUNTED if byte >= 0x20:
                self._count(byte)
            case _State.COUNTED:
                self._state = _State.GROUND
                self._take(byte, now_s)
            case _State.STRING:
                self._in_string(byte, now_s)
            case _State.STRING_ESCAPED:
                self._state = _State.GROUND
                if byte != ord("\\"):
                    # Whatever else follows an esc, the string has been given up for it.
                    self._state = _State.ESCAPED
                    self._take(byte, now_s)

    def _take_wide(self, character: str, now_s: float) -> None:
        is_in_string = self._state in (_State.STRING, _State.STRING_ESCAPED)
        if character in OF_ONE_BYTE and (not is_in_string or character == "\x9c"):
            self._introduce(ord(OF_ONE_BYTE[character]), now_s)
        elif is_in_string:
            self._state = _State.STRING
        elif character < "\xa0":
            pass
        elif self._state is _State.ESCAPED:
            self._behind_escape_put(character, now_s)
        else:
            # No sequence holds such a character: the one that was being read is given up.
            self._state = _State.GROUND
            self._put(Kind.CHARACTER, character, now_s)

    def _behind_escape(self, byte: int, now_s: float) -> None:
        if byte == ESC:
            self._put(Kind.CHARACTER, "\x1b", now_s)
        elif byte in INTRODUCES:
            self._introduce(byte, now_s)
        else:
            self._behind_escape_put(chr(byte), now_s)

    def _behind_escape_put(self, character: str, now_s: float) -> None:
        self._state = _State.GROUND
        if now_s - self._last_s <= ALT_S and character != chr(QUIT):
            self._put(Kind.ALT, character, now_s)
        else:
            self._put(Kind.CHARACTER, "\x1b", now_s)
            self._put(Kind.CHARACTER, character, now_s)

    def _introduce(self, byte: int, now_s: float) -> None:
        if byte in BEGINS_STRING:
            self._state, self._string_s = _State.STRING, now_s
        elif byte == ord("\\"):
            # The end of a string that has ended already.
            self._state = _State.GROUND
        else:
            self._state, self._sequence = _State.SEQUENCE, f"\x1b{chr(byte)}"

    def _in_sequence(self, byte: int, now_s: float) -> None:
        if byte < 0x20 or byte == DEL:
            # A key, and whatever was being read has no end.
            self._state = _State.GROUND
            self._take(byte, now_s)
            return
        if len(self._sequence) < SEQUENCE_MOST:
            self._sequence += chr(byte)
        if self._sequence == "\x1b[M":
            self._state, self._left = _State.COUNTED, 3
        elif self._sequence == "\x1b[[":
            self._state, self._left = _State.COUNTED, 1
        elif byte >= 0x40 or _is_of_rxvt(self._sequence):
            self._state = _State.GROUND
            if len(self._sequence) < SEQUENCE_MOST:
                self._put(Kind.SEQUENCE, self._sequence, now_s)

    def _count(self, byte: int) -> None:
        self._sequence += chr(byte)
        self._left -= 1
        if not self._left:
            self._state = _State.GROUND
            self._put(Kind.SEQUENCE, self._sequence)

    def _in_string(self, byte: int, now_s: float) -> None:
        if byte == ESC:
            self._state = _State.STRING_ESCAPED
        elif byte in (BEL, CAN, SUB):
            self._state = _State.GROUND
        elif byte == QUIT:
            self._state = _State.GROUND
            self._put(Kind.CHARACTER, chr(byte), now_s)

    # -- tokens

    def _put(self, kind: Kind, text: str, now_s: float = 0.0) -> None:
        token = Token(kind, text)
        if kind is Kind.SEQUENCE and text == PASTE_BEGINS:
            if self._pasted is None:
                self._begin_paste(now_s)
        elif kind is Kind.SEQUENCE and text == PASTE_ENDS:
            if self._pasted is None:
                self._paste_what_came(now_s)
            self._end_paste()
        elif self._pasted is None:
            self._found.append(token)
        elif _is_quit(token):
            if self._quit is None:
                self._quit, self._quit_s = token, now_s
        elif kind is not Kind.SEQUENCE and self._paste_chars < PASTE_MOST and (text >= " " or text in "\t\n\r"):
            self._pasted.append(text)
            self._paste_chars += 1

    def _begin_paste(self, now_s: float) -> None:
        self._pasted, self._paste_chars, self._paste_s, self._broken_s = [], 0, now_s, None

    def _end_paste(self) -> None:
        pasted, self._pasted, self._quit, self._broken_s = self._pasted, None, None, None
        if pasted:
            self._found.append(Token(Kind.PASTE, "".join(pasted)))

    def _break_paste(self, now_s: float) -> None:
        """Its end did not come: a ctrl+q within it was a key."""
        quit_ = self._quit
        self._end_paste()
        self._broken_s = now_s
        if quit_ is not None:
            self._found.append(quit_)

    def _paste_what_came(self, now_s: float) -> None:
        """What this read brought was no keys, and a paste whose beginning was lost is open."""
        came = self._behind_last_paste()
        del self._found[len(self._found) - len(came) :]
        self._begin_paste(now_s)
        for token in came:
            self._put(*token, now_s)

    def _is_late_rest(self, now_s: float) -> bool:
        if self._pasted is not None or self._broken_s is None or now_s - self._broken_s > LATE_REST_S:
            return False
        return sum(token.kind is Kind.CHARACTER for token in self._behind_last_paste()) >= LATE_REST_CHARS

    def _behind_last_paste(self) -> list[Token]:
        pastes = [index for index, token in enumerate(self._found) if token.kind is Kind.PASTE]
        return self._found[pastes[-1] + 1 if pastes else 0 :]

    def _told(self) -> list[Token]:
        found, self._found = self._found, []
        return found


def _is_quit(token: Token) -> bool:
    if token.kind is Kind.CHARACTER:
        return token.text == chr(QUIT)
    found = _QUIT.fullmatch(token.text)
    return found is not None and (int(found[1] or found[2]) - 1) & ~LOCKS == CTRL


def _is_of_rxvt(sequence: str) -> bool:
    """rxvt's keys with shift end in a sign that otherwise only comes before the end: `esc [ 3 $`."""
    return sequence.endswith("$") and sequence[2:-1].isdecimal()

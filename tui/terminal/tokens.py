"""Tokens: cuts the terminal's bytes into characters, sequences and pastes; drops replies to no request.

    b"q"            CHARACTER "q"          b"\\x1bq"            ALT "q"
    b"\\x1b[1;5A"    SEQUENCE, whole        b"\\x1bOP"           SEQUENCE, whole
    b"\\x1b"         and nothing within the delay: CHARACTER "\\x1b"
    OSC, DCS, APC, PM, SOS                 read to BEL or ST, dropped
    b"\\x1b[200~ … \\x1b[201~"               PASTE
    b"… \\x1b[201~"                        PASTE of the text in the end's own read: its beginning was lost
    no UTF-8                               dropped

A sequence without its end is dropped, never read as keys. Pure: time is passed in. A pause counts only where `pause`
says that no bytes were available; bytes that waited for a busy program came in time.
"""

from __future__ import annotations

import codecs
import re
from enum import Enum, auto
from typing import NamedTuple

# A character this soon after an esc means alt and that key. Fingers are slower.
ALT_S = 0.05
# The wait for the rest of a sequence that has begun: a link may lose a packet and send it again.
REST_S = 1.0
# The same within a paste: later bytes from a slow link are no part of it, unless they look like its rest.
PASTE_REST_S = 5.0
# After a broken-off paste its rest may come for this long, and is known by this many characters in one read: fingers
# type one at a time.
LATE_REST_S = 30.0
LATE_REST_CHARS = 3
# A string or a paste that lasts longer is broken off at ever shorter pauses, down to SHORTEST_S; otherwise a user
# typing into it would never leave it.
LASTS_S = 3.0
SHORTEST_S = 0.05
# Nobody types so many bytes at once: they restart the time that a string or paste has lasted.
BULK_BYTES = 16
# Characters kept of a paste; the rest of it is read and dropped.
PASTE_MOST = 64 * 1024
# Characters kept of a sequence. Every known one is shorter; the rest is read and dropped.
SEQUENCE_MOST = 256

ESC, BEL, CAN, SUB, QUIT, DEL, ST = 0x1B, 0x07, 0x18, 0x1A, 0x11, 0x7F, 0x9C
PASTE_BEGINS, PASTE_ENDS = "\x1b[200~", "\x1b[201~"
# ctrl+q in kitty's keyboard protocol and XTerm's modifyOtherKeys, with the number of its modifiers.
_QUIT = re.compile(r"\x1b\[(?:113(?::\d*)*;(\d{1,3})(?::[12])?(?:;[\d:]*)?u|27;(\d{1,3});113~)")
CTRL, LOCKS = 4, 64 | 128
# The byte after esc in the two-byte form of each one-byte control that begins or ends something.
BEGINS_STRING = frozenset(b"]P_^X")
OF_ONE_BYTE = {"\x90": b"P", "\x98": b"X", "\x9b": b"[", "\x9c": b"\\", "\x9d": b"]", "\x9e": b"^", "\x9f": b"_"}
INTRODUCES = BEGINS_STRING | frozenset(b"[O\\")


class TokenKind(Enum):
    CHARACTER = auto()
    ALT = auto()
    SEQUENCE = auto()
    PASTE = auto()


class Token(NamedTuple):
    """ALT's text is the character without its esc; SEQUENCE's text is the whole sequence."""

    kind: TokenKind
    text: str


class _State(Enum):
    GROUND = auto()
    ESCAPED = auto()
    # After esc [ or esc O: until the final byte.
    SEQUENCE = auto()
    # After esc [ M: three bytes of any value. After esc [ [: one, a function key of the Linux console.
    COUNTED = auto()
    STRING = auto()
    STRING_ESCAPED = auto()


class Tokens:
    """The tokens of one terminal. `esc_s`: the time in which an esc may begin a sequence."""

    def __init__(self, esc_s: float) -> None:
        self._esc_s = esc_s
        self._decoder = codecs.getincrementaldecoder("utf-8")("ignore")
        self._state = _State.GROUND
        self._sequence = ""
        self._left = 0
        self._last_s = 0.0
        # Start of the open string.
        self._string_s = 0.0
        self._pasted: list[str] | None = None
        self._paste_chars = 0
        self._paste_s = 0.0
        # Time of a break-off, while the end of its paste is still to come.
        self._broken_s: float | None = None
        # A ctrl+q within an open paste, which may have no end, and its time.
        self._quit: Token | None = None
        self._quit_s = 0.0
        self._found: list[Token] = []

    def feed(self, data: bytes, now_s: float) -> list[Token]:
        """The tokens completed by these bytes. `now_s` is of any monotonic clock."""
        if self._quit is not None and now_s - self._quit_s >= REST_S:
            self._break_paste(now_s)
        if len(data) >= BULK_BYTES:
            self._string_s = self._paste_s = now_s
        elif self._pasted is not None:
            # The time of a stalled link does not count: nobody typed in it.
            self._paste_s += max(0.0, now_s - self._last_s - REST_S)
        for byte in data:
            self._take(byte, now_s)
            self._last_s = now_s
        if self._is_late_rest(now_s):
            self._paste_what_came(now_s)
        return self._told()

    def pause(self, now_s: float) -> list[Token]:
        """No bytes were available: the tokens that the pause completes or breaks off."""
        due_s = self.due_s()
        if due_s is None or now_s < due_s:
            return []
        if self._state is _State.ESCAPED and self._pasted is None:
            self._put(TokenKind.CHARACTER, "\x1b")
        if self._state is not _State.GROUND:
            self._state = _State.GROUND
        else:
            self._break_paste(now_s)
        return self._told()

    def due_s(self) -> float | None:
        """The time from which a pause completes something; None: nothing is open."""
        if self._state in (_State.STRING, _State.STRING_ESCAPED):
            return self._last_s + self._patience_s(self._string_s, REST_S)
        if self._pasted is not None:
            # Within a paste an esc is no key: it may begin the paste's end.
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
        # The last bytes began no valid UTF-8.
        self._decoder.reset()
        match self._state:
            case _State.GROUND:
                if byte == ESC:
                    self._state = _State.ESCAPED
                else:
                    self._put(TokenKind.CHARACTER, chr(byte), now_s)
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
                    # Any other byte after an esc has ended the string.
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
            # No sequence holds such a character: the open one is dropped.
            self._state = _State.GROUND
            self._put(TokenKind.CHARACTER, character, now_s)

    def _behind_escape(self, byte: int, now_s: float) -> None:
        if byte == ESC:
            self._put(TokenKind.CHARACTER, "\x1b", now_s)
        elif byte in INTRODUCES:
            self._introduce(byte, now_s)
        else:
            self._behind_escape_put(chr(byte), now_s)

    def _behind_escape_put(self, character: str, now_s: float) -> None:
        self._state = _State.GROUND
        if now_s - self._last_s <= ALT_S and character != chr(QUIT):
            self._put(TokenKind.ALT, character, now_s)
        else:
            self._put(TokenKind.CHARACTER, "\x1b", now_s)
            self._put(TokenKind.CHARACTER, character, now_s)

    def _introduce(self, byte: int, now_s: float) -> None:
        if byte in BEGINS_STRING:
            self._state, self._string_s = _State.STRING, now_s
        elif byte == ord("\\"):
            # The end of a string already ended.
            self._state = _State.GROUND
        else:
            self._state, self._sequence = _State.SEQUENCE, f"\x1b{chr(byte)}"

    def _in_sequence(self, byte: int, now_s: float) -> None:
        if byte < 0x20 or byte == DEL:
            # A key; the open sequence has no end.
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
                self._put(TokenKind.SEQUENCE, self._sequence, now_s)

    def _count(self, byte: int) -> None:
        self._sequence += chr(byte)
        self._left -= 1
        if not self._left:
            self._state = _State.GROUND
            self._put(TokenKind.SEQUENCE, self._sequence)

    def _in_string(self, byte: int, now_s: float) -> None:
        if byte == ESC:
            self._state = _State.STRING_ESCAPED
        elif byte in (BEL, CAN, SUB):
            self._state = _State.GROUND
        elif byte == QUIT:
            self._state = _State.GROUND
            self._put(TokenKind.CHARACTER, chr(byte), now_s)

    # -- tokens

    def _put(self, kind: TokenKind, text: str, now_s: float = 0.0) -> None:
        token = Token(kind, text)
        if kind is TokenKind.SEQUENCE and text == PASTE_BEGINS:
            if self._pasted is None:
                self._begin_paste(now_s)
        elif kind is TokenKind.SEQUENCE and text == PASTE_ENDS:
            if self._pasted is None:
                self._paste_what_came(now_s)
            self._end_paste()
        elif self._pasted is None:
            self._found.append(token)
        elif _is_quit(token):
            if self._quit is None:
                self._quit, self._quit_s = token, now_s
        elif kind is not TokenKind.SEQUENCE and self._paste_chars < PASTE_MOST and (text >= " " or text in "\t\n\r"):
            self._pasted.append(text)
            self._paste_chars += 1

    def _begin_paste(self, now_s: float) -> None:
        self._pasted, self._paste_chars, self._paste_s, self._broken_s = [], 0, now_s, None

    def _end_paste(self) -> None:
        pasted, self._pasted, self._quit, self._broken_s = self._pasted, None, None, None
        if pasted:
            self._found.append(Token(TokenKind.PASTE, "".join(pasted)))

    def _break_paste(self, now_s: float) -> None:
        """End a paste without its end sequence; a ctrl+q within it was a key."""
        quit_ = self._quit
        self._end_paste()
        self._broken_s = now_s
        if quit_ is not None:
            self._found.append(quit_)

    def _paste_what_came(self, now_s: float) -> None:
        """Turn the tokens of this read into an open paste with a lost beginning."""
        came = self._behind_last_paste()
        del self._found[len(self._found) - len(came) :]
        self._begin_paste(now_s)
        for token in came:
            self._put(*token, now_s)

    def _is_late_rest(self, now_s: float) -> bool:
        if self._pasted is not None or self._broken_s is None or now_s - self._broken_s > LATE_REST_S:
            return False
        return sum(token.kind is TokenKind.CHARACTER for token in self._behind_last_paste()) >= LATE_REST_CHARS

    def _behind_last_paste(self) -> list[Token]:
        pastes = [index for index, token in enumerate(self._found) if token.kind is TokenKind.PASTE]
        return self._found[pastes[-1] + 1 if pastes else 0 :]

    def _told(self) -> list[Token]:
        found, self._found = self._found, []
        return found


def _is_quit(token: Token) -> bool:
    if token.kind is TokenKind.CHARACTER:
        return token.text == chr(QUIT)
    found = _QUIT.fullmatch(token.text)
    return found is not None and (int(found[1] or found[2]) - 1) & ~LOCKS == CTRL


def _is_of_rxvt(sequence: str) -> bool:
    """rxvt's keys with shift end in `$`, elsewhere an intermediate byte: `esc [ 3 $`."""
    return sequence.endswith("$") and sequence[2:-1].isdecimal()

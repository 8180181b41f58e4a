"""Bytes become the keys that were pressed, and nothing that a terminal says by itself becomes one."""

from __future__ import annotations

import re

import pytest
from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser

from tests.terminal.typing import ESC_S, messages, pressed, split

REPLIES = {
    "xterm: device attributes": b"\x1b[?64;1;2;6;9;15;16;17;18;21;22;28c",
    "xterm: secondary attributes": b"\x1b[>41;370;0c",
    "xterm: tertiary attributes": b"\x1bP!|00000000\x1b\\",
    "xterm: version": b"\x1bP>|XTerm(370)\x1b\\",
    "xterm: status": b"\x1b[0n",
    "xterm: cursor": b"\x1b[12;40R",
    "xterm: cursor with page": b"\x1b[?12;40;1R",
    "xterm: parameters": b"\x1b[2;1;1;128;128;1;0x",
    "xterm: size in cells": b"\x1b[8;36;120t",
    "xterm: size in pixels": b"\x1b[4;720;1200t",
    "xterm: window title": b"\x1b]lscry q2R:\x1b\\",
    "xterm: icon name": b"\x1b]LScry\x1b\\",
    "xterm: window is open": b"\x1b[1t",
    "xterm: foreground": b"\x1b]10;rgb:ffff/ffff/ffff\x1b\\",
    "xterm: background": b"\x1b]11;rgb:3030/3434/4646\x07",
    "xterm: a colour of the palette": b"\x1b]4;1;rgb:cdcd/0000/0000\x1b\\",
    "xterm: clipboard": b"\x1b]52;c;cXEyUjo=\x1b\\",
    "xterm: capability": b"\x1bP1+r436F=323536\x1b\\",
    "xterm: setting": b"\x1bP1$r0m\x1b\\",
    "xterm: an ANSI mode": b"\x1b[4;2$y",
    "xterm: a mode nobody asked for": b"\x1b[?1049;1$y",
    "xterm: key modes": b"\x1b[>4;2m",
    "xterm: graphics": b"\x1b[?1;0;256S",
    "xterm: checksum": b"\x1bP1!~0000\x1b\\",
    "xterm: 8-bit controls in UTF-8": b"\xc2\x9d11;rgb:3030/3434/4646\xc2\x9c",
    "kitty: keyboard": b"\x1b[?25u",
    "kitty: graphics": b"\x1b_Gi=31;OK\x1b\\",
    "kitty: graphics refused": b"\x1b_Gi=31;EINVAL:q2R\x1b\\",
    "kitty: version": b"\x1bP>|kitty(0.35.2)\x1b\\",
    "kitty: colour": b"\x1b]21;foreground=?;background=rgb:1d/1f/21\x1b\\",
    "kitty: clipboard": b"\x1b]5522;type=read:status=OK\x1b\\",
    "kitty: a key let go": b"\x1b[113;1:3u",
    "contour: colour scheme": b"\x1b[?997;1n",
    "tmux: attributes": b"\x1b[?1;2;4c",
    "tmux: secondary attributes": b"\x1b[>84;0;0c",
    "tmux: version": b"\x1bP>|tmux 3.4\x1b\\",
    "tmux: what it passes through": b"\x1bPtmux;qqR2\x1b\\",
    "screen: secondary attributes": b"\x1b[>83;40700;0c",
    "PuTTY: attributes": b"\x1b[?6c",
    "PuTTY: secondary attributes": b"\x1b[>0;136;0c",
    "PuTTY: title": b"\x1b]l\x1b\\",
    "Windows Terminal: attributes": b"\x1b[?61;4;6;7;14;21;22;23;24;28;32;42;52c",
    "Windows Terminal: secondary attributes": b"\x1b[>0;10;1c",
    "Windows Terminal: tertiary attributes": b"\x1bP!|00000000\x1b\\",
    "Windows Terminal: a key of its own mode": b"\x1b[81;16;113;1;0;1_",
    "Windows Terminal: settings": b"\x1b]9001;q;2\x07",
    "iTerm2: cell size": b"\x1b]1337;ReportCellSize=17.0;8.0;2.0\x1b\\",
    "iTerm2: version": b"\x1bP>|iTerm2 3.5.0\x1b\\",
    "a privacy message": b"\x1b^qqR\x1b\\",
    "a start of string": b"\x1bXqqR\x07",
    "a stray end of string": b"\x1b\\",
    "the end of a paste without one": b"\x1b[201~",
    "the old mouse": b"\x1b[M \xff\x9b",
    "urxvt's mouse": b"\x1b[32;10;10M",
    "a final nobody knows": b"\x1b[5;6;7v",
    "a number that is no key": b"\x1b[113~",
    "a letter that is no key": b"\x1b[113A",
    "a code beyond Unicode": b"\x1b[9999999u",
    "half of a surrogate pair": b"\x1b[55296;;55296u",
    "a keypad nobody has": b"\x1bO1;2z",
}

KEYS = {
    b"q": "q",
    b"R": "R",
    b"\r": "enter",
    b"\t": "tab",
    b"\x7f": "backspace",
    b"\x11": "ctrl+q",
    b"\x1a": "ctrl+z",
    b"\x1b[A": "up",
    b"\x1b[1;5C": "ctrl+right",
    b"\x1b[1;2D": "shift+left",
    b"\x1b[3~": "delete",
    b"\x1b[5;5~": "ctrl+pageup",
    b"\x1b[Z": "shift+tab",
    b"\x1b[24~": "f12",
    b"\x1bOA": "up",
    b"\x1bOP": "f1",
    b"\x1bOq": "1",
    b"\x1bOM": "enter",
    b"\x1b[[A": "f1",
    b"\x1b[3$": "shift+delete",
    b"\x1bx": "alt+x",
    b"\x1b/": "alt+slash",
    b"\x1b[113u": "q",
    b"\x1b[113;5u": "ctrl+q",
    b"\x1b[113;69u": "ctrl+q",
    b"\x1b[114:82;2;82u": "R",
    b"\x1b[114;1:2;114u": "r",
    b"\x1b[27u": "escape",
    b"\x1b[13u": "enter",
    b"\x1b[63;2;63u": "question_mark",
    b"\x1b[57441;2u": "left_shift",
    b"\x1b[27;5;113~": "ctrl+q",
    b"\x1b[27;5;13~": "ctrl+enter",
    b"\x1b[27;3;120~": "alt+x",
    "é".encode(): "é",
    "音".encode(): "音",
    b"\xc2\x9bA": "up",
}


@pytest.mark.parametrize(("data", "key"), KEYS.items(), ids=repr)
def test_a_key_is_that_key_whole_and_split_at_every_byte(data: bytes, key: str) -> None:
    assert pressed(data) == [key]
    slowly = [part for byte in split(data) for part in (byte, 0.04)]
    assert pressed(*slowly) == [key]


@pytest.mark.parametrize("reply", REPLIES.values(), ids=REPLIES)
def test_what_a_terminal_says_by_itself_presses_no_key_however_it_is_split(reply: bytes) -> None:
    assert pressed(reply) == []
    assert pressed(reply, b"2") == ["2"]
    for pause_s in (0.0, 0.2):
        assert pressed(*(part for byte in split(reply) for part in (byte, pause_s)), 3.0, b"2") == ["2"]
    for cut in range(2, len(reply)):
        assert pressed(reply[:cut], 0.9, reply[cut:], b"2") == ["2"], cut


@pytest.mark.parametrize("reply", REPLIES.values(), ids=REPLIES)
def test_what_has_no_end_is_given_up_and_keys_work_again(reply: bytes) -> None:
    for cut in range(2, len(reply)):
        assert pressed(reply[:cut], 2.0, b"2") == ["2"], cut
        assert pressed(reply[:cut], b"\x11")[-1:] == ["ctrl+q"], cut


def test_somebody_who_types_into_what_has_no_end_comes_out_of_it() -> None:
    for beginning in (b"\x1b]11;", b"\x1bP", b"\x1b_", b"\x1b[200~"):
        steadily = [part for _ in range(200) for part in (0.2, b"j")]
        keys = pressed(beginning, *steadily)
        assert keys.count("j") > 100


def test_a_reply_of_any_length_is_read_to_its_end() -> None:
    clipboard = b"\x1b]52;c;" + b"cXEyUjo" * 100_000 + b"\x1b\\"
    pieces = [clipboard[at : at + 4096] for at in range(0, len(clipboard), 4096)]
    assert pressed(*(part for piece in pieces for part in (piece, 0.3)), b"2") == ["2"]
    assert pressed(b"\x1b[" + b"1;" * 10_000 + b"c", b"2") == ["2"]


def test_bytes_that_are_no_text_are_dropped_and_the_keys_around_them_are_not() -> None:
    for wrong in (
        b"\xe9",
        b"\xff",
        b"\x80",
        b"\xc3",
        b"\xe4\xb8",
        b"\xf0\x9f\x98",
        b"\xed\xa0\x80",
        b"\xc0\xaf",
        b"\x9b",
    ):
        assert pressed(b"1" + wrong + b"2") == ["1", "2"], wrong
        assert pressed(b"1", wrong, 3.0, b"2") == ["1", "2"], wrong
        assert pressed(wrong, b"\x1b[A") == ["up"], wrong
        assert pressed(wrong, b"\x11") == ["ctrl+q"], wrong


def test_a_letter_of_several_bytes_may_come_in_several_reads() -> None:
    assert pressed(*(part for byte in split("音é".encode()) for part in (byte, 2.0))) == ["音", "é"]


# -- esc


def test_an_esc_alone_is_the_key_after_the_delay_and_not_before() -> None:
    assert pressed(b"\x1b", wait_s=ESC_S - 0.01) == []
    assert pressed(b"\x1b", wait_s=ESC_S + 0.01) == ["escape"]
    assert pressed(b"\x1b", wait_s=0.9, esc_s=1.0) == []


def test_an_arrow_that_a_slow_link_splits_is_one_key() -> None:
    assert pressed(b"\x1b", 0.15, b"[B") == ["down"]
    assert pressed(b"\x1b", 0.15, b"[", 0.15, b"1;5", 0.15, b"B") == ["ctrl+down"]
    assert pressed(b"\x1b", 0.15, b"OB") == ["down"]
    assert pressed(b"\x1b[", 0.9, b"B") == ["down"]
    assert pressed(b"\x1b", 0.9, b"[B", esc_s=1.0) == ["down"]


def test_a_key_pressed_soon_after_esc_is_a_key_of_its_own() -> None:
    assert pressed(b"\x1b", 0.1, b"2") == ["escape", "2"]
    assert pressed(b"\x1b", 0.1, b"\x1b", 0.1, b"q") == ["escape", "escape", "q"]
    assert pressed(b"\x1b", b"\x1b[A") == ["escape", "up"]
    assert pressed(b"\x1b\x11") == ["escape", "ctrl+q"]
    assert pressed(b"\x1b", 1.0, b"[") == ["escape", "left_square_bracket"]


# -- pastes


def test_a_paste_is_one_text_and_no_key() -> None:
    text = "R qq 2\tteacher-42@qq.com\r音\x00\x11\x1b[A"
    paste = b"\x1b[200~" + text.encode() + b"\x1b[201~"
    assert pressed(paste, b"2") == ["paste 'R qq 2\\tteacher-42@qq.com\\r音'", "2"]
    slowly = [part for byte in split(paste) for part in (byte, 0.15)]
    assert pressed(*slowly, b"2")[-1] == "2"
    assert pressed(*slowly)[0].startswith("paste 'R qq 2")
    assert pressed(b"\x1b[200~\x1b[201~") == []


def test_a_paste_whose_end_never_comes_is_what_came_of_it() -> None:
    assert pressed(b"\x1b[200~x", wait_s=4.9) == []
    assert pressed(b"\x1b[200~x", 5.1, b"2") == ["paste 'x'", "2"]
    assert pressed(b"\x1b[200~", 5.1, b"2") == ["2"]
    assert pressed(b"\x1b[200~x\x1b]11;", 5.1, b"2") == ["paste 'x'", "2"]
    # Keys that are pressed into it one by one shorten it.
    keys = [part for key in b"jjjjjjjj" for part in (bytes([key]), 0.5)]
    assert pressed(b"\x1b[200~x", *keys, 0.5, b"2") == ["paste 'xjjjjjjjj'", "2"]


@pytest.mark.parametrize("pause_s", [0.6, 1.2, 3.0, 4.9])
def test_a_paste_that_a_slow_link_interrupts_anywhere_is_one_paste(pause_s: float) -> None:
    paste = b"\x1b[200~hello team qq\x1b[201~"
    for cut in range(len(b"\x1b[200~"), len(paste)):
        assert pressed(paste[:cut], pause_s, paste[cut:], b"2") == ["paste 'hello team qq'", "2"], cut
    assert pressed(paste[:9], 1.2, paste[9:11], 1.2, paste[11:14], 1.2, paste[14:]) == ["paste 'hello team qq'"]


def test_the_rest_of_a_paste_that_was_broken_off_presses_no_key() -> None:
    broken = b"\x1b[200~hello"
    for late in ([b" team qq\x1b[201~"], [b" team qq", b"\x1b[201~"], [b" te", 3.0, b"am", 3.0, b" qq", b"\x1b[201~"]):
        assert pressed(broken, 6.0, *late, b"q") == ["paste 'hello'", "paste ' team qq'", "q"], late
    assert pressed(broken, 6.0, b"qq\x1b[201~", b"2") == ["paste 'hello'", "paste 'qq'", "2"]
    assert pressed(broken, 6.0, b" team", 6.0, b" qq", 6.0, b"\x1b[201~2") == [
        "paste 'hello'",
        "paste ' team'",
        "paste ' qq'",
        "2",
    ]
    # Fingers press one key at a time, and after a while nobody waits for it any more.
    assert pressed(broken, 6.0, b"q", 0.1, b"\x1b[B", 0.1, b"jj") == ["paste 'hello'", "q", "down", "j", "j"]
    assert pressed(broken, 60.0, b"jjjj") == ["paste 'hello'", "j", "j", "j", "j"]
    assert pressed(broken, 6.0, b" team", b"\x11", wait_s=1.1)[-1] == "ctrl+q"


def test_a_paste_whose_beginning_was_lost_presses_no_key() -> None:
    assert pressed(b"qq\r\x1b[A\x1b[201~2") == ["paste 'qq\\r'", "2"]
    assert pressed(b"\x1b[201~") == []
    assert pressed(b"\x1b[201~\x1b[201~2\x1b[201~") == ["paste '2'"]
    assert pressed(b"2", b"\x1b[201~", b"2") == ["2", "2"]
    assert pressed(b"\x1b[200~a\x1b[200~b\x1b[201~2") == ["paste 'ab'", "2"]
    assert pressed(b"\x1b[200~a\x1b[201~qq\x1b[201~2") == ["paste 'a'", "paste 'qq'", "2"]
    assert pressed(b"\x1b[200~\x1b[200~", 5.1, b"2") == ["2"]


@pytest.mark.parametrize("key", [b"\x11", b"\x1b[113;5u", b"\x1b[27;5;113~"], ids=repr)
def test_ctrl_q_ends_a_paste_without_end_even_while_keys_are_held_down(key: bytes) -> None:
    assert pressed(b"\x1b[200~x" + key, wait_s=1.1) == ["paste 'x'", "ctrl+q"]
    held = [part for _ in range(100) for part in (key, 0.03)]
    assert "ctrl+q" in pressed(b"\x1b[200~x", *held, wait_s=0.0)


@pytest.mark.long
def test_a_paste_is_bounded() -> None:
    (paste,) = messages([b"\x1b[200~", *[b"x" * 4096] * 1000, b"\x1b[201~"])
    assert isinstance(paste, events.Paste)
    assert len(paste.text) == 64 * 1024


# -- input methods


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("？", "question_mark"),
        ("：", "colon"),
        ("【", "left_square_bracket"),
        ("】", "right_square_bracket"),
        ("［", "left_square_bracket"),
        ("／", "slash"),
        ("＋", "plus"),
        ("－", "minus"),
        ("０", "0"),
        ("２", "2"),
        ("ｑ", "q"),
        ("Ｒ", "R"),
        ("　", "space"),
        ("！", "exclamation_mark"),
    ],
)
def test_a_sign_of_an_input_method_acts_as_the_key_and_types_what_it_is(typed: str, key: str) -> None:
    for data in (typed.encode(), f"\x1b[0;;{ord(typed)}u".encode()):
        (event,) = messages([data])
        assert isinstance(event, events.Key)
        assert (event.key, event.character) == (key, typed)


def test_what_an_input_method_writes_of_words_is_left_as_it_is() -> None:
    assert pressed("课堂".encode()) == ["课", "堂"]


# -- Textual's own


def test_every_key_that_textual_knows_by_a_sequence_is_still_that_key() -> None:
    """The contract with the installed Textual, whose table and helpers are used and whose parser is not."""
    textual = XTermParser()
    # Two presses of esc; a control of one byte; where the cursor is; a control by its number.
    not_ours = (
        "\x1b\x1b",
        "\x9b",
        *(sequence for sequence in ANSI_SEQUENCES_KEYS if re.search(r"\d;\d+[Ru]$", sequence)),
    )
    for sequence in ANSI_SEQUENCES_KEYS:
        if sequence not in not_ours:
            expected = [event.key for event in textual._sequence_to_key_events(sequence) if event.key != "<ignore>"]
            assert pressed(sequence.encode()) == expected, sequence


def test_what_textual_asked_for_arrives() -> None:
    assert pressed(b"\x1b[I\x1b[O") == ["AppFocus", "AppBlur"]
    assert pressed(b"\x1b[?2026;2$y") == ["TerminalSupportsSynchronizedOutput"]
    assert pressed(b"\x1b[?2048;2$y") == ["InBandWindowResize"]
    assert pressed(b"\x1b[<0;5;5M\x1b[<0;5;5m\x1b[<64;5;5M") == ["MouseDown", "MouseUp", "MouseScrollUp"]
    (size,) = messages([b"\x1b[48;36;120;720;1200t"])
    assert isinstance(size, events.Resize)
    assert size.size == (120, 36)


def test_a_size_that_no_terminal_has_is_none_and_one_without_pixels_divides_by_nothing() -> None:
    assert pressed(b"\x1b[48;0;0;0;0t\x1b[48;99999;99999;1;1t") == []
    assert pressed(b"\x1b[48;36;120;0;0t\x1b[<0;5;5M") == ["Resize", "MouseDown"]

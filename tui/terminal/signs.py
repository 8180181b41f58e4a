"""Signs: the key of an ASCII keyboard for each sign that an input method types in its place."""

from __future__ import annotations

from collections.abc import Mapping

# What an input method for Chinese types where the keyboard says the other.
_CHINESE = dict(zip("【】「」『』《》。、，；：？！（）“”‘’￥—…·～〜", "[]{}{}<>.\\,;:?!()\"\"''$_^`~~", strict=True))
_FULL_WIDTH = {chr(ord(sign) + 0xFEE0): sign for sign in map(chr, range(0x21, 0x7F))} | {"　": " "}
ASCII_KEYS: Mapping[str, str] = _CHINESE | _FULL_WIDTH | {"￥": "$"}

"""Signs: the ASCII key behind each sign of an input method."""

from __future__ import annotations

from collections.abc import Mapping

# Signs of a Chinese input method, and the keys they stand for.
_CHINESE = dict(zip("【】「」『』《》。、，；：？！（）“”‘’￥—…·～〜", "[]{}{}<>.\\,;:?!()\"\"''$_^`~~", strict=True))
_FULL_WIDTH = {chr(ord(sign) + 0xFEE0): sign for sign in map(chr, range(0x21, 0x7F))} | {"　": " "}
ASCII_KEYS: Mapping[str, str] = _CHINESE | _FULL_WIDTH | {"￥": "$"}

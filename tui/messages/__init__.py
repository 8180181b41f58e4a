"""Words: every text on screen in English and Chinese, side by side, so that neither can be forgotten.

One module a screen or a concern; each holds `Phrase` constants. `PHRASE(lang, name=value)` gives the text.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Lang = Literal["en", "zh"]
LANGS: tuple[Lang, ...] = ("en", "zh")


class Phrase(NamedTuple):
    en: str
    zh: str

    def __call__(self, lang: Lang, /, **values: object) -> str:
        text = self.zh if lang == "zh" else self.en
        return text.format(**values) if values else text

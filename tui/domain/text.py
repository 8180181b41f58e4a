"""Text: a phrase in English and Chinese side by side, so that neither is forgotten.

`PHRASE(lang, name=value)` gives the text. A count brings its noun: `{people:person|people}` is `1 person`, `9 people`.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Any, Literal, NamedTuple

Lang = Literal["en", "zh"]
LANGS: tuple[Lang, ...] = ("en", "zh")


class _Counting(Formatter):
    """`{n:one|many}` is the number and its noun; a number may be a text: `1,234`, `≥ 1`, `at least 1`."""

    def format_field(self, value: Any, format_spec: str) -> str:
        one, mark, many = format_spec.partition("|")
        if not mark:
            return format(value, format_spec)
        return f"{value} {one if str(value).rpartition(' ')[2].lstrip('≥>=') == '1' else many}"


_COUNTING = _Counting()


class Phrase(NamedTuple):
    en: str
    zh: str

    def __call__(self, lang: Lang, /, **values: object) -> str:
        text = self.zh if lang == "zh" else self.en
        if not values:
            return text
        return _COUNTING.vformat(text, (), values) if "|" in text else text.format(**values)


class Said(NamedTuple):
    """A phrase with its values, until the language is known. Phrases among the values take the same language."""

    phrase: Phrase
    values: Mapping[str, Any]

    def __call__(self, lang: Lang, /) -> str:
        return self.phrase(lang, **{name: said(value, lang) for name, value in self.values.items()})


def said(value: Any, lang: Lang) -> Any:
    """A phrase in `lang`, a list with commas between; any other value unchanged."""
    if isinstance(value, list):
        return ", ".join(str(said(each, lang)) for each in value)
    return value(lang) if isinstance(value, Phrase | Said) else value


class SaidError(Exception):
    """An error with a message in both languages. `str` is English, for a log; `says` is for users."""

    def __init__(self, phrase: Phrase, **values: object) -> None:
        super().__init__(phrase, values)
        self.said = Said(phrase, values)

    def says(self, lang: Lang) -> str:
        return self.said(lang)

    def __str__(self) -> str:
        return self.says("en")

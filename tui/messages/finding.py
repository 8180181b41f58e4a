"""Findings of `scry check`, and their phrases: each belongs to a subject and has a grade."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from tui.domain.text import Phrase, Said


class Grade(Enum):
    """The same word in every language, for scripts; with its colour (SGR) in a terminal."""

    OK = ("ok", "32")
    WARN = ("warn", "33")
    FAIL = ("FAIL", "31;1")


class Finding(NamedTuple):
    """`status`: the exit status of a failure that is not the common one, else 0."""

    subject: Phrase
    grade: Grade
    says: Said
    status: int = 0


class GradedPhrase(NamedTuple):
    """`PHRASE(name=value)` is a finding; values that the phrase does not name are left out."""

    subject: Phrase
    grade: Grade
    phrase: Phrase
    status: int = 0

    def __call__(self, **values: object) -> Finding:
        return Finding(self.subject, self.grade, Said(self.phrase, values), self.status)


class Subject(Phrase):
    """The thing that a line is about; its methods make the phrases of each grade."""

    def ok(self, en: str, zh: str) -> GradedPhrase:
        return GradedPhrase(self, Grade.OK, Phrase(en, zh))

    def warn(self, en: str, zh: str) -> GradedPhrase:
        return GradedPhrase(self, Grade.WARN, Phrase(en, zh))

    def fail(self, en: str, zh: str) -> GradedPhrase:
        return GradedPhrase(self, Grade.FAIL, Phrase(en, zh))

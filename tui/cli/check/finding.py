"""Findings: the state of one thing and the remedy, on one line."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Any

from msgspec import Struct

from tui.cli import exits
from tui.domain.quoting import visible
from tui.domain.text import Lang, Phrase, Said
from tui.messages import check as words

# Wider than any subject, and than any grade.
_SUBJECT, _GRADE = 14, 5
# By gravity: a refusal of the server tells more than anything else that is wrong.
_STATUSES = (exits.DONE, exits.FAILED, exits.WRONG, exits.REFUSED)


class Grade(Enum):
    """The same word in every language, for scripts; with its colour (SGR) in a terminal."""

    OK = ("ok", "32")
    WARN = ("warn", "33")
    FAIL = ("FAIL", "31;1")


class Finding(Struct, frozen=True):
    """`status` is the exit status that the finding calls for."""

    subject: Phrase
    grade: Grade
    says: Said
    status: int = exits.DONE


def ok(subject: Phrase, says: Phrase | Said | str, /, **values: Any) -> Finding:
    return Finding(subject, Grade.OK, _said(says, values))


def warn(subject: Phrase, says: Phrase | Said | str, /, **values: Any) -> Finding:
    return Finding(subject, Grade.WARN, _said(says, values))


def fail(subject: Phrase, says: Phrase | Said | str, /, *, status: int = exits.FAILED, **values: Any) -> Finding:
    return Finding(subject, Grade.FAIL, _said(says, values), status)


def _said(says: Phrase | Said | str, values: dict[str, Any]) -> Said:
    if isinstance(says, str):
        return Said(words.AS_IT_IS, {"text": says})
    return says if isinstance(says, Said) else Said(says, values)


def line(finding: Finding, lang: Lang, *, colour: bool) -> str:
    """`warn SQLite 3.40.1: before …`, always on one line."""
    from rich.cells import cell_len

    word, sgr = finding.grade.value
    grade = f"\x1b[{sgr}m{word:<{_GRADE}}\x1b[0m" if colour else f"{word:<{_GRADE}}"
    subject = finding.subject(lang)
    return f"{grade}{subject}{' ' * (_SUBJECT - cell_len(subject))}{told(finding, lang)}"


def told(finding: Finding, lang: Lang) -> str:
    """The finding's sentence on one line."""
    return visible(finding.says(lang).replace("\n", " "))


def summary(findings: Sequence[Finding], lang: Lang) -> str:
    fails, warns = (sum(finding.grade is grade for finding in findings) for grade in (Grade.FAIL, Grade.WARN))
    if fails or warns:
        return words.SUMMARY(lang, fails=fails, warns=warns, count=len(findings))
    return words.ALL_WELL(lang, count=len(findings))


def status(findings: Sequence[Finding]) -> int:
    return max((finding.status for finding in findings), key=_STATUSES.index, default=exits.DONE)

"""Findings as lines, their number and the exit status."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from tui.cli import exits
from tui.domain.quoting import visible
from tui.domain.text import Lang
from tui.messages import check as words
from tui.messages.finding import Finding, Grade

# Wider than any subject, and than any grade.
_SUBJECT, _GRADE = 14, 5
# By gravity: a refusal of the server tells more than anything else that is wrong.
_STATUSES = (exits.DONE, exits.FAILED, exits.WRONG, exits.REFUSED)

T = TypeVar("T")


def first_true(*cases: tuple[object, T], otherwise: T) -> T:
    return next((found for is_so, found in cases if is_so), otherwise)


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
    """The gravest exit status."""
    found = [each.status or exits.FAILED for each in findings if each.grade is Grade.FAIL]
    return max(found, key=_STATUSES.index, default=exits.DONE)

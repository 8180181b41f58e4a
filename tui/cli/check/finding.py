"""Findings: one line each, how it stands and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Any

from msgspec import Struct, field

from tui.agora.editions.reference_2020.wire.values import visible
from tui.cli import exits
from tui.domain.glossary.rounding import fixed
from tui.domain.text import Lang, Phrase, Said
from tui.messages import check as words

# Wider than any name of a line, and than any grade.
_NAME, _GRADE = 14, 5
# The worse a status, the later it stands: a server's no tells more than what else is wrong beside it.
_STATUSES = (exits.DONE, exits.FAILED, exits.WRONG, exits.REFUSED)


class Grade(Enum):
    """Said in every language alike, so that scripts can look for it; with the colour (SGR) of a terminal."""

    OK = ("ok", "32")
    WARN = ("warn", "33")
    FAIL = ("FAIL", "31;1")


class Finding(Struct, frozen=True):
    """`says` with `values` in its place, among them phrases; `status` is the exit status that it calls for."""

    what: Phrase
    grade: Grade
    says: Phrase
    values: dict[str, Any] = field(default_factory=dict)
    status: int = exits.DONE


def ok(what: Phrase, says: Phrase, /, **values: Any) -> Finding:
    return Finding(what, Grade.OK, says, values)


def warn(what: Phrase, says: Phrase, /, **values: Any) -> Finding:
    return Finding(what, Grade.WARN, says, values)


def fail(what: Phrase, says: Phrase, /, *, status: int = exits.FAILED, **values: Any) -> Finding:
    return Finding(what, Grade.FAIL, says, values, status)


def line(finding: Finding, lang: Lang, *, colour: bool) -> str:
    """`warn SQLite        3.40.1: before …`, whatever the values hold on one line."""
    from rich.cells import cell_len

    grade, sgr = finding.grade.value
    what = finding.what(lang)
    name = what + " " * (_NAME - cell_len(what))
    shown = f"\x1b[{sgr}m{grade:<{_GRADE}}\x1b[0m" if colour else f"{grade:<{_GRADE}}"
    return f"{shown}{visible(name)}{told(finding, lang)}"


def told(finding: Finding, lang: Lang) -> str:
    """What it says, on one line."""
    return visible(spoken(finding.says, lang, finding.values).replace("\n", " "))


def summary(findings: Sequence[Finding], lang: Lang) -> str:
    fails, warns = (sum(finding.grade is grade for finding in findings) for grade in (Grade.FAIL, Grade.WARN))
    if fails or warns:
        return words.SUMMARY(lang, fails=fails, warns=warns, count=len(findings))
    return words.ALL_WELL(lang, count=len(findings))


def status(findings: Sequence[Finding]) -> int:
    return max((finding.status for finding in findings), key=_STATUSES.index, default=exits.DONE)


def spoken(says: Phrase, lang: Lang, values: dict[str, Any]) -> str:
    """`says` in `lang`, and the phrases among its values too; of several, one behind the other."""

    def told(value: object) -> object:
        if isinstance(value, Phrase | Said):
            return value(lang)
        if isinstance(value, Finding):
            return spoken(value.says, lang, value.values)
        if isinstance(value, list):
            return ", ".join(str(told(each)) for each in value)
        return value

    return says(lang, **{name: told(value) for name, value in values.items()})


def size(count: float) -> str:
    """Bytes as people say them."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000:
            return f"{fixed(count, 0 if unit == 'B' or count >= 100 else 1, '')} {unit}"
        count /= 1000
    return f"{fixed(count, 1, '')} TB"

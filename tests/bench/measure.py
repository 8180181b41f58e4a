"""Measuring beside a control: A B A B …, a ratio per pair, the median of the ratios."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

PAIRS = 9


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a figure, and the most it may be (None: no target, the figure is to be known).

    `value` is None where it could not be measured; `note` says why, or how the figure came to be.
    """

    name: str
    value: float | None
    unit: str
    target: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        if self.value is None:
            return "not measured"
        if self.target is None:
            return "-"
        return "ok" if self.value <= self.target else "MISSED"


@dataclass(frozen=True, slots=True)
class Pairs:
    """The figures of candidate and control, pair by pair, in the unit of the measurement."""

    candidate: tuple[float, ...]
    control: tuple[float, ...]

    @property
    def ratios(self) -> tuple[float, ...]:
        return tuple(a / b for a, b in zip(self.candidate, self.control, strict=True))

    @property
    def ratio(self) -> float:
        return median(self.ratios)

    def row(self, name: str, target: float | None, unit: str) -> Row:
        """The ratio as a row; `unit` is that of the measurements, which the note gives beside the spread."""
        low, _, high = quantiles(self.ratios, n=4)
        note = (
            f"{median(self.candidate):.4g} {unit} to {median(self.control):.4g} {unit},"
            f" {len(self.ratios)} pairs, middle half {low:.2f} to {high:.2f}"
        )
        return Row(name, self.ratio, "×", target, note)


def interleave(candidate: Callable[[], float], control: Callable[[], float], pairs: int = PAIRS) -> Pairs:
    """Measure both in turns. One pair before the first is thrown away: it fills caches and compiles modules."""
    candidate(), control()
    taken = [(candidate(), control()) for _ in range(pairs)]
    return Pairs(tuple(a for a, _ in taken), tuple(b for _, b in taken))


def p95(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return quantiles(values, n=20, method="inclusive")[-1]


def cpu_s_of(pid: int) -> float:
    """CPU seconds that the process of that number has used so far, to the nanosecond; on Linux."""
    return time.clock_gettime(~pid << 3 | 2)


def cpu_ms(action: Callable[[], object], repeat: int = 1) -> float:
    """CPU milliseconds of this process for one call, the mean of `repeat`: for work on one thread."""
    before = time.process_time()
    for _ in range(repeat):
        action()
    return (time.process_time() - before) * 1000 / repeat


def cells_of(rows: list[Row]) -> list[tuple[str, str, str, str, str]]:
    """The lines of the table, its titles first."""
    cells = [("what", "figure", "target", "verdict", "how")]
    for row in rows:
        figure = "" if row.value is None else f"{row.value:.4g} {row.unit}"
        target = "" if row.target is None else f"≤ {row.target:g} {row.unit}"
        cells.append((row.name, figure, target, row.verdict, row.note))
    return cells


def markdown(rows: list[Row]) -> str:
    """The rows as a table of a document."""
    titles, *lines = (" | ".join(each.replace("|", "\\|") for each in line) for line in cells_of(rows))
    return "\n".join([f"| {titles} |", "| --- | ---: | ---: | --- | --- |", *(f"| {line} |" for line in lines)])


def table(rows: list[Row]) -> str:
    """The rows as aligned text."""
    cells = cells_of(rows)
    widths = [max(len(line[column]) for line in cells) for column in range(4)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(line, widths, strict=False)), line[4]]).rstrip()
        for line in cells
    )

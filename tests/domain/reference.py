"""The reference's tables, read from its Markdown."""

from __future__ import annotations

from pathlib import Path

TEXT = (
    (Path(__file__).parents[1] / "reference" / "agora-analytics-restful-api-2020-10.zh.md")
    .read_text(encoding="utf-8")
    .replace("\r\n", "\n")
)

Row = tuple[str, ...]


def tables(first_header: str) -> list[list[Row]]:
    """Every table with this heading of the first column, in order, without header and ruler; ticks are removed."""
    found: list[list[Row]] = []
    rows: list[Row] | None = None
    for line in TEXT.splitlines():
        if not line.startswith("|"):
            rows = None
            continue
        cells = tuple(cell.strip().strip("`") for cell in line.strip().strip("|").split("|"))
        if rows is not None:
            if set(cells[0]) - set(":-"):
                rows.append(cells)
        elif cells[0] == first_header:
            rows = []
            found.append(rows)
        else:
            rows = []
    return found


def table(first_header: str) -> list[Row]:
    """The only table with this heading of the first column."""
    (only,) = tables(first_header)
    return only

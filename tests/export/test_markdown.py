"""Markdown: what a ticket needs is in it, and no text from outside is more than text."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from msgspec.structs import replace

from tests.export.made import extract, setting
from tui.domain.records import Window
from tui.export.markdown import MOST_IN_FILE, MOST_ROWS, to_markdown
from tui.terminal.cells import visible

READER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def texts(markdown: str, kind: str) -> list[str]:
    """What a reader sees in every cell, or list item, of a document."""
    tokens = READER.parse(markdown)
    found = []
    for before, token in pairwise(tokens):
        if before.type == kind:
            children = token.children or []
            assert {child.type for child in children} <= {"text", "strong_open", "strong_close"}, children
            found.append("".join(child.content for child in children))
    return found


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_a_channel_s_name_shows_as_it_is_in_a_table_and_as_nothing_else(name: str) -> None:
    shown = visible(name).strip()
    markdown = to_markdown(extract(name), setting())
    cells = texts(markdown, "td_open")
    if shown:
        assert " ".join(cells[1].split()) == " ".join(shown.split())
    assert len(cells) == 3 * 5
    assert markdown.count("\n## ") == 0


def test_what_was_still_to_come_is_no_part_of_the_span() -> None:
    made = setting()
    ahead = replace(extract(), window=Window(int(made.now_ts) - 60, int(made.now_ts) + 600))
    assert "07:56:10Z)" in next(line for line in to_markdown(ahead, made).splitlines() if "**span**" in line)


def test_it_says_project_scope_span_in_both_zones_moment_findings_and_when_it_was_made() -> None:
    markdown = to_markdown(extract(), setting())
    assert markdown.startswith("## scry · 课堂-prod · Calls\n")
    assert (
        "- **span**: 2026-11-22 06:56:10 UTC – 2026-11-22 07:56:10 UTC (2026-11-22T06:56:10Z – 2026-11-22T07:56:10Z)"
        in markdown
    )
    assert "- **moment**: 2026-11-22 07:55:10 UTC (2026-11-22T07:55:10Z)" in markdown
    assert "- **channel**: 数学-3班" in markdown
    assert "- **made**: 2026-11-22 07:56:10 UTC" in markdown
    assert "- worst: \\`x\\` \\| y" in markdown
    assert "≥ 10" in markdown
    assert "pending" in markdown


def test_rows_beyond_what_a_ticket_holds_are_counted_and_a_filter_is_told() -> None:
    few = extract()
    rows = [few.table.rows[0]] * (MOST_ROWS + 5)
    keys = [str(index) for index in range(len(rows))]
    many = replace(few, table=replace(few.table, rows=rows, keys=keys, total=900, filtered_by="math"))
    markdown = to_markdown(many, setting())
    assert f"### Calls ({MOST_ROWS} of 900)" in markdown
    assert "filtered by: math" in markdown
    assert "5 more rows are left out" in markdown
    assert to_markdown(many, setting(), most=MOST_IN_FILE).count("数学-3班") == MOST_ROWS + 5 + 1


def test_in_chinese_it_is_chinese() -> None:
    markdown = to_markdown(extract(), setting(lang="zh"))
    assert "### 结论" in markdown
    assert "| 开始 | 频道 | 异常人数 | 已结束 | 根因（所属用户） |" in markdown

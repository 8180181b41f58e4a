"""Shared by the tests of `scry check`: findings as the reader sees them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable

from tui.cli.check.finding import line
from tui.messages.finding import Finding


def lines(findings: Iterable[Finding]) -> list[str]:
    """In English, one blank between words."""
    return [" ".join(line(finding, "en", colour=False).split()) for finding in findings]


async def told(findings: AsyncIterator[Finding]) -> list[str]:
    return lines([finding async for finding in findings])

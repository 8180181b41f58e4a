"""`python -m tests.faults`: every case on every screen, some minutes; writes tests/FAULTS.md anew."""

from __future__ import annotations

import asyncio
import logging
import sys

from tests.faults.cases import CASES
from tests.faults.report import FAULTS, written
from tests.faults.runs import suffered_apart


async def main() -> int:
    """1 where something was lost."""
    # Each failure is a warning for the log.
    logging.getLogger("tui").addHandler(logging.NullHandler())
    told = []
    async for one in suffered_apart(CASES):
        print(f"{one.case.name}: lost {'; '.join(one.lost) or 'nothing'}", file=sys.stderr)
        told.append(one)
    FAULTS.write_text(written(told), encoding="utf-8")
    return int(any(one.lost for one in told))


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

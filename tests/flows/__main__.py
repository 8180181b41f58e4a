"""`python -m tests.flows [OPTION…]`: the flows one at a time; a flow that fails is tried once more, alone.

A flow waits for the screen of a real terminal, so a stall of the machine can fail it. A flow that passes only at the
second try is named, and more than `MOST_LUCKY` of them fail the run.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import pytest

CHOSEN = ("-n", "0", "-m", "flow and not nightly")
FINISHED = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
MOST_LUCKY = 2
# With more failures than these the cause is no stall.
MOST_FAILED = 20


class Tally:
    """A pytest plugin: the ids of the tests that failed, in their order."""

    def __init__(self) -> None:
        self.failed: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and report.nodeid not in self.failed:
            self.failed.append(report.nodeid)


def verdict(first: Sequence[str], second: Sequence[str]) -> tuple[bool, list[str]]:
    """Whether the flows pass, and the lines that say why; given the ids that failed at the first and second try."""
    lucky = [each for each in first if each not in second]
    lines = [f"failed twice: {each}" for each in second]
    lines += [f"passed only at the second try: {each}" for each in lucky]
    lines.append(f"flows: {len(second)} failed twice, {len(lucky)} passed only at the second try (most: {MOST_LUCKY})")
    return not second and len(lucky) <= MOST_LUCKY, lines


def main(options: Sequence[str]) -> int:
    first, second = Tally(), Tally()
    status = pytest.main([*CHOSEN, *options], plugins=[first])
    if status not in FINISHED or len(first.failed) > MOST_FAILED:
        return int(status)
    if first.failed:
        status = pytest.main([*CHOSEN, *first.failed], plugins=[second])
        if status not in FINISHED:
            # A second try that never ran proves nothing.
            return int(status)
    passes, lines = verdict(first.failed, second.failed)
    print("\n".join(lines), flush=True)
    return 0 if passes else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

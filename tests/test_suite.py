"""The suite itself: no skip in CI, the superuser's tests to the superuser, and what a second try is worth."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.__main__ import MOST_LUCKY, verdict

TESTS = Path(__file__).parent
SKIPPED = """
import pytest

def test_that_needs_a_shell():
    pytest.skip("no fish here")
"""


@pytest.mark.parametrize(("ci", "status", "says"), [("", 0, "1 skipped"), ("true", 1, "CI skips no test")])
def test_a_test_that_is_skipped_fails_in_ci_alone(ci: str, status: int, says: str, tmp_path: Path) -> None:
    (tmp_path / "test_one.py").write_text(SKIPPED)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-c", os.devnull, "--rootdir", tmp_path, tmp_path],
        env={**os.environ, "CI": ci, "PYTHONPATH": str(TESTS.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, says in done.stdout) == (status, True), done.stdout + done.stderr


def test_a_flow_that_fails_twice_fails_the_run_and_is_named() -> None:
    assert verdict((), ()) == (True, ["flows: 0 failed twice, 0 passed only at the second try (most: 2)"])
    passes, (twice, lucky, total) = verdict(("a", "b"), ("b",))
    assert not passes
    assert (twice, lucky) == ("failed twice: b", "passed only at the second try: a")
    assert total.startswith("flows: 1 failed twice, 1 passed only at the second try")


def test_two_flows_may_need_a_second_try_and_three_may_not() -> None:
    names = [f"flow {number}" for number in range(MOST_LUCKY + 1)]
    assert verdict(names[:-1], ())[0]
    passes, lines = verdict(names, ())
    assert not passes
    assert lines[:-1] == [f"passed only at the second try: {name}" for name in names]


def test_a_file_outside_flows_that_starts_scry_in_a_terminal_marks_its_flows() -> None:
    """tests/flows is one job; test_term.py starts other programs."""
    starting = re.compile(r"Terminal\.spawn\(|with scry\(")
    elsewhere = [
        path for path in TESTS.rglob("test_*.py") if path.parent.name != "flows" and path.name != "test_term.py"
    ]
    texts = {path.name: path.read_text(encoding="utf-8") for path in elsewhere if path.name != Path(__file__).name}
    started = {name: text for name, text in texts.items() if starting.search(text)}
    assert started
    assert [name for name, text in started.items() if "pytest.mark.flow" not in text] == []

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


@pytest.mark.long
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


FLAKY = """
from pathlib import Path
import pytest

pytestmark = pytest.mark.flow

def tries(name):
    with Path(name).open("a") as file:
        file.write(".")
    return Path(name).stat().st_size

@pytest.mark.parametrize("number", range(LUCKY))
def test_lucky(number):
    assert tries(f"lucky{number}") > 1

def test_steady():
    assert tries("steady") == 1

@pytest.mark.skipif(LAST == "none", reason="")
def test_last():
    if LAST == "gone":
        Path(__file__).unlink()
    raise AssertionError
"""


@pytest.mark.long
@pytest.mark.parametrize(
    ("lucky", "last", "passes", "says"),
    [
        (0, "none", True, "0 failed twice, 0 passed only at the second try"),
        (MOST_LUCKY, "none", True, f"passed only at the second try: test_one.py::test_lucky[{MOST_LUCKY - 1}]"),
        (MOST_LUCKY + 1, "none", False, f"passed only at the second try: test_one.py::test_lucky[{MOST_LUCKY}]"),
        (1, "fails", False, "failed twice: test_one.py::test_last"),
        (1, "gone", False, "not found"),
    ],
)
def test_flows_run_one_at_a_time_and_those_that_fail_once_more(
    lucky: int, last: str, passes: bool, says: str, tmp_path: Path
) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n  flow\n  nightly\n")
    (tmp_path / "test_one.py").write_text(FLAKY.replace("LUCKY", str(lucky)).replace("LAST", repr(last)))
    done = subprocess.run(
        [sys.executable, "-m", "tests.flows"],
        env={**os.environ, "PYTHONPATH": str(TESTS.parent)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) == passes, done.stdout + done.stderr
    assert says in done.stdout + done.stderr
    assert (tmp_path / "steady").read_text() == ".", "a flow that passed is not run again"


def test_nothing_but_the_flows_is_tried_twice() -> None:
    job = (TESTS.parent / ".ci/run").read_text(encoding="utf-8")
    runs = [line for line in job.splitlines() if re.search(r"uv run (\S+ -m )?(pytest|tests\.flows)", line)]
    assert runs == [
        'step "the quick tests" uv run pytest',
        'step "the long tests" env HYPOTHESIS_PROFILE=long uv run pytest'
        " -m '(long or thorough) and not flow and not nightly'",
        'step "the tests on $("$servers/postgres" --version)" env SCRY_TEST_POSTGRES="$servers" uv run pytest \\',
        'step "the flows" uv run python -m tests.flows',
        '    step "the superuser\'s tests" "${as_root[@]}" uv run pytest -n 0 -m \'superuser and not nightly\'',
    ]
    project = (TESTS.parent / "pyproject.toml").read_text(encoding="utf-8")
    assert not re.search("rerunfailures|pytest-retry|flaky", project + job)


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

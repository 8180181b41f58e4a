"""Standard output that takes nothing: each command says so in one line, and leaves no crash report."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.flows.served import CREDENTIALS, SCRY
from tests.patience import PATIENCE_S
from tui.cli import main
from tui.cli.output import OutputError, checked_output, drop_output

COMMANDS = (
    ("--help",),
    ("show", "--help"),
    ("--version",),
    ("completion", "bash"),
    ("check",),
    ("collect", "--print-unit"),
)


@contextmanager
def full_disk() -> Iterator[None]:
    """Standard output is on a disk without room."""
    with Path("/dev/full").open("w") as stream, pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", stream)
        yield
        drop_output()


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_full_disk_is_one_line_and_status_1(
    command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = {
        "HOME": str(tmp_path),
        "SCRY_LANG": "en",
        "SCRY_APP_ID": "demoapp",
        "SCRY_BASE_URL": "http://127.0.0.1:1",
    }
    for name, value in (CREDENTIALS | project).items():
        monkeypatch.setenv(name, value)
    with full_disk():
        assert main([*command]) == 1
    assert capsys.readouterr().err == "scry: cannot write the output: No space left on device\n"
    assert not list(tmp_path.rglob("scry-crash-*"))


def test_a_large_output_is_refused_where_it_is_written() -> None:
    with full_disk(), pytest.raises(OutputError, match="No space left on device"), checked_output():
        print("x" * 100_000)


def test_the_stream_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr("sys.stdout", stream)
    with checked_output():
        print("content")
    assert stream.getvalue() == "content\n"
    assert sys.stdout is stream


@pytest.mark.long
def test_a_process_with_a_full_disk_ends_without_python_s_own_words(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*SCRY, "--help"],
            env={"HOME": str(tmp_path), "PATH": os.environ["PATH"], "LC_ALL": "zh_CN.UTF-8"},
            stdout=full, stderr=subprocess.PIPE, text=True, timeout=PATIENCE_S,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, "scry: 无法写出结果：No space left on device\n")

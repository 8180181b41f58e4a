"""What is there before the first frame: a log that can be written, a terminal that knows its own size."""

from __future__ import annotations

import errno
import fcntl
import logging
import os
import pty
import stat
import struct
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest

from tui.cli.run import forget_other_sizes, log_to, require_log
from tui.config.values import ConfigError
from tui.terminal.size import own_size


@pytest.fixture
def logger(monkeypatch: pytest.MonkeyPatch) -> Iterator[logging.Logger]:
    """Without the logs of other tests."""
    logger = logging.getLogger("tui")
    monkeypatch.setattr(logger, "handlers", [])
    monkeypatch.setattr(logger, "propagate", True)
    yield logger
    for handler in logger.handlers:
        handler.close()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("number", [errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL])
def test_a_log_on_a_file_system_without_modes_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, logger: logging.Logger, number: int
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fchmod", refuse)
    path = tmp_path / "scry.log"
    path.write_text("")
    path.chmod(0o644)
    log_to(path)
    logger.warning("written %s", "\ud800")
    assert "written \\ud800" in path.read_text()


def test_a_log_is_private_after_it_was_rotated_too(tmp_path: Path, logger: logging.Logger) -> None:
    path = tmp_path / "logs/scry.log"
    log_to(path)
    (handler,) = (each for each in logger.handlers if isinstance(each, RotatingFileHandler))
    handler.doRollover()
    assert [mode(each) for each in (path, path.with_name("scry.log.1"), path.parent)] == [0o600, 0o600, 0o700]


def test_a_log_that_is_thrown_away_leaves_the_device_to_everybody(logger: logging.Logger) -> None:
    before = mode(Path(os.devnull))
    log_to(Path(os.devnull))
    logger.warning("nobody reads this")
    assert mode(Path(os.devnull)) == before


@pytest.mark.parametrize(
    ("name", "says"), [("there", "Is a directory"), ("file/scry.log", "Not a directory"), ("there/scry.log", "")]
)
def test_what_check_says_of_a_log_is_what_the_start_says(
    tmp_path: Path, logger: logging.Logger, name: str, says: str
) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "file").touch()
    path = tmp_path / name
    for each in (require_log, log_to):
        if not says:
            each(path)
            assert path.exists() == (each is log_to), "what only looks makes nothing"
            continue
        with pytest.raises(ConfigError) as caught:
            each(path)
        assert str(caught.value) == f"log file {path}: {says}; give another with --log-file"


@contextmanager
def terminal(monkeypatch: pytest.MonkeyPatch, columns: int, lines: int) -> Iterator[None]:
    """A pseudo-terminal is the only stream; COLUMNS and LINES are of another one."""
    master, slave = pty.openpty()
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    with os.fdopen(slave, "wb", 0) as stream, monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", stream)
        for name in ("stdin", "stdout"):
            patch.setattr(sys, name, None)
        patch.setenv("COLUMNS", "200")
        patch.setenv("LINES", "60")
        yield
    os.close(master)


@pytest.mark.parametrize("size", [(80, 24), (300, 100)])
def test_the_terminals_own_size_wins_over_the_environments(
    monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    with terminal(monkeypatch, *size):
        forget_other_sizes()
        found, left = own_size(), {"COLUMNS", "LINES"} & os.environ.keys()
    assert (found, left) == (size, set())


@pytest.mark.parametrize("size", [(0, 0), (80, 0)])
def test_where_the_terminal_does_not_tell_its_size_the_environment_does(
    monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    with terminal(monkeypatch, *size):
        forget_other_sizes()
        found, said = own_size(), (os.environ["COLUMNS"], os.environ["LINES"])
    assert (found, said) == (None, ("200", "60"))


def test_without_a_terminal_the_environment_says_the_size(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        for name in ("stdin", "stdout", "stderr"):
            patch.setattr(sys, name, None)
        patch.setenv("COLUMNS", "200")
        forget_other_sizes()
        assert os.environ["COLUMNS"] == "200"

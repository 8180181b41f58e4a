"""Output: a refused write to standard output is one line, in any command."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO, cast


class OutputError(Exception):
    """Standard output takes no more; `str` is the system's reason. No OSError: argparse swallows those."""


class _Checked:
    """The stream, with its own error for a refused write. A reader that has enough stays a BrokenPipeError."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        with _refused():
            return self._stream.write(text)

    def flush(self) -> None:
        with _refused():
            self._stream.flush()


@contextmanager
def _refused() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(error.strerror) from None


@contextmanager
def checked_output() -> Iterator[None]:
    """Inside, a refused write to standard output raises OutputError; all that was written has left at the end."""
    stream = sys.stdout
    sys.stdout = cast(TextIO, _Checked(stream))
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    finally:
        sys.stdout = stream


def drop_output() -> None:
    """The rest of the buffer goes nowhere: it must not fail at the program's end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)

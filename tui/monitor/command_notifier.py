"""Command notifier: runs a program with the notice as JSON on its standard input; never through a shell.

A program that does not end in time is killed with its whole process group.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import PurePath
from tempfile import TemporaryFile
from typing import IO

import msgspec

from tui.agora.redact import redacted
from tui.clock import Zone
from tui.domain.quoting import quoted
from tui.domain.records import AlarmNotice, Reply, Terms
from tui.domain.text import Lang
from tui.messages import notices as words
from tui.monitor.notice_text import outcome, payload

TIMEOUT_S = 30.0
# Between the kind signal and the one that no program can refuse.
GRACE_S = 2.0
# The end of its standard error, of which the last line is told.
_TAIL_BYTES = 4096


class CommandNotifier:
    """`name`: from the config, "" for that of the program. `environment`: the program's, without a secret of ours."""

    def __init__(
        self,
        command: Sequence[str],
        terms: Terms,
        *,
        name: str = "",
        lang: Lang,
        zone: Zone,
        environment: Mapping[str, str],
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self.key = name or keyed(PurePath(command[0]).name, *command)
        self.terms = terms
        self._command = command
        self._lang = lang
        self._zone = zone
        self._environment = environment
        self._timeout_s = timeout_s

    async def tell(self, notice: AlarmNotice) -> Reply:
        # Files, not pipes: a program need not read its input, and what it leaves running may hold its output open.
        with TemporaryFile() as given, TemporaryFile() as errors:
            given.write(msgspec.json.encode(payload(notice, self._lang, self._zone)))
            given.seek(0)
            try:
                process = await asyncio.create_subprocess_exec(
                    *self._command,
                    stdin=given,
                    stdout=asyncio.subprocess.DEVNULL,
                    stderr=errors,
                    env=self._environment,
                    start_new_session=True,
                )
            except FileNotFoundError:
                return self._failed(outcome(words.NO_PROGRAM, self._lang, program=quoted(self._command[0])))
            except (OSError, ValueError) as error:
                return self._failed(outcome(words.CANNOT_RUN, self._lang, why=quoted(str(error))))
            try:
                status = await asyncio.wait_for(process.wait(), self._timeout_s)
            except TimeoutError:
                await _end(process)
                return self._failed(outcome(words.SLOW, self._lang, _last_line(errors), seconds=f"{self._timeout_s:g}"))
            except asyncio.CancelledError:
                # The program ends: there is no time for the kind signal.
                await kill(process)
                raise
            phrase = words.EXITED if status >= 0 else words.KILLED_BY
            said = outcome(phrase, self._lang, _last_line(errors) if status else "", status=status, number=-status)
            return Reply(status == 0, said)

    def _failed(self, said: str) -> Reply:
        return Reply(is_sent=False, detail=said)


def keyed(title: str, *parts: str) -> str:
    """A name for a notifier without one: the same in every process, another for other words of it."""
    return f"{title}#{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:6]}"


async def _end(process: asyncio.subprocess.Process) -> None:
    kill_group(process, signal.SIGTERM)
    with suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), GRACE_S)
    # The program, or another one that it started, may refuse the kind signal.
    kill_group(process, signal.SIGKILL)
    await process.wait()


async def kill(process: asyncio.subprocess.Process) -> None:
    """Kill the whole process group; wait for the process, since a loop closed before reports a fault."""
    kill_group(process, signal.SIGKILL)
    with suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), GRACE_S)


def kill_group(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    """Send the signal to the whole process group."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _last_line(errors: IO[bytes]) -> str:
    errors.seek(max(0, errors.seek(0, os.SEEK_END) - _TAIL_BYTES))
    lines = errors.read().decode(errors="replace").split("\n")
    return quoted(redacted(next((line for line in reversed(lines) if line.strip()), "")))

"""Peers: programs that watch something in a terminal, in the same harness as scry; from the registry, or the system's.

toolong and harlequin are Textual programs: from exec to the first whole frame. toolong, glances and htop are looked at
while nothing is pressed: CPU and bytes a second, in the same seconds as scry's. What the registry has is installed into
a directory of its own.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.bench.first_paint import first_paint_ms
from tests.bench.idle_cpu import cpu_s
from tests.bench.measure import Row, interleave
from tests.bench.programs import SCRY, Program, started
from tests.bench.refresh_bytes import bytes_in

SETTLE_S = 8.0
SECONDS = 20.0
PAIRS = 5
LOG_LINES = 2000


class Peer(NamedTuple):
    """`package` is its name in the registry, "" for a program of the system; `is_textual`: its start is compared,
    `is_watched`: its idle seconds."""

    package: str
    argv: tuple[str, ...]
    seen: tuple[str, ...]
    is_textual: bool = False
    is_watched: bool = True


# {log} is a file to look at.
PEERS = (
    Peer("toolong", ("tl", "{log}"), ("03:33:47 line",), is_textual=True),
    Peer("harlequin", ("harlequin",), ("Query Editor",), is_textual=True, is_watched=False),
    Peer("glances", ("glances",), ("CPU", "MEM", "LOAD")),
    Peer("", ("htop",), ("Tasks", "Load average")),
)


def installed(place: Path, name: str) -> bool:
    """Into an environment of its own; False where the registry cannot be had, or does not have it."""
    uv = shutil.which("uv")
    if uv is None:
        return False
    python = str(place / name / "bin" / "python")
    steps = (
        (uv, "venv", "-q", str(place / name)),
        (uv, "pip", "install", "-q", "--python", python, name),
    )
    return all(subprocess.run(step, capture_output=True, check=False).returncode == 0 for step in steps)


def idle_rows(name: str, program: Program) -> list[Row]:
    """CPU and bytes of a program in the same seconds as scry's."""
    with started(SCRY("--speed", "1")) as scry, started(program) as peer:
        scry.watch(SETTLE_S)
        peer.watch(0.1)
        before = cpu_s(scry.pid), cpu_s(peer.pid)
        begun_s = time.monotonic()
        scry_bytes = peer_bytes = 0
        while time.monotonic() - begun_s < SECONDS:
            scry_bytes += bytes_in(scry, 0.2)
            peer_bytes += bytes_in(peer, 0.2)
        seconds = time.monotonic() - begun_s
        scry_cpu, peer_cpu = cpu_s(scry.pid) - before[0], cpu_s(peer.pid) - before[1]
    return [
        Row(
            f"idle CPU, scry to {name}",
            scry_cpu / peer_cpu if peer_cpu else None,
            "×",
            1.0,
            f"{scry_cpu / seconds * 100:.1f} % to {peer_cpu / seconds * 100:.1f} % of a core",
        ),
        Row(
            f"bytes a second, scry to {name}",
            scry_bytes / peer_bytes if peer_bytes else None,
            "×",
            1.0,
            f"{scry_bytes / seconds:.0f} B to {peer_bytes / seconds:.0f} B",
        ),
    ]


def measured(peer: Peer, place: Path) -> list[Row]:
    """AssertionError where it cannot be had, or shows nothing."""
    name = peer.argv[0]
    if peer.package:
        assert installed(place, peer.package), "cannot be installed here"
        command = str(place / peer.package / "bin" / name)
    else:
        found = shutil.which(name)
        assert found is not None, "is not installed here"
        command = found
    arguments = (part.format(log=place / "some.log") for part in peer.argv[1:])
    program = Program((command, *arguments), peer.seen)
    rows = []
    if peer.is_textual:
        pairs = interleave(lambda: first_paint_ms(SCRY), lambda: first_paint_ms(program), PAIRS)
        rows.append(pairs.row(f"first paint, scry to {name}", 1.0, "ms"))
    return rows + (idle_rows(name, program) if peer.is_watched else [])


def run() -> list[Row]:
    if not Path("/proc/self/stat").exists():
        return [Row("peers", None, "×", note=f"no /proc on {sys.platform}")]
    rows = []
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        (place / "some.log").write_text("".join(f"2026-11-27 03:33:47 line {number}\n" for number in range(LOG_LINES)))
        for peer in PEERS:
            try:
                rows += measured(peer, place)
            except AssertionError as error:
                rows.append(Row(f"scry to {peer.argv[0]}", None, "×", note=str(error).partition("\n")[0]))
    return rows

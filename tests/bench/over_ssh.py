"""Bytes over SSH: what a refresh costs on the wire, through the system's own sshd on loopback, beside what is written.

ssh ── counted ──▶ sshd ──▶ scry demo
"""

from __future__ import annotations

import getpass
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median

from tests.bench.measure import Row
from tests.bench.programs import COLS, ROOT, ROWS, SCRY
from tests.bench.refresh_bytes import MINUTES, SETTLE_S, SPEED, TICKS
from tests.term import Terminal

# A packet of SSH adds 36 bytes of length, padding and check to its content, rounded up.
TARGET_TICK_BYTES = 100
TARGET_MINUTE_BYTES = 3000
SSHD = shutil.which("sshd") or "/usr/sbin/sshd"


class Wire:
    """A loopback port that forwards to another, and counts the returning bytes."""

    def __init__(self, port: int) -> None:
        self.bytes_back = 0
        self._to = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                far = socket.create_connection(("127.0.0.1", self._to))
                threading.Thread(target=self._hand_on, args=(near, far, False), daemon=True).start()
                threading.Thread(target=self._hand_on, args=(far, near, True), daemon=True).start()

    def _hand_on(self, source: socket.socket, target: socket.socket, is_back: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                self.bytes_back += len(data) if is_back else 0
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@contextmanager
def sshd(place: Path) -> Iterator[Wire]:
    """A server of our own that accepts the key in `place`; AssertionError if it does not start."""
    for name in ("host", "user"):
        made = ("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(place / name))
        subprocess.run(made, check=True, stdin=subprocess.DEVNULL)
    shutil.copy(place / "user.pub", place / "allowed")
    port = _free_port()
    options = {
        "HostKey": place / "host",
        "AuthorizedKeysFile": place / "allowed",
        "ListenAddress": "127.0.0.1",
        "StrictModes": "no",
        "UsePAM": "no",
        "PidFile": "none",
        "PermitRootLogin": "prohibit-password",
    }
    with suppress(OSError):
        # Where sshd was never started its empty directory is missing.
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    said = [part for name, value in options.items() for part in ("-o", f"{name}={value}")]
    server = subprocess.Popen((SSHD, "-D", "-e", "-f", "/dev/null", "-p", str(port), *said), stderr=subprocess.PIPE)
    wire = Wire(port)
    try:
        deadline_s = time.monotonic() + 5
        while server.poll() is None and time.monotonic() < deadline_s:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
                break
            time.sleep(0.05)
        assert server.poll() is None, f"sshd did not start: {server.stderr.read() if server.stderr else b''!r}"
        yield wire
    finally:
        wire.close()
        server.terminate()
        server.wait()


def logged_in(place: Path, wire: Wire, *options: str) -> Terminal:
    """A terminal in which ssh runs the demo."""
    command = shlex.join((*SCRY.argv, *options))
    said = {
        "StrictHostKeyChecking": "no",
        "UserKnownHostsFile": place / "known",
        "IdentitiesOnly": "yes",
        "LogLevel": "ERROR",
    }
    words = [part for name, value in said.items() for part in ("-o", f"{name}={value}")]
    where = ("-F", "none", "-i", str(place / "user"), "-p", str(wire.port), f"{getpass.getuser()}@127.0.0.1")
    remote = f"cd {shlex.quote(str(ROOT))} && HOME={shlex.quote(str(place))} LANG=C.UTF-8 exec {command}"
    return Terminal.spawn(("ssh", "-tt", *words, *where, remote), home=place, cols=COLS, rows=ROWS)


def counted(terminal: Terminal, wire: Wire, seconds: float) -> tuple[int, int]:
    """Bytes on the wire and bytes in the terminal."""
    before = wire.bytes_back, terminal.bytes_written
    terminal.watch(seconds)
    return wire.bytes_back - before[0], terminal.bytes_written - before[1]


def run() -> list[Row]:
    name = "over SSH: bytes per second, clock only"
    if not Path(SSHD).exists() or shutil.which("ssh") is None or shutil.which("ssh-keygen") is None:
        return [Row(name, None, "B", note="no sshd on this system")]
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        with sshd(place) as wire:
            with logged_in(place, wire, "--speed", "1") as terminal:
                terminal.wait_for(*SCRY.seen)
                terminal.watch(SETTLE_S)
                ticks = [counted(terminal, wire, 1.0)[0] for _ in range(TICKS)]
            with logged_in(place, wire, "--speed", str(SPEED)) as terminal:
                terminal.wait_for(*SCRY.seen)
                terminal.watch(SETTLE_S)
                sent, written = counted(terminal, wire, MINUTES * 60 / SPEED)
    size = f"{COLS}×{ROWS}"
    return [
        Row(name, median(ticks), "B", TARGET_TICK_BYTES, f"{size}, median of {TICKS} s, {sys.platform}"),
        Row("over SSH: bytes per new minute", sent / MINUTES, "B", TARGET_MINUTE_BYTES, f"{size}, at ×{SPEED}"),
        # Without a target: the less there is to write, the more of it is packets.
        Row("over SSH: on the wire to what is written", sent / max(1, written), "×", note=f"{sent:,} B"),
    ]

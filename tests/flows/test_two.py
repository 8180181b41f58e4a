"""Two scry on one store, in terminals of their own, against one simulator."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.flows.served import CREDENTIALS, ROOT
from tests.patience import PATIENCE_S, wait_until
from tests.serving import serving
from tests.sim.watched import World
from tests.term import Terminal
from tui.clock import ScaledClock
from tui.sim import server as simulator
from tui.sim.protocol import respond
from tui.sim.response import Response

SPEED = 30.0


def test_one_killed_in_the_middle_of_a_request_costs_a_slot_and_the_other_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = ScaledClock(time.time(), SPEED)
    world = World("incident", 1, clock.now, "demoapp", ("demo", CREDENTIALS["SCRY_CUSTOMER_SECRET"]), clock.now(), -600)
    flowing = threading.Event()
    flowing.set()

    def held(*arguments: object) -> Response:
        """Counted when it arrives, answered when the test lets it."""
        response = respond(*arguments)  # type: ignore[arg-type]
        flowing.wait(PATIENCE_S)
        return response

    monkeypatch.setattr(simulator, "respond", held)
    server = simulator.make_server(world, ("127.0.0.1", 0))

    def scry() -> Terminal:
        numbers = [repr(number) for number in (clock.epoch_ts, clock.origin, clock.speed)]
        arguments = ["--app-id", "demoapp", "--base-url", server.url]
        command = (sys.executable, "-m", "tests.flows.hurried", *numbers, *arguments)
        return Terminal.spawn(command, home=tmp_path, env=CREDENTIALS, cols=120, rows=36, cwd=ROOT)

    def asked() -> int:
        return len(world.journal.requests())

    with serving(server), ExitStack() as ends:
        ends.callback(flowing.set)
        with scry() as one, scry() as two:
            for terminal in (one, two):
                terminal.wait_for("● live", "Video freeze")
            flowing.clear()
            before = asked()
            wait_until(lambda: asked() > before)
            (store,) = tmp_path.glob("**/scry.db")
            with sqlite3.connect(store) as connection:
                (by,) = connection.execute("SELECT claimed_by FROM ledger ORDER BY claim_id DESC LIMIT 1").fetchone()
            asking_pid = int(by.partition(":")[2].partition("-")[0])
            dead, alive = (one, two) if one.pid == asking_pid else (two, one)
            assert dead.pid == asking_pid
            os.kill(dead.pid, signal.SIGKILL)
            flowing.set()
            held_at = asked()
            wait_until(lambda: asked() >= held_at + 6)
            alive.wait_for("● live", "Video freeze")
            assert world.breaches() == []
            assert {request["status"] for request in world.journal.requests()} == {200}
            alive.send("ctrl+q")
            assert alive.exit_status() == 0

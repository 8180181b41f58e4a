"""From the guilty chart to a report that the server has, by keys."""

from __future__ import annotations

import os
import re
import signal
import time
from calendar import timegm
from pathlib import Path

from tests.flows.served import scry, simulated
from tests.flows.test_calls import CLASS, TEACHER, UPSTREAM_LOSS, drilled_into_the_class, served
from tests.term import Terminal
from tui.domain.glossary.rounding import fixed

R = re.compile
MOST_KEYS = 5


def the_guilty_chart(terminal: Terminal) -> str:
    drilled_into_the_class(terminal)
    terminal.send("enter")
    terminal.wait_for(R(r" v \S"))
    terminal.send("v")
    return terminal.wait_for(R(r"±\s*30"), R(r"b ▲.* %"))


def said_at(text: str) -> int:
    """The time that the form shows, in UTC."""
    said = re.search(r"time +(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC", text)
    assert said is not None, text
    return timegm(time.strptime(said[1], "%Y-%m-%d %H:%M:%S"))


def test_from_the_guilty_chart_to_what_the_server_received_takes_at_most_five_keys(tmp_path: Path) -> None:
    with (
        simulated() as (world, url),
        scry("--base-url", url, "--app-id", "demoapp", "--utc", home=tmp_path, cols=80, rows=24) as terminal,
    ):
        pair = the_guilty_chart(terminal)
        receiver = re.search(r"receiver (\d+)", pair)
        assert receiver is not None, pair
        terminal.send("R")
        form = terminal.wait_for("Request", R('"cname": "'))
        assert not world.journal.reports()
        terminal.send("ctrl+s")
        terminal.wait_for(R(r"● sent \d\d:\d\d:\d\d, the server said 200"))
        assert len(("R", "ctrl+s")) <= MOST_KEYS
        (received,) = [each["report"] for each in world.journal.reports()]
        ts, comments = received.pop("ts"), received.pop("comments")
        assert received == {
            "cname": CLASS,
            "teacher_uid": TEACHER,
            "student_uid": int(receiver[1]),
            "abnormal_uid": int(receiver[1]),
            "type": 4,
        }
        assert ts == said_at(form)
        assert abs(ts - world.clock()) < 1200
        # The comment tells the cause, with the loss that was served around that instant.
        assert f"sender's network: sender {TEACHER}" in comments
        loss = re.search(rf"Video upstream loss of {TEACHER}: .* worst ([\d.]+) % at (\d\d):(\d\d):(\d\d)", comments)
        assert loss is not None, comments
        at_ts = ts // 86400 * 86400 + 3600 * int(loss[2]) + 60 * int(loss[3]) + int(loss[4])
        assert float(loss[1]) in {float(fixed(value, 1)) for value in served(world, TEACHER, UPSTREAM_LOSS, at_ts)}
        # It goes away by itself, and is on record.
        terminal.wait_for(R(r"±\s*30"))
        terminal.send("ctrl+r")
        terminal.wait_for("reports: 1", CLASS, "● sent")


def test_what_is_being_typed_outlives_a_kill(tmp_path: Path) -> None:
    with simulated() as (_, url):
        arguments = ("--base-url", url, "--app-id", "demoapp", "--utc")
        with scry(*arguments, home=tmp_path, cols=80, rows=24) as terminal:
            terminal.wait_for("● live")
            terminal.send("R")
            terminal.wait_for("Request")
            terminal.type("class-1")
            terminal.wait_for(R(r"○ draft, saved\b"))
            os.kill(terminal.pid, signal.SIGKILL)
        with scry(*arguments, home=tmp_path, cols=80, rows=24) as terminal:
            terminal.wait_for("● live")
            terminal.send("ctrl+r")
            terminal.wait_for("reports: 1", R(r"class-1 .*○ draft"))


def test_keys_that_arrive_all_at_once_choose_and_send_what_they_say(tmp_path: Path) -> None:
    with (
        simulated() as (world, url),
        scry("--base-url", url, "--app-id", "demoapp", "--utc", home=tmp_path, cols=100, rows=34) as terminal,
    ):
        terminal.wait_for("● live")
        terminal.send("R")
        terminal.wait_for("Request")
        fields = (*"a-class", "tab", "1", "tab", "2", "tab", "right", "right", "tab", "tab")
        terminal.send(*fields, *["right"] * 3, "tab", *"no sound", "ctrl+s")
        terminal.wait_for("● sent")
        (received,) = [each["report"] for each in world.journal.reports()]
        assert (received["cname"], received["abnormal_uid"], received["type"]) == ("a-class", 2, 3)
        assert received["comments"].startswith("no sound")

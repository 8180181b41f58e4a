"""Rules, notifiers, ports, other processes and the service, as `scry check` tells of them; nobody is told anything."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from tests.cli.findings import lines, told
from tests.flows.served import CREDENTIALS
from tests.manual_clock import ManualClock
from tests.monitor.test_apprise_notifier import TOKEN, hook
from tests.store.worlds import OK
from tui.cli.check.unattended import service, shared, unattended
from tui.cli.options import Options
from tui.cli.settings import Settings, settle
from tui.cli.stores import open_store
from tui.clock import ServerClock
from tui.domain.records import Limits, Spend

PROJECT = '[profiles.classroom]\napp_id = "demoapp"\nbase_url = "http://127.0.0.1:1"\n'
RULE = '[[alarms.rules]]\nname = "freeze"\nmetric = "videoFreezeRate"\n'


def settled(home: Path, config: str) -> Settings:
    file = home / "config.toml"
    file.write_text(PROJECT + config)
    file.chmod(0o600)
    options = Options("check", config=str(file), store=f"sqlite:///{home}/scry.db", log_file=f"{home}/scry.log")
    return settle(options, CREDENTIALS)


async def found(home: Path, config: str) -> list[str]:
    return await told(unattended(settled(home, config)))


async def test_without_rules_and_notifiers_the_limits_are_in_force_and_nobody_is_told(tmp_path: Path) -> None:
    assert await found(tmp_path, "") == [
        "ok alarms no [[alarms.rules]] in the file: the limits of the live metrics are in force",
        "ok notifier no [[alarms.notify]] in the file: alarms ring the bell of an open scry, and tell nobody else",
    ]


async def test_rules_are_named(tmp_path: Path) -> None:
    assert (await found(tmp_path, RULE + RULE.replace("freeze", "again")))[0] == "ok alarms 2 rules: freeze, again"


async def test_a_program_is_looked_up_and_not_run(tmp_path: Path) -> None:
    program = tmp_path / "page"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    program.chmod(0o700)
    told = await found(
        tmp_path,
        f'[[alarms.notify]]\nname = "pager"\ncommand = ["{program}", "me"]\n'
        '[[alarms.notify]]\ncommand = ["no-such-program"]\n',
    )
    assert told[1] == f"ok notifier pager: {program} is there; not run (scry alarms test runs it)"
    assert told[2] == f"FAIL notifier {tmp_path}/config.toml:7: no such program: no-such-program"
    assert not (tmp_path / "ran").exists()


async def test_a_service_is_reached_and_sent_nothing(tmp_path: Path) -> None:
    with hook() as one, hook() as printed:
        (tmp_path / "urls").write_text(printed.url)
        told = await found(
            tmp_path,
            f'[[alarms.notify]]\nname = "chat"\nurls = ["{one.url}"]\n'
            f'[[alarms.notify]]\nurls_command = ["cat", "{tmp_path}/urls"]\n',
        )
        assert one.heard == printed.heard == []
    reached = "the json server takes connections; nothing was sent (scry alarms test sends)"
    assert told[1:] == [f"ok notifier chat: {reached}", f"ok notifier json: {reached}"]


async def test_a_service_that_is_not_there_or_none_is_told_without_its_url(tmp_path: Path) -> None:
    with hook() as gone:
        pass
    told = await found(
        tmp_path,
        f'[[alarms.notify]]\nurls = ["{gone.url}", "nosuch://{TOKEN}"]\n[[alarms.notify]]\nurls_command = ["false"]\n',
    )
    assert told[1].startswith("warn notifier json: no connection to the json server: ")
    assert told[2].endswith("nosuch: no URL of a service that Apprise knows; see its documentation")
    assert "config.toml:4" in told[2]
    assert told[3].startswith(
        f"FAIL notifier {tmp_path}/config.toml:7: alarms.notify[2].urls_command: ended with status 1"
    )
    assert TOKEN not in "".join(told)


async def test_without_apprise_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    told = await found(tmp_path, '[[alarms.notify]]\nurls = ["json://host"]\n')
    assert told[1] == "FAIL notifier json: needs the library apprise; install scry-tui[notify]"


async def test_ports_are_free_or_taken_and_stay_so(tmp_path: Path) -> None:
    config = (
        '[collect]\nmetrics_listen = "{metrics}"\nalerts_listen = "{alerts}"\n'
        'alerts_secret_command = ["echo", "{secret}"]\n'
    )
    with socket.socket() as taken, socket.socket() as other:
        for each in (taken, other):
            each.bind(("127.0.0.1", 0))
        taken.listen()
        used, free = (f"127.0.0.1:{each.getsockname()[1]}" for each in (taken, other))
        other.close()
        for _ in range(2):
            told = await found(tmp_path, config.format(metrics=used, alerts=free, secret="x" * 20))
            assert told[2].startswith(f"warn metrics {used}: Address already in use; right if a scry collect of yours")
            assert told[3] == f"ok callbacks {free} is free: no scry collect listens there now"
            assert told[4] == "ok callbacks the secret of the URL is there"
            assert f"posts to http://{free}/SECRET; where one" in told[5]
            assert told[5].endswith(f"to http://{free}/SECRET/classroom")
    short = await found(tmp_path, config.format(metrics="", alerts=":0", secret="x" * 15))
    assert short[-2].startswith("warn callbacks the secret of the URL has less than 16 characters")
    missing = await found(tmp_path, '[collect]\nalerts_listen = "nowhere"\n')
    assert missing[-2].startswith("FAIL callbacks --alerts-listen: 'nowhere' is no address")
    assert "write under [collect]: alerts_secret_command" in missing[-1]


async def test_the_processes_that_asked_of_late_are_named(tmp_path: Path) -> None:
    settings = settled(tmp_path, "")
    box = ManualClock(1_795_334_400.0)
    assert lines([await shared(settings, box)]) == [
        "ok sharing no process asked the API from this store in the last 10 min"
    ]
    store = open_store(settings.store, base_url=settings.base_url, app_id=settings.app_id)
    clock = ServerClock(box)
    for by in ("old:1", "boxa:7", "boxb:8", "boxa:7"):
        claim = await store.write(
            lambda changes, by: changes.claim(endpoint="live_net", limits=Limits(), clock=clock, by=by), by
        )
        assert isinstance(claim, Spend)
        await store.write(lambda changes, number: changes.settle(number, OK, clock=clock, reading=None), claim.claim_id)
        box.advance(250.0)
    store.close()
    assert lines([await shared(settings, box)]) == [
        "ok sharing 2 processes asked the API from this store in the last 10 min: boxa:7, boxb:8"
    ]


@pytest.mark.parametrize(
    ("system", "user", "told"),
    [
        ("loaded active", "not-found inactive", "ok service scry.service is active"),
        ("loaded failed", "", "warn service scry.service is failed; run: systemctl start scry"),
        (
            "not-found inactive",
            "loaded inactive",
            "warn service scry.service is inactive; run: systemctl --user start scry",
        ),
        ("not-found inactive", "not-found inactive", "ok service no scry.service here: without an open scry nobody"),
        ("", "", "ok service no scry.service here"),
    ],
)
def test_the_unit_is_looked_up_in_both_managers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str, user: str, told: str
) -> None:
    program = tmp_path / "systemctl"
    program.write_text(
        f"#!/bin/sh\ncase $1 in --user) set -- {user};; *) set -- {system};; esac\n"
        '[ $# = 2 ] || exit 1\necho "LoadState=$1"; echo "ActiveState=$2"\n'
    )
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert lines([service()])[0].startswith(told)


def test_without_systemd_nothing_is_claimed_of_a_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert lines([service()])[0].startswith("ok service no systemd here: ")

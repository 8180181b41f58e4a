"""`scry collect` as a process of its own, against a simulator on loopback."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.flows.served import CREDENTIALS, ROOT, SCRY, answering, simulated
from tests.patience import PATIENCE_S, in_time, wait_until
from tui.agora.editions.reference_2020 import EDITION
from tui.cli.collect.metrics import NAMES, listening_address
from tui.cli.options import parse
from tui.config.values import ConfigError

# As long as a busy machine may need; nothing takes so long on an idle one.
SECRET = CREDENTIALS["SCRY_CUSTOMER_SECRET"]


class Collector:
    """A collector at work; its lines on stderr go to a file."""

    def __init__(self, home: Path, arguments: Sequence[str], env: dict[str, str], program: Sequence[str]) -> None:
        self.home = home
        self.log = home / "collect.log"
        with self.log.open("w") as stderr:
            environment = {**os.environ, **CREDENTIALS, "HOME": str(home), **env}
            self.process = subprocess.Popen([*program, "collect", *arguments], env=environment, cwd=ROOT, stderr=stderr)

    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def says(self, text: str) -> None:
        wait_until(lambda: text in self.log.read_text(), self.log.read_text)

    def end(self, number: int = signal.SIGTERM) -> tuple[int, float]:
        """Its exit status, and the seconds to the end."""
        began = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_S), time.monotonic() - began


@contextmanager
def collecting(home: Path, *arguments: str, program: Sequence[str] = SCRY, **env: str) -> Iterator[Collector]:
    collector = Collector(home, ["--log-format", "json", *arguments], env, program)
    try:
        yield collector
    finally:
        collector.process.kill()
        collector.process.wait()


def rows(store: Path, query: str) -> list[tuple[object, ...]]:
    try:
        with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as connection:
            return connection.execute(query).fetchall()
    except sqlite3.OperationalError:
        return []


def answered(store: Path) -> int:
    return len(rows(store, "SELECT 1 FROM ledger WHERE status = 200"))


def test_it_fills_the_store_and_a_signal_ends_it_within_two_seconds(tmp_path: Path) -> None:
    store = tmp_path / "scry.db"
    with (
        simulated() as (_, url),
        collecting(tmp_path, "--app-id", "demoapp", "--base-url", url, "--store", f"sqlite:///{store}") as collector,
    ):
        wait_until(lambda: answered(store) >= 6, lambda: rows(store, "SELECT endpoint, status FROM ledger"))
        assert rows(store, "SELECT count(*) > 100 FROM points") == [(1,)]
        # The monitor judges behind the last answer.
        collector.says("videoFreezeRate is bad")
        status, seconds = collector.end()
        assert status == 0
        assert in_time(seconds, 2.0)
        warnings = [str(line["message"]) for line in collector.lines() if line["level"] != "info"]
        assert all(" is bad: " in each for each in warnings), warnings
        assert any("videoFreezeRate is bad" in each for each in warnings), "the simulated incident is told"
        assert SECRET not in collector.log.read_text()


def test_systemd_is_told_of_readiness_watchdog_and_end_on_its_socket(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor, simulated("calm") as (_, url):
        supervisor.bind(str(tmp_path / "notify"))
        supervisor.settimeout(PATIENCE_S)
        arguments = ("--app-id", "demoapp", "--base-url", url)
        environment = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "400000"}
        with collecting(tmp_path, *arguments, **environment) as collector:
            ready = supervisor.recv(4096).decode()
            assert ready.splitlines()[0] == "READY=1"
            assert ready.splitlines()[1].startswith("STATUS=demoapp: ")
            for _ in range(3):
                assert supervisor.recv(4096).decode().startswith("WATCHDOG=1\nSTATUS=")
            collector.process.send_signal(signal.SIGHUP)
            told = [supervisor.recv(4096).decode() for _ in range(8)]
            assert any(each.startswith("RELOADING=1\nMONOTONIC_USEC=") for each in told)
            assert "READY=1" in told
            collector.process.send_signal(signal.SIGTERM)
            while supervisor.recv(4096) != b"STOPPING=1":
                pass
            assert collector.process.wait(PATIENCE_S) == 0


def test_a_mistake_in_the_config_keeps_the_old_one_and_a_mended_one_changes_the_projects(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    with simulated("calm") as (_, url):
        table = f'[profiles.{{name}}]\nbase_url = "{url}"\napp_id = "{{app}}"\ncustomer_id = "demo"\n'
        secret = f'customer_secret = "{SECRET}"\n'
        one = table.format(name="one", app="demoapp") + secret
        config.write_text(one)
        config.chmod(0o600)
        with collecting(tmp_path, "--all-profiles", "--config", str(config)) as collector:
            collector.says("collecting one")
            config.write_text(one + "colour = 3\n")
            collector.process.send_signal(signal.SIGHUP)
            collector.says("the old config stays in force")
            assert "config.toml:6" in collector.log.read_text()
            assert collector.process.poll() is None
            config.write_text(one + table.format(name="two", app="other") + secret)
            collector.process.send_signal(signal.SIGHUP)
            collector.says("read the config again: collecting one, two")
            collector.says("two: live_scale failed")
            assert SECRET not in collector.log.read_text()


def test_two_on_one_store_spend_what_one_would(tmp_path: Path) -> None:
    store, begun_s = tmp_path / "scry.db", time.monotonic()
    with simulated("calm") as (_, url):
        arguments = ("--app-id", "demoapp", "--base-url", url, "--store", f"sqlite:///{store}")
        (tmp_path / "b").mkdir()
        with collecting(tmp_path, *arguments) as first, collecting(tmp_path / "b", *arguments) as second:
            # Each learns the server's time by a call list of its own, of which a second has room for several.
            query = "SELECT endpoint, count(*) FROM ledger WHERE endpoint != 'call_lists' GROUP BY endpoint"
            wait_until(lambda: len(rows(store, query)) == 5, lambda: rows(store, query))
            # Longer than a free slot is left unused.
            time.sleep(2)
            # A slow machine may come to the next minute.
            slots = 1 + (time.monotonic() - begun_s) // 60
            assert all(int(str(count)) <= slots for _, count in rows(store, query)), rows(store, query)
            assert first.end()[0] == second.end()[0] == 0


def test_one_round_ends_by_itself_and_tells_a_refusal_by_its_status(tmp_path: Path) -> None:
    with simulated("calm") as (_, url):
        arguments = ["collect", "--once", "--app-id", "demoapp", "--base-url", url]
        environment = {**os.environ, **CREDENTIALS, "HOME": str(tmp_path)}
        done = subprocess.run([*SCRY, *arguments], env=environment, capture_output=True, text=True, timeout=PATIENCE_S)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
    with answering(401, b'{"code": 401}', {}) as (url, asked):
        arguments += ["--base-url", url, "--store", f"sqlite:///{tmp_path}/b"]
        done = subprocess.run([*SCRY, *arguments], env=environment, capture_output=True, text=True, timeout=PATIENCE_S)
        assert done.returncode == 1
        assert "failed: unauthorized" in done.stderr.lower()
        assert len(asked) == 1, "a refusal of the credentials holds for every endpoint"


def test_it_imports_neither_textual_nor_rich(tmp_path: Path) -> None:
    code = (
        "import sys; from tui.cli import main\n"
        "try: main(['collect', '--once', *sys.argv[1:]])\n"
        "finally: print(sorted({'textual', 'rich', 'plotext', 'tui.ui'} & sys.modules.keys()))"
    )
    with simulated("calm") as (_, url):
        arguments = ("--app-id", "demoapp", "--base-url", url)
        environment = {**os.environ, **CREDENTIALS, "HOME": str(tmp_path)}
        told = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
        )
    assert told.stdout.splitlines()[-1:] == ["[]"], told.stderr


@pytest.mark.long
def test_metrics_are_those_of_the_store_in_base_units(tmp_path: Path) -> None:
    store = tmp_path / "scry.db"
    with simulated() as (_, url):
        arguments = ("--app-id", "demoapp", "--base-url", url, "--store", f"sqlite:///{store}")
        with collecting(tmp_path, *arguments, "--metrics-listen", "127.0.0.1:0") as collector:
            collector.says("metrics at http://")
            address = re.search(r"http://[\d.:]+/metrics", collector.log.read_text())
            assert address is not None
            wait_until(lambda: "scry_video_freeze_ratio{" in httpx.get(address[0]).text)
            # What passes the library's own parser, names, types and help included, passes promtool.
            families = {one.name: one for one in text_string_to_metric_families(httpx.get(address[0]).text)}
            shown = _newest(store)
            for metric in EDITION.live_metrics:
                name = NAMES[metric]
                (sample,) = families[f"scry_{name}"].samples
                assert sample.labels == {"project": "demoapp"}
                is_share = name.endswith("_ratio")
                assert sample.value == pytest.approx(shown[metric] / (100 if is_share else 1))
                assert not is_share or 0 <= sample.value <= 1
            bad = {one.labels["metric"]: one.value for one in families["scry_metric_bad"].samples}
            assert bad["video_freeze_ratio"] == 1
            assert bad["join_success_ratio"] == 0
            limits = {one.labels["endpoint"]: one.value for one in families["scry_quota_limit_requests"].samples}
            assert (limits["live_scale"], limits["usage"]) == (1000, 10)
            assert families["scry_requests"].type == "counter"
            assert all(one.value < 400 for one in families["scry_data_age_seconds"].samples)
            with httpx.Client() as again, socket.socket() as taken:
                assert again.get(address[0]).status_code == 200
                taken.bind(("127.0.0.1", 0))
                port = f"127.0.0.1:{taken.getsockname()[1]}"
                environment = {**os.environ, **CREDENTIALS, "HOME": str(tmp_path)}
                refused = [*SCRY, "collect", *arguments, "--metrics-listen", port]
                done = subprocess.run(refused, env=environment, capture_output=True, text=True, timeout=PATIENCE_S)
                assert (done.returncode, f"cannot listen at {port}" in done.stderr) == (2, True), done.stderr


def _newest(store: Path) -> dict[str, float]:
    query = "SELECT metric, value FROM points JOIN series USING (series_id) WHERE channel = '' ORDER BY ts"
    return {str(metric): float(str(value)) for metric, value in rows(store, query)}


@pytest.mark.parametrize("text", ["9464", "127.0.0.1:", "host:port", "127.0.0.1:99999", "http://127.0.0.1:9464"])
def test_no_address_is_told_with_an_example(text: str) -> None:
    with pytest.raises(ConfigError, match=r"is no address; write it as in 127\.0\.0\.1:9464"):
        listening_address(text, "--metrics-listen")


def test_an_address_without_a_host_is_loopback() -> None:
    assert listening_address(":9464", "") == ("127.0.0.1", 9464)
    assert listening_address("[::1]:9464", "") == ("::1", 9464)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--all-profiles"], "no profiles to collect"),
        (["--profile", "none"], "no profile 'none'"),
        ([], "no app id"),
    ],
)
def test_a_project_that_is_not_there_is_named(tmp_path: Path, arguments: list[str], told: str) -> None:
    environment = {"HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    done = subprocess.run([*SCRY, "collect", *arguments], env=environment, capture_output=True, text=True)
    assert done.returncode == 2
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_unit_holds_absolute_paths_and_no_secret(tmp_path: Path) -> None:
    environment = {**os.environ, **CREDENTIALS, "HOME": str(tmp_path)}
    arguments = ("collect", "--app-id", "demoapp", "--store", f"sqlite:///{tmp_path}/100%.db", "--print-unit")
    told = subprocess.run([*SCRY, *arguments], env=environment, capture_output=True, text=True, check=True).stdout
    lines = told.splitlines()
    assert {"Type=notify", "NoNewPrivileges=yes", "PrivateTmp=yes", "ProtectSystem=strict"} <= set(lines)
    assert f"ReadWritePaths={tmp_path}" in lines
    (command,) = (line for line in lines if line.startswith("ExecStart="))
    assert command.startswith("ExecStart=/")
    assert command.endswith(f"collect --app-id demoapp --store sqlite:///{tmp_path}/100%%.db")
    assert SECRET not in told


def test_a_profile_named_twice_is_one_project() -> None:
    assert parse(["collect", "--profile", "a", "--profile", "b", "--profile", "a"]).profiles == ("a", "b")

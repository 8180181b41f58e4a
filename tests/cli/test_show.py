"""`scry show` on a store that `--ask` filled from a simulator, and on an empty one."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from tests.alarms_made import ALERT, FREEZE, OVER, T, keep, tell
from tests.flows.served import CREDENTIALS, ROOT, SCRY, simulated
from tests.patience import PATIENCE_S
from tui.cli import main
from tui.domain.records import Reply
from tui.export.columns import iso
from tui.export.document import Document
from tui.store.sqlite.database import SqliteStore

WHATS = ("live", "findings", "diagnosis", "calls", "channels", "usage", "xla", "quota", "alarms")

# Nothing stands there because there is nothing: a metric that is not bad has no begin of being bad.
NOTHING = {
    *("bad_limit", "warn_limit", "bad_since", "bad_since_or_earlier", "was_bad_from", "was_bad_until"),
    *("per_second", "per_minute", "answered", "failed", "failure", "status"),
}


class Done(NamedTuple):
    status: int
    stdout: str
    stderr: str


class Shell:
    """Runs `scry show` with one home, against one server, in this process: a start costs more than what is tested."""

    def __init__(self, home: Path, url: str) -> None:
        self.environment = {**CREDENTIALS, "HOME": str(home), "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]}
        self.environment |= {"SCRY_APP_ID": "demoapp", "SCRY_BASE_URL": url}

    def show(self, *arguments: str) -> Done:
        return self.run("show", *arguments)

    def run(self, *arguments: str) -> Done:
        out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            for name in [name for name in os.environ if name.startswith(("SCRY_", "XDG_", "LC_", "LANG"))]:
                patch.delenv(name)
            for name, value in self.environment.items():
                patch.setenv(name, value)
            try:
                status = main([*arguments])
            except SystemExit as left:
                status = int(str(left.code))
        out.seek(0)
        return Done(status, out.read(), err.getvalue())

    def document(self, *arguments: str) -> dict[str, Any]:
        done = self.show(*arguments)
        assert done.status == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """On a store that holds one answer of each endpoint of the incident."""
    with simulated(onset_ago_s=1200.0) as (_, url):
        filled = Shell(tmp_path_factory.mktemp("home"), url)
        assert filled.show("calls", "--ask", "--since", "-3h", "--channel", "数学-3班").status == 0
        for what in ("usage", "diagnosis", "live"):
            assert filled.show(what, "--ask").status == 0
        yield filled


@pytest.mark.parametrize("what", WHATS)
def test_every_content_is_a_document_of_the_schema_and_text_of_eighty_columns(shell: Shell, what: str) -> None:
    document = shell.document(what)
    assert document["screen"] == what
    # A key that is renamed or dropped fails here.
    msgspec.convert(document, Document, strict=True)
    for lang in ("en", "zh"):
        text = shell.show(what, "--format", "text", "--lang", lang)
        assert text.status == 0
        assert max(map(cell_len, text.stdout.splitlines())) <= 80
    header, *rows = csv.reader(io.StringIO(shell.show(what, "--format", "csv").stdout))
    assert len(rows) == len(document["rows"])
    assert header
    assert shell.show(what, "--format", "md").stdout.startswith("## scry · demoapp · ")


@pytest.mark.parametrize("what", WHATS)
def test_a_gap_is_a_word_and_never_a_bare_null(shell: Shell, what: str) -> None:
    document = shell.document(what)
    bare = set()
    for table in (document, *document["tables"]):
        for row in table["rows"]:
            for key, value in row.items():
                name = key.removesuffix("_ts").removesuffix("_iso")
                if value is None and row.get(f"{name}_state", "known") == "known" and name not in NOTHING:
                    bare.add(name)
    assert not bare


def test_an_incident_fails_on_bad_and_says_since_when(shell: Shell) -> None:
    done = shell.show("live", "--fail-on", "bad")
    assert done.status == 4, done.stderr
    document = json.loads(done.stdout)
    freeze = next(row for row in document["rows"] if row["metric_name"] == "videoFreezeRate")
    assert freeze["level"] == "bad"
    assert freeze["bad_since_iso"].endswith("Z")
    assert any("Video freeze" in finding for finding in document["findings"])
    assert shell.show("diagnosis", "--fail-on", "near").status == 4


def test_a_moment_is_judged_by_its_own_minutes_and_never_by_those_of_now(shell: Shell) -> None:
    then = shell.show("live", "--at", "-40m", "--fail-on", "bad")
    assert (then.status, then.stderr) == (0, "")
    assert "no metric is bad" in json.loads(then.stdout)["findings"]
    for what in ("live", "diagnosis"):
        before = shell.show(what, "--at", "-30h", "--fail-on", "bad")
        assert before.status == 1, before.stdout
        assert f"not known: too little is stored about that time to say whether {what} was in order" in before.stderr


def test_a_gap_says_why_it_is_one(shell: Shell) -> None:
    counts = shell.document("channels")["tables"][0]["rows"]
    assert {row["value_state"] for row in counts} == {"not_asked"}


def test_a_call_is_found_by_the_id_of_the_list_and_its_users_are_asked_for(shell: Shell) -> None:
    calls = shell.document("calls", "--since", "-6h", "--channel", "数学-3班")["rows"]
    assert calls, "the class is on"
    document = shell.document("call", calls[0]["call_id"], "--ask")
    assert any(row["uid"] == "44361248" for row in document["rows"])
    assert any("44361248" in finding for finding in document["findings"])


def test_findings_judge_the_calls_whose_curves_are_stored_and_say_which_are_not(shell: Shell) -> None:
    span = "--since", "-3h", "--channel", "数学-3班"
    call_id = shell.document("calls", *span)["rows"][0]["call_id"]
    assert shell.show("call", call_id, "--ask").status == 0
    document = shell.document("findings", *span)
    row = next(row for row in document["rows"] if row["call_id"] == call_id and row["uid"] == "44361248")
    assert (row["reason"], row["side"], row["check"], row["confidence"]) == ("uplink", "sender", "b", "certain")
    assert row["sufferers"] == len(row["sufferer_uids"]) == 8
    assert any(each["side"] == "sender" and each["worst"] > each["limit"] for each in row["evidence"]), row["evidence"]
    pairs = document["tables"][0]["rows"]
    assert {"44361248"} == {pair["sender_uid"] for pair in pairs if pair["uid"] == "44361248"}
    # A call without curves is no call without trouble.
    assert any("cannot be judged" in finding for finding in document["findings"])
    assert shell.show("findings", *span, "--fail-on", "bad").status == 4
    # Of an hour without calls nothing is concluded.
    done = shell.show("findings", "--since", "-9h", "--until", "-8h", "--fail-on", "bad")
    assert (done.status, json.loads(done.stdout)["rows"]) == (1, [])


def test_aliases_take_the_place_of_names(shell: Shell) -> None:
    call_id = shell.document("calls", "--since", "-3h", "--channel", "数学-3班")["rows"][0]["call_id"]
    assert shell.show("call", call_id, "--ask").status == 0
    for what in ("diagnosis", "findings"):
        text = shell.show(what, "--redact").stdout
        assert "数学-3班" in shell.show(what).stdout
        assert "数学-3班" not in text
        assert "44361248" not in text
        assert "channel-" in text


def test_a_reader_that_has_enough_is_no_fault(shell: Shell) -> None:
    line = f"{' '.join(SCRY)} show quota | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", line], env=shell.environment, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S
    )
    assert (done.stdout, done.stderr) == ("{\n0\n", "")


def test_a_server_that_does_not_answer_is_named_and_the_status_says_so(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        shell = Shell(tmp_path, f"http://127.0.0.1:{taken.getsockname()[1]}")
        done = shell.show("live", "--ask")
    assert done.status == 1
    assert "not answered: unreachable" in done.stderr
    assert json.loads(done.stdout)["findings"][0] == "no data: whether a metric is bad is not known"


def test_nothing_known_is_no_all_clear(tmp_path: Path) -> None:
    with simulated("calm") as (_, url):
        shell = Shell(tmp_path, url)
        done = shell.show("live")
        assert done.status == 2
        assert "--ask" in done.stderr
        # The store exists now, and holds nothing but a request about calls.
        assert shell.show("calls", "--ask", "--since", "-2m", "--channel", "none").status == 0
        done = shell.show("live", "--fail-on", "bad")
        assert done.status == 1
        assert "not known" in done.stderr
        findings = json.loads(done.stdout)["findings"]
        assert findings[0] == "no data: whether a metric is bad is not known"
        assert "no metric is bad" not in findings


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["moon"], "invalid choice: 'moon'"),
        (["call"], "scry show call ID"),
        (["live", "more"], "takes no argument"),
        (["live", "--until", "-5m"], "give --since too"),
        (["quota", "--at", "-1h"], "show quota: takes no --at"),
        (["notes", "--at", "-1h"], "show notes: takes no --at"),
        (["live", "--since", "-5m", "--until", "-10m"], "must be earlier"),
        (["live", "--since", "noon"], "--since: 'noon'"),
        (["usage", "--fail-on", "bad"], "no limits to judge by"),
        (["call", "4711"], "no call '4711'"),
    ],
)
def test_a_mistake_is_one_line_and_says_what_to_do(shell: Shell, arguments: list[str], told: str) -> None:
    done = shell.show(*arguments)
    assert (done.status, done.stdout) == (2, "")
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_alarms_are_shown_with_who_was_told_and_fail_while_one_fires(tmp_path: Path) -> None:
    with simulated("calm") as (_, url):
        shell = Shell(tmp_path, url)
        assert shell.show("quota", "--ask").status == 0
        # Nobody has judged a rule: that nothing fires is no all-clear.
        assert shell.show("alarms", "--fail-on", "near").status == 1
        asyncio.run(_keep_alarms(tmp_path, url))
        done = shell.show("alarms", "--fail-on", "bad")
        assert done.status == 4
        freeze, alert, past = json.loads(done.stdout)["rows"]
        assert (freeze["alarm_state_name"], freeze["severity"], freeze["end_state"]) == (
            "firing",
            "critical",
            # No process judges its rule any more.
            "unknown",
        )
        assert [(each["notifier"], each["outcome"]) for each in freeze["notified"]] == [("ops.sh", "sent")]
        assert (past["alarm_state_name"], past["duration_s"]) == ("over", 900)
        assert (alert["alarm_state_name"], alert["call_id"]) == ("alert", "c0ffee")
        assert alert["told_by_agora_state"] == "none_known", "a time that the vendor did not tell is not made up"
        assert alert["received_ts"] == alert["start_ts"]
        assert (freeze["received_ts"], freeze["received_state"]) == (None, "none_known")
        since = "--since", "2026-11-22T05:00:00Z", "--until", "2026-11-22T06:00:00Z"
        assert [row["rule"] for row in shell.document("alarms", *since)["rows"]] == ["old"]
        then = shell.show("alarms", "--at", iso(T - 780), "--fail-on", "bad")
        assert [row["rule"] for row in json.loads(then.stdout)["rows"]] == ["freeze"]
        assert "their states and values are those of 20" in json.loads(then.stdout)["findings"][0]
        assert then.status == 4, "it had fired 40 seconds before"
        # A minute before it was pending.
        assert shell.show("alarms", "--at", iso(T - 900), "--fail-on", "bad").status == 1
        assert shell.show("alarms", "--at", iso(T - 900), "--fail-on", "near").status == 4
        # Whether rules were judged at a moment is not kept.
        assert shell.show("alarms", "--at", "2026-11-20T05:50:00Z", "--fail-on", "near").status == 1
        assert any("1 alarm is firing, by the limits" in each for each in shell.document("live")["findings"])
        for lang in ("en", "zh"):
            text = shell.show("alarms", "--format", "text", "--lang", lang).stdout
            assert max(map(cell_len, text.splitlines())) <= 80
        hidden = shell.show("alarms", "--redact").stdout
        assert not [name for name in ("数学", "44361248", "c0ffee") if name in hidden]


async def _keep_alarms(home: Path, url: str) -> None:
    place = f"sqlite:///{home / '.local/state/scry/scry.db'}"
    with SqliteStore.open(place, base_url=url, app_id="demoapp") as store:
        await keep(store, FREEZE, OVER, alerts=(replace(ALERT, told_ts=None, received_ts=time.time()),))
        (alarm,) = [one for one in await store.read(lambda snapshot: snapshot.alarms(9)) if one.is_firing]
        await tell(store, alarm.alarm_id, "ops.sh", Reply(True))


def test_a_rule_is_tried_on_the_stored_past(shell: Shell) -> None:
    done = shell.run("alarms", "test-rule", "videoFreezeRate", "--since", "-1h")
    assert done.status == 0, done.stderr
    assert "this rule would have fired 1 time." in done.stdout
    assert "Video freeze > 5 %" in done.stdout
    assert "since " in done.stdout
    done = shell.run("alarms", "test-rule", "feed_dead")
    assert "no dry run" in done.stdout
    for arguments, told in (
        (("test-rule",), "scry alarms test-rule NAME"),
        (("test-rule", "moon"), "the rules are: joinSuccessRate"),
        (("test", "moon"), "takes no name"),
        (("test-rule", "videoFreezeRate", "--since", "+5m"), "--since"),
    ):
        done = shell.run("alarms", *arguments)
        assert (done.status, done.stdout) == (2, "")
        assert told in done.stderr


def test_an_incident_is_summarised_from_the_store_in_all_formats(shell: Shell) -> None:
    stretch = ("incident", "--from", "-1h", "--to", "-1m")
    document = shell.document(*stretch)
    assert document["screen"] == "incident"
    msgspec.convert(document, Document, strict=True)
    freeze = next(row for row in document["rows"] if row["metric_name"] == "videoFreezeRate")
    minutes = sum(value for key, value in freeze.items() if key.startswith("minutes_") and key != "minutes_bad")
    assert minutes in (59, 60)
    assert 0 < freeze["minutes_bad"] <= freeze["minutes_known"]
    assert freeze["abnormal_from_iso"].endswith("Z")
    assert any(finding.startswith("since: ") and "(Video freeze)" in finding for finding in document["findings"])
    assert any(finding.startswith("Agora: video downstream packet loss") for finding in document["findings"])
    assert any(finding.startswith("Scry: ") for finding in document["findings"])
    tables = {"incident": document, **{table["name"]: table for table in document["tables"]}}
    pinned = json.loads((Path(__file__).parent / "show_keys.json").read_text(encoding="utf-8"))
    assert {name: [column["name"] for column in table["columns"]] for name, table in tables.items()} == pinned[
        "incident"
    ]
    for lang in ("en", "zh"):
        text = shell.show(*stretch, "--format", "text", "--lang", lang).stdout
        assert max(map(cell_len, text.splitlines())) <= 80
    assert shell.show(*stretch, "--format", "md").stdout.startswith("## scry · demoapp · Incident")
    assert shell.show(*stretch, "--fail-on", "bad").status == 4
    redacted = shell.show(*stretch, "--redact").stdout
    assert "数学-3班" not in redacted
    assert "44361248" not in redacted


def test_the_xla_minutes_are_those_of_the_month_by_the_configs_limits(shell: Shell, tmp_path: Path) -> None:
    rows = {row["metric_name"]: row for row in shell.document("xla")["rows"]}
    assert [*rows] == ["joinSuccess5SecsRate", "videoFreezeRate", "audioFreezeRate"]
    freeze = rows["videoFreezeRate"]
    assert freeze["minutes_beyond"] > 0
    assert freeze["minutes_beyond"] <= freeze["minutes_known"]
    assert freeze["limit_source"] == "screen"
    assert freeze["left_at_most_minutes"] is None
    assert freeze["left_at_most_minutes_state"] == "unknown"
    assert any("minutes left of the allowance: unknown" in said for said in shell.document("usage")["findings"])

    config = tmp_path / "config.toml"
    config.write_text(
        "[xla]\nvideoFreezeRate = { limit = 4.5, allowance_minutes = 1 }\naudioFreezeRate = { allowance_minutes = 9 }\n"
    )
    given = shell.document("xla", "--config", str(config))
    rows = {row["metric_name"]: row for row in given["rows"]}
    assert rows["videoFreezeRate"]["xla_limit"] == 4.5
    assert rows["videoFreezeRate"]["limit_source"] == "agreed"
    assert rows["videoFreezeRate"]["left_at_most_minutes"] == 1 - rows["videoFreezeRate"]["minutes_beyond"]
    assert rows["audioFreezeRate"]["limit_source"] == "screen"
    assert any("is exceeded by" in said for said in given["findings"])
    assert shell.show("xla", "--config", str(config), "--fail-on", "bad").status == 4
    assert shell.show("xla", "--fail-on", "bad").status == 1, "no allowance is given, so nothing is judged"
    past = shell.document("xla", "--at", "2020-02-10 00:00")
    assert all(row["minutes_known"] == 0 for row in past["rows"])
    assert past["window"]["end_iso"].startswith("2020-03-01T00:00:00")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name the time with --from and --to"),
        (("--from", "-1h", "--at", "-5m"), "takes no --at"),
        (("--from", "-5m", "--to", "-1h"), "must be earlier"),
        (("x.scry", "--ask"), "neither --ask nor --fail-on"),
    ],
)
def test_an_incident_without_a_stretch_is_one_line(shell: Shell, arguments: tuple[str, ...], said: str) -> None:
    done = shell.show("incident", *arguments)
    assert (done.status, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_keys_of_each_content_are_those_that_scripts_rely_on(shell: Shell) -> None:
    """A key may be added, with a line here; none is renamed or dropped."""
    pinned = json.loads((Path(__file__).parent / "show_keys.json").read_text(encoding="utf-8"))
    for what in WHATS:
        document = shell.document(what)
        tables = {what: document, **{table["name"]: table for table in document["tables"]}}
        keys = {name: [column["name"] for column in table["columns"]] for name, table in tables.items()}
        assert keys == pinned[what]

"""README's lines from `createdb` to two boxes on one incident, run as they stand, in both languages."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.flows.served import CREDENTIALS, ROOT, SCRY, simulated
from tests.patience import PATIENCE_S, wait_until
from tests.store.server import Server, binaries, running
from tests.term import Terminal
from tui.domain.records import Call
from tui.store.sqlite.database import SqliteStore

PASSWORD = "S3cret9x"
SCRIPT = """set -o pipefail
scry() {{ '{program}' -m tui "$@"; }}
{lines}
echo "$SCRY_STORE"
"""


def lines_of(readme: str) -> list[str]:
    """Its commands, without the comments behind them."""
    (block,) = (
        each
        for each in re.findall(r"```sh\n(.*?)```", (ROOT / readme).read_text(encoding="utf-8"), re.DOTALL)
        if "createdb" in each
    )
    return [re.sub(r"\s{2,}#.*", "", line) for line in block.splitlines()]


async def have_history(store_url: str, base_url: str) -> None:
    with SqliteStore.open(store_url, base_url=base_url, app_id="demoapp") as store:
        now_ts = time.time()
        calls = [Call(f"c{number}", "room", int(now_ts) - 600, int(now_ts) - 60, True) for number in range(3)]
        await store.write(lambda changes: changes.put_calls(calls, answered_ts=now_ts))


@pytest.fixture
def server() -> Iterator[Server]:
    """It asks all but its administrator for a password."""
    with running() as server:
        rules = server.directory / "pg_hba.conf"
        rules.write_text("host all postgres all trust\nhost all all all scram-sha-256\n")
        with server.connected() as connection:
            connection.execute("SELECT pg_reload_conf()")
        yield server


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_the_lines_lead_from_an_empty_server_to_two_boxes_with_one_quota(
    readme: str, server: Server, tmp_path: Path
) -> None:
    install, *prepare, one, two = lines_of(readme)
    assert install == "pipx install '.[postgres]'"
    assert (one, two) == ("scry collect", "scry")
    script = (
        "\n".join(prepare).replace("db.example:5432", f"127.0.0.1:{server.port}").replace("db.example", "127.0.0.1")
    )
    script = re.sub("PASSWORD|密码", PASSWORD, script).replace("sslmode=verify-full", "sslmode=disable")
    # It asks twice, at the terminal or, where there is none, at its input.
    typed = f"printf '%s\\n' {PASSWORD} {PASSWORD} | "
    script = re.sub(r"^(?=psql.*\\password)", lambda _: typed, script, flags=re.MULTILINE)
    home = tmp_path / "one"
    with simulated("incident") as (world, url):
        env = {
            **CREDENTIALS,
            "HOME": str(home),
            "PATH": f"{binaries()}:{os.environ['PATH']}",
            "PGPORT": str(server.port),
            "PGUSER": "postgres",
            "SCRY_APP_ID": "demoapp",
            "SCRY_BASE_URL": url,
            "TZ": "UTC",
        }
        asyncio.run(have_history(f"sqlite:///{home}/.local/state/scry/scry.db", url))
        done = subprocess.run(
            ["bash", "-ec", SCRIPT.format(program=sys.executable, lines=script)],
            stdin=subprocess.DEVNULL,
            env=env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            start_new_session=True,
            timeout=PATIENCE_S,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        env["SCRY_STORE"] = done.stdout.splitlines()[-1]
        assert PASSWORD not in done.stdout.replace(env["SCRY_STORE"], "") + done.stderr
        other = tmp_path / "two"
        other.mkdir()
        (other / ".pgpass").write_bytes((home / ".pgpass").read_bytes())
        (other / ".pgpass").chmod(0o600)
        collecting = subprocess.Popen([*SCRY, "collect"], env=env, cwd=ROOT, stderr=subprocess.PIPE, text=True)
        try:
            wait_until(lambda: world.journal.requests())
            with Terminal.spawn(SCRY, home=other, env={**env, "HOME": str(other)}, cwd=ROOT) as box:
                box.wait_for("● live", "Video freeze")
                with psycopg.connect(server.url("scry")) as connection:
                    asked = "SELECT DISTINCT claimed_by FROM scry.ledger"
                    collectors = connection.execute(asked).fetchall()
                    copied = connection.execute("SELECT count(*) FROM scry.calls").fetchone()
                assert collectors
                assert copied == (3,)
                box.send("ctrl+q")
                assert box.exit_status() == 0
        finally:
            collecting.send_signal(signal.SIGTERM)
            said = collecting.communicate(timeout=PATIENCE_S)[1]
        assert collecting.returncode == 0, said
        assert world.breaches() == []

"""What can befall the database under a running scry, in a real terminal."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg
import pytest

from tests.flows.served import scry, simulated
from tests.patience import wait_until
from tests.store.server import Server, running

R = re.compile
A_CALL = R(r"\b[0-9a-f]{24}\b")
SLOW = {"en": R(r"No answer from the store for \d+ s\. esc ends"), "zh": R(r"存储已有 \d+ 秒没有答复。按 esc 停止读取")}


def cancelled(server: Server) -> int:
    """How many statements were ended at the wish of their client, not by a time-out of the server."""
    return (server.directory.parent / "server.log").read_text().count("canceling statement due to user request")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_slow_question_is_told_and_esc_ends_it_in_the_database(lang: str, tmp_path: Path) -> None:
    with running() as server, simulated("worlds") as (_, url):
        project = ("--app-id", "demoapp", "--base-url", url, "--store", server.url(), "--lang", lang)
        with scry(*project, "--screen", "calls", home=tmp_path) as terminal:
            terminal.wait_for(A_CALL)
            with psycopg.connect(server.url()) as other:
                other.execute("LOCK TABLE scry.sessions IN ACCESS EXCLUSIVE MODE")
                terminal.send("enter")
                terminal.wait_for(SLOW[lang])
                before = cancelled(server)
                terminal.send("esc")
                terminal.wait_until(
                    lambda text: SLOW[lang].search(text) is None and A_CALL.search(text) is not None,
                    "the list of calls",
                )
                wait_until(lambda: cancelled(server) > before)
            terminal.send("ctrl+q")
            assert terminal.exit_status() == 0

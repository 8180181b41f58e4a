"""The secret stands nowhere: not in what is written to disk or terminal, not in what other processes can see."""

from __future__ import annotations

import base64
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.flows.served import ROOT, answering, simulated
from tests.term import Terminal

R = re.compile
# The simulator's, and as unlike a word as a real one.
SECRET = "demo-secret-4711"
CREDENTIALS = {"SCRY_CUSTOMER_ID": "demo", "SCRY_CUSTOMER_SECRET": SECRET}
PIECE = 8


def pieces(secret: str) -> set[bytes]:
    """Every eight letters of it, of its base64 wherever it begins, and of the header made of it."""
    texts = [secret]
    for plain in (secret, f"demo:{secret}"):
        for shift in range(3):
            # What comes before and behind takes part in the letters at both ends.
            texts.append(base64.b64encode(bytes(shift) + plain.encode()).decode().rstrip("=")[shift + 1 : -1])
    # "demo" and its base64 are the customer id, which is no secret.
    open_text = base64.b64encode(b"demo:").decode()[:6]
    found = {text[at : at + PIECE] for text in texts for at in range(len(text) - PIECE + 1)}
    return {piece.encode() for piece in found if open_text not in piece}


def found_in(data: bytes, secret: str) -> list[bytes]:
    return [piece for piece in pieces(secret) if piece in data]


def assert_private_and_clean(home: Path, secret: str) -> None:
    files = [path for path in home.rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert found_in(path.read_bytes(), secret) == [], path
        assert path.stat().st_mode & 0o077 == 0, path


def descendants(pid: int) -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and f"PPid:\t{pid}\n" in _text(entry / "status"):
            yield int(entry.name)
            yield from descendants(int(entry.name))


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def scry(*arguments: str, home: Path, module: str = "tui", env: Mapping[str, str] = CREDENTIALS) -> Terminal:
    return Terminal.spawn((sys.executable, "-m", module, *arguments), home=home, env=env, cwd=ROOT)


def test_a_whole_run_that_ends_in_a_crash_writes_no_piece_of_it(tmp_path: Path) -> None:
    with (
        simulated() as (_, url),
        scry("--app-id", "demoapp", "--base-url", url, home=tmp_path, module="tests.flows.faulty") as terminal,
    ):
        terminal.wait_for("● live", R(r"Audio end-to-end +\d"))
        for key in "23456":
            terminal.send(key)
            terminal.wait_quiet(200)
        assert found_in(Path(f"/proc/{terminal.pid}/cmdline").read_bytes(), SECRET) == []
        terminal.send("?")
        assert terminal.exit_status() == 1
        # The terminal is as it was; one line says what happened, and where the rest of it is.
        for sequence in (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l"):
            assert sequence in terminal.raw[-2000:]
        said = terminal.raw.rpartition(b"\x1b[?1049l")[2].decode()
        assert re.search(r"scry: stopped by a fault of its own \(RuntimeError: .*the report is in /", said)
        assert found_in(terminal.raw, SECRET) == []
    (report,) = tmp_path.rglob("scry-crash-*.txt")
    assert "RuntimeError: " in report.read_text()
    (log,) = tmp_path.rglob("scry.log")
    assert "the secret is …" in log.read_text()
    assert "httpcore" in log.read_text()
    assert_private_and_clean(tmp_path, SECRET)


def test_a_server_that_quotes_the_request_s_header_is_not_quoted(tmp_path: Path) -> None:
    def page(headers: Mapping[str, str]) -> bytes:
        return f"<html>{headers['authorization']}, also known as {SECRET}</html>".encode()

    with (
        answering(502, page, {"Content-Type": "text/html"}) as (url, asked),
        scry("--app-id", "demoapp", "--base-url", url, home=tmp_path, env=CREDENTIALS) as terminal,
    ):
        terminal.wait_for("server error", "Next try")
        terminal.send("6")
        terminal.wait_for("server error")
        terminal.send("ctrl+q")
        assert terminal.exit_status() == 0
        assert asked
        assert found_in(terminal.raw, SECRET) == []
    assert_private_and_clean(tmp_path, SECRET)


def test_a_wrong_secret_is_told_to_nobody_but_the_server(tmp_path: Path) -> None:
    wrong = "quite-another-0815"
    with (
        simulated() as (_, url),
        scry(
            "--app-id", "demoapp", "--base-url", url, home=tmp_path, env={**CREDENTIALS, "SCRY_CUSTOMER_SECRET": wrong}
        ) as terminal,
    ):
        terminal.wait_for("✕ 401 not authorised")
        terminal.send("ctrl+q")
        assert terminal.exit_status() == 0
        assert found_in(terminal.raw, wrong) == []
    assert_private_and_clean(tmp_path, wrong)


def test_children_get_nothing_of_it(tmp_path: Path) -> None:
    """The command that prints it shows its own environment; the simulator's is looked at from outside."""
    config = tmp_path / "c.toml"
    command = f"env > $HOME/seen; echo '{SECRET[:4]}''{SECRET[4:]}'"
    config.write_text(f'[profiles.a]\napp_id = "demoapp"\ncustomer_secret_command = ["sh", "-c", "{command}"]\n')
    config.chmod(0o600)
    env = {"SCRY_CUSTOMER_ID": "demo", "SCRY_APP_ID": "demoapp"}
    with simulated() as (_, url), scry("--config", str(config), "--base-url", url, home=tmp_path, env=env) as terminal:
        terminal.wait_for("● live")
    assert "SCRY_" not in (tmp_path / "seen").read_text()
    with scry("demo", home=tmp_path) as terminal:
        terminal.wait_for("● live")
        children = list(descendants(terminal.pid))
        assert children
        for child in children:
            for name in ("environ", "cmdline"):
                assert found_in(Path(f"/proc/{child}/{name}").read_bytes(), SECRET) == []

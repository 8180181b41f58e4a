"""The command line: what is answered before any screen is drawn."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.flows.served import CREDENTIALS, ROOT, SCRY, answering, scry, simulated
from tests.patience import PATIENCE_S
from tui import __version__


def run(*arguments: str, home: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **(env or {})}
    return subprocess.run(
        [*SCRY, *arguments],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def test_version_and_help_answer_and_exit_0(tmp_path: Path) -> None:
    assert run("--version", home=tmp_path).stdout == f"scry {__version__}\n"
    for arguments in (("--help",), ("demo", "--help"), ("check", "--help"), ("simulate", "--help")):
        done = run(*arguments, home=tmp_path)
        assert done.returncode == 0
        assert done.stdout.startswith("usage: scry")
        assert "--" in done.stdout
    assert run("--help", home=tmp_path, env={"LANG": "zh_CN.UTF-8"}).stdout.startswith("用法：scry")


def test_streams_that_are_closed_are_no_reason_for_a_traceback(tmp_path: Path) -> None:
    for command, status in (("--version >&-", 0), ("demo <&-", 2), ("demo >&- <&-", 2)):
        done = subprocess.run(
            ["sh", "-c", f"exec {SCRY[0]} -m tui {command}"], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == status
        assert "Traceback" not in done.stderr
        assert len(done.stderr.splitlines()) == (1 if status else 0)


def test_version_and_help_import_neither_textual_nor_httpx(tmp_path: Path) -> None:
    done = subprocess.run(
        [SCRY[0], "-X", "importtime", "-m", "tui", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "textual" not in done.stderr
    assert "httpx" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "env", "says"),
    [
        (("--nonsense",), {}, "--nonsense"),
        (("--lang", "fr"), {}, "fr"),
        (("simulate", "--port", "99999"), {}, "0 to 65535"),
        (("demo", "--speed", "-1"), {}, "above 0"),
        (("demo", "--scene", "nowhere"), {}, "incident"),
        ((), {}, "no app id"),
        (("--app-id", "x"), {}, "SCRY_CUSTOMER_ID"),
        (("--app-id", "x"), {**CREDENTIALS, "SCRY_BASE_URL": "http://example.com"}, "https"),
        (("--app-id", "x", "--base-url", "nonsense"), CREDENTIALS, "not a URL"),
        (("--app-id", "x"), {**CREDENTIALS, "SCRY_UTC": "perhaps"}, "SCRY_UTC"),
        (("--app-id", "x", "--profile", "gone"), CREDENTIALS, "no profile 'gone'"),
        (("--config", "none.toml"), {}, "no such file"),
        (("--app-id", "x"), CREDENTIALS, "not a terminal"),
        (("demo",), {}, "not a terminal"),
        (("demo", "--theme", "nonsense"), {}, "scry-dark"),
        (("--app-id", "x", "--base-url", "http://["), CREDENTIALS, "not a URL"),
        (("--config", "~nosuchuser/x"), {}, "no such user"),
    ],
)
def test_a_mistake_is_one_line_on_stderr_and_exit_2(
    arguments: tuple[str, ...], env: dict[str, str], says: str, tmp_path: Path
) -> None:
    done = run(*arguments, home=tmp_path, env=env)
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stderr.startswith("scry: ")
    assert done.stderr.count("\n") == 1


def test_in_chinese_a_mistake_of_the_config_is_told_in_chinese_whoever_says_which_language(tmp_path: Path) -> None:
    config = tmp_path / ".config/scry/config.toml"
    config.parent.mkdir(parents=True)
    config.write_text("[ui]\nlang = 'zh'\n")
    assert "没有 app id" in run(home=tmp_path).stderr
    config.write_text("[ui]\nlnag = 'zh'\n")
    assert f"{config}:2：ui.lnag：未知的键 'lnag'" in run(home=tmp_path, env={"SCRY_LANG": "zh"}).stderr
    assert "did you mean 'lang'" in run("--lang", "en", home=tmp_path, env={"SCRY_LANG": "zh"}).stderr


def test_a_clash_of_keys_is_a_mistake_of_the_file(tmp_path: Path) -> None:
    config = tmp_path / ".config/scry/config.toml"
    config.parent.mkdir(parents=True)
    config.write_text("[ui.keys]\nfreeze = 'x'\n")
    done = run("--app-id", "x", home=tmp_path, env=CREDENTIALS)
    assert (done.returncode, done.stderr) == (
        2,
        f"scry: {config}:2: ui.keys.freeze: 'x' is session.swap's key on pair, too; "
        "allowed: a key free on that screen, or another key for session.swap as well\n",
    )


def test_a_typo_in_the_config_names_file_line_and_what_is_allowed(tmp_path: Path) -> None:
    config = tmp_path / ".config/scry/config.toml"
    config.parent.mkdir(parents=True)
    config.write_text("[profiles.a]\napp_id = 'x'\ncustmer_id = 'y'\n")
    done = run(home=tmp_path)
    assert done.returncode == 2
    assert f"{config}:3: profiles.a.custmer_id" in done.stderr
    assert "did you mean 'customer_id'" in done.stderr


def test_profiles_of_a_config_file_of_nobody_s_are_a_mistake_in_the_line(tmp_path: Path) -> None:
    done = run("completion", "profiles", "--config", "~nosuchuser/x", home=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("scry: ~nosuchuser/x: ")
    assert not [*tmp_path.rglob("crash*")]


def test_an_unknown_metric_or_endpoint_in_the_config_is_named_with_what_is_allowed(tmp_path: Path) -> None:
    config = tmp_path / "c.toml"
    profile = "[profiles.a]\napp_id = 'x'\ncustomer_id = 'y'\n"
    config.write_text(profile + "[thresholds]\nvideoFrezeRate = { bad = 5 }\n")
    done = run("--config", str(config), home=tmp_path, env=CREDENTIALS)
    assert (done.returncode, "videoFreezeRate" in done.stderr) == (2, True)
    assert f"{config}:5: thresholds.videoFrezeRate" in done.stderr
    config.write_text(profile + "[limits.live_scal]\nper_day = 5\n")
    done = run("--config", str(config), home=tmp_path, env=CREDENTIALS)
    assert (done.returncode, "live_scale" in done.stderr) == (2, True)
    assert f"{config}:4: limits" in done.stderr
    config.write_text(profile + "[ui]\nutc = true\ntheme = 'nope'\n")
    done = run("--config", str(config), home=tmp_path, env=CREDENTIALS)
    assert (done.returncode, "scry-light" in done.stderr) == (2, True)
    assert f"{config}:6: ui.theme: unknown theme 'nope'; allowed: scry-dark, " in done.stderr
    config.write_text(profile + "customer_secret_command = ['false']\n")
    done = run("--config", str(config), home=tmp_path)
    assert done.returncode == 2
    assert f"{config}:4: profiles.a.customer_secret_command: ended with status 1" in done.stderr


def test_a_file_that_is_no_database_is_refused_in_a_sentence_and_left_alone(tmp_path: Path) -> None:
    store = tmp_path / "notes.db"
    store.write_text("my notes " * 500)
    arguments = ("--app-id", "x", "--store", f"sqlite:///{store}")
    with scry(*arguments, home=tmp_path) as terminal:
        assert terminal.exit_status() == 2
        # However long the path is, and wherever the terminal therefore breaks the line.
        said = terminal.text().replace("\n", "")
        assert "is not a SQLite database" in said
        assert "Traceback" not in said
    assert store.read_text() == "my notes " * 500


def test_check_says_that_all_is_well_for_one_request(tmp_path: Path) -> None:
    with simulated("calm") as (world, url):
        done = run("check", "--base-url", url, "--app-id", "demoapp", home=tmp_path, env=CREDENTIALS)
        assert done.returncode == 0, done.stdout + done.stderr
        for line in ("configuration", "terminal", "store", "reach", "credentials   accepted", "clock", "1/1000 today"):
            assert line in done.stdout
        assert len(world.journal.requests()) == 1


def test_check_ends_with_3_when_the_server_says_no(tmp_path: Path) -> None:
    with simulated("calm") as (_, url):
        env = {**CREDENTIALS, "SCRY_CUSTOMER_SECRET": "wrong"}
        done = run("check", "--base-url", url, "--app-id", "demoapp", home=tmp_path, env=env)
    assert done.returncode == 3
    assert "FAIL credentials" in done.stdout
    assert "wrong" not in done.stdout + done.stderr


def test_check_ends_with_1_when_nobody_answers_and_says_where(tmp_path: Path) -> None:
    done = run("check", "--base-url", "http://127.0.0.1:9", "--app-id", "x", home=tmp_path, env=CREDENTIALS)
    assert done.returncode == 1
    assert "FAIL reach" in done.stdout
    assert "127.0.0.1:9" in done.stdout


def test_a_redirect_takes_no_credentials_along(tmp_path: Path) -> None:
    with answering(200, b"{}", {}) as (elsewhere, stolen), answering(302, b"", {"Location": elsewhere}) as (url, asked):
        done = run("check", "--base-url", url, "--app-id", "x", home=tmp_path, env=CREDENTIALS)
    assert done.returncode == 1
    assert len(asked) == 1
    assert stolen == []


def test_simulate_says_where_it_listens_in_its_first_line(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*SCRY, "simulate", "--port", "0"], cwd=ROOT, stdout=subprocess.PIPE, text=True, env={"HOME": str(tmp_path)}
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("listening on http://127.0.0.1:")
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE_S)

"""No part of a secret in a value that cannot be used is shown, wherever the value was given."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.cli.options import Options, parse
from tui.cli.settings import settle
from tui.config.draft import Problem, url_problem
from tui.config.values import ConfigError, masked
from tui.store.errors import StoreError
from tui.store.sqlite.place import path_of

PIECES = ("S3c", "et#", "9x")
URLS = [
    "https://user:S3cr@et#9x@host",
    "https://user:S3cr/et9x@host",
    "https://user:S3cr?et9x@host",
    "https://S3cret@host:port",
    "https://user:S3cret9x",
    "https://user:S3cr et@host",
    "user:S3cret9x@host",
    "//user:S3cret9x@host",
    "https://host/S3cret9x@",
    "https://[S3cret9x",
]


def require_nothing_of_it(said: str) -> None:
    assert not [piece for piece in PIECES if piece in said], said


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    return {"HOME": str(tmp_path), "SCRY_CUSTOMER_ID": "a", "SCRY_CUSTOMER_SECRET": "bbbbbbbb", **more}


@pytest.mark.parametrize("url", URLS)
def test_of_a_base_url_that_is_none_only_what_said_it_is_told(url: str, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f'[profiles.a]\napp_id = "x"\nbase_url = "{url}"\n')
    config.chmod(0o600)
    for by, options, more in (
        ("--base-url", Options("check", app_id="x", base_url=url), {}),
        ("SCRY_BASE_URL", Options("check", app_id="x"), {"SCRY_BASE_URL": url}),
        ("config.toml: profiles.a.base_url", Options("check", config=str(config)), {}),
    ):
        with pytest.raises(ConfigError) as raised:
            settle(options, environment(tmp_path, **more))
        for lang in ("en", "zh"):
            said = raised.value.says("en" if lang == "en" else "zh")
            assert by in said
            require_nothing_of_it(said)


@pytest.mark.parametrize("url", [url for url in URLS if "@" in url])
def test_a_url_with_an_at_sign_anywhere_is_said_to_hold_credentials(url: str) -> None:
    assert url_problem(url, insecure=True) is Problem.URL_CREDENTIALS


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user:S3cret9x@host/db",
        "postgresql://user:S3cret9x",
        "sqlite://user:S3cret9x@host/db",
        "user:S3cret9x",
        "mysql+x://u:S3cr@et#9x@h",
        "S3cret9x@host",
    ],
)
def test_of_a_store_that_is_none_of_ours_no_more_than_the_scheme_is_shown(url: str) -> None:
    with pytest.raises(StoreError) as raised:
        path_of(url)
    require_nothing_of_it(str(raised.value))
    assert "sqlite:///" in str(raised.value)


def test_what_may_hold_no_login_is_shown() -> None:
    with pytest.raises(StoreError, match=r"scry\.db"):
        path_of("scry.db")


@pytest.mark.parametrize(
    "argv",
    [
        ["https://user:S3cr@et#9x@host"],
        ["check", "postgresql://user:S3cret9x@host"],
        ["--screen", "https://user:S3cret9x@host"],
        ["--lang=https://user:S3cret9x@host"],
        ["simulate", "--port", "http://user:S3cret9x@host"],
        ["demo", "--speed", "http://user:S3cret9x@host"],
        ["user:S3cret9x@host"],
    ],
)
def test_a_mistake_on_the_command_line_quotes_no_login(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(argv)
    assert ended.value.code == 2
    require_nothing_of_it(capsys.readouterr().err)


@pytest.mark.parametrize(
    "text",
    [
        "[profiles.a]\ncustomer_secret = S3cret9x\n",
        '[profiles.a]\ncustomer_secret = "S3c"ret9x"\n',
        '[profiles.a]\ncustomer_secret "S3cret9x"\n',
        '[profiles.a]\ncustomer_secret = "S3c\\qret9x"\n',
        '[profiles.a]\ncustomer_secret = "S3cret9x\n',
        "[S3cret9x]\n[S3cret9x]\n",
        "S3cret9x = {a = 1}\nS3cret9x.b = 2\n",
        '[profiles.a]\napp_id = "x"\nbase_url = ["https://user:S3cret9x@host"]\n',
        '[profiles.a]\napp_id = "x"\nstore = ["postgresql://user:S3cret9x@host"]\n',
        '[profiles.a]\napp_id = "x"\ncustomer_secret_command = "echo S3cret9x"\n',
        '[profiles.a]\napp_id = "x"\nkeyring = "S3cret9x"\n',
        '[ui]\nlang = "https://user:S3cret9x@host"\n',
        '[ui]\ntheme = "https://user:S3cret9x@host"\n',
        'profile = "https://user:S3cret9x@host"\n',
        '[quota]\nbig_channels = "https://user:S3cret9x@host"\n',
    ],
)
def test_a_line_of_the_config_that_cannot_be_read_is_named_and_not_quoted(text: str, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(text)
    config.chmod(0o600)
    with pytest.raises(ConfigError) as raised:
        settle(Options("check", config=str(config)), environment(tmp_path, SCRY_APP_ID="x" if "[ui]" in text else ""))
    said = str(raised.value).replace(str(config), "config.toml")
    require_nothing_of_it(said)
    assert "config.toml" in said or "theme" in said


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("课堂-prod", "课堂-prod"),
        ("ops@example.com", "ops@example.com"),
        ("https://api.agora.io/x", "https://api.agora.io/x"),
        ("a http://u:p@h b", "a http://…"),
        ("u:p@h", "…"),
        ("u:p\nq@h", "…"),
        ("u:\r\np\u2028@h", "…"),
        ("a\nhttp://u:p\nq@h\nb", "a\nhttp://…"),
        ("two\nlines: x", "two\nlines: x"),
        ("-15m", "-15m"),
    ],
)
def test_only_what_may_be_a_login_is_masked(text: str, shown: str) -> None:
    assert masked(text) == shown

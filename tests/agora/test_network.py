"""What the environment says of the network, the parts that cannot be used among it."""

from __future__ import annotations

import os
from pathlib import Path
from unittest.mock import patch

import pytest

from tui.agora.client import Client
from tui.agora.editions.reference_2020 import EDITION
from tui.agora.errors import Unreachable
from tui.agora.network import Network, Proxy, ProxyRoute, network, route, trust
from tui.domain.records import Request, Window

API = "https://api.example"
GATE = {"HTTPS_PROXY": "http://gate:3128"}


def spared(no_proxy: str, base_url: str = API) -> bool:
    """Whether an entry spares it the proxy; what cannot be understood fails."""
    found = route(base_url, {**GATE, "http_proxy": "http://gate:3128", "NO_PROXY": no_proxy})
    assert not found.skipped
    return found.proxy is None


@pytest.mark.parametrize(
    "entry",
    [
        "api.example",
        "API.Example",
        ".example",
        "*.example",
        "example",
        "example.",
        "api.example:443",
        "https://api.example",
        "*",
        "a, b ,api.example",
        "x api.example",
    ],
)
def test_who_is_named_is_reached_without_the_proxy(entry: str) -> None:
    assert spared(entry)


@pytest.mark.parametrize(
    "entry", ["", "pi.example", "example.com", "api.example:80", "http://api.example", "10.0.0.0/8"]
)
def test_who_is_not_named_is_reached_by_the_proxy(entry: str) -> None:
    assert not spared(entry)


@pytest.mark.parametrize(
    ("entry", "host", "is_spared"),
    [
        ("127.0.0.1,fe80::/10", "127.0.0.1", True),
        ("fe80::/10,127.0.0.1", "127.0.0.1", True),
        ("127.0.0.0/8", "127.0.0.1", True),
        ("10.1.2.3/8", "10.200.0.1", True),
        ("10.0.0.0/8", "11.0.0.1", False),
        ("fe80::/10", "[fe80::1]", True),
        ("fe80::/10", "127.0.0.1", False),
        ("[::1]", "[::1]", True),
        ("::1", "[::1]", True),
        ("[::1]:9000", "[::1]:9000", True),
        ("localhost", "127.0.0.1", False),
    ],
)
def test_addresses_and_networks_are_entries_like_names(entry: str, host: str, is_spared: bool) -> None:
    assert spared(entry, f"http://{host}") == is_spared


@pytest.mark.parametrize(
    "entry", ["[::1", "10.0.0.0/99", "http://", "a/b", "fe80::/1000", "$(no_proxy)", "a:99999", "é:x"]
)
def test_an_entry_that_is_none_is_named_and_the_others_count(entry: str) -> None:
    found = route(API, {**GATE, "no_proxy": f"{entry}, api.example"})
    assert found.proxy is None
    assert found.spared_by == ("no_proxy", "api.example")
    assert [said("en") for said in found.skipped] == [
        f"no_proxy: {entry} is no host, address or network, and is skipped"
    ]
    # Without any proxy, too.
    assert len(route(API, {"NO_PROXY": entry}).skipped) == 1


def test_a_login_that_went_astray_into_an_entry_is_not_shown() -> None:
    (said,) = route(API, {"NO_PROXY": "a,http://ops:S3cret@gate"}).skipped
    assert said("en") == "NO_PROXY: one entry (number 2) is no host, address or network, and is skipped"


@pytest.mark.parametrize(
    ("value", "proxy"),
    [
        ("gate", Proxy("http", "gate", 80, "https_proxy")),
        ("gate:3128", Proxy("http", "gate", 3128, "https_proxy")),
        ("HTTP://gate:3128/", Proxy("http", "gate", 3128, "https_proxy")),
        ("https://gate", Proxy("https", "gate", 443, "https_proxy")),
        ("http://[::1]:3128", Proxy("http", "::1", 3128, "https_proxy")),
        ("http://ops@gate", Proxy("http", "gate", 80, "https_proxy", "ops:")),
        ("http://ops:S3cr%40et%239x@gate:1", Proxy("http", "gate", 1, "https_proxy", "ops:S3cr@et#9x")),
        ("http://ops:a:b@gate:1", Proxy("http", "gate", 1, "https_proxy", "ops:a:b")),
    ],
)
def test_a_proxy_is_read_as_it_is_written(value: str, proxy: Proxy) -> None:
    assert route(API, {"https_proxy": value}) == ProxyRoute(proxy)


@pytest.mark.parametrize(
    "value",
    [
        "http://ops:S3cr@et#9x@127.0.0.1:3128",
        "ops:S3cr@et#9x@127.0.0.1:3128",
        "http://ops:S3cret/9x@127.0.0.1:3128",
        "http://ops:S3cret?9x@127.0.0.1:3128",
        "http://ops:12/S3cret@127.0.0.1",
        "http://ops:S3cr[et@127.0.0.1",
        "http://ops:S3cr et@127.0.0.1",
        "http://ops:S3cr%et@127.0.0.1",
        "http://ops:S3cret",
        "http://ops:S3cret#9x",
        "http://ops:S3cret@gate:99999",
        "http://ops:S3cret@gate:31x",
        "http://ops:S3cret@",
        "socks5://ops:S3cr@et#9x@127.0.0.1:3128",
        "http://ops:S3cret\\@gate",
        "://S3cret@gate",
    ],
)
async def test_of_a_value_that_is_no_url_nothing_is_shown_and_nothing_is_asked(
    value: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    found = route(API, {"https_proxy": value})
    assert found.proxy is None
    assert found.trouble is not None
    said = found.trouble("en") + found.trouble("zh")
    assert "https_proxy is not a URL" in said
    assert "encode @ and # in the password" in said
    assert not any(piece in said for piece in ("S3c", "et#", "9x", "ops:"))
    monkeypatch.setenv("https_proxy", value)
    with patch("socket.getaddrinfo") as asked:
        async with Client(edition=EDITION, base_url=API, app_id="a", customer_id="b", customer_secret="c") as client:
            with pytest.raises(Unreachable, match="https_proxy is not a URL") as raised:
                await client.fetch(Request("live_scale", Window(0, 60)))
    assert not raised.value.failure.arrived
    assert not asked.called
    assert "S3c" not in caplog.text + str(raised.value)


@pytest.mark.parametrize("scheme", ["http", "https", "socks5", "socks5h"])
@pytest.mark.parametrize("host", ["1.2.3.999", "256.1.1.1", "例子..x", "\u00b2\u00b3", "é..", "[1::2::3]", "[::1::]"])
async def test_a_host_that_no_request_could_be_sent_to_is_no_url_either(
    scheme: str, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.agora.network.find_spec", lambda _: True)
    value = f"{scheme}://ops:S3cret@{host}:3128"
    trouble = network(API, {"https_proxy": value}).trouble
    assert trouble is not None
    assert trouble("en").startswith("https_proxy is not a URL: write http://HOST:PORT")
    monkeypatch.setenv("https_proxy", value)
    async with Client(edition=EDITION, base_url=API, app_id="a", customer_id="b", customer_secret="c") as client:
        with pytest.raises(Unreachable, match="https_proxy is not a URL") as raised:
            await client.fetch(Request("live_scale", Window(0, 60)))
    assert not raised.value.failure.arrived


@pytest.mark.parametrize("host", ["1.2.3.999", "例子..x", "[::g]", "xn--", "xn--a-", "xn--ls8h="])
async def test_a_base_url_with_a_host_that_is_none_is_an_api_error(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    async with Client(
        edition=EDITION, base_url=f"http://{host}:1", app_id="a", customer_id="b", customer_secret="c"
    ) as client:
        with pytest.raises(Unreachable, match="the base URL is not a URL") as raised:
            await client.fetch(Request("live_scale", Window(0, 60)))
    assert not raised.value.failure.arrived


def test_certificates_are_judged_where_something_on_the_way_is(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear all")
    bad = {"SSL_CERT_FILE": str(tmp_path / "letter"), "NO_PROXY": "spared.example"}
    plain, tls, by_tls = "http://api.example", "HTTPS://api.example", {"http_proxy": "https://gate"}
    for hurried in (False, True):
        assert network(plain, bad, hurried=hurried) == Network(ProxyRoute())
        for base_url, more in ((tls, {}), (plain, by_tls)):
            found = network(base_url, {**bad, **more}, hurried=hurried)
            assert found.trouble is not None
            assert found.trouble("en").startswith("SSL_CERT_FILE=")
        assert network("http://spared.example", {**bad, **by_tls}, hurried=hurried).trouble is None
    assert network(API, {}).trust is not None
    assert network(API, {}, hurried=True).trust is None


def test_the_scheme_s_own_variable_wins_and_small_letters_do() -> None:
    assert route(API, {"ALL_PROXY": "http://all", **GATE}).proxy == Proxy("http", "gate", 3128, "HTTPS_PROXY")
    assert route(API, {"https_proxy": "small", **GATE}).proxy == Proxy("http", "small", 80, "https_proxy")
    assert route(API, {"https_proxy": "", **GATE}).proxy is None
    # Not of the one that is not on the way: it may be as it likes.
    assert route(API, {"HTTP_PROXY": "http://a@b@c", "ALL_PROXY": "ftp://x", **GATE}).trouble is None
    assert route("http://127.0.0.1:1", {"HTTP_PROXY": "http://gate", "REQUEST_METHOD": "GET"}).proxy is None


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
def test_a_socks_proxy_needs_a_package_and_says_which(scheme: str) -> None:
    environment = {"ALL_PROXY": f"{scheme}://ops:S3cret@gate:1080"}
    with patch("tui.agora.network.find_spec", lambda _: None):
        trouble = route(API, environment).trouble
    assert trouble is not None
    assert trouble("en") == (
        f"ALL_PROXY names a SOCKS proxy ({scheme}://gate:1080), for which scry needs one package more:"
        " pip install 'scry-tui[socks]'"
    )
    with patch("tui.agora.network.find_spec", lambda _: True):
        assert route(API, environment).proxy == Proxy(scheme, "gate", 1080, "ALL_PROXY", "ops:S3cret")
    # Where it is not on the way nobody need install anything.
    assert route(API, {**environment, **GATE}).trouble is None


def test_a_proxy_of_another_kind_is_named() -> None:
    trouble = route(API, {"all_proxy": "socks4://gate"}).trouble
    assert trouble is not None
    assert trouble("en").startswith("all_proxy names a proxy that scry cannot speak to (socks4://)")


# -- certificates, keys


def test_a_file_for_keys_that_cannot_be_written_is_named_and_not_used(tmp_path: Path) -> None:
    for path in (tmp_path / "none" / "keys", tmp_path):
        found = trust({"SSLKEYLOGFILE": str(path)})
        (said,) = found.skipped
        assert said("en").startswith(f"SSLKEYLOGFILE={path} cannot be written (")
        assert found.trouble is None
        assert found.context.get_ca_certs()
    assert trust({"SSLKEYLOGFILE": str(tmp_path / "keys")}).skipped == ()


def test_certificates_that_are_not_there_are_named_and_scry_s_own_are_used(tmp_path: Path) -> None:
    gone = str(tmp_path / "gone")
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        found = trust({name: gone})
        assert [said("en") for said in found.skipped] == [
            f"{name}={gone} does not exist, and is not used: scry trusts the certificates that come with it"
        ]
        assert found.trouble is None
        assert found.context.get_ca_certs()
    both = trust({"SSL_CERT_FILE": gone, "SSL_CERT_DIR": str(tmp_path)})
    assert (both.source, len(both.skipped), both.trouble) == (("SSL_CERT_DIR", str(tmp_path)), 1, None)


def test_certificates_that_are_none_keep_everything_from_being_sent(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear all")
    for path in (tmp_path / "letter", tmp_path):
        trouble = trust({"SSL_CERT_FILE": str(path)}).trouble
        assert trouble is not None
        assert trouble("en").startswith(f"SSL_CERT_FILE={path} cannot be used (")


async def test_the_program_goes_by_what_was_read_and_by_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """httpx's own reading of the same environment ends in an error."""
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,fe80::/10,[::1")
    monkeypatch.setenv("ALL_PROXY", "socks5://gate:1")
    monkeypatch.setenv("SSLKEYLOGFILE", "/nowhere/keys")
    async with Client(
        edition=EDITION, base_url="http://127.0.0.1:1", app_id="a", customer_id="b", customer_secret="c"
    ) as client:
        with pytest.raises(Unreachable, match=r"127\.0\.0\.1:1: ") as raised:
            await client.fetch(Request("live_scale", Window(0, 60)))
    assert "Connect" in str(raised.value) or "connection" in str(raised.value).lower()

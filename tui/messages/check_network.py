"""Findings of `scry check` on the way to the API: proxy, certificates, name, connection, TLS."""

from __future__ import annotations

from tui.domain.text import Phrase
from tui.messages.check import CERTIFICATES, DNS, PROXY, REACH, TLS

NO_PROXY = PROXY.ok("none for {host}", "{host} 不使用代理")
SPARED = PROXY.ok("none for {host}: {name} names it ({entry})", "{host} 不使用代理（{name} 中的 {entry}）")
BY_PROXY = PROXY.ok("{host} by way of {proxy} ({name})", "{host} 经由 {proxy}（{name}）")
PROXY_WRONG = PROXY.fail(
    "{what}; or keep {host} off it with NO_PROXY",
    "{what}；或用 NO_PROXY 排除 {host}",
)
CERTIFICATES_OF = CERTIFICATES.ok("{name}={path}", "{name}={path}")
OWN_CERTIFICATES = CERTIFICATES.ok("the certificates of scry", "scry 自带")
CERTIFICATES_UNHEARD = CERTIFICATES.warn(
    "{name} is set, but scry reads SSL_CERT_FILE and SSL_CERT_DIR: set SSL_CERT_FILE if your network needs a CA of"
    " its own",
    "已设置 {name}，但 scry 只看 SSL_CERT_FILE 和 SSL_CERT_DIR：若网络需要自有 CA，请设置 SSL_CERT_FILE",
)
RESOLVED = DNS.ok("{host} is {addresses}", "{host} 解析为 {addresses}")
NO_NAME = DNS.fail(
    "{host} has no address ({why}): check the name, and the name servers of this box",
    "{host} 无法解析（{why}）：请检查域名及本机的 DNS 服务器",
)
NAME_SLOW = DNS.fail(
    "{host}: no answer within {seconds} s: check the name servers of this box (/etc/resolv.conf)",
    "{host}：{seconds} 秒内无应答：请检查本机的 DNS 服务器（/etc/resolv.conf）",
)
CONNECTED = REACH.ok("{host}:{port} in {ms} ms", "{host}:{port}，{ms} 毫秒")
NOT_CONNECTED = REACH.fail(
    "{host}:{port}: {why}: check the network, the firewall, and the proxy if one is needed",
    "{host}:{port}：{why}：请检查网络、防火墙，以及是否需要代理",
)
PROXY_REFUSED = PROXY.fail(
    "the proxy {proxy} does not let {host}:{port} through ({why}): ask its administrator",
    "代理 {proxy} 不放行 {host}:{port}（{why}）：请联系其管理员",
)
TIMED_OUT = Phrase("no answer within {seconds} s", "{seconds} 秒内无应答")
PLAIN = TLS.ok("none: plain http stays on this box", "无：本机明文 http")
PLAIN_ABROAD = TLS.warn(
    "none: plain http shows the credentials to everybody on the way; use https",
    "无：明文 http 会把凭证暴露给沿途所有人；请使用 https",
)
LEFT_TO_REQUEST = PROXY.ok(
    "no test of its own: the request below shows whether this {scheme} proxy lets {host}:{port} through",
    "此 {scheme} 代理是否放行 {host}:{port} 不单独检查：由请求验证",
)
TLS_FINE = TLS.ok(
    "{version}, certificate of {name} by {issuer}, ends in {days:day|days}",
    "{version}，证书 {name}（{issuer} 签发），{days} 天后到期",
)
TLS_ENDING = TLS.warn(
    "{version}, the certificate of {name} ends in {days:day|days}: tell its administrator",
    "{version}，证书 {name} 将在 {days} 天后到期：请告知服务器管理员",
)
TLS_DATE = TLS.fail(
    "{why}: if the date of this box is right, the administrator of {host} must renew the certificate",
    "{why}：若本机日期无误，须由 {host} 的管理员更新证书",
)
TLS_NAME = TLS.fail(
    "{why}: check the base URL; if it is right, another server answers in the place of {host}",
    "{why}：请检查 base URL；若无误，则有其他服务器在代替 {host} 应答",
)
TLS_CA = TLS.fail(
    "{why}: this box does not trust the certificate of {host}; if your network opens TLS, name the file of its CA in"
    " SSL_CERT_FILE",
    "{why}：{host} 的证书不受本机信任；若网络会解密 TLS，请在 SSL_CERT_FILE 中指定其 CA 文件",
)
TLS_FAILED = TLS.fail(
    "the TLS handshake with {host}:{port} failed ({why}): check scheme and port of the base URL",
    "{host}:{port} 的 TLS 握手失败（{why}）：请检查 base URL 的协议和端口",
)

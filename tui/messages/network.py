"""Words of the environment's network settings, and of unusable ones."""

from __future__ import annotations

from tui.domain.text import Phrase

NO_URL = Phrase(
    "{name} is not a URL: write http://HOST:PORT or http://USER:PASSWORD@HOST:PORT, and encode @ and # in the password"
    " (%40, %23; / ? % and spaces too)",
    "{name} 不是 URL：请写 http://主机:端口 或 http://用户:密码@主机:端口，并对密码中的 @ 和 # 编码"
    "（%40、%23；/ ? % 和空格亦然）",
)
NO_SCHEME = Phrase(
    "{name} names a proxy that scry cannot speak to ({scheme}://): it takes http, https, socks5 and socks5h",
    "{name} 指定的代理类型（{scheme}://）不受支持：scry 支持 http、https、socks5、socks5h",
)
NO_SOCKS = Phrase(
    "{name} names a SOCKS proxy ({proxy}), for which scry needs one package more: pip install 'scry-tui[socks]'",
    "{name} 指定了 SOCKS 代理（{proxy}），scry 还需要一个软件包：pip install 'scry-tui[socks]'",
)
NO_ENTRY = Phrase(
    "{name}: {entry} is no host, address or network, and is skipped",
    "{name}：{entry} 不是主机、地址或网段，已跳过",
)
AN_ENTRY = Phrase("one entry (number {number})", "第 {number} 项")
NO_CERTIFICATES = Phrase(
    "{name}={path} does not exist, and is not used: scry trusts the certificates that come with it",
    "{name}={path} 不存在，未使用：scry 信任自带的证书",
)
BAD_CERTIFICATES = Phrase(
    "{name}={path} cannot be used ({why}): name a PEM file that you may read, or unset it",
    "{name}={path} 无法使用（{why}）：请指定可读的 PEM 文件，或取消设置",
)
NO_KEY_LOG = Phrase(
    "SSLKEYLOGFILE={path} cannot be written ({why}), and is not used: no TLS keys are noted",
    "SSLKEYLOGFILE={path} 无法写入（{why}），未使用：不会记录 TLS 密钥",
)
NOT_PEM = Phrase("no certificates in it", "其中没有证书")

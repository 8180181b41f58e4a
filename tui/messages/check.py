"""The table of `scry check`: subjects, and by subject all that can be found, each with its grade and its remedy.

The rooms of `tui/cli/check` measure, and choose the phrase that is true.
"""

from __future__ import annotations

from typing import NamedTuple

from tui.domain.text import Phrase
from tui.messages.collect import NO_ALERTS, NO_METRICS, NOT_LISTENING
from tui.messages.finding import GradedPhrase, Subject

__all__ = ["NOT_LISTENING"]

# The subject of a line; at most thirteen columns wide.
CONFIGURATION = Subject("configuration", "配置")
ENVIRONMENT = Subject("environment", "环境变量")
PERMISSIONS = Subject("permissions", "文件权限")
LOG = Subject("log", "日志")
STATE = Subject("state", "状态文件")
TERMINAL = Subject("terminal", "终端")
COLOURS = Subject("colours", "颜色")
CHARACTERS = Subject("characters", "字符")
MULTIPLEXER = Subject("multiplexer", "终端复用")
LOCAL_TIME = Subject("local time", "本地时间")
STORE = Subject("store", "存储")
INTEGRITY = Subject("integrity", "完整性")
SQLITE = Subject("SQLite", "SQLite")
PROXY = Subject("proxy", "代理")
CERTIFICATES = Subject("certificates", "CA 证书")
DNS = Subject("DNS", "DNS")
REACH = Subject("reach", "连通性")
TLS = Subject("TLS", "TLS")
API = Subject("API", "API")
CREDENTIALS = Subject("credentials", "凭证")
CLOCK = Subject("clock", "时钟")
QUOTA = Subject("quota", "配额")
EDITION = Subject("edition", "版本")

ALARMS = Subject("alarms", "告警规则")
NOTIFIER = Subject("notifier", "告警通知")
METRICS = Subject("metrics", "指标端口")
CALLBACKS = Subject("callbacks", "告警回调")
SHARING = Subject("sharing", "共享")
SERVICE = Subject("service", "服务")

ALL_WELL = Phrase("all well: {count} checked", "一切正常：共检查 {count} 项")
SUMMARY = Phrase(
    "{count} checked: {fails} failed, {warns:warning|warnings}", "共检查 {count} 项：{fails} 项失败，{warns} 项需留意"
)

# -- configuration, environment, permissions
FROM_FILE = CONFIGURATION.ok("{path}, project {project}", "{path}，项目 {project}")
FROM_PROFILE = CONFIGURATION.ok(
    "{path}, profile {profile}, project {project}", "{path}，profile {profile}，项目 {project}"
)
FROM_KEYRING = CONFIGURATION.ok(
    "{path}, profile {profile}, project {project}; its secret from the keyring {keyring}",
    "{path}，profile {profile}，项目 {project}；密钥取自密钥环 {keyring}",
)
NO_FILE = CONFIGURATION.ok(
    "no file at {path}; from options and environment, project {project}",
    "{path} 不存在；取自命令行与环境变量，项目 {project}",
)
VARIABLES = ENVIRONMENT.ok("{text}", "{text}")
NOTHING_SET = ENVIRONMENT.ok("no SCRY_… variable is set", "未设置任何 SCRY_… 变量")
IS_SET = Phrase("{name} set", "{name} 已设置")
UNKNOWN_VARIABLE = ENVIRONMENT.warn(
    "scry does not know the variable {name}: it has no effect", "scry 不认识变量 {name}，它不起作用"
)
UNKNOWN_NEAR = ENVIRONMENT.warn(
    "scry does not know the variable {name}: it has no effect; did you mean {near}?",
    "scry 不认识变量 {name}，它不起作用：是否想写 {near}？",
)
MODES = PERMISSIONS.ok("{text}", "{text}")
NOTHING_THERE = PERMISSIONS.ok("no files yet", "尚无文件")
MODE = Phrase("{path} {mode}", "{path} {mode}")
MODE_SHARED = Phrase("{path} {mode} (shared with {group})", "{path} {mode}（与 {group} 共享）")
OPEN_TO_OTHERS = PERMISSIONS.warn(
    "{path} can be {done} by others (mode {mode}): run chmod {wanted} {path}",
    "{path} 可被他人{done}（权限 {mode}）：请执行 chmod {wanted} {path}",
)
WRITTEN, READ = Phrase("written", "写入"), Phrase("read", "读取")
NO_MODES = PERMISSIONS.warn(
    "{path} is on a file system without modes: others on this box may read and write the files there (calls and users,"
    " never a secret); keep them elsewhere with --store, --log-file and --config",
    "{path} 所在文件系统不保存权限：本机其他用户可读写其中的内容（通话与用户，不含密钥）；"
    "请用 --store、--log-file 与 --config 放到别处",
)
NOT_YOURS = PERMISSIONS.warn(
    "{path} belongs to {owner}, and {owner} can change the commands that scry runs: keep a file of your own",
    "{path} 属于 {owner}，{owner} 可改变 scry 执行的命令：请使用自己的文件",
)
GROUP_SHUT_OUT = PERMISSIONS.warn(
    "the group shares the directory, not {path} (mode {mode}): run chgrp {group} {path}; chmod 660 {path}",
    "目录由组共享，但 {path} 不是（权限 {mode}）：请执行 chgrp {group} {path}; chmod 660 {path}",
)
NO_SETGID = PERMISSIONS.warn(
    "{path} is shared, but new files in it may belong to another group: run chmod g+s {path}",
    "{path} 由组共享，但其中新建的文件不一定属于该组：请执行 chmod g+s {path}",
)

# -- terminal
NO_TERMINAL = TERMINAL.ok("{term}; the output is not a terminal, its size is unknown", "{term}；输出不是终端，大小未知")
SIZE = TERMINAL.ok("{term}, {width}×{height}", "{term}，{width}×{height}")
TOO_SMALL = TERMINAL.warn(
    "{term}, {width}×{height}: enlarge the terminal to 80×24; a smaller one shows only a part",
    "{term}，{width}×{height}：请放大到 80×24，更小则只能显示一部分",
)
DUMB = TERMINAL.fail(
    "TERM is {term}: scry cannot place text there; use another terminal, or set TERM",
    "TERM 为 {term}：scry 无法在其中定位文字；请换用其他终端，或设置 TERM",
)
UNKNOWN_TERM = TERMINAL.warn(*DUMB.phrase)
TRUECOLOUR = COLOURS.ok("16 million (truecolor)", "1600 万色（truecolor）")
COLOURS_256 = COLOURS.ok(
    "256; if the terminal has more, set COLORTERM=truecolor", "256 色；若终端支持更多，可设置 COLORTERM=truecolor"
)
COLOURS_16 = COLOURS.ok(
    "16: enough, every sign has its shape; more with TERM=xterm-256color",
    "16 色：够用，所有符号均有形状区分；设置 TERM=xterm-256color 可显示更多",
)
GREY = COLOURS.ok(
    "none, because NO_COLOR is set: every sign has its shape", "无（已设置 NO_COLOR）：所有符号均有形状区分"
)
NO_COLOURS = COLOURS.ok("none: every sign has its shape", "无：所有符号均有形状区分")
UNICODE = CHARACTERS.ok(
    "{encoding}; if curves show as boxes, the font has no braille, and if columns do not line up, the terminal draws"
    " ambiguous characters two columns wide: --ascii",
    "{encoding}；若曲线显示为方框，说明字体不含盲文点字；若各列未对齐，说明终端将宽度不定的字符显示为两列："
    "请用 --ascii",
)
WIDE = CHARACTERS.warn(
    "{encoding}, but this terminal draws {signs} in {columns:column|columns}, and nothing would line up: set its"
    " ambiguous characters to narrow (single width), or use --ascii",
    "{encoding}，但该终端将 {signs} 显示为 {columns} 列，各列无法对齐：请将终端的宽度不定字符设为单宽（窄），"
    "或使用 --ascii",
)
AS_BYTES = CHARACTERS.warn(
    "{encoding}, but this terminal draws {signs} in {columns:column|columns}, as if each byte were a letter: set it to"
    " UTF-8, or use --ascii",
    "{encoding}，但该终端将 {signs} 显示为 {columns} 列，即把每个字节当作一个字符：请将终端设为 UTF-8，或使用 --ascii",
)
ASCII = CHARACTERS.ok("{encoding}, drawn with --ascii", "{encoding}，按 --ascii 绘制")
ASCII_BY_LOCALE = CHARACTERS.ok(
    "{name}={value}, so drawn with --ascii; for curves set LANG=C.UTF-8, or your own with UTF-8",
    "{name}={value}，因此按 --ascii 绘制；要显示曲线请设置 LANG=C.UTF-8（或您的 UTF-8 区域）",
)
NOT_UTF8 = CHARACTERS.warn(
    "{encoding} with {name}={value}: set LANG=C.UTF-8 (or your own with UTF-8), or use --ascii",
    "{encoding}，{name}={value}：请设置 LANG=C.UTF-8（或您的 UTF-8 区域），或使用 --ascii",
)
NO_LOCALE = CHARACTERS.warn(
    "{encoding}, and no locale is set: set LANG=C.UTF-8 (or your own with UTF-8), or use --ascii",
    "{encoding}，且未设置区域：请设置 LANG=C.UTF-8（或您的 UTF-8 区域），或使用 --ascii",
)
CONSOLE = CHARACTERS.warn(
    "{encoding}, but the Linux console has no braille: use --ascii",
    "{encoding}，但 Linux 控制台没有盲文点字：请用 --ascii",
)
NO_MULTIPLEXER = MULTIPLEXER.ok("none", "无")
TMUX_FINE = MULTIPLEXER.ok(
    "tmux: copies pass (set-clipboard on), esc takes {ms} ms", "tmux：可复制（set-clipboard on），esc 延迟 {ms} 毫秒"
)
TMUX_UNKNOWN = MULTIPLEXER.warn(
    "tmux does not tell its options; it needs: set -s set-clipboard on; set -s escape-time 20",
    "无法读取 tmux 选项；需要：set -s set-clipboard on; set -s escape-time 20",
)
TMUX_CLIPBOARD = MULTIPLEXER.warn(
    "tmux keeps copies (OSC 52) to itself: put `set -s set-clipboard on` into ~/.tmux.conf",
    "tmux 会拦截复制（OSC 52）：请在 ~/.tmux.conf 中加入 set -s set-clipboard on",
)
TMUX_ESCAPE = MULTIPLEXER.warn(
    "tmux holds esc back for {ms} ms: put `set -s escape-time 20` into ~/.tmux.conf",
    "tmux 使 esc 延迟 {ms} 毫秒：请在 ~/.tmux.conf 中加入 set -s escape-time 20",
)
SCREEN = MULTIPLEXER.warn(
    "GNU screen keeps copies (OSC 52) to itself: select with the mouse, or use tmux; for a quick esc, put"
    " `maptimeout 20` into ~/.screenrc",
    "GNU screen 会拦截复制（OSC 52）：请用鼠标选择，或改用 tmux；要让 esc 更快，请在 ~/.screenrc 中加入 maptimeout 20",
)

NOW = LOCAL_TIME.ok("{time} {offset}, by {by}", "{time} {offset}，依据 {by}")

# -- store
NO_STORE = STORE.ok("scry makes {path} at the first start", "{path} 将在首次启动时创建")
STORE_FINE = STORE.ok(
    "{path}: {size} and {wal} of write-ahead log, {free} free on its disk, schema {schema}",
    "{path}：{size}，预写日志（WAL）{wal}，磁盘剩余 {free}，结构版本 {schema}",
)
DATABASE_FINE = STORE.ok(
    "{path}: PostgreSQL {server}, {size}, schema {schema} of {newest}, a round trip in {ms} ms, {tls}",
    "{path}：PostgreSQL {server}，{size}，结构版本 {schema}/{newest}，往返 {ms} 毫秒，{tls}",
)
DATABASE_NEW = STORE.ok(
    "{path}: PostgreSQL {server}, scry makes its schema at the first start, a round trip in {ms} ms, {tls}",
    "{path}：PostgreSQL {server}，结构将在首次启动时创建，往返 {ms} 毫秒，{tls}",
)
DATABASE_STANDBY = STORE.fail(
    "{path} is a read-only standby: name the primary, or all hosts with ?target_session_attrs=read-write",
    "{path} 是只读备库：请指定主库，或列出所有主机并加上 ?target_session_attrs=read-write",
)
WITH_TLS, WITHOUT_TLS = Phrase("with TLS", "使用 TLS"), Phrase("without TLS", "未使用 TLS")
SCHEMA_OLD = Phrase("{schema}; at the next start {newest}, with a backup", "{schema}；下次启动时升级为 {newest} 并备份")
DISK_FULL = STORE.fail(
    "{path}: only {free} free on its disk: free some space, or new data may be lost",
    "{path}：磁盘仅剩 {free}：请释放空间，否则收到的数据可能无法保存",
)
DISK_LOW = STORE.warn(*DISK_FULL.phrase)
WAL_LONG = STORE.warn(
    "{path}: the write-ahead log has grown to {wal}: a program keeps reading the store; close that program",
    "{path}：预写日志（WAL）已增至 {wal}：有程序一直在读取该存储；请将其关闭",
)
SOUND = INTEGRITY.ok("no fault found", "未发现问题")
SOUND_SO_FAR = INTEGRITY.ok(
    "no fault found within {seconds} s; the file is too large for a full check",
    "{seconds} 秒内未发现问题；文件过大，未全部检查",
)
DAMAGED = INTEGRITY.fail(
    "{path} is damaged ({fault}): stop every scry and start one: it renames the file and saves the readable data",
    "{path} 已损坏（{fault}）：请停止所有 scry 再启动一个，它会将该文件另存并恢复其中可读的数据",
)
SQLITE_SOUND = SQLITE.ok("{version}", "{version}")
SQLITE_FAULT = SQLITE.warn(
    "{version}: before 3.51.3 (3.50.7, 3.44.6) two programs on one store can, very rarely, damage it; run scry on a"
    " Python with a newer SQLite, unless your system's is patched",
    "{version}：3.51.3（3.50.7、3.44.6）之前的版本，两个程序共用一个存储时有极小概率将其损坏；请用带较新 SQLite"
    " 的 Python 运行 scry，除非系统版本已打补丁",
)

# -- network
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

# -- the one request
ACCEPTED = CREDENTIALS.ok("accepted, the answer took {ms} ms", "已接受，响应用时 {ms} 毫秒")
REFUSED = CREDENTIALS.fail("{happened}{detail}. {advice}", "{happened}{detail}。{advice}")
NOT_ANSWERED = API.fail(*REFUSED.phrase)
SERVER_ASKS = Phrase(
    "The server asks for {seconds} s without requests: scry waits that long, at most {most} s",
    "服务器要求 {seconds} 秒内不再请求：scry 会照办，最长 {most} 秒",
)
SKEW = CLOCK.ok("{seconds} s {side} the server's", "比服务器{side} {seconds} 秒")
SKEW_LARGE = CLOCK.warn(
    "{seconds} s {side} the server's: scry uses the server's time, other programs do not; correct the clock (ntp)",
    "比服务器{side} {seconds} 秒：scry 以服务器时间为准，其他程序则不然；请校准（ntp）",
)
SKEW_HUGE = CLOCK.warn(
    "{seconds} s {side} the server's, more than a day: scry uses the server's time, but this box's clock judges"
    " certificates; correct the clock (ntp)",
    "比服务器{side} {seconds} 秒，超过一天：scry 以服务器时间为准，但证书有效期按本机时间判断；请校准（ntp）",
)
UNREAD = API.warn(
    "{unread} of {rows:row|rows} could not be read ({reason}): the screens mark the unknown parts",
    "{rows} 行中有 {unread} 行无法解析（{reason}）：各屏会说明因此未知的内容",
)
WINDOW_OFF = API.warn(
    "the server refused the requested time, taken from this box's clock; scry knows the server's time now: run scry"
    " check again",
    "服务器拒绝了所查询的时间（取自本机时钟）；现已得知服务器时间：请再次运行 scry check",
)
AHEAD = Phrase("ahead of", "快")
BEHIND = Phrase("behind", "慢")
SPENT = QUOTA.ok("{endpoint} {spent}/{limit} today", "{endpoint} 今日 {spent}/{limit}")
SPENT_UNLIMITED = QUOTA.ok("{endpoint} {spent} today", "{endpoint} 今日 {spent}")
SPENT_MOST = QUOTA.warn(
    "{endpoint} {spent}/{limit} today: nearly all; watch fewer channels, or wait for midnight UTC",
    "{endpoint} 今日 {spent}/{limit}：即将用完；请减少同时关注的内容，或等到 UTC 零点",
)
NO_SLOT = QUOTA.fail(
    "{endpoint}: nothing left until {time}; credentials and clock can be checked then",
    "{endpoint}：{time} 之前无剩余配额；届时方可检查凭证与时钟",
)

# -- without a screen
RULES_GIVEN = ALARMS.ok("{n:rule|rules}: {names}", "{n} 条规则：{names}")
NO_RULES = ALARMS.ok("no rule is in force for this project", "该项目没有生效的规则")
RULES_DEFAULT = ALARMS.ok(
    "no [[alarms.rules]] in the file: the limits of the live metrics are in force",
    "文件中没有 [[alarms.rules]]：按实时指标的阈值告警",
)
NOBODY_TOLD = NOTIFIER.ok(
    "no [[alarms.notify]] in the file: alarms ring the bell of an open scry, and tell nobody else",
    "文件中没有 [[alarms.notify]]：仅由打开的 scry 响铃，不通知其他人",
)
PROGRAM_THERE = NOTIFIER.ok(
    "{name}: {program} is there; not run (scry alarms test runs it)",
    "{name}：{program} 存在；未执行（scry alarms test 会执行）",
)
PROGRAM_GONE = NOTIFIER.fail("{place}: no such program: {program}", "{place}：没有该程序：{program}")
NO_APPRISE = NOTIFIER.fail(
    "{name}: needs the library apprise; install scry-tui[notify]", "{name}：需要 apprise 库；请安装 scry-tui[notify]"
)
NO_SERVICE = NOTIFIER.fail(
    "{place}: {name}: no URL of a service that Apprise knows; see its documentation",
    "{place}：{name}：不是 Apprise 所支持服务的 URL；请查阅其文档",
)
SERVICE_KNOWN = NOTIFIER.ok(
    "{name}: a {service} URL; its server is not known here, so no connection was tried (scry alarms test sends)",
    "{name}：{service} URL；此处无法得知其服务器，未尝试连接（scry alarms test 会发送）",
)
SERVICE_REACHED = NOTIFIER.ok(
    "{name}: the {service} server takes connections; nothing was sent (scry alarms test sends)",
    "{name}：{service} 服务器可连接；未发送（scry alarms test 会发送）",
)
SERVICE_SILENT = NOTIFIER.warn(
    "{name}: no connection to the {service} server: {why}; check the URL, the network and its proxy",
    "{name}：无法连接 {service} 服务器：{why}；请检查 URL、网络与代理",
)
NO_ANSWER = Phrase("no answer in time", "超时未响应")


class PortPhrases(NamedTuple):
    """A port of `scry collect`."""

    free: GradedPhrase
    taken: GradedPhrase
    no_library: GradedPhrase


_FREE = "{address} is free: no scry collect listens there now", "{address} 空闲：目前没有 scry collect 在此监听"
_TAKEN = (
    "{address}: {error}; right if a scry collect of yours listens there, else choose another address",
    "{address}：{error}；若是自己的 scry collect 正在监听则无碍，否则请换一个地址",
)
METRICS_PORT = PortPhrases(METRICS.ok(*_FREE), METRICS.warn(*_TAKEN), METRICS.fail(*NO_METRICS))
CALLBACK_PORT = PortPhrases(CALLBACKS.ok(*_FREE), CALLBACKS.warn(*_TAKEN), CALLBACKS.fail(*NO_ALERTS))
CALLBACK_SECRET = CALLBACKS.ok("the secret of the URL is there", "已取得 URL 中的密钥")
CALLBACK_URL = CALLBACKS.ok(
    "the vendor posts to {one}; where one collector receives for several projects, to {several}",
    "声网应发送到 {one}；一个采集进程接收多个项目时，发送到 {several}",
)
CALLBACK_SECRET_SHORT = CALLBACKS.warn(
    "the secret of the URL has less than 16 characters: anybody with access to the port can try all; use a longer one",
    "URL 中的密钥不足 16 个字符：能访问该端口的人可以逐一尝试；请换用更长的密钥",
)
SHARED = SHARING.ok(
    "{n:process|processes} asked the API from this store in the last 10 min: {others}",
    "近 10 分钟内有 {n} 个进程通过该存储查询 API：{others}",
)
ALONE = SHARING.ok(
    "no process asked the API from this store in the last 10 min",
    "近 10 分钟内没有进程通过该存储查询 API",
)
UNIT_ACTIVE = SERVICE.ok("{unit} is active", "{unit} 正在运行")
UNIT_STOPPED = SERVICE.warn("{unit} is {state}; run: {command}", "{unit} 状态为 {state}；请执行：{command}")
NO_UNIT = SERVICE.ok(
    "no {unit} here: without an open scry nobody collects, unless scry collect runs otherwise (scry collect"
    " --print-unit prints one)",
    "没有 {unit}：除非以其他方式运行 scry collect，否则未打开 scry 时无人采集（可用 scry collect --print-unit 生成）",
)
NO_SYSTEMD = SERVICE.ok(
    "no systemd here: without an open scry nobody collects, unless scry collect runs otherwise",
    "此处没有 systemd：除非以其他方式运行 scry collect，否则未打开 scry 时无人采集",
)

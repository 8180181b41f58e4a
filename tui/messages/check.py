"""The table of `scry check`: subjects, and by subject all that can be found, each with its grade and its remedy.

The rooms of `tui/cli/check` measure, and choose the phrase that is true. The findings of network, request, edition and
collection stand beside this table (check_network, check_request, edition_findings, check_unattended).
"""

from __future__ import annotations

from tui.domain.text import Phrase
from tui.messages.finding import Subject

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

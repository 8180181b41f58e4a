"""Words of bundles and of the replay."""

from __future__ import annotations

from tui.domain.text import Phrase

BUNDLE = Phrase("the bundle {path} {reason}", "事件包 {path} {reason}")
NO_BUNDLE = Phrase("is no bundle of scry", "不是 scry 的事件包")
NEWER = Phrase(
    "was written by scry {writer} in a newer form: install scry {writer} or newer",
    "由 scry {writer} 以更新的格式写入：请安装 scry {writer} 或更新版本",
)
CUT_SHORT = Phrase("ends before its end: copy it again", "不完整：请重新复制")
DAMAGED = Phrase("is damaged ({detail}): copy it again", "已损坏（{detail}）：请重新复制")
TOO_LARGE = Phrase("declares {size} of content, and at most {most} are opened", "声明内容为 {size}，最多只打开 {most}")
NO_ROOM = Phrase(
    "needs {size} in {directory}, which has {free} left: set TMPDIR to another directory",
    "需要在 {directory} 中占用 {size}，该处仅剩 {free}：请将 TMPDIR 设为其他目录",
)
FOREIGN = Phrase("holds {detail}, which no bundle of scry does", "含有 {detail}，scry 的事件包不会有")
NOT_READ = Phrase("cannot be read: {detail}", "无法读取：{detail}")
NO_HOME = Phrase("names a user without a home directory on this box", "其中的用户在本机没有主目录")
NOT_WRITTEN = Phrase("cannot be written: {detail}", "无法写入：{detail}")
NOTHING = Phrase(
    "would be empty: nothing is stored from {start} to {end}", "将为空：{start} 至 {end} 没有任何存储的数据"
)
THERE = Phrase("is there already: name another file", "已存在：请指定其他文件")

TO_WRITE = Phrase("{path}: {rows:row|rows}, {size} …", "{path}：{rows} 行，{size} …")
WROTE = Phrase(
    "{path}: {rows:row|rows} from {start} to {end}, {size}", "{path}：{start} 至 {end}，共 {rows} 行，{size}"
)
REPLAY_WRITES_NOTHING = Phrase("a replay writes notes and nothing else", "回放只写备注，不写其他内容")
LEAVE_REPLAY = Phrase("open the project itself with scry", "请用 scry 打开项目本身")
REPLAY_ENDED = Phrase("is closed: the replay has ended", "已关闭：回放已结束")
NO_NOTES = Phrase("holds no notes of a replay", "不含回放备注")
MERGED = Phrase(
    "{path}: {notes:note|notes} changed by {files:file|files} beside it",
    "{path}：旁边的 {files} 个文件更改了 {notes} 条备注",
)
NO_FILE = Phrase("a bundle needs the name of its file: FILE.scry", "事件包需要文件名：FILE.scry")
MERGED_AS_TYPED = Phrase(
    "the text of these notes is as typed: a name in it is no alias", "这些备注的文字保持原样：其中的名称不是化名"
)
NO_STRETCH = Phrase("a bundle needs --from TIME", "制作事件包需要 --from TIME")
HIDDEN_PROJECT = Phrase("project", "项目")
INFO_HEAD = Phrase("{project}, edition {edition}, {start} to {end}", "{project}，版本 {edition}，{start} 至 {end}")
INFO_FILE = Phrase(
    "{size}, unpacked {content}; by scry {writer}, form {format}; SHA-256 {sha256}",
    "{size}，解压后 {content}；由 scry {writer} 写入，格式 {format}；校验和 {sha256}",
)
INFO_CHANNELS = Phrase("only of {channels}", "仅限 {channels}")
INFO_REDACTED = Phrase("names are aliases", "名称为化名")

# -- the replay
REPLAY = Phrase("▶ replay {time} ×{speed}", "▶ 回放 {time} ×{speed}")
REPLAY_PAUSED = Phrase("■ replay {time} ×{speed}", "■ 回放 {time} ×{speed}")
NO_REPLAY = Phrase(
    "name a bundle, or a stretch of the store's time with --from and --to",
    "请指定事件包，或用 --from 与 --to 指定存储中的一段时间",
)
BOTH = Phrase("name a bundle or --from and --to, not both", "事件包与 --from、--to 只能选一种")
OTHER_EDITION = Phrase(
    "is of the edition {edition}, which this scry does not know", "属于版本 {edition}，当前 scry 不支持"
)
NOT_SENT = Phrase("a replay sends nothing: open the project itself", "回放不发送任何内容：请打开项目本身")
NOT_ASKED = Phrase("a replay asks nothing: stored data alone is shown", "回放不发起请求：只显示已存储的内容")
NONE_AHEAD = Phrase("no alarm, note or onset ahead", "之后没有告警、备注或异常开始")
NONE_BEFORE = Phrase("no alarm, note or onset before", "之前没有告警、备注或异常开始")
AT_EVENT = Phrase("{what} at {time}", "{time} {what}")
EVENTS = {
    "alarm": Phrase("alarm", "告警"),
    "note": Phrase("note", "备注"),
    "onset": Phrase("onset", "异常开始"),
}
GO_TO = Phrase("Go to a time", "转到时刻")
GO_TO_KEYS = Phrase("enter goes · {key[back]} closes", "enter 转到 · {key[back]} 关闭")
GO_TO_PROMPT = Phrase("14:07, 14:07:30, -10m, 2026-11-20 14:00", "14:07、14:07:30、-10m、2026-11-20 14:00")

# -- the dialog
TITLE = Phrase("Bundle: this period into one file", "事件包：将这段时间写入一个文件")
DIALOG_KEYS = Phrase(
    "{write} tells the size, then writes · {close} closes", "{write} 先显示大小，再写入 · {close} 关闭"
)
FIELDS = {
    "start": Phrase("from", "开始"),
    "end": Phrase("to", "结束"),
    "scope": Phrase("of", "范围"),
    "names": Phrase("names", "名称"),
    "file": Phrase("file", "文件"),
}
WHOLE = Phrase("the project", "整个项目")
OF_CHANNEL = Phrase("the channel {name}", "频道 {name}")
OF_CALL = Phrase("this call", "本次通话")
AS_THEY_ARE = Phrase("as they are", "原样")
BY_ALIASES = Phrase("aliases", "化名")
ASKS_SIZE = Phrase("{write} tells the size first", "{write} 先显示大小")
READING_ROWS = Phrase("reading: {rows:row|rows}; {close} stops", "读取中：{rows} 行；{close} 停止")
PACKING = Phrase("packing: {percent} %; {close} stops", "压缩中：{percent} %；{close} 停止")
SIZE = Phrase("{rows:row|rows}, {size}: {write} again writes the file", "{rows} 行，{size}：再按 {write} 写入文件")
WRITTEN = Phrase("{name} ({size}) is in {directory}", "已写入 {directory}：{name}（{size}）")
STOPPED = Phrase("stopped: no file was written", "已停止：没有写入文件")
BACKWARDS = Phrase("would be empty: the end is not after the begin", "将为空：结束不晚于开始")
IS_REPLAY = Phrase("a replay is a bundle already: copy its file", "回放的内容已是事件包：请复制其文件")
NOT_OPEN = Phrase("the store is not open yet", "存储尚未打开")

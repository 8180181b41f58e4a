"""Words of notes: the dialog, the list."""

from __future__ import annotations

from tui.domain.text import Phrase

TITLE = Phrase("Write a note", "写备注")
EDIT_TITLE = Phrase("Change your note", "修改备注")
FORM_KEYS = Phrase("{save} saves · {close} closes", "{save} 保存 · {close} 关闭")
ABOUT = Phrase("about {what}", "关于 {what}")
PROJECT = Phrase("the project", "项目")
LEFT = Phrase("{count} of {most} characters", "{count}/{most} 个字符")
TOO_LONG = Phrase("{count} characters, and a note has at most {most}", "{count} 个字符，备注最多 {most} 个")
EMPTY = Phrase("nothing is typed", "尚未输入内容")
NOT_OPEN = Phrase("the store is not open yet", "存储尚未打开")
SAVED = Phrase("note saved; {list} lists all", "备注已保存；{list} 列出全部")
SAVED_IN = Phrase("note saved in {file}; {list} lists all", "备注已保存到 {file}；{list} 列出全部")
CLOSE_AGAIN = Phrase("{close} again: the typed text is lost", "再按 {close}：将丢弃已输入的内容")

HEAD = Phrase("{count:note|notes}", "{count} 条备注")
NONE = Phrase("no notes; {note} writes one to the moment on screen", "没有备注；按 {note} 为当前时刻写一条")
READING = Phrase("reading …", "读取中 …")
MOMENT = Phrase("moment", "时刻")
AUTHOR = Phrase("by", "作者")
WHAT = Phrase("about", "关于")
TEXT = Phrase("note", "备注")
NOT_YOURS = Phrase(
    "{author} wrote it: only the author changes or deletes a note", "由 {author} 所写：只有作者可以修改或删除"
)
DELETE_AGAIN = Phrase("{delete} again deletes this note", "再按 {delete} 删除该备注")
DELETED = Phrase("note deleted", "备注已删除")

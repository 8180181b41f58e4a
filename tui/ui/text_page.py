"""Text page: paragraphs of a text that is read from top to bottom: an event's panel, the explanation of a sign."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from msgspec import Struct
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.domain.glossary.advice import Advice
from tui.domain.text import Lang
from tui.messages import diagnosis as words
from tui.terminal.cells import visible_lines
from tui.ui.widgets.keys import bind
from tui.ui.widgets.styles import ASCII


class Paragraph(Struct, frozen=True):
    """`depth` is the indentation: 0 a heading of the sheet, 1 of a part, 2 and 3 the text below it."""

    text: str
    depth: int = 2
    label: str = ""


def advice(advice: Advice, who: str, lang: Lang) -> tuple[Paragraph, ...]:
    """The meaning, the checks, the party that must act; `who` is the host user of the cause."""
    return (
        Paragraph(advice.means(lang), 3, words.LABELLED(lang, label=words.MEANS(lang))),
        Paragraph(advice.check(lang), 3, words.LABELLED(lang, label=words.CHECK(lang))),
        Paragraph(advice.act(lang, who=who), 3, words.LABELLED(lang, label=words.ACT(lang))),
    )


class Scroll(VerticalScroll, can_focus=True, inherit_bindings=False):
    """A text that scrolls by the keys of every list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("table.up", "up,k", "scroll_up"),
        bind("table.down", "down,j", "scroll_down"),
        bind("table.page_up", "pageup,ctrl+u", "page_up"),
        bind("table.page_down", "pagedown,ctrl+d", "page_down"),
        bind("table.first", "g,home", "scroll_home"),
        bind("table.last", "G,end", "scroll_end"),
    ]


class TextPage(Scroll):
    """The paragraphs, scrolled."""

    def __init__(self, paragraphs: Iterable[Paragraph], *, ascii_only: bool, id: str | None = None) -> None:  # noqa: A002
        super().__init__(*lines(paragraphs, ascii_only=ascii_only), id=id, classes="ascii" if ascii_only else None)


def lines(paragraphs: Iterable[Paragraph], *, ascii_only: bool) -> list[Static]:
    """A widget a paragraph, so that a wrapped line stays as far in as its first."""
    told = [*paragraphs]
    texts = contents(told, ascii_only=ascii_only)
    return [Static(text, classes=f"depth{each.depth}") for each, text in zip(told, texts, strict=True)]


def contents(paragraphs: Iterable[Paragraph], *, ascii_only: bool) -> list[Content]:
    """The text of each of them."""
    return [_content(each, ascii_only=ascii_only) for each in paragraphs]


def _content(each: Paragraph, *, ascii_only: bool) -> Content:
    text, label = (visible_lines(part) for part in (each.text, each.label))
    if ascii_only:
        text, label = text.translate(ASCII), label.translate(ASCII)
    return Content.assemble((label, "$accent"), text) if label else Content(text)

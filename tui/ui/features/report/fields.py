"""The widgets of the report form: its fields with their mistakes, the request to be sent, the line of its state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from tui.analysis.project.report import MOST_COMMENTS, TYPES, Checked
from tui.domain.edition import Yields
from tui.domain.records import Report, ReportDraft, Run
from tui.domain.text import Phrase
from tui.messages import report as words
from tui.terminal.cells import visible
from tui.ui.context import Context
from tui.ui.features.report.view import FIELDS, age_run, laid_out, problems_text, uid_run
from tui.ui.widgets.choice import Choice
from tui.ui.widgets.keys import bind
from tui.ui.widgets.line import Line
from tui.ui.widgets.line_field import LineField

TEACHER, STUDENT = 0, 1


class Comments(TextArea):
    """Several lines, as `LineField`; at the first and the last of them `↑` and `↓` go on to the next field."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # In the place of the base's own, which undoes by it.
        bind("suspend", "ctrl+z", "app.suspend_process"),
        bind("report.undo", "ctrl+underscore", "undo"),
    ]

    def __init__(self, text: str, *, id: str) -> None:  # noqa: A002
        super().__init__(text, id=id, compact=True, highlight_cursor_line=False)
        self.cursor_blink = False

    async def _on_paste(self, event: events.Paste) -> None:
        """Ahead of the base's own, as in `LineField`."""
        event.text = "\n".join(map(visible, event.text.splitlines()))

    @property
    def line(self) -> int:
        """Which of the lines, as they are wrapped, the cursor is on."""
        return self.wrapped_document.location_to_offset(self.cursor_location).y

    def action_cursor_up(self, select: bool = False) -> None:
        if not select and self.line == 0:
            self.screen.focus_previous()
        else:
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        if not select and self.line == self.wrapped_document.height - 1:
            self.screen.focus_next()
        else:
            super().action_cursor_down(select)


class ReportFields(Container):
    """Begins with a draft as it can be shown; `typed` is the present text."""

    LABELS: ClassVar[Mapping[str, Phrase]] = FIELDS

    class Typed(Message):
        """Something else stands there."""

    def __init__(self, context: Context, draft: ReportDraft) -> None:
        super().__init__(id="fields")
        self.context = context
        self.draft = self.told = draft

    def compose(self) -> Iterable[Widget]:
        for widget in self.rows():
            yield Horizontal(self.label(widget.id), widget, Line(id=f"{widget.id}-note", classes="note"), classes="row")
        with Horizontal(id="written"):
            yield Container(self.label("comments"), Line(id="comments-note"), classes="beside")
            yield Comments(self.draft.comments, id="comments")

    def rows(self) -> Iterable[Widget]:
        """A widget for each field of one line."""
        lang, draft = self.context.lang, self.draft
        ends = (words.THE_TEACHER(lang), words.THE_STUDENT(lang))
        types = [words.TYPES[each](lang) for each in TYPES]
        kind = TYPES.index(draft.type) if draft.type in TYPES else None
        return (
            LineField(draft.channel, id="channel"),
            LineField(draft.teacher_uid, id="teacher_uid"),
            LineField(draft.student_uid, id="student_uid"),
            Choice(ends, _end_of(draft), id="abnormal_uid"),
            LineField(draft.time, id="time"),
            Choice(types, kind, id="type"),
        )

    def label(self, name: str | None) -> Line:
        return Line(((self.LABELS[name or ""](self.context.lang), "dim"),), classes="label")

    @property
    def typed(self) -> ReportDraft:
        """The abnormal end stays chosen while its uid is typed."""
        teacher_uid, student_uid = (self.query_one(f"#{name}", Input).value for name in ("teacher_uid", "student_uid"))
        end, kind = (self.query_one(f"#{name}", Choice).chosen for name in ("abnormal_uid", "type"))
        return ReportDraft(
            channel=self.query_one("#channel", Input).value,
            teacher_uid=teacher_uid,
            student_uid=student_uid,
            abnormal_uid="" if end is None else teacher_uid if end == TEACHER else student_uid,
            time=self.query_one("#time", Input).value,
            type=0 if kind is None else TYPES[kind],
            comments=self.query_one("#comments", TextArea).text,
        )

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Choice.Changed)
    def _changed(self) -> None:
        typed = self.typed
        if typed != self.told:
            self.told = typed
            self.post_message(self.Typed())

    def focus_on(self, name: str) -> None:
        self.screen.set_focus(self.query_one(f"#{name}"))

    # -- beside them

    def tell(self, checked: Checked) -> None:
        """The faults of the typed text."""
        self.tell_time(checked)
        for name in self.LABELS:
            if name not in ("time", "comments"):
                self._note(name, checked, self.beside(name))
        role = "bad" if "comments" in checked.problems else "dim"
        count = f"{len(self.told.comments):,}/{MOST_COMMENTS:,}"
        self.query_one("#comments-note", Line).runs = ((count, role),)

    def beside(self, name: str) -> Run | None:
        """The words beside a field without a fault."""
        return uid_run(getattr(self.told, name)) if name in ("teacher_uid", "student_uid") else None

    def tell_time(self, checked: Checked) -> None:
        ts = checked.ts
        self._note("time", checked, None if ts is None else age_run(ts, self.told.time, self.context))

    def _note(self, name: str, checked: Checked, otherwise: Run | None = None) -> None:
        run, problem = otherwise, checked.problems.get(name)
        if problem is not None:
            role = "warn" if problem in (words.NEEDED, words.NOT_CHOSEN) else "bad"
            run = (f"▲ {problem(self.context.lang)}", role)
        self.query_one(f"#{name}-note", Line).runs = (run,) if run else ()


def _end_of(draft: ReportDraft) -> int | None:
    """Which of the two is the abnormal one; None where that is not said."""
    ends = {draft.teacher_uid: TEACHER, draft.student_uid: STUDENT}
    return ends.get(draft.abnormal_uid) if draft.abnormal_uid else None


class ReportPreview(VerticalScroll):
    """The request, its JSON a field a line, or why there can be none yet."""

    def __init__(self, context: Context) -> None:
        super().__init__(id="sent")
        self.context = context

    def compose(self) -> ComposeResult:
        yield Line(id="heading")
        yield Static(id="json", markup=False)

    def tell(self, report: Report | None, checked: Checked, *, was_sent: bool) -> None:
        lang, feed = self.context.lang, self.context.feed
        heading = words.WAS_SENT if was_sent else words.PREVIEW
        if report is None:
            text = problems_text(checked, lang)
        elif feed is None:
            text = words.NOT_OPEN(lang)
        elif not self.context.edition.has(Yields.RECEIPT):
            text = words.NO_REPORTS(lang)
        else:
            endpoint = self.context.edition.report
            text = (
                f"{endpoint.method} {endpoint.path}?appid={visible(feed.app_id)}\n{laid_out(feed.report_body(report))}"
            )
        self.show(heading(lang), text)

    def show(self, heading: str, text: str) -> None:
        self.query_one("#heading", Line).runs = ((heading, "strong"),)
        self.query_one("#json", Static).update(Content(text))


class StateLine(Static):
    """A sentence in the colour of its role."""

    ROLES = ("text", "accent", "good", "warn", "bad")

    def __init__(self) -> None:
        super().__init__(id="state", markup=False)

    def tell(self, run: Run) -> None:
        text, role = run
        self.update(Content(text))
        for each in self.ROLES:
            self.set_class(each == role, f"is-{each}")

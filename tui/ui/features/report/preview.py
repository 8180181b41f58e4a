"""What is sent, or was, as the server gets it; and the line that says what becomes of it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.analysis.report import Checked
from tui.domain.records import Report, Run
from tui.messages import report as words
from tui.terminal.cells import visible
from tui.ui.context import Context
from tui.ui.features.report.view import problems_text
from tui.ui.widgets.line import Line


class ReportPreview(VerticalScroll):
    """The request to the letter, or why there can be none yet."""

    def __init__(self, context: Context) -> None:
        super().__init__(id="sent")
        self.context = context

    def compose(self) -> ComposeResult:
        yield Line(id="heading")
        yield Static(id="json", markup=False)

    def tell(self, report: Report | None, checked: Checked, *, was_sent: bool) -> None:
        lang, feed = self.context.lang, self.context.feed
        heading = words.WAS_SENT if was_sent else words.PREVIEW
        self.query_one("#heading", Line).runs = ((heading(lang), "strong"),)
        if report is None:
            text = problems_text(checked, lang)
        elif feed is None:
            text = words.NOT_OPEN(lang)
        else:
            endpoint = self.context.edition.report
            text = f"{endpoint.method} {endpoint.path}?appid={visible(feed.app_id)}\n{feed.report_body(report)}"
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

"""The form of a project: its fields, each checked as one types, and the draft that they make."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from msgspec.structs import replace
from textual import events, on
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from tui.config.draft import Draft, Problem, Way, problems
from tui.config.values import Secret
from tui.domain.records import Runs
from tui.domain.typed import plain
from tui.messages import setup as words
from tui.ui.context import Reader
from tui.ui.widgets.choice import Choice
from tui.ui.widgets.line import Line
from tui.ui.widgets.secret import SecretInput


class ProjectForm(Vertical):
    """`Typed` with each change of the draft. The last line tells of the field that has the focus."""

    class Typed(Message):
        """The draft is another one."""

    def __init__(self, reader: Reader, known: Draft, taken: Collection[str], *, insecure: bool) -> None:
        super().__init__(id="form")
        self.reader = reader
        self.known = known
        self.taken = set(taken)
        self.insecure = insecure
        self.keyring = ""
        self.ways = [Way.TYPED, Way.COMMAND]
        # Fields that are still empty are no mistake before somebody meant to be through with them.
        self.is_meant = False

    def compose(self) -> Iterable[Widget]:
        known = self.known
        yield self._row("app_id", self._field("app_id", known.app_id))
        yield self._row("customer_id", self._field("customer_id", known.customer_id))
        yield self._row("way", Choice((), self.ways.index(known.way), id="way"))
        secret = SecretInput(id="secret", ascii_only=self.reader.ascii)
        secret.value = known.secret
        yield self._row("secret", secret)
        yield self._row("command", self._field("command", known.command))
        yield self._row("name", self._field("name", known.name))
        yield self._row("profile", self._field("profile", known.profile))
        yield self._row("base_url", self._field("base_url", known.base_url))
        yield Line(id="hint")

    def _row(self, name: str, field: Widget) -> Widget:
        return Horizontal(Line(id=f"label-{name}", classes="label"), field, id=f"row-{name}", classes="row")

    def _field(self, name: str, text: str) -> Input:
        # Typing replaces a text that was not typed.
        field = Input(text, id=name, compact=True, select_on_focus=name in ("profile", "base_url"))
        field.cursor_blink = False
        return field

    def on_mount(self) -> None:
        self.retell()

    # -- the typed text

    @property
    def draft(self) -> Draft:
        typed = {field.id: field.value.strip() for field in self.query(Input)}
        return Draft(
            profile=typed["profile"],
            name=typed["name"],
            app_id=plain(typed["app_id"]),
            customer_id=plain(typed["customer_id"]),
            way=self.way,
            secret=Secret(typed["secret"]),
            command=typed["command"],
            base_url=plain(typed["base_url"]).rstrip("/"),
            edition=self.known.edition,
            plan=self.known.plan,
            region=self.known.region,
        )

    def found(self, edition: str, plan: str) -> Draft:
        """The draft with the edition and the plan that a test found."""
        self.known = replace(self.known, edition=edition, plan=plan)
        return self.draft

    @property
    def way(self) -> Way:
        return self.ways[self.query_one(Choice).chosen or 0]

    def whole(self) -> Draft | None:
        """The draft, if nothing is wrong with it; else the first field with a problem has the focus."""
        draft = self.draft
        wrong = problems(draft, self.taken, insecure=self.insecure)
        if not wrong:
            return draft
        self.is_meant = True
        self.screen.set_focus(self.query_one(f"#{next(iter(wrong))}"))
        self.retell()
        return None

    def first_empty(self) -> Widget:
        """Where typing goes on."""
        wrong = problems(self.draft, self.taken, insecure=self.insecure)
        return self.query_one(f"#{next(iter(wrong), 'app_id')}")

    def offer_keyring(self, name: str) -> None:
        """This box has one."""
        self.keyring = name
        if Way.KEYRING not in self.ways:
            self.ways.append(Way.KEYRING)
        self.retell()

    @on(Input.Changed)
    @on(Choice.Changed)
    def _changed(self, event: Message) -> None:
        event.stop()
        self.retell()
        self.post_message(self.Typed())

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _moved(self) -> None:
        self._tell_hint()

    # -- messages

    def retell(self) -> None:
        lang, way = self.reader.lang, self.way
        self.query_one(Choice).options = tuple(words.WAYS[each.value](lang) for each in self.ways)
        self.query_one("#row-secret").display = way is not Way.COMMAND
        self.query_one("#row-command").display = way is Way.COMMAND
        wrong = self._wrong()
        for line in self.query(".label").results(Line):
            name = (line.id or "").removeprefix("label-")
            label = words.LABELS[name](lang) if name in words.LABELS else ""
            line.runs = (("✕ " if name in wrong else "  ", "bad"), (label, "bad" if name in wrong else "dim"))
        self._tell_hint()

    def _wrong(self) -> dict[str, Problem]:
        """The faults that may be shown by now."""
        found = problems(self.draft, self.taken, insecure=self.insecure)
        return {name: problem for name, problem in found.items() if self.is_meant or problem is not Problem.EMPTY}

    def _tell_hint(self) -> None:
        focused = self.screen.focused
        name = focused.id if focused is not None and focused in self.query("*") else None
        self.query_one("#hint", Line).runs = self._hint(name)

    def _hint(self, name: str | None) -> Runs:
        lang = self.reader.lang
        if name is None:
            return ()
        if problem := self._wrong().get(name):
            return ((words.PROBLEMS[problem.value](lang), "bad"),)
        if name in ("way", "secret"):
            return ((words.WAY_HINTS[self.way.value](lang, keyring=self.keyring), "dim"),)
        return ((words.HINTS[name](lang), "dim"),)

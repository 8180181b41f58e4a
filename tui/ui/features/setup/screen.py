"""Set-up: try the demo, or enter a project, test it with one request, save it and go on into it.

╭ set up a project ──────────────────────────────────────╮
│ No project is configured yet. …                        │
│ Try the demo     an incident to look around in         │
│   App ID       ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁            │  setup_form.py
│   …                                                    │
│ Test with one request    Save and open                 │
│ ● credentials  accepted, the answer took 41 ms         │  the outcome
╰────────────────────────────────────────────────────────╯
tab next field   ctrl+t test   ctrl+s save   f1 keys   esc leave
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from typing import ClassVar, Literal
from urllib.parse import urlsplit

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from tui.config.draft import Draft
from tui.domain.text import Phrase
from tui.messages import setup as words
from tui.terminal.cells import visible
from tui.ui.context import Context, Reader
from tui.ui.features.setup.form import ProjectForm
from tui.ui.footer import key_runs
from tui.ui.form import Form
from tui.ui.known_projects import ProjectError, Projects, Sentence, TrialFinding, open_and_dismiss
from tui.ui.style_sheets import sheets
from tui.ui.widgets.keys import bind
from tui.ui.widgets.line import Line

DEMO: Literal["demo"] = "demo"
# The role of a message, its sign and its colour.
SIGNS = {"good": ("● ", "$success"), "warn": ("▲ ", "$warning"), "bad": ("✕ ", "$error"), "": ("", "$foreground 55%")}


class SetupScreen(Form[Context | Literal["demo"] | None]):
    """Ends with the project that was saved and is open, with DEMO, or with None: it was left."""

    HELP = "setup"
    FOOTER: ClassVar[tuple[str, ...]] = ("setup.next", "setup.test", "setup.save", "help", "setup.leave")
    BINDINGS: ClassVar[list[BindingType]] = [
        # Ahead of the fields: the next keys must find the next one.
        bind("setup.next", "tab,down", "app.focus_next", priority=True),
        bind("setup.previous", "shift+tab,up", "app.focus_previous", priority=True),
        bind("setup.enter", "enter", "enter", priority=True),
        bind("setup.test", "ctrl+t", "test"),
        bind("setup.save", "ctrl+s", "save"),
        bind("setup.leave", "escape,q", "leave"),
        # Where one types into no field, these are no letters.
        bind("help", "question_mark", "app.keys"),
        bind("language", "L", "language"),
    ]

    def __init__(
        self, reader: Reader, projects: Projects[Context], known: Draft, taken: Collection[str], *, is_first: bool
    ) -> None:
        super().__init__(reader)
        self.css_path = [*sheets("setup")]
        self.projects = projects
        self.known = known
        self.taken = taken
        self.is_first = is_first
        self.begun = known
        self.accepted: Draft | None = None
        self.refused: Draft | None = None
        self.saved: Draft | None = None
        # The warning that the next `save` or `leave` overrides: "untested", "private", "unsaved".
        self.warned: set[str] = set()
        self.is_saving = False
        self.told: Sequence[TrialFinding] = ()

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="box", classes="ascii" if self.reader.ascii else None, can_focus=False):
            yield Static(id="intro")
            if self.is_first:
                yield Horizontal(Button("", id="demo", compact=True), Line(id="demo-says"), id="demo-row")
            yield ProjectForm(self.reader, self.known, self.taken, insecure=self.projects.insecure)
            yield Horizontal(Button("", id="test", compact=True), Button("", id="save", compact=True), id="acts")
            yield Static(id="told")
        yield Line(id="keys")

    def on_mount(self) -> None:
        self.begun = self.form.draft
        self.retell()
        nothing_known = self.is_first and not self.known.app_id
        self.set_focus(self.query_one("#demo") if nothing_known else self.form.first_empty())
        self.run_worker(self._offer_keyring(), group="keyring")

    async def _offer_keyring(self) -> None:
        if name := await self.projects.keyring():
            self.form.offer_keyring(name)

    @property
    def form(self) -> ProjectForm:
        return self.query_one(ProjectForm)

    # -- messages

    def retell(self) -> None:
        lang = self.reader.lang
        box = self.query_one("#box")
        box.border_title = Content(self.plain(words.TITLE(lang)))
        intro = (
            words.INTRO_FIRST(lang) if self.is_first else words.INTRO_MORE(lang, path=visible(str(self.projects.path)))
        )
        self.query_one("#intro", Static).update(Content(self.plain(intro)))
        labels = {"demo": words.DEMO, "test": words.TEST, "save": words.SAVE}
        for button in self.query(Button):
            button.label = Content(labels[button.id or ""](lang))
        if self.is_first:
            self.query_one("#demo-says", Line).runs = ((words.DEMO_SAYS(lang), "dim"),)
        self.form.retell()
        self._tell(self.told or self._untested())
        self._tell_keys()

    def on_resize(self) -> None:
        self._tell_keys()

    def _tell_keys(self) -> None:
        keys = key_runs(self.FOOTER, self.signs, None, self.reader.lang, size=self.app.size)
        self.query_one("#keys", Line).runs = keys

    def say(self, text: str) -> None:
        """In the key line."""
        self.query_one("#keys", Line).runs = ((text, "strong"),)
        self.set_timer(4.0, self._tell_keys)

    def _tell(self, told: Sequence[TrialFinding]) -> None:
        self.told = told
        parts: list[Content] = []
        for each in told:
            sign, colour = SIGNS[each.role]
            what = f"{each.what(self.reader.lang)}  " if each.what(self.reader.lang) else ""
            says = "\n".join(visible(line) for line in each.says(self.reader.lang).split("\n"))
            parts.append(Content.assemble((self.plain(sign + what), colour), self.plain(says)))
        said = self.query_one("#told", Static)
        said.update(Content("\n").join(parts))
        # Where it is longer than the room below the form.
        self.call_after_refresh(said.scroll_visible, animate=False)

    def _untested(self) -> Sequence[TrialFinding]:
        return (_line("", words.UNTESTED, test=self.sign("setup.test")),)

    @on(ProjectForm.Typed)
    def _typed(self) -> None:
        """The last message is not true of the present text."""
        self.warned.clear()
        if not self.is_saving:
            self._tell(self._untested())

    # -- test

    @on(Button.Pressed, "#test")
    def action_test(self) -> None:
        self.warned.discard("unsaved")
        draft = self.form.whole()
        if draft is not None and not self.is_saving:
            host = urlsplit(draft.base_url).hostname or ""
            self._tell((_line("", words.TESTING, host=host),))
            self._test(draft)

    @work(group="test", exclusive=True)
    async def _test(self, draft: Draft) -> None:
        tried = await self.projects.test(draft)
        if draft != self.form.draft:
            # Something else stands there by now, and is untested.
            return
        if tried.edition is not None:
            # Saved as found.
            draft = self.form.found(tried.edition, tried.plan)
        self.accepted, self.refused = (draft, None) if tried.accepted else (None, draft)
        then = words.SAVES if tried.accepted else words.KEPT_TYPED
        path = visible(str(self.projects.path))
        self._tell(
            (*tried.told, _line("", then, save=self.sign("setup.save"), test=self.sign("setup.test"), path=path))
        )

    # -- save

    @on(Button.Pressed, "#save")
    def action_save(self) -> None:
        draft = self.form.draft if self.form.draft == self.saved else self.form.whole()
        if draft is None or self.is_saving:
            return
        if draft not in (self.accepted, self.saved) and "untested" not in self.warned:
            self.warned.add("untested")
            warning = words.ANYWAY_REFUSED if draft == self.refused else words.ANYWAY
            self._tell((_line("warn", warning, save=self.sign("setup.save"), test=self.sign("setup.test")),))
            return
        self.is_saving = True
        self.workers.cancel_group(self, "test")
        self.run_worker(self._save(draft), group="save")

    async def _save(self, draft: Draft) -> None:
        try:
            if draft != self.saved:
                self._tell((_line("", words.SAVING),))
                await self.projects.save(draft, make_private="private" in self.warned)
                self.saved = draft
                self.form.taken.add(draft.profile)
            self._tell((_line("", words.OPENING),))
            await open_and_dismiss(self, self.projects, draft.profile)
        except ProjectError as trouble:
            self.is_saving = False
            if draft != self.saved:
                self.warned |= {"private"} if trouble.is_readable else set()
                self._tell((_line("bad", trouble.says),))
                return
            path = visible(str(self.projects.path))
            said = _line("bad", words.SAVED_NOT_OPENED, path=path), _line("", trouble.says)
            self._tell((*said, _line("", words.TO_MEND, save=self.sign("setup.save"))))

    # -- elsewhere

    def action_enter(self) -> None:
        if isinstance(self.focused, Button):
            self.focused.press()
        else:
            self.focus_next()

    @on(Button.Pressed, "#demo")
    def _demo(self) -> None:
        self.dismiss(DEMO)

    def action_leave(self) -> None:
        """Not in the middle of writing; opening may be left. The second press discards the typed text."""
        if self.is_saving and self.saved is None:
            return
        if self.form.draft in (self.begun, self.saved) or "unsaved" in self.warned:
            self.dismiss(None)
        else:
            self.warned.add("unsaved")
            said = _line("warn", words.UNSAVED, leave=self.sign("setup.leave"), save=self.sign("setup.save"))
            self._tell((said,))

    async def action_language(self) -> None:
        await self.run_action("app.toggle_language")
        self.retell()


def _line(role: str, phrase: Phrase | Sentence, **values: object) -> TrialFinding:
    """A line that is about nothing else than itself."""
    says = partial(phrase.__call__, **values) if isinstance(phrase, Phrase) else phrase
    return TrialFinding(role, lambda lang: "", says)

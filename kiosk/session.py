"""One person at a time in front of one gate: from the text that was read to the verdict on the screen. It knows no camera and no page.

Who comes to stand on the screen, and when, is decided here; what is asked and answered there is `kiosk.person`'s, what is shown,
and who waits for it to change, `kiosk.display`'s.
"""

from dataclasses import replace
from datetime import timedelta

from appkit.clocks import Clock
from gatepass.case import Reading, Reason
from gatepass.code import CodeFault, code_within, read_code
from gatepass.passbook import Entry
from gatepass.sentences import SENTENCES
from gatepass.verdict import Outcome
from gatepass.wording import Refusal
from kiosk.attention import NOWHERE, Eye, Queue
from kiosk.belonging import Asking, Belonging, Loose, belonging
from kiosk.known import Known
from kiosk.lookout import Sight
from kiosk.notices import LOCKED, NO_DUTY_CARD, NOTHING, Notice, new_rules
from kiosk.openforms import OpenForms
from kiosk.passages import UNDO_WITHIN, Attempt, identify
from kiosk.person import PersonInSession
from kiosk.readings import in_air
from kiosk.recents import LONGEST
from kiosk.screen import Phase, Run, Screen
from kiosk.shift import Shift
from kiosk.store import Store

TRY_AGAIN = timedelta(seconds=2)
READ_AT_A_GLANCE = timedelta(seconds=0.8)
MOST_RECALLED = 8 * LONGEST  # with what became of them, and the registers' events between
READ_WITHIN = timedelta(seconds=2)
READ_TWICE_WITHIN = timedelta(seconds=2)


class Session(PersonInSession):
    """The state of one gate's screen."""

    def __init__(self, store: Store, clock: Clock, shift: Shift | None = None, known: Known | None = None) -> None:
        """A session with a `shift` is locked with it, and its scans may be duty cards; `known` is shared by all of a gate."""
        super().__init__(store, clock, shift, known)
        self._notice = NOTHING
        self._rules: int | None = None
        self._turned_down = ""
        self._forms = OpenForms()
        self._text_since = clock.uptime()

    @property
    def run(self) -> Run:
        """The run of its screen."""
        return self._display.run

    def recall(self) -> None:
        """The last passages of the run before, as long as they can be undone."""
        with self._display:
            since = self._clock() - UNDO_WITHIN
            newest = self._store.recent(MOST_RECALLED)
            self._recents.recall(event for event in reversed(newest) if event.at >= since)

    def sighted(self, sight: Sight, request: str | None = None, eye: Eye = NOWHERE) -> None:
        """What a camera's frame brought: a hint, said while nobody is on the screen, and a code that may have been seen before."""
        with self._display:
            self._attention.glance(eye, sight.hint, moved=sight.moved, now=self._clock.uptime())
            screen, hint, camera = self._display.current(), self._attention.hint, self._attention.camera
            if screen.phase is Phase.READY and (screen.hint, screen.eye.number) != (hint, camera):
                self._display.show(replace(screen, hint=hint, eye=Eye(camera)))
        if sight.text is not None:
            self.seen(sight.text, request, eye)

    def seen(self, text: str, request: str | None = None, eye: Eye = NOWHERE) -> None:
        """A code stands before a camera. Held still it is one scan, at however many cameras.

        Nobody is pushed aside while they are asked something, or before their verdict can have been read: who holds a
        code up meanwhile is next, and of two the one who has waited longer.
        """
        with self._display:
            now, locked = self._clock.uptime(), self._is_locked
            if text == self._turned_down and not locked:
                self._turned_down = ""
                self._attention.forget(text)
            if self._display.current().phase in (Phase.ASKING, Phase.CONFIRMING) and text != self._text:
                self._another_seen = self._another_seen or self._may_be_pass(text)
            if self._attention.is_held(text, now):
                return
            for_duty = bool(self._shift and self._shift.wants(text))
            if not for_duty and self._is_of_this_person(text, now):
                return
            self._attention.wait(eye, text, now)
            is_next = self._attention.has_turn(eye, now) and not self._is_taken(now)
            if not (is_next or for_duty or locked):
                return
            self._attention.take(eye, text, now)
            try:
                self._taken(text, request, eye)
            except Refusal as refusal:
                self._attention.try_again(text, now + TRY_AGAIN)
                if not (for_duty and self._is_taken(now)):
                    self._failed(refusal)

    def scan(self, text: str, request: str | None) -> Screen:
        """A code from a hand scanner or typed by hand; it takes the place of whoever is on the screen. Read twice, it is one scan.

        Raises `Refusal` for what is no pass while somebody is asked: a parcel's code takes nobody's place.
        """
        with self._display:
            now, screen, text = self._clock.uptime(), self._display.current(), code_within(text)
            is_asked = screen.phase in (Phase.ASKING, Phase.CONFIRMING) and not self._is_locked
            if is_asked and self._is_no_pass(text):
                raise Refusal(_NO_PASS.what, _NO_PASS.remedy)
            self._attention.note(text, now)
            if text == self._text and screen.decision and now - self._text_since < READ_TWICE_WITHIN:
                return screen
            return self._taken(text, request, NOWHERE)

    def measured(self, reading: Reading) -> Screen:
        """A thermometer's reading: the person's who is asked on the screen, or nobody's (`loose`), and then nothing is recorded."""
        with self._display:
            screen, locked = self._display.current(), self._is_locked
            asking = screen.phase is Phase.ASKING and not locked
            now = self._clock.uptime()
            form = self._forms.any(now) and not locked
            asked = Asking(screen.since if asking else None, self._another_seen, form)
            whose = belonging(reading, now - (self._clock() - reading.at), asked, now)
            fault = None
            if whose is Belonging.PERSON:
                attempt = self._pending(screen.number, Phase.ASKING, None)
                try:
                    return self._attempt(replace(attempt, reading=in_air(self._store, reading)), screen.eye)
                except Refusal as refusal:
                    whose, fault = Belonging.DOUBTFUL, refusal
            self._loose = Loose(self._loose.number + 1, reading, whose, fault)
            self._display.wake()
            return screen

    def registering(self, page: str, *, is_open: bool) -> None:
        """Whether a register's form is open on a page: the next reading is for it then."""
        with self._display:
            if is_open:
                self._forms.open(page, self._clock.uptime())
            else:
                self._forms.close(page)

    def still_registering(self, page: str) -> None:
        """The form of a page is still open: it is for as long as the page says so."""
        with self._display:
            self._forms.still(page, self._clock.uptime())

    @property
    def notice(self) -> Notice:
        """What was said last of a code that was nobody's passage."""
        with self._display:
            return self._notice

    def loose(self) -> Loose:
        """The last reading that went to nobody on the screen."""
        with self._display:
            return self._loose

    def screen(self) -> Screen:
        """What is shown now; a verdict gives way to ready by itself, and rules to those that are in force."""
        with self._display:
            self._keep_up()
            return self._display.current()

    def queue(self) -> Queue:
        """Who holds up a code at another camera while somebody has the screen."""
        with self._display:
            screen = self._display.current()
            nobody = screen.phase is Phase.READY
            return Queue() if nobody else self._attention.queue(screen.eye.number, self._clock.uptime())

    def wait_for_change(self, after: int, seconds: float, loose: int | None = None, queue: int | None = None) -> Screen:
        """The screen as soon as its change differs from `after`, at the latest after `seconds`.

        A change of a loose reading's number from `loose`, or of the queue's from `queue`, is one too.
        """
        with self._display:
            self._keep_up()
        return self._display.wait(lambda: self._is_shown(after, loose, queue), seconds)

    def end(self) -> None:
        """Nobody waits for a change any more: the gate is ending."""
        self._display.end()

    def _is_shown(self, change: int, loose: int | None, queue: int | None) -> bool:
        same = self._display.current().change == change and loose in (None, self._loose.number)
        return same and queue in (None, self.queue().number)

    def _may_be_pass(self, text: str) -> bool:
        try:
            return isinstance(identify(self._store, text).presented, Entry)
        except Refusal:
            return True

    def _is_no_pass(self, text: str) -> bool:
        return read_code(text, self._store.gate().community) is CodeFault.NOT_A_PASS

    def _failed(self, refusal: Refusal) -> Screen:
        return self._display.show(replace(self._display.blank(), phase=Phase.FAULT, fault=refusal))

    def _taken(self, text: str, request: str | None, eye: Eye) -> Screen:
        if self._shift and self._shift.takes(text):
            return self.changed()
        if self._is_locked:
            self._turned_down = text
            return self._tell(LOCKED)
        if self._shift and self._shift.awaits_card:
            self._shift.call_off_card()
            self._tell(NO_DUTY_CARD)
        way = self._display.screen.switch if eye.direction is None else eye.direction
        screen = self._attempt(Attempt(identify(self._store, text), way, request=request), eye)
        self._text, self._text_since = text, screen.since
        return screen

    def _keep_up(self) -> None:
        """Whoever is asked by rules that changed meanwhile is judged by those of now, as if the card had been scanned again."""
        terms, now = self._store.terms(), self._clock()
        if terms is None or self._is_locked:
            return
        rules, before = terms.at(now).covenant, self._rules
        self._rules = rules.version
        screen = self._display.current()
        by = screen.decision.verdict.covenant if screen.decision else rules.version
        is_asked = screen.phase in (Phase.ASKING, Phase.CONFIRMING) and by != rules.version
        if is_asked:
            shown = self._attempt(self._pending(screen.number, screen.phase, None), screen.eye)
            if shown.phase is screen.phase is Phase.ASKING:  # what is typed so far is still what is asked
                self._display.show(replace(shown, number=screen.number, since=screen.since))
        if is_asked or before not in (None, rules.version):
            self._tell(new_rules(rules, judged_anew=is_asked))

    @property
    def _is_locked(self) -> bool:
        return bool(self._shift and self._shift.is_locked)

    def _tell(self, notice: Notice) -> Screen:
        self._notice = self._notice.then(notice)
        return self.changed()

    def _is_of_this_person(self, text: str, now: timedelta) -> bool:
        """The card of the person on the screen, still in their hand while they are measured, is no second scan."""
        if text != self._text or self._display.current().phase in (Phase.READY, Phase.FAULT):
            return False
        self._attention.note(text, now)
        return True

    def _is_taken(self, now: timedelta) -> bool:
        """Whether the person on the screen is asked something, or nobody can have read their verdict yet."""
        screen = self._display.current()
        if screen.phase in (Phase.VERDICT, Phase.FAULT):
            passes = screen.decision is not None and screen.decision.verdict.outcome is Outcome.ADMIT
            return now - screen.since < (READ_AT_A_GLANCE if passes else READ_WITHIN)
        return screen.phase is not Phase.READY


_NO_PASS = SENTENCES[Reason.NOT_A_PASS]

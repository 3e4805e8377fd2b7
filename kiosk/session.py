"""One person at a time in front of one gate: from the text that was read to the verdict on the screen. It knows no camera and no page.

What is shown, and who waits for it to change, is `kiosk.display`'s.
"""

from dataclasses import replace
from datetime import timedelta

from appkit.clocks import Clock
from gatepass.case import Reading, Reason
from gatepass.code import CodeFault, code_within, read_code
from gatepass.covenant import Direction
from gatepass.events import Event, Taken
from gatepass.passbook import Entry
from gatepass.sentences import SENTENCES
from gatepass.verdict import Outcome
from gatepass.wording import Refusal, Text
from kiosk.attention import NOWHERE, Attention, Eye, Queue
from kiosk.belonging import Asking, Belonging, Loose, belonging, offered
from kiosk.bindings import bind
from kiosk.display import Display
from kiosk.fevers import Closing, close
from kiosk.known import Acquaintance, Known
from kiosk.lookout import Sight
from kiosk.notices import LOCKED, NO_DUTY_CARD, NOTHING, Notice, new_rules
from kiosk.openforms import OpenForms
from kiosk.overrides import Waiver, override
from kiosk.passages import UNDO_WITHIN, Attempt, claim, decide, identify, turn_away, undo
from kiosk.readings import FOREHEAD, Typed, in_air, reading
from kiosk.recents import LONGEST, UNDONE, Recent, Recents, let_pass
from kiosk.recognition import no_to, recognised, whether_it_is_them
from kiosk.repeats import Answers, answered_elsewhere
from kiosk.screen import Phase, Run, Screen, phase_after
from kiosk.shift import Shift
from kiosk.stamp import stamp
from kiosk.store import Store
from kiosk.visits import Form

TRY_AGAIN = timedelta(seconds=2)
READ_AT_A_GLANCE = timedelta(seconds=0.8)
MOST_RECALLED = 8 * LONGEST  # with what became of them, and the registers' events between
READ_WITHIN = timedelta(seconds=2)
READ_TWICE_WITHIN = timedelta(seconds=2)


class Session:
    """The state of one gate's screen."""

    def __init__(self, store: Store, clock: Clock, shift: Shift | None = None, known: Known | None = None) -> None:
        """A session with a `shift` is locked with it, and its scans may be duty cards; `known` is shared by all of a gate."""
        self.known = known or Known()
        self._store = store
        self._shift = shift
        self._clock = clock
        self._attention = Attention()
        self._display = Display(clock, self._attention)
        self._recents = Recents()
        self._answers = Answers()
        self._loose = Loose()
        self._notice = NOTHING
        self._rules: int | None = None
        self._turned_down = ""
        self._another_seen = False
        self._forms = OpenForms()
        self._text = ""
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

    def temperature(self, number: int, typed: str, request: str | None, taken: Taken = FOREHEAD) -> Screen:
        """The temperature of the person on screen `number`, and of nobody else; raises `Refusal`, and goes on asking."""
        with self._display:
            asked = ("temperature", number, typed, taken)
            if self._answers.has(request, asked):
                return self._display.current()
            attempt = self._pending(number, Phase.ASKING, request)
            given = reading(self._store, Typed(typed, taken), self._clock())
            answer = self._attempt(replace(attempt, reading=given), self._display.screen.eye)
            return self._answer(request, asked, answer)

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

    def accept(self, number: int, heard: int, request: str | None) -> Screen:
        """Somebody said that the offered reading `heard` is of the person on screen `number`; raises `Refusal`."""
        with self._display:
            asked = ("heard", number, heard)
            if self._answers.has(request, asked):
                return self._display.current()
            attempt = self._pending(number, Phase.ASKING, request)
            given = in_air(self._store, offered(self._loose, heard))
            answer = self._attempt(replace(attempt, reading=given), self._display.screen.eye)
            return self._answer(request, asked, answer)

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

    def confirm(self, number: int, request: str | None) -> Screen:
        """The question about the person on screen `number` is answered with yes; raises `Refusal` where that is somebody else by now."""
        with self._display:
            asked = ("yes", number)
            if self._answers.has(request, asked):
                return self._display.current()
            attempt = self._pending(number, Phase.CONFIRMING, request)
            decision = self._display.screen.decision
            assert decision  # noqa: S101 - a question is one of a decision
            confirmed = attempt.confirmed | {decision.verdict.question}
            answer = self._attempt(replace(attempt, confirmed=confirmed), self._display.screen.eye)
            return self._answer(request, asked, answer)

    def decline(self, number: int, request: str | None) -> Screen:
        """It is not answered with yes: the person does not pass, which is recorded; or is not whom they were taken for."""
        with self._display:
            asked = ("no", number)
            if self._answers.has(request, asked):
                return self._display.current()
            attempt = self._pending(number, Phase.CONFIRMING, request)
            if other := self._no():
                attempt = replace(attempt, request=None, confirmed=attempt.confirmed | {other})
                return self._answer(request, asked, self._attempt(attempt, self._display.screen.eye))
            now = self._clock()
            decision = turn_away(self._store, attempt, stamp(self._store, now))
            self._recents.add(now, attempt, decision)
            return self._answer(request, asked, self._display.clear())

    def claim(self, form: Form, request: str | None) -> Screen:
        """A resident without their card says who they are; they take the place of whoever is on the screen. Raises `Refusal`."""
        with self._display:
            self._text = ""
            attempt = Attempt(claim(self._store, form), self._display.screen.switch, request=request)
            return self._attempt(attempt, NOWHERE)

    def reverse(self, number: int, request: str | None) -> Screen:
        """The person on screen `number` goes the other way: what was recorded is undone, and they are judged again. Raises `Refusal`."""
        with self._display:
            asked = ("other way", number)
            if self._answers.has(request, asked):
                return self._display.current()
            screen = self._display.current()
            if screen.number != number or screen.decision is None or screen.presentation is None:
                raise self._somebody_else(number, request)
            way = Direction.IN if screen.decision.direction is Direction.OUT else Direction.OUT
            recorded, fever = screen.decision.event, screen.decision.fever
            # A high reading is in the story already, and would bear itself out.
            taken = None if fever else screen.reading
            attempt = Attempt(screen.presentation, way, taken, request, screen.confirmed, fever, recorded)
            answer = self._attempt(attempt, replace(screen.eye, direction=way))
            self._recents.note(recorded, Text("改了方向", "went the other way"))
            return self._answer(request, asked, answer)

    def measure_again(self, fever: str, request: str | None) -> Screen:
        """Somebody who rested is measured without their card; raises `Refusal` where the gate does not know who it is."""
        with self._display:
            somebody = self.known.of(fever)
            if somebody is None:
                raise Refusal(
                    Text("终端重启过，不知道是谁", "the gate was restarted and does not know who it is"),
                    Text("请再刷一次卡", "scan the card again"),
                )
            self._text = ""
            attempt = Attempt(somebody.presentation, somebody.direction, request=request, fever=fever)
            return self._attempt(attempt, NOWHERE)

    def close_fever(self, closing: Closing, request: str | None) -> Screen:
        """What became of somebody with a high temperature; raises `Refusal` as `kiosk.fevers.close` does."""
        with self._display:
            close(self._store, closing, stamp(self._store, self._clock()), request)
            return self.changed()

    def changed(self) -> Screen:
        """Something beside the person on the screen changed: whoever waits is woken."""
        with self._display:
            return self._display.show(self._display.screen)

    def clear(self, number: int) -> Screen:
        """Back to ready: the person on screen `number` went away, or is done."""
        with self._display:
            screen = self._display.screen
            return self._display.clear() if screen.number == number else screen

    def turn(self, direction: Direction | None) -> Screen:
        """From now on people go this way; None: the way that their last passage tells. Whoever is on the screen goes theirs."""
        with self._display:
            screen = self._display.current()
            if screen.decision is None:
                return self._display.show(replace(self._display.blank(), switch=direction))
            eye = screen.eye if screen.is_guessed else replace(screen.eye, direction=screen.direction)
            return self._display.show(replace(screen, switch=direction, eye=eye))

    def override(self, event: str, reason: str, request: str | None) -> Screen:
        """Lets the person of a scan pass against the verdict; raises `Refusal` where the covenant does not allow it."""
        with self._display:
            done = override(self._store, Waiver(event, reason), stamp(self._store, self._clock()), request)
            return self._noted(event, done, let_pass(reason))

    def bind(self, event: str, form: Form, request: str | None) -> Screen:
        """Gives the spare of a scan to somebody; held up again it is scanned at once. Raises `Refusal`."""
        with self._display:
            bind(self._store, event, form, stamp(self._store, self._clock()), request)
            if self._is_on_the_screen(event):
                self._attention.forget(self._text)
            return self._done_with(event)

    def undo(self, event: str, request: str | None) -> Screen:
        """The passage of an event did not take place; raises `Refusal` after some minutes."""
        with self._display:
            done = undo(self._store, event, stamp(self._store, self._clock()), request)
            return self._noted(event, done, UNDONE)

    def screen(self) -> Screen:
        """What is shown now; a verdict gives way to ready by itself, and rules to those that are in force."""
        with self._display:
            self._keep_up()
            return self._display.current()

    def recent(self) -> tuple[Recent, ...]:
        """The last passages, newest first."""
        with self._display:
            return self._recents.all(self._clock())

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

    def _no(self) -> str:
        """What a no says of the person on the screen, where it does not stop them."""
        decision = self._display.screen.decision
        return no_to(decision.verdict.question) if decision else ""

    def _answer(self, request: str | None, asked: tuple[object, ...], screen: Screen) -> Screen:
        """What was asked is done, and is not done again when it is asked again."""
        self._answers.note(request, asked)
        return screen

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

    def _attempt(self, attempt: Attempt, eye: Eye) -> Screen:
        now = self._clock()
        if self._shift:
            self._shift.touch()
        attempt, found = recognised(attempt, self._store.fevers(), self.known)
        moment = stamp(self._store, now)
        decision = whether_it_is_them(found, attempt, moment) if found else decide(self._store, attempt, moment)
        self._another_seen = False
        if decision.fever:
            self.known.note(decision.fever, Acquaintance(attempt.presentation, decision.direction))
        self._recents.add(now, attempt, decision)
        return self._display.show(
            replace(
                self._display.blank(),
                phase=phase_after(decision.verdict),
                eye=eye,
                presentation=attempt.presentation,
                decision=decision,
                reading=attempt.reading,
                confirmed=attempt.confirmed,
            )
        )

    def _pending(self, number: int, phase: Phase, request: str | None) -> Attempt:
        """The attempt of the person on screen `number`, as far as it has come; raises `Refusal` where that is somebody else by now."""
        screen = self._display.current()
        if screen.number != number or screen.phase is not phase or screen.presentation is None:
            raise self._somebody_else(number, request)
        fever = screen.decision.fever if screen.decision else None
        return Attempt(screen.presentation, screen.direction, screen.reading, request, screen.confirmed, fever)

    def _somebody_else(self, number: int, request: str | None) -> Refusal:
        """Whoever this was about is gone. Recorded or not, since the answer may have been lost in a restart."""
        if self._answers.was_about(number):
            return answered_elsewhere()
        with self._store.writing() as ledger:
            return _RECORDED if ledger.event_of_request(request) else _SOMEBODY_ELSE

    def _noted(self, event: str, done: Event, note: Text) -> Screen:
        self._recents.note(event, note, done)
        return self._done_with(event)

    def _is_on_the_screen(self, event: str) -> bool:
        screen = self._display.current()
        return screen.decision is not None and screen.decision.event == event

    def _done_with(self, event: str) -> Screen:
        """Ready, where the event was the one on the screen: whoever else stands there is still asked."""
        return self._display.clear() if self._is_on_the_screen(event) else self.changed()


_NO_PASS = SENTENCES[Reason.NOT_A_PASS]
_SOMEBODY_ELSE = Refusal(
    Text("屏幕上已经不是这个人", "the screen shows somebody else by now"),
    Text("请再刷一次卡", "scan the card again"),
)
_RECORDED = Refusal(
    Text(
        "先前那一位已经记录，屏幕上不是同一个人", "the one before is recorded already; the screen shows somebody else"
    ),
    Text("请看最近通行，再刷现在这位的卡", "look at the last passages, and scan the card of whoever stands there now"),
)

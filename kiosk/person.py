"""The person on a gate's screen: what they are asked, what is answered for them, what is done about what was recorded.

It knows no camera, no scanner and no lock: how somebody comes to stand there is `kiosk.session`'s.
"""

from collections.abc import Callable
from dataclasses import replace

from appkit.clocks import Clock
from gatepass.case import Reading
from gatepass.covenant import Direction
from gatepass.events import Event, Taken
from gatepass.wording import Refusal, Text
from kiosk.attention import NOWHERE, Attention, Eye
from kiosk.belonging import Loose, offered
from kiosk.bindings import bind
from kiosk.display import Display
from kiosk.fevers import Closing, close
from kiosk.known import Acquaintance, Known
from kiosk.overrides import Waiver, override
from kiosk.passages import Attempt, claim, decide, turn_away, undo
from kiosk.readings import FOREHEAD, Typed, in_air, reading
from kiosk.recents import UNDONE, Recent, Recents, let_pass
from kiosk.recognition import no_to, recognised, whether_it_is_them
from kiosk.repeats import Answers, answered_elsewhere
from kiosk.screen import Phase, Screen, phase_after
from kiosk.shift import Shift
from kiosk.stamp import stamp
from kiosk.store import Store
from kiosk.visits import Form


class PersonInSession:
    """Whoever is on the screen, and their part of a session.

    `_text` is the code of the card that they hold, `_another_seen` tells whether another one was held up since they are asked.
    """

    def __init__(self, store: Store, clock: Clock, shift: Shift | None, known: Known | None) -> None:
        self.known = known or Known()
        self._store = store
        self._shift = shift
        self._clock = clock
        self._attention = Attention()
        self._display = Display(clock, self._attention)
        self._recents = Recents()
        self._answers = Answers()
        self._loose = Loose()
        self._another_seen = False
        self._text = ""

    def temperature(self, number: int, typed: str, request: str | None, taken: Taken = FOREHEAD) -> Screen:
        """The temperature of the person on screen `number`, and of nobody else; raises `Refusal`, and goes on asking."""
        asked = ("temperature", number, typed, taken)
        return self._given(number, request, asked, lambda: reading(self._store, Typed(typed, taken), self._clock()))

    def accept(self, number: int, heard: int, request: str | None) -> Screen:
        """Somebody said that the offered reading `heard` is of the person on screen `number`; raises `Refusal`."""
        asked = ("heard", number, heard)
        return self._given(number, request, asked, lambda: in_air(self._store, offered(self._loose, heard)))

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

    def changed(self) -> Screen:
        """Something beside the person on the screen changed: whoever waits is woken."""
        with self._display:
            return self._display.show(self._display.screen)

    def recent(self) -> tuple[Recent, ...]:
        """The last passages, newest first."""
        with self._display:
            return self._recents.all(self._clock())

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

    def _given(
        self, number: int, request: str | None, asked: tuple[object, ...], read: Callable[[], Reading]
    ) -> Screen:
        """What a reading of the person on screen `number` says of them, once; nothing is read for somebody else."""
        with self._display:
            if self._answers.has(request, asked):
                return self._display.current()
            attempt = self._pending(number, Phase.ASKING, request)
            answer = self._attempt(replace(attempt, reading=read()), self._display.screen.eye)
            return self._answer(request, asked, answer)

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

    def _no(self) -> str:
        """What a no says of the person on the screen, where it does not stop them."""
        decision = self._display.screen.decision
        return no_to(decision.verdict.question) if decision else ""

    def _answer(self, request: str | None, asked: tuple[object, ...], screen: Screen) -> Screen:
        """What was asked is done, and is not done again when it is asked again."""
        self._answers.note(request, asked)
        return screen

    def _noted(self, event: str, done: Event, note: Text) -> Screen:
        self._recents.note(event, note, done)
        return self._done_with(event)

    def _is_on_the_screen(self, event: str) -> bool:
        screen = self._display.current()
        return screen.decision is not None and screen.decision.event == event

    def _done_with(self, event: str) -> Screen:
        """Ready, where the event was the one on the screen: whoever else stands there is still asked."""
        return self._display.clear() if self._is_on_the_screen(event) else self.changed()


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

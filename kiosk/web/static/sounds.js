// One sound for every outcome, told apart without looking; the word is spoken too where this PC has a voice of its own.

import { all, one, pressed, words } from "./words.js";

// [Hz, seconds]; 0 Hz is a pause.
const TONES = {
  admit: { wave: "sine", notes: [[784, 0.1], [1175, 0.22]] },
  measure: { wave: "triangle", notes: [[587, 0.1], [0, 0.05], [587, 0.1]] },
  wait: { wave: "triangle", notes: [[494, 0.28], [370, 0.36]] },
  refer: { wave: "triangle", notes: [[880, 0.13], [659, 0.13], [880, 0.13], [659, 0.13]] },
  refuse: { wave: "square", notes: [[208, 0.2], [0, 0.06], [156, 0.45]] },
  fault: { wave: "square", notes: [[262, 0.12], [0, 0.06], [262, 0.12], [0, 0.06], [262, 0.12]] },
};
// [milliseconds on, off, on …], for the hand that holds a phone.
const PULSES = { admit: [60], measure: [60, 80, 60], wait: [250], refer: [120, 80, 120, 80, 120], refuse: [600], fault: [600] };
const LOUDNESS = { sine: 0.6, triangle: 0.6, square: 0.25 };
const VOICES = { zh: [/^(?:zh[-_](?:CN|Hans)|cmn)/i, /^zh/i], en: [/^en/i] };
const MUTED = "muted";

const context = window.AudioContext ? new AudioContext() : null;
const buttons = all("[data-sound]");

/** Sets up the switch, and wakes the sound at the first touch: browsers allow none before. */
export function setUp() {
  let wasBlocked = false;
  const wake = () => context?.resume().then(draw);
  document.addEventListener("pointerdown", wake, true);
  document.addEventListener("keydown", wake, true);
  for (const button of buttons) {
    button.addEventListener("pointerdown", () => { wasBlocked = state() === "blocked"; }, true);
    pressed(button, () => {
      if (!wasBlocked) localStorage.setItem(MUTED, isMuted() ? "" : "yes");
      wasBlocked = false;
      draw();
    });
  }
  // Some browsers know their voices only some time after they were first asked for.
  voice();
  context?.addEventListener("statechange", draw);
  draw();
}

/** The sound of an outcome (or `fault`), then its word; a phone also shakes. */
export function play(outcome, word) {
  navigator.vibrate?.(PULSES[outcome]);
  if (isMuted()) return;
  if (context?.state === "running") sound(TONES[outcome]);
  speak(word);
}

function sound({ wave, notes }) {
  let at = context.currentTime + 0.02;
  for (const [hertz, seconds] of notes) {
    if (hertz) note(wave, hertz, at, seconds);
    at += seconds;
  }
}

function note(wave, hertz, at, seconds) {
  const oscillator = new OscillatorNode(context, { type: wave, frequency: hertz });
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setTargetAtTime(LOUDNESS[wave], at, 0.008);
  gain.gain.setTargetAtTime(0, at + seconds - 0.03, 0.01);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + seconds + 0.05);
}

/** The page's language spoken by this PC itself: a voice from the network would send the word elsewhere. Mandarin before other Chinese. */
export function voice() {
  const own = window.speechSynthesis?.getVoices().filter((each) => each.localService) ?? [];
  return VOICES[words.language].map((wanted) => own.find((each) => wanted.test(each.lang))).find(Boolean);
}

function speak(word) {
  const speaker = voice();
  if (!speaker || !word) return;
  const utterance = new SpeechSynthesisUtterance(word);
  utterance.voice = speaker;
  utterance.lang = speaker.lang;
  speechSynthesis.cancel();
  speechSynthesis.speak(utterance);
}

const isMuted = () => Boolean(localStorage.getItem(MUTED));

function state() {
  if (isMuted()) return "muted";
  return context?.state === "running" ? "on" : "blocked";
}

/** The switch as it stands, in the page's language. */
export function draw() {
  const text = { muted: words.soundMuted, on: words.soundOn, blocked: words.soundBlocked }[state()];
  for (const button of buttons) {
    button.dataset.state = state();
    button.setAttribute("aria-pressed", String(state() === "on"));
    // In place: a part that is taken out under the finger takes its click with it.
    one("use", button).setAttribute("href", state() === "on" ? "#sound-on" : "#sound-off");
    one("span", button).textContent = text;
  }
}

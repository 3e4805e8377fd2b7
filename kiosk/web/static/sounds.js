// One sound for every outcome, told apart without looking; the word is spoken too where this PC has a voice of its own.

import { icon, one, words } from "./words.js";

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
const MUTED = "muted";

const context = window.AudioContext ? new AudioContext() : null;
const button = one("#sound");

/** Sets up the switch, and wakes the sound at the first touch: browsers allow none before. */
export function setUp() {
  let wasBlocked = false;
  const wake = () => context?.resume().then(showState);
  document.addEventListener("pointerdown", wake, true);
  document.addEventListener("keydown", wake, true);
  button.addEventListener("pointerdown", () => { wasBlocked = state() === "blocked"; }, true);
  button.addEventListener("click", (event) => {
    if (event.detail > 0) button.blur();
    if (!wasBlocked) localStorage.setItem(MUTED, isMuted() ? "" : "yes");
    wasBlocked = false;
    showState();
  });
  context?.addEventListener("statechange", showState);
  showState();
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

/** Only a voice of this PC: one from the network would send the word elsewhere. */
function speak(word) {
  const voice = window.speechSynthesis?.getVoices().find((each) => each.localService && each.lang.startsWith(words.language));
  if (!voice || !word) return;
  const utterance = new SpeechSynthesisUtterance(word);
  utterance.voice = voice;
  utterance.lang = voice.lang;
  speechSynthesis.cancel();
  speechSynthesis.speak(utterance);
}

const isMuted = () => Boolean(localStorage.getItem(MUTED));

function state() {
  if (isMuted()) return "muted";
  return context?.state === "running" ? "on" : "blocked";
}

function showState() {
  const text = { muted: words.soundMuted, on: words.soundOn, blocked: words.soundBlocked }[state()];
  button.dataset.state = state();
  button.setAttribute("aria-pressed", String(state() === "on"));
  button.title = text;
  button.replaceChildren(icon(state() === "on" ? "sound-on" : "sound-off"), Object.assign(document.createElement("span"), { textContent: text }));
}

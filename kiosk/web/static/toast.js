// One line over the page for some seconds, where it lies over no button, and over as little as can be of what is read.

import { all, one, say } from "./words.js";

const STAYS_MS = { note: 3500, alarm: 7000 };
const LOOK_AGAIN_MS = 250;
const STEP_PX = 4;
const EDGE_PX = 6;
const SHARES = [1, 0.75, 0.62, 0.44];
// A tile of large words fills half of the screen, and can be pressed beside what is told.
const PRESSED = "button:not(.tiles *), input, select, summary";
const READ = ".head, .what, .remedy, .person, .signs, .degrees, .typed, .hint, .problem, .ticket, .door-typed, .guide, .tiles button";
// So much worse is it to lie over a button than over words.
const WORSE = 1000;

const toast = one("#toast");
let fading = 0;
let looking = 0;

/** Tells a text; a problem stays longer, and for as long as the gate's program does not answer. */
export function tell(text, level = "note") {
  say(toast, text);
  toast.dataset.level = level;
  toast.hidden = false;
  toast.style = "";
  clearTimeout(fading);
  clearInterval(looking);
  fading = setTimeout(fade, STAYS_MS[level]);
  looking = setInterval(place, LOOK_AGAIN_MS);
  place();
}

function fade() {
  if (document.body.dataset.view === "lost") {
    fading = setTimeout(fade, STAYS_MS.alarm);
    return;
  }
  toast.hidden = true;
  clearInterval(looking);
}

/** It stays where it is for as long as no button comes to stand there. */
function place() {
  const under = [...boxes(PRESSED, isPressable, WORSE), ...boxes(READ, (part) => part.textContent, 1)];
  if (!under.some(({ box, worth }) => worth === WORSE && overlap(toast.getBoundingClientRect(), box))) return;
  const places = SHARES.flatMap((share) => placesOf(share * (innerWidth - 2 * EDGE_PX)));
  const costs = places.map((each) => under.reduce((sum, { box, worth }) => sum + worth * overlap(each, box), 0));
  const { left, top, width } = places[costs.indexOf(Math.min(...costs))];
  Object.assign(toast.style, { inset: `${top}px auto auto ${left}px`, width: `${width}px` });
}

function boxes(parts, counts, worth) {
  return all(parts).filter((part) => part.checkVisibility() && counts(part)).map((part) => ({ box: part.getBoundingClientRect(), worth }));
}

/** What lies under a form or a dialog cannot be pressed. */
function isPressable(part) {
  const { left, top, width, height } = part.getBoundingClientRect();
  return part.contains(document.elementFromPoint(left + width / 2, top + height / 2));
}

/** Every place of one width, the highest first. */
function placesOf(width) {
  Object.assign(toast.style, { inset: `${EDGE_PX}px auto auto ${EDGE_PX}px`, width: `${width}px` });
  const { height } = toast.getBoundingClientRect();
  const count = Math.max(Math.floor((innerHeight - 2 * EDGE_PX - height) / STEP_PX), 0) + 1;
  return Array.from({ length: count }, (_, step) => new DOMRect(EDGE_PX, EDGE_PX + step * STEP_PX, width, height));
}

function overlap(one, other) {
  const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return Math.max(wide, 0) * Math.max(high, 0);
}

// Long names and many words: whoever is on the screen is written as large as there is room for, and no button is covered.

import { all, one } from "./words.js";

// How large the name is, and whether the head is small: first the name gives way a little, then the head, then the name again.
const STEPS = [[1, false], [0.86, false], [0.74, false], [0.86, true], [0.74, true], [0.64, true], [0.55, true], [0.47, true], [0.4, true]];
const SMALLEST_PX = 14;
const NEAR_PX = 2;
const PARTS = "button, .word, .head > .shape, .photo, .what, .remedy, .person, .signs, .degrees, .typed, .hint";
const stage = one("#stage");

/** Sees to it again whenever the stage, or what stands beside the name, changes its size, or a rare character's font came. */
export function setUp() {
  document.fonts.addEventListener("loadingdone", fit);
  const seen = new ResizeObserver(fit);
  for (const part of [stage, ...all(".hint, .ways, .actions", stage)]) seen.observe(part);
}

/** Makes the name of whoever is on the screen fit; at the smallest it is clamped, and its full text is the title's. */
export function fit() {
  const view = one(`.view.${document.body.dataset.view}`, stage);
  const person = view && one(".person", view);
  if (!person?.checkVisibility()) return;
  person.style.fontSize = "";
  person.classList.remove("clamped");
  view.classList.remove("cramped");
  person.title = person.textContent.trim();
  const usual = parseFloat(getComputedStyle(person).fontSize);
  for (const [step, cramped] of STEPS) {
    view.classList.toggle("cramped", cramped);
    person.style.fontSize = step < 1 ? `${Math.max(usual * step, SMALLEST_PX)}px` : "";
    if (!isTight(view, person)) return;
  }
  person.classList.add("clamped");
}

/** Whether something stands over the edge or upon something else; lines of text may touch. */
function isTight(view, person) {
  const edge = view.getBoundingClientRect();
  const parts = all(PARTS, view).filter((part) => part.checkVisibility() && (part.textContent || part.matches("svg, img")));
  const boxes = parts.map((part) => part.getBoundingClientRect());
  if (boxes.some((box) => box.top < edge.top || box.bottom > edge.bottom || box.right > edge.right)) return true;
  const moving = boxes.filter((_, place) => parts[place] === person || parts[place].matches(".word, .signs"));
  return moving.some((box) => boxes.some((other) => other !== box && meet(box, other)));
}

const meet = (a, b) => a.left < b.right - NEAR_PX && b.left < a.right - NEAR_PX && a.top < b.bottom - NEAR_PX && b.top < a.bottom - NEAR_PX;

// The gate's page: wires the parts together. It decides nothing: every verdict comes from the gate's program.

import { board, show, showReach, showWork, since } from "./board.js";
import * as controls from "./controls.js";
import { clear, told } from "./controls.js";
import * as duty from "./duty.js";
import * as doors from "./doors.js";
import * as find from "./find.js";
import * as fit from "./fit.js";
import * as help from "./help.js";
import { follow, fresh, once, refresh } from "./line.js";
import * as pad from "./pad.js";
import * as phones from "./phones.js";
import * as registers from "./registers.js";
import * as scanner from "./scanner.js";
import * as sheets from "./sheets.js";
import * as sounds from "./sounds.js";
import { hear } from "./thermometer.js";
import { tell } from "./toast.js";
import * as waiting from "./waiting.js";
import { all, one, pressed, words } from "./words.js";

const LIVE_EVERY_MS = 125;
const LIVE_AGAIN_MS = 1500;
const OTHERS_EVERY_MS = 400;
const LOOK_AGAIN_MS = 3000;
// The Enter that a keyboard sends twice must not take away the verdict before anybody has read it.
const VERDICT_STAYS_MS = 800;

const scan = (text) => told("/scan", { text, request: fresh() });

function forms() {
  const bind = registers.sheet(one("#bind"), "/bind", () => tell(() => words.bound));
  pressed(one("#bind-open"), () => bind({ event: board().shown.event }));
  const claim = registers.sheet(one("#claim"), "/claim", () => {});
  pressed(one("#claim-open"), () => claim());
}

function keys(fold) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    if (scanner.isEditing() || one("dialog:modal")) return;
    if (board()?.phase === "locked") {
      if (duty.press(event.key)) event.preventDefault();
    } else if (event.key === "Escape") {
      fold();
      if (!sheets.closeTop() && board()?.phase !== "ready") clear();
    } else if (board()?.phase === "asking") asked(event);
    else if (event.key === "Enter" && !onButton() && !event.repeat) confirmed();
  });
}

const onButton = () => Boolean(document.activeElement?.matches("button"));

function asked(event) {
  if (event.key === "Enter" && (onButton() || event.repeat)) return;
  if (!pad.press(event.key)) return;
  event.preventDefault();
  // Whoever types digits means the temperature: the Enter that follows is not for a button that has the focus.
  document.activeElement?.blur();
}

function confirmed() {
  const read = performance.now() - since > VERDICT_STAYS_MS;
  if (read && ["verdict", "fault"].includes(board()?.phase)) clear();
}

/** What a scanner's keys changed before they were known as a scanner's. */
function snapshot() {
  const [padAgain, pinAgain, element] = [pad.snapshot(), duty.snapshot(), scanner.isEditing() ? document.activeElement : null];
  const value = element?.value;
  return () => {
    padAgain();
    pinAgain();
    if (!element) return;
    // What an input method still holds would come after all; it gives it up when its field loses the focus.
    const held = scanner.isComposing();
    if (held) element.blur();
    element.value = value;
    if (held) element.focus();
  };
}

const isSeen = () => !document.hidden && document.body.dataset.view === "ready";

/** The live picture, only while somebody can see it. */
function live() {
  const picture = one("#live");
  let count = 0;
  const next = () => {
    if (isSeen() && board()) picture.src = `/cameras/${board().live || 1}.jpg?${count += 1}`;
    else setTimeout(next, LIVE_EVERY_MS);
  };
  picture.addEventListener("load", () => {
    picture.hidden = false;
    setTimeout(next, LIVE_EVERY_MS);
  });
  picture.addEventListener("error", () => {
    picture.hidden = true;
    setTimeout(next, LIVE_AGAIN_MS);
  });
  next();
  setInterval(others, OTHERS_EVERY_MS);
}

/** The small pictures of the other cameras; one that does not come leaves its place dark. */
function others() {
  if (!isSeen()) return;
  for (const figure of all("#others figure")) {
    const picture = one("img", figure);
    // Asked for again before it came, it would never come on a slow PC.
    if (picture.complete) picture.src = `/cameras/${figure.dataset.camera}.jpg?small&${performance.now()}`;
  }
}

/** The gate's program started anew. What is half written in a form stays, and is told to it again. */
function onRun() {
  pad.forget();
  registers.tellAgain();
}

/** The page that the other language came from counts as one that was just opened. */
function onLanguage() {
  registers.forget();
  registers.tellAgain();
}

fit.setUp();
pad.setUp();
duty.setUp();
sounds.setUp();
registers.setUp();
controls.setUp(onLanguage);
doors.setUp();
find.setUp();
help.setUp({ phones: phones.setUp() });
waiting.setUp();
forms();
keys(controls.lists());
scanner.listen({ onCode: scan, snapshot });
live();
// A verdict goes by itself when somebody asks for the board after its time.
setInterval(() => { if (board() && board().phase !== "ready") once("look", () => refresh()); }, LOOK_AGAIN_MS);
follow({
  onBoard: (board) => {
    show(board);
    hear(board);
    registers.needs(board.needs);
    registers.sites(board.sites);
    registers.stillOpen();
    controls.follow(board);
  },
  onReach: showReach,
  onWork: showWork,
  onRun,
});

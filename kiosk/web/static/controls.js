// What can be done about the person on the screen, on the gate's page and on a phone alike.

import { board, forget, undo } from "./board.js";
import { change } from "./language.js";
import { act, idOf, once, refresh } from "./line.js";
import * as sounds from "./sounds.js";
import { tell } from "./toast.js";
import { all, one, pressed, say, words } from "./words.js";

export async function told(path, body) {
  const { problem } = await act(path, body);
  if (problem) tell(problem, "alarm");
}

// What the switch's buttons mean to the gate; null leaves it to the rules.
const ways = { in: "in", out: "out", auto: null };

export function clear() {
  const { number } = board();
  return once(`clear ${number}`, () => told("/clear", { screen: number }));
}

let drawAnew = () => {};

/** `onLanguage` draws what the page's programs have drawn anew. */
export function setUp(onLanguage) {
  drawAnew = onLanguage;
  buttons();
  questions();
  override();
  pressed(one("#language"), () => speak(one("#language").dataset.language));
}

/** The language is the whole browser's: where another tab has changed it, boards come in it, and the page follows. */
export function follow({ language }) {
  if (language !== words.language) speak(language);
}

const speak = (language) => once("language", () => become(language));

async function become(language) {
  try {
    await change(language);
  } catch {
    tell(() => words.given, "alarm");
    return;
  }
  sounds.draw();
  forget();
  drawAnew();
  await refresh();
}

/** The person on the screen goes the other way: what was recorded is undone, and they are judged again. */
function otherWay() {
  const { number, shown } = board();
  return once(`other way ${number}`, async () => {
    const { problem } = await act("/reverse", { screen: number, request: idOf(`other way ${number}`) });
    if (problem) tell(problem, "alarm");
    else if (shown.event) tell(() => words.turned);
  });
}

function questions() {
  const answer = (yes) => {
    const { number } = board();
    once(`answer ${number}`, () => told("/answer", { screen: number, yes, request: idOf(`answer ${number}`) }));
  };
  pressed(one("#confirm"), () => answer(true));
  pressed(one("#not-so"), () => answer(false));
}

function buttons() {
  for (const button of all(".direction button")) {
    pressed(button, () => once("direction", () => told("/direction", { direction: ways[button.dataset.direction] })));
  }
  for (const id of ["#away", "#done", "#fault-done"]) pressed(one(id), clear);
  pressed(one("#undo"), () => undo(board().shown.event));
  for (const button of all(".other-way")) pressed(button, otherWay);
}

/** Lists that are folded away on a narrow screen; gives a function that folds them again. */
export function lists() {
  const unfold = (id) => all(".list").forEach((list) => list.classList.toggle("open", list.id === id));
  for (const tab of all("[data-list]")) pressed(tab, () => unfold(tab.dataset.list));
  for (const fold of all(".fold")) pressed(fold, () => unfold(""));
  return () => unfold("");
}

let letPass = async () => "";

/** Asks why somebody may pass against a verdict, which `shown` gives; `work` is done with the reason, and gives the problem where there is one. */
export function askWhy(shown, work) {
  letPass = work;
  one("#override-own").value = "";
  say(one("#override .problem"));
  say(one("#override-whom"), () => whom(shown()));
  one("#override").showModal();
}

const whom = ({ word, what, door, name }) => [word, what, door, name].filter(Boolean).join(" · ");

function override() {
  const dialog = one("#override");
  const passed = (reason) => once("override", async () => {
    const problem = await letPass(reason);
    say(one(".problem", dialog), problem);
    if (problem) return;
    dialog.close();
    tell(() => words.overridden);
  });

  pressed(one("#override-open"), () => {
    let { shown } = board();
    const { event } = shown;
    const asked = () => (shown = board().shown?.event === event ? board().shown : shown);
    askWhy(asked, async (reason) => (await act("/override", { event, reason, request: idOf(`override ${event} ${reason}`) })).problem);
  });
  for (const button of all("[data-reason]", dialog)) pressed(button, () => passed(button.dataset.reason));
  one("form", dialog).addEventListener("submit", (submitted) => {
    submitted.preventDefault();
    passed(one("#override-own").value);
  });
  pressed(one(".close", dialog), () => dialog.close());
}

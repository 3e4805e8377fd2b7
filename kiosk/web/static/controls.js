// What can be done about the person on the screen, on the gate's page and on a phone alike.

import { board, undo } from "./board.js";
import { act, idOf, once } from "./line.js";
import { all, one, pressed, tell, words } from "./words.js";

export async function told(path, body) {
  const { problem } = await act(path, body);
  if (problem) tell(problem, "alarm");
}

// What the switch's buttons mean to the gate; null leaves it to the rules.
const ways = { in: "in", out: "out", auto: null };

export const clear = () => once("clear", () => told("/clear", { screen: board().number }));

export function setUp() {
  buttons();
  questions();
  override();
}

/** The person on the screen goes the other way: what was recorded is undone, and they are judged again. */
function otherWay() {
  const { number, shown } = board();
  return once("other way", async () => {
    const { problem } = await act("/reverse", { screen: number, request: idOf(`other way ${number}`) });
    if (problem) tell(problem, "alarm");
    else if (shown.event) tell(words.turned);
  });
}

function questions() {
  const answer = (yes) => {
    const { number } = board();
    once("answer", () => told("/answer", { screen: number, yes, request: idOf(`answer ${number}`) }));
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
  pressed(one("#language"), async () => {
    await fetch(`/language/${one("#language").dataset.language}`, { method: "POST" });
    location.reload();
  });
}

/** Lists that are folded away on a narrow screen; gives a function that folds them again. */
export function lists() {
  const unfold = (id) => all(".list").forEach((list) => list.classList.toggle("open", list.id === id));
  for (const tab of all("[data-list]")) pressed(tab, () => unfold(tab.dataset.list));
  for (const fold of all(".fold")) pressed(fold, () => unfold(""));
  return () => unfold("");
}

function override() {
  const dialog = one("#override");
  const own = one("#override-own");
  const problemPlace = one(".problem", dialog);
  let event = "";

  const letPass = (reason) => once(`override ${event}`, async () => {
    const { problem } = await act("/override", { event, reason, request: idOf(`override ${event} ${reason}`) });
    problemPlace.textContent = problem ?? "";
    if (problem) return;
    dialog.close();
    tell(words.overridden);
  });

  pressed(one("#override-open"), () => {
    const { shown } = board();
    event = shown.event;
    own.value = "";
    problemPlace.textContent = "";
    one("#override-whom").textContent = [shown.word, shown.what, shown.door, shown.name].filter(Boolean).join(" · ");
    dialog.showModal();
  });
  for (const button of all("[data-reason]", dialog)) pressed(button, () => letPass(button.dataset.reason));
  one("form", dialog).addEventListener("submit", (submitted) => {
    submitted.preventDefault();
    letPass(own.value);
  });
  pressed(one(".close", dialog), () => dialog.close());
}

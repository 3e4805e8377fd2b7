// The delivery team's page: wires the parts together, and turns from view to view.

import { html, nothing, render } from "/round/vendor/lit-html/lit-html.js";
import { doorView, endDrafts, keepDrafts } from "./door.js";
import * as exchange from "./exchange.js";
import { doneOf, listView, searchView, stairwells, stairwellsView } from "./list.js";
import * as memory from "./memory.js";
import { next } from "./sheet.js";
import { inFewWords, instead, stateView, trouble, warning } from "./state.js";
import { outcomeWords, RECIPIENTS, recipientWords, say, speak, turnLanguage } from "./words.js";
import { cardsNow, doorNamed, fade, giveTo, onShow, reload, state, undo, unsent } from "./work.js";

const SECRET = /^#[\w-]{16,100}$/;

const at = { view: "list", stairwell: "", door: "", chosen: "", typedFor: null, typed: "" };

const go = {
  back: () => (history.state?.isTurned ? history.back() : turn({ view: "list" })),
  list: (stairwell) => {
    state.after = state.doors.find((door) => door.stairwell === stairwell).place - 1;
    return turn({ view: "list", stairwell });
  },
  stairwells: () => turn({ view: "stairwells" }),
  search: () => turn({ view: "search", typed: "" }, () => document.getElementById("search")?.focus()),
  state: () => turn({ view: "state" }),
  door: (door, then) => {
    const { stairwell, place } = doorNamed(door);
    state.after = place;
    return turn({ view: "door", door, stairwell, chosen: "", typedFor: null }, then);
  },
  questions: (door) => go.door(door, () => document.querySelector("main h2")?.scrollIntoView()),
  choose: (chosen) => change({ chosen, typedFor: null }),
  type: (typedFor) => change({ typedFor }),
  typed: (typed) => change({ typed }),
};

/** The next door that is not done: opened where one is open, else shown in its list. */
function goOn() {
  const door = next(state.doors, state.after);
  if (!door) return fade({ said: say("全部完成！", "All done!") });
  if (at.view === "door") return go.door(door.door);
  return turn({ view: "list", stairwell: door.stairwell }, () => document.getElementById(`door-${door.place}`)?.scrollIntoView({ block: "center" }));
}

/** Goes to a view; the back button leads out of it to the view before, and never from door to door. */
async function turn(to, then = () => scrollTo(0, 0)) {
  await endDrafts();
  const isSameView = at.view === to.view;
  if (!isSameView) history.replaceState({ ...history.state, scrolled: scrollY }, "");
  Object.assign(at, to);
  const { view, stairwell, door, typed } = at;
  history[isSameView ? "replaceState" : "pushState"]({ view, stairwell, door, typed, isTurned: !isSameView || history.state?.isTurned }, "");
  show();
  then();
}

addEventListener("popstate", async ({ state: before }) => {
  await endDrafts();
  Object.assign(at, { view: "list", chosen: "", typedFor: null }, before);
  show();
  scrollTo(0, before?.scrolled ?? 0);
});

function change(to) {
  Object.assign(at, to);
  show();
}

function show() {
  const all = stairwells();
  if (!all.includes(at.stairwell)) at.stairwell = next(state.doors, -1)?.stairwell ?? all[0] ?? "";
  render(page(), document.getElementById("app"));
}

function page() {
  return html`
    ${state.team?.sheet ? top() : nothing}
    <main>${at.view === "state" || state.team?.trouble ? nothing : trouble()} ${isToBeWarned() ? warning() : nothing} ${main()}</main>
    ${state.toast && ["list", "search"].includes(at.view) ? toast() : nothing} ${bar()}
  `;
}

const isToBeWarned = () => at.view === "list" && state.doors.length > 0 && state.opensAgain === null && !state.team.warned && !state.team.trouble;

function top() {
  const { sheet } = state.team;
  const done = doneOf(state.doors);
  return html`<button class="top" @click=${go.state}>
    <span class="whose">${at.view === "door" ? html`<b>${at.door}</b> · ` : nothing}${sheet.team_name} · ${sheet.round_name}</span>
    <span class="progress"><b>${done}/${state.doors.length}</b> ${say("户", "doors")}</span>
    <span class="sent">${inFewWords()}</span>
    <progress max=${Math.max(1, state.doors.length)} value=${done} aria-label=${say("进度", "Progress")}></progress>
  </button>`;
}

function main() {
  const door = doorNamed(at.door);
  if ((at.view === "state" && state.team) || state.team?.trouble) return stateView(go);
  if (!state.doors.length) return instead();
  if (at.view === "door" && door) return doorView(door, at, go);
  if (at.view === "stairwells") return stairwellsView(go);
  if (at.view === "search") return searchView(at.typed, go);
  return listView(at.stairwell, state.after, go);
}

function toast() {
  const { said, door: name, outcome, before } = state.toast;
  if (said) return html`<div class="toast" role="status"><p>${said}</p></div>`;
  const door = doorNamed(name);
  if (!door) return nothing;
  const cards = cardsNow(door, before);
  const choose = async (to) => (await giveTo(door, cards, to)) && fade(state.toast);
  return html`<div class="toast" role="status">
    <p>${name} ${outcomeWords(outcome)}${cards.length > 1 ? say(` ${cards.length}张`, ` (${cards.length})`) : ""}</p>
    <div class="chips">
      ${outcome === "delivered" ? RECIPIENTS.map((each) => html`<button aria-pressed=${cards.every((card) => card.to_whom === each)} @click=${() => choose(each)}>${recipientWords(each)}</button>`) : nothing}
      <button class="undo" @click=${undo}>↶ ${say("撤销", "Undo")}</button>
    </div>
  </div>`;
}

const bar = () => html`<nav class="bar">
  ${state.doors.length && !state.team.trouble
    ? html`<button @click=${go.stairwells}>${say("楼道", "Stairwells")}</button>
        <button @click=${go.search}>${say("查找", "Search")}</button>
        <button class="on" @click=${goOn}>${say("下一户", "Next")}</button>`
    : nothing}
  <button lang=${say("en", "zh-CN")} @click=${() => { turnLanguage(); show(); }}>${say("English", "中文")}</button>
</nav>`;

/** The secret of the link that was scanned; it is taken out of the address, so that it stays in no history. */
async function takeLink() {
  if (!SECRET.test(location.hash)) return;
  await memory.begin(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
  Object.assign(at, { view: "list", stairwell: "", door: "" });
  state.after = -1;
  state.finished = false;
}

/** Whether this browser will open the page again without a line: `false` until that is known, `null` where it will not. */
async function prepareToOpenAgain() {
  try {
    await navigator.serviceWorker.register("/round/worker.js", { scope: "/round" });
    await navigator.serviceWorker.ready;
    state.opensAgain = true;
  } catch {
    state.opensAgain = null;
  }
  show();
}

async function begin() {
  speak();
  history.scrollRestoration = "manual";
  document.getElementById("app").replaceChildren();
  onShow(show);
  try {
    await memory.open(reload);
    await takeLink();
  } catch (fault) {
    console.error(fault);
    return render(html`<p class="alarm" role="alert">! ${say("这个浏览器不能保存数据。请退出无痕模式或换一个浏览器。", "This browser keeps no data. Leave private browsing, or use another browser.")}</p>`, document.getElementById("app"));
  }
  addEventListener("hashchange", async () => {
    await takeLink();
    await reload();
    exchange.now();
  });
  addEventListener("beforeunload", (leaving) => {
    if (state.opensAgain !== true && (unsent().length || exchange.line.reached === false)) leaving.preventDefault();
  });
  for (const leaving of ["pagehide", "visibilitychange"]) addEventListener(leaving, keepDrafts);
  await reload();
  exchange.start({ onChange: reload, onFinished: () => { state.finished = true; } });
  return prepareToOpenAgain();
}

begin();

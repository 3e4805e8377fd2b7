// The doors of a stairwell in walking order, all stairwells, and the search.

import { html, nothing } from "/round/vendor/lit-html/lit-html.js";
import { live } from "/round/vendor/lit-html/directives/live.js";
import { repeat } from "/round/vendor/lit-html/directives/repeat.js";
import { answered, found, isDone, next, outcomeOf, recipientOf, toGive, undecided } from "./sheet.js";
import { MARKS, outcomeWords, recipientWords, say } from "./words.js";
import { deliver, isSecondTap, questions, state } from "./work.js";

export const stairwells = () => [...new Set(state.doors.map(({ stairwell }) => stairwell))];

const doorsIn = (stairwell) => state.doors.filter((door) => door.stairwell === stairwell);

export const doneOf = (doors) => doors.filter(isDone).length;

/** One stairwell; `after` is the place of the door that was done last, `go` has where the page can turn to. */
export function listView(stairwell, after, go) {
  const all = stairwells();
  const [before, then] = [all[all.indexOf(stairwell) - 1], all[all.indexOf(stairwell) + 1]];
  const doors = doorsIn(stairwell);
  return html`
    <h1 class="ways">
      <button class="turn" ?disabled=${!before} aria-label=${say("上一个楼道", "Stairwell before")} @click=${() => go.list(before)}>‹</button>
      <button class="here" @click=${go.stairwells}><b>${stairwell}</b> <span>${doneOf(doors)}/${doors.length} ${say("户", "doors")}</span></button>
      <button class="turn" ?disabled=${!then} aria-label=${say("下一个楼道", "Next stairwell")} @click=${() => go.list(then)}>›</button>
    </h1>
    ${rows(doors, next(state.doors, after), go)}
    ${then ? html`<button class="plain wide" @click=${() => go.list(then)}>${say("下一个楼道", "Next stairwell")} ${then} ›</button>` : nothing}
  `;
}

export const stairwellsView = (go) => html`
  <h1>${say("楼道", "Stairwells")}</h1>
  <div class="grid">
    ${stairwells().map((stairwell) => {
      const doors = doorsIn(stairwell);
      const done = doneOf(doors);
      return html`<button class="plain ${done === doors.length ? "done" : ""}" @click=${() => go.list(stairwell)}>
        <b>${stairwell}</b> <span>${done === doors.length ? "✓ " : ""}${done}/${doors.length}</span>
      </button>`;
    })}
  </div>
`;

export function searchView(typed, go) {
  const doors = found(state.doors, typed);
  return html`
    <h1>${say("查找", "Search")}</h1>
    <label class="search">
      <span>${say("室号，或楼道和室号", "Room, or stairwell and room")}</span>
      <input id="search" type="search" inputmode="numeric" autocomplete="off" placeholder="302 / 12-302" .value=${live(typed)}
        @input=${(event) => go.typed(event.target.value)}>
    </label>
    ${typed && !doors.length ? html`<p class="notice">${say("这一队没有这一户，请核对室号。", "This team has no such door; check the number.")}</p>` : nothing}
    ${rows(doors, undefined, go, true)}
  `;
}

const rows = (doors, following, go, isWhole = false) => html`
  <ul class="doors">
    ${repeat(doors, ({ door }) => door, (door) => row(door, door === following, go, isWhole))}
  </ul>
`;

function row(door, isNext, go, isWhole) {
  const asked = questions();
  const tap = async () => {
    if (isSecondTap(door)) return;
    if (!undecided(door).length) go.door(door.door);
    else if ((await deliver(door)) && answered(door, asked) < asked.length) go.questions(door.door);
  };
  const decided = isDone(door) ? `decided ${outcomeOf(toGive(door)) ?? "mixed"}` : "";
  return html`
    <li id=${`door-${door.place}`} class="${decided} ${isNext ? "next" : ""}">
      <button class="main" @click=${tap}>
        <span class="room">${isWhole ? door.door : door.room}${isNext ? html` <em>${say("下一户", "next")}</em>` : nothing}</span>
        <span class="names">${toGive(door).map((card) => card.name).join(say("、", ", "))}</span>
        <span class="outcome">${standing(door)}</span>
      </button>
      <button class="more" aria-label=${`${door.door} ${say("其他结果", "other outcomes")}`} @click=${() => go.door(door.door)}>
        ${asked.length ? html`<span>${say("问卷", "Survey")}</span><b>${answered(door, asked)}/${asked.length}</b>` : html`<span>${say("其他", "More")}</span>`}
      </button>
    </li>
  `;
}

/** How a door stands, in words and marks: never by colour alone. */
function standing(door) {
  const cards = toGive(door);
  const ended = door.cards.length - cards.length;
  return html`<span>${cardsStanding(cards)}</span>
    ${ended ? html`<b class="back">${say(`${ended}张已作废，带回`, `${ended} no longer good: bring back`)}</b>` : nothing}`;
}

function cardsStanding(cards) {
  const outcome = outcomeOf(cards);
  if (outcome) return `${MARKS[outcome]} ${outcomeWords(outcome)}${recipientOf(cards) ? ` · ${recipientWords(recipientOf(cards))}` : ""}`;
  if (cards.some((card) => card.outcome)) return cards.map((card) => `${MARKS[card.outcome] ?? "○"} ${card.name}`).join(" · ");
  return cards.length ? say(`${cards.length}张`, cards.length === 1 ? "1 card" : `${cards.length} cards`) : "";
}

// One door: what became of each card, to whom it was given, and the survey's questions.

import { html, nothing } from "/round/vendor/lit-html/lit-html.js";
import { live } from "/round/vendor/lit-html/directives/live.js";
import { keyOf, outcomeOf, recipientOf, toGive, undecided } from "./sheet.js";
import { MARKS, OUTCOMES, outcomeWords, RECIPIENTS, recipientWords, say } from "./words.js";
import { cardsNow, giveTo, questions, refresh, reply, takeBack, tick } from "./work.js";

const RESTS_MS = 600;
const LONGEST_TO_WHOM = 60;
const LONGEST_ANSWER = 500;
const MOST_DIGITS = 6;

/** What is being typed, by field: its text, and what keeps it once the fingers rest. */
const drafts = new Map();

/** A door; `chosen` is the key of the one card that is meant, "" for all; `typedFor` the cards for which a recipient is typed, if any. */
export function doorView(door, { chosen, typedFor }, go) {
  const cards = meant(door, chosen);
  const outcome = outcomeOf(cards);
  return html`
    <h1 class="ways">
      <button class="turn" aria-label=${say("返回", "Back")} @click=${go.back}>‹</button>
      <span class="here"><b>${door.door}</b> <span>${say(`${door.floor}楼`, `floor ${door.floor}`)}</span></span>
    </h1>
    ${cardsOf(door, chosen, go)}
    ${cards.length
      ? html`<div class="outcomes" role="group" aria-label=${say("结果", "Outcome")}>
          ${OUTCOMES.map((each) => html`<button class=${each} aria-pressed=${each === outcome} @click=${() => each !== outcome && tick(door, cards, each)}>
            <span class="mark">${MARKS[each]}</span> ${outcomeWords(each)}</button>`)}
        </div>`
      : nothing}
    ${cards.some((card) => card.outcome) ? html`<button class="plain wide" @click=${() => takeBack(door, cards)}>↶ ${say("撤销结果", "Take the outcome back")}</button>` : nothing}
    ${whom(door, typedFor ?? given(door, chosen), Boolean(typedFor), go)}
    ${questions().map((question) => asked(door, question))}
  `;
}

/** The cards that the buttons speak of: the one chosen, else those nobody decided on, else all. */
function meant(door, chosen) {
  if (chosen) return toGive(door).filter((card) => keyOf(card) === chosen);
  return undecided(door).length ? undecided(door) : toGive(door);
}

/** The cards whose recipient the buttons speak of: the one chosen, else those where nobody said, else all that were delivered. */
function given(door, chosen) {
  const delivered = toGive(door).filter((card) => card.outcome === "delivered" && (!chosen || keyOf(card) === chosen));
  const unsaid = delivered.filter((card) => !card.to_whom);
  return unsaid.length ? unsaid : delivered;
}

function cardsOf(door, chosen, go) {
  const give = toGive(door);
  const open = undecided(door).length;
  const all = open && open < give.length ? say(`其余${open}张`, `The other ${open}`) : say(`全部${give.length}张`, `All ${give.length} cards`);
  const choice = (key, words) => html`<button class="plain" aria-pressed=${chosen === key} @click=${() => go.choose(key)}>${chosen === key ? "●" : "○"} ${words}</button>`;
  return html`
    <div class="cards" role="group" aria-label=${say("证卡", "Cards")}>
      ${give.length > 1 ? choice("", all) : nothing}
      ${give.map((card) => (give.length > 1 ? choice(keyOf(card), named(card)) : html`<p class="card">${named(card)}</p>`))}
      ${door.cards.filter((card) => card.ended).map((card) => html`<p class="card back"><s>${card.name}</s> <b>${say("已作废，不要给，请带回", "no longer good: do not give it, bring it back")}</b></p>`)}
    </div>
  `;
}

const named = (card) => html`<span class="name">${card.name}</span>
  ${card.outcome ? html`<span class="result">${MARKS[card.outcome]} ${outcomeWords(card.outcome)}${card.to_whom ? ` · ${recipientWords(card.to_whom)}` : ""}</span>` : nothing}`;

function whom(door, cards, isTyping, go) {
  if (!cards.length) return nothing;
  const to = recipientOf(cardsNow(door, cards));
  const own = isTyping || (to && !RECIPIENTS.includes(to));
  const choose = (each) => {
    go.type(null);
    return giveTo(door, cards, to === each ? "" : each);
  };
  const save = (text) => giveTo(door, cards, text);
  return html`
    <h2>${say("给了谁？", "To whom?")}</h2>
    <div class="chips">
      ${RECIPIENTS.map((each) => html`<button class="plain" aria-pressed=${to === each} @click=${() => choose(each)}>${recipientWords(each)}</button>`)}
      <button class="plain" aria-pressed=${Boolean(own)} @click=${() => go.type(cards)}>${say("其他", "other")}</button>
    </div>
    ${own
      ? html`<label>${say("写明给了谁", "Who took it")}
          <input autocomplete="off" maxlength=${LONGEST_TO_WHOM} .value=${live(draft(`${door.door} whom`, RECIPIENTS.includes(to) ? "" : to))}
            @input=${typing(`${door.door} whom`, save)} @change=${typed(`${door.door} whom`)}></label>`
      : nothing}
  `;
}

const KINDS = { number: numberField, yes_no: yesNoField, text: textField };

function asked(door, question) {
  const field = {
    key: `${door.door} ${question.id}`,
    title: say(question.zh, question.en || question.zh),
    detail: say(question.detail_zh, question.detail_en || question.detail_zh),
    given: door.replies[question.id] ?? { value: "", detail: "" },
    answer: (value, detail = "") => reply(door, question.id, value, detail),
  };
  const clear = () => {
    drafts.delete(field.key);
    field.answer("");
  };
  return html`
    <fieldset class="question">
      <legend>${field.title}</legend>
      ${KINDS[question.kind](field)}
      ${field.given.value ? html`<button class="plain wide" @click=${clear}>↶ ${say("清除回答", "Clear the answer")}</button>` : nothing}
    </fieldset>
  `;
}

function numberField({ key, title, given, answer }) {
  const digits = (text) => text.normalize("NFKC").replace(/\D/g, "").slice(0, MOST_DIGITS);
  const save = (text) => answer(digits(text));
  const step = (by) => {
    const number = Number(digits(draft(key, given.value)) || 0) + by;
    write(key, String(Math.min(10 ** MOST_DIGITS - 1, Math.max(0, number))), save);
    refresh();
  };
  return html`<div class="stepper">
    <button class="plain" aria-label=${`${title} −1`} @click=${() => step(-1)}>−</button>
    <input inputmode="numeric" autocomplete="off" maxlength=${MOST_DIGITS} aria-label=${title} .value=${live(draft(key, given.value))}
      @input=${typing(key, save)} @change=${typed(key)}>
    <button class="plain" aria-label=${`${title} +1`} @click=${() => step(1)}>+</button>
  </div>`;
}

function yesNoField({ key, detail, given, answer }) {
  const choose = (value) => {
    drafts.delete(key);
    if (given.value !== value) answer(value);
  };
  return html`
    <div class="pair">
      <button class="plain" aria-pressed=${given.value === "yes"} @click=${() => choose("yes")}>${say("是", "Yes")}</button>
      <button class="plain" aria-pressed=${given.value === "no"} @click=${() => choose("no")}>${say("否", "No")}</button>
    </div>
    ${given.value === "yes" && detail
      ? html`<label>${detail}<textarea rows="2" maxlength=${LONGEST_ANSWER} .value=${live(draft(key, given.detail))}
          @input=${typing(key, (text) => answer("yes", text))} @change=${typed(key)}></textarea></label>`
      : nothing}
  `;
}

function textField({ key, title, given, answer }) {
  return html`<textarea rows="2" maxlength=${LONGEST_ANSWER} aria-label=${title} .value=${live(draft(key, given.value))}
    @input=${typing(key, answer)} @change=${typed(key)}></textarea>`;
}

/** What a field shows: what is being typed in it stays, whatever arrives meanwhile. */
const draft = (key, kept) => drafts.get(key)?.text ?? kept;

function write(key, text, save, rests = true) {
  clearTimeout(drafts.get(key)?.timer);
  drafts.set(key, { text, save, timer: rests ? setTimeout(() => keepDraft(key), RESTS_MS) : 0 });
}

/** A half-written Chinese word is not kept yet. */
const typing = (key, save) => (event) => write(key, event.target.value, save, !event.isComposing);

const typed = (key) => () => keepDraft(key);

async function keepDraft(key) {
  const writing = drafts.get(key);
  if (!writing) return;
  clearTimeout(writing.timer);
  writing.saved ??= writing.save(writing.text.trim());
  if (!(await writing.saved)) {
    writing.saved = undefined;
    return;
  }
  if (drafts.get(key) !== writing || document.activeElement?.matches("input, textarea")) return;
  drafts.delete(key);
  refresh();
}

/** Keeps at once all that is being typed, as when the page is left. */
export const keepDrafts = () => Promise.all([...drafts.keys()].map(keepDraft));

/** Forgets what was typed and is kept. */
export const endDrafts = async () => {
  await keepDrafts();
  drafts.clear();
};

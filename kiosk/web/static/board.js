// Shows a board. Whatever comes from people is set as text, never as HTML.

import * as duty from "./duty.js";
import * as find from "./find.js";
import { fit } from "./fit.js";
import * as help from "./help.js";
import { act, idOf, once } from "./line.js";
import { ask } from "./pad.js";
import * as sheets from "./sheets.js";
import { play } from "./sounds.js";
import { tell } from "./toast.js";
import * as waiting from "./waiting.js";
import { all, degrees, icon, inTongue, made, one, pressed, say, words } from "./words.js";

const stage = one("#stage");
// In letters; a Chinese character is as wide as two.
const WORDY = 76;
const FOLDED = 60;
const drawn = new Map();
let current = null;
let reached = true;

export const board = () => current;

/** When the present screen came up, in milliseconds of this page. */
export let since = 0;

export function show(next) {
  const first = current === null;
  current = next;
  view();
  whenChanged("person", [next.number, next.phase, next.shown, next.fault, next.way], () => person(next));
  whenChanged("screen", [next.number, next.phase], () => {
    since = performance.now();
    if (!first) announce(next);
  });
  whenChanged("notice", next.notice.number, (number) => { if (number && !first) notice(next.notice); });
  whenChanged("cameras", [next.cameras, next.live], () => cameras(next));
  whenChanged("hint", next.hint, guide);
  whenChanged("queued", [next.queued.camera, next.queued.door], queued);
  whenChanged("direction", next.direction, direction);
  whenChanged("recent", next.recent, recent);
  if (one("#inside")) whenChanged("inside", next.inside, inside);
  if (one("#waiting")) {
    waiting.setClock(next.clock);
    whenChanged("waiting", next.waiting, waiting.show);
  }
  if (one("#duty")) whenChanged("duty", next.duty, duty.show);
  whenChanged("lights", next.lights, lights);
}

/** Whether the gate's program answers. */
export function showReach(now) {
  reached = now;
  view();
  fit();
}

/** How much of what people did still waits for an answer. */
export function showWork(count) {
  one("#working").hidden = !count;
}

/** Draws only what changed, so that the focus stays on a button of a list. */
function whenChanged(part, value, draw) {
  const text = JSON.stringify(value);
  if (drawn.get(part) === text) return;
  drawn.set(part, text);
  draw(value);
}

/** Everything is drawn anew with the next board; nothing is told again. */
export function forget() {
  for (const part of [...drawn.keys()].filter((part) => !["screen", "notice"].includes(part))) drawn.delete(part);
}

function view() {
  const phase = current?.phase === "confirming" ? "verdict" : (current?.phase ?? "ready");
  document.body.dataset.view = reached ? phase : "lost";
  if (phase === "locked") sheets.putAway();
  else sheets.bringBack();
}

function person({ number, phase, shown, fault, way }) {
  stage.dataset.outcome = shown?.outcome ?? "";
  one("#fault").textContent = fault;
  for (const place of all("[data-shown]", stage)) place.textContent = said(shown, place.dataset.shown);
  for (const place of all("[data-sign]", stage)) sign(place, shown?.[place.dataset.sign]);
  for (const picture of all("[data-photo]", stage)) photo(picture, shown?.photo ? `/photo/${number}` : "");
  stage.classList.toggle("long", (shown?.name ?? "").length > 8);
  stage.classList.toggle("wordy", width(shown?.remedy ?? "") > WORDY);
  if (phase === "asking") ask(number, shown);
  if (phase === "verdict" || phase === "confirming") verdict(shown, way?.direction);
  for (const place of all(".way", stage)) wayOf(place, way);
  for (const button of all(".other-way", stage)) {
    button.hidden = !way;
    if (!way) continue;
    button.textContent = button.closest(".asking") ? `${way.words} → ${way.other}` : way.turn;
    button.setAttribute("aria-label", way.turn);
  }
  fit();
}

/** Which way somebody is taken to go, and why. */
function wayOf(place, way) {
  place.hidden = !way;
  if (!way) return;
  one("use", place).setAttribute("href", `#way-${way.direction}`);
  one(".way-words", place).textContent = way.words;
  one(".way-why", place).textContent = way.why;
}

const width = (text) => [...text].reduce((sum, character) => sum + (character > "\u2e80" ? 2 : 1), 0);

/** A class or a stamp: its shape with the character in it, and its words, in its own colours. */
function sign(place, look) {
  place.hidden = !look;
  if (!look) return;
  one("use", place).setAttribute("href", `#class-${look.shape}`);
  one(".mark", place).textContent = look.mark;
  one(".sign", place).dataset.shape = look.shape;
  one(".sign", place).style.color = look.colour;
  one(".mark", place).style.color = look.ink;
  one(".sign-words", place).textContent = look.words;
}

function photo(picture, address) {
  picture.hidden = !address;
  if (address) picture.src = address;
  else picture.removeAttribute("src");
  picture.parentElement.classList.toggle("pictured", Boolean(address));
}

function said(shown, what) {
  if (what === "degrees") return shown?.celsius == null ? "" : [shown.site, degrees(shown.celsius), words.celsius].filter(Boolean).join(" ");
  return shown?.[what] ?? "";
}

function verdict(shown, way) {
  one("#verdict-shape").setAttribute("href", `#shape-${shown.outcome}`);
  const undo = one("#undo");
  undo.textContent = words.undo[way] ?? "";
  undo.hidden = !(shown.outcome === "admit" && shown.event);
  one("#override-open").hidden = !shown.overridable;
  for (const [id, answer] of [["#confirm", shown.yes], ["#not-so", shown.no]]) {
    one(id).hidden = !shown.question;
    if (answer) one(id).textContent = answer;
  }
  one("#done").hidden = shown.question;
  one("#bind-open").hidden = !shown.bindable;
}

const spoken = ({ phase, shown, fault }) =>
  phase === "fault" ? fault : shown ? [shown.word, shown.what, shown.remedy, shown.door, shown.name].filter(Boolean).join(" · ") : "";

function announce({ phase, shown, fault }) {
  say(one("#spoken"), () => spoken(current));
  if (document.activeElement?.matches(".find")) document.activeElement.blur(); // the next digits are a temperature's
  if (phase !== "ready" && sheets.isOver(stage) && spoken(current)) tell(() => spoken(current), ["admit", "measure"].includes(shown?.outcome) ? "note" : "alarm");
  if (phase === "fault") play("fault", "");
  else if (shown) play(shown.outcome, shown.word);
}

/** A code that was held up is nobody's passage: said under the PIN where the page is locked. */
function notice({ words: text, is_alarm: isAlarm }) {
  say(one("#spoken"), text);
  if (isAlarm) play("fault", inTongue(text));
  if (current.phase === "locked") duty.hint(text);
  else tell(text, isAlarm ? "alarm" : "note");
}

/** Why the card that is held up is not read, over the live picture. */
function guide(hint) {
  one("#guide").textContent = hint;
  one(".live").classList.toggle("guided", Boolean(hint));
}

function direction(way) {
  document.body.dataset.direction = way ?? "auto";
  for (const button of all(".direction button")) button.setAttribute("aria-pressed", String(button.dataset.direction === (way ?? "auto")));
}

/** Of several cameras the one to be looked at is large, with its name; the others stand small beside it. */
function cameras({ cameras: named, live }) {
  const which = one("#which");
  if (!which) return;
  document.body.classList.toggle("no-camera", !named.length);
  const several = named.length > 1;
  which.textContent = several ? (named.find(({ number }) => number === live) ?? named[0]).words : "";
  const others = several ? named.filter(({ words: name }) => name !== which.textContent) : [];
  one("#others").replaceChildren(...others.map(({ number, words: name }) => {
    const figure = made("figure");
    figure.dataset.camera = number;
    const picture = Object.assign(made("img"), { alt: "" });
    for (const [heard, hidden] of [["error", true], ["load", false]]) picture.addEventListener(heard, () => { picture.hidden = hidden; });
    figure.append(picture, made("figcaption", "", name));
    return figure;
  }));
}

/** Who holds a card up at another camera, and is next. */
function queued([camera, door]) {
  const place = one("#queued");
  place.hidden = !camera;
  one("small", place).textContent = words.queued.replace("{camera}", camera);
  one("b", place).textContent = door;
}

function recent(passages) {
  one("#recent ol").replaceChildren(...passages.map(passageRow));
  one("#recent").classList.toggle("none", !passages.length);
}

function passageRow(passage) {
  const row = made("li", "passage");
  row.dataset.outcome = passage.outcome;
  const who = made("span", "who", passage.who);
  who.append(small([passage.time, passage.site, passage.note].filter(Boolean).join(" · ")));
  const heat = passage.celsius == null ? "" : degrees(passage.celsius);
  row.append(icon(`shape-${passage.outcome}`, "shape"), made("span", "word", passage.word), who, made("span", "heat", heat));
  if (passage.undoable) row.append(button(words.undoShort, `${words.undoShort} ${passage.who}`, () => undo(passage.event)));
  return row;
}

/** What is told small under a name; what is long is folded, and unfolds when it is pressed. */
function small(text) {
  if (width(text) <= FOLDED) return made("small", "", text);
  const told = made("details", "told");
  told.append(made("summary", "", text));
  return told;
}

function inside(visits) {
  one("#inside ol").replaceChildren(...visits.map(visitRow));
  one("#inside").classList.toggle("none", !visits.length);
  for (const count of all("#inside .count, [data-list=inside] .count")) count.textContent = visits.length || "";
  find.narrow();
}

function visitRow(visit) {
  const row = made("li", "visit");
  row.dataset.told = find.told([visit.ticket, visit.label, visit.door, visit.word]);
  const who = made("span", "who", [visit.word, visit.label].filter(Boolean).join(" "));
  who.append(made("small", "", [visit.door, words.since.replace("{time}", visit.since)].filter(Boolean).join(" · ")));
  row.append(made("b", "number", String(visit.ticket)), who, button(words.left, `${words.left} ${visit.ticket} ${visit.word}`, () => signOut(visit.id)));
  return row;
}

function button(text, label, work) {
  const element = made("button", "", text);
  element.type = "button";
  element.setAttribute("aria-label", label);
  pressed(element, async () => {
    element.disabled = true;
    await work();
    element.disabled = false;
  });
  return element;
}

export function undo(event) {
  return done(`undo ${event}`, "/undo", { event }, () => words.undone);
}

function signOut(visit) {
  find.begin();
  return done(`out ${visit}`, "/visits/out", { visit }, () => words.signedOut);
}

function done(thing, path, body, text) {
  return once(thing, async () => {
    const { problem } = await act(path, { ...body, request: idOf(thing) });
    tell(problem ?? text, problem ? "alarm" : "note");
  });
}

function lights(state) {
  if (one("#parts")) help.parts(state);
  const parts = Object.values(state);
  const alarms = parts.filter((light) => light.level === "alarm");
  const rest = parts.filter((light) => light.level !== "alarm");
  rest.sort((a, b) => (a.level === "ok") - (b.level === "ok"));
  one("#alarms").replaceChildren(...alarms.map(lightRow));
  one("#alarms").hidden = !alarms.length;
  one("#lights").replaceChildren(...rest.map(lightRow));
  one("#lights").classList.toggle("well", parts.every((light) => light.level === "ok"));
  one("#dark").textContent = state.camera.words;
  one(".live").dataset.level = state.camera.level;
}

function lightRow(light) {
  const row = made("span", "light");
  row.dataset.level = light.level;
  row.append(icon(light.level === "alarm" ? "shape-fault" : `level-${light.level}`), made("span", "", light.words));
  return row;
}

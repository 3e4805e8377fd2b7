// The forms for people without a pass. What was typed stays until it is registered or cancelled.

import { askWhy } from "./controls.js";
import * as doors from "./doors.js";
import { act, fresh, idOf, once, refresh, send } from "./line.js";
import * as sheets from "./sheets.js";
import { closable } from "./sheets.js";
import { play } from "./sounds.js";
import { tell } from "./toast.js";
import { all, inTongue, one, pressed, say, words } from "./words.js";

/** A form of its own that is sent to `path`; `onDone` is told when it was taken. Opened with what is sent along. */
export function sheet(dialog, path, onDone) {
  const form = one("form", dialog);
  const submit = one("[type=submit]", form);
  let asked = {};

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (submit.disabled) return;
    submit.disabled = true;
    const { problem } = await act(path, { ...asked, ...typed(form) });
    submit.disabled = false;
    warn(form, problem, namedIn(problem, form));
    if (problem) return;
    dialog.close();
    onDone();
  });
  closable(dialog);
  doors.quick(form);
  return (along = {}) => {
    asked = { ...along, request: fresh() };
    form.reset();
    warn(form);
    sheets.open(dialog);
    one("input", form).focus();
  };
}

const STILL_EVERY_MS = 10_000;

// The gate knows this page by it: another tab of the same gate has forms of its own.
const page = fresh();
let registers = [];
let saidAt = 0;
let told = false;
let needed = "";
let offered = "";

export function setUp() {
  registers = all("dialog.register").map(register);
  addEventListener("pagehide", leave);
  for (const button of all("[data-register]")) {
    pressed(button, () => open(button.dataset.register));
  }
}

/** Opens one form; what was typed into another is carried over, for who pressed the wrong button. */
function open(kind) {
  const before = registers.find(({ dialog }) => dialog.open);
  const wanted = registers.find(({ dialog }) => dialog.dataset.kind === kind);
  if (before === wanted) return;
  const typed = before?.asking() ? before.typed() : {};
  before?.close();
  wanted.open(typed);
}

/** What the covenant asks for now; it may change while a form is open, and what was typed there stays. */
export function needs(all_) {
  const text = JSON.stringify(all_);
  if (text === needed) return;
  const isOpen = needed && asking();
  needed = text;
  for (const each of all_) registers.find(({ dialog }) => dialog.dataset.kind === each.kind)?.needs(each);
  if (isOpen) tell(() => words.needsChanged);
}

/** Where somebody can be measured now: the choices of every form, of which one that was made stays while it is there. */
export function sites(all_) {
  const text = JSON.stringify(all_);
  if (text === offered) return;
  offered = text;
  for (const select of all("select[name=site]")) {
    const before = select.value;
    select.replaceChildren(...all_.map(({ key, word }) => new Option(word, key)));
    if (all_.some(({ key }) => key === before)) select.value = before;
    // An empty choice is of no site at all: it is neither shown nor sent.
    select.hidden = select.disabled = !all_.length;
  }
}

/** The page's language changed: what the covenant asks for is marked anew, and nobody is told of it. */
export function forget() {
  needed = offered = "";
}

const asking = () => registers.find(({ dialog, asking }) => dialog.open && asking());

/** Tells the gate whether a form waits for a temperature: a thermometer's next reading is for it then. */
function tellOpen() {
  const isOpen = Boolean(asking());
  if (isOpen === told) return;
  told = isOpen;
  saidAt = performance.now();
  send("/visits/form", { page, is_open: isOpen });
}

/** Says again that the form is open; called for as long as the page lives, it need be no more often than now and then. */
export function stillOpen() {
  if (!told || performance.now() - saidAt < STILL_EVERY_MS) return;
  saidAt = performance.now();
  once("still open", () => send("/visits/form/still", { page }));
}

/** The page is left, and its form with it. */
function leave() {
  if (told) navigator.sendBeacon("/visits/form", JSON.stringify({ page, is_open: false }));
  told = false;
}

/** A gate that started anew knows of no form. */
export function tellAgain() {
  told = false;
  tellOpen();
}

/** Fills a thermometer's reading into the form that is open; false when there is none. */
export function fill(text) {
  const register = asking();
  register?.fill(text);
  return Boolean(register);
}

function register(dialog) {
  const form = one("form", dialog);
  const result = one(".result", dialog);
  const submit = one("[type=submit]", form);
  let request = "";
  let confirmed = [];
  let answered = null;
  let wanted = [];

  const now = () => answered[words.language];
  const said = () => ({ kind: dialog.dataset.kind, confirmed, ...typed(form) });

  function needs({ fields, admitted }) {
    wanted = fields;
    one(".notice", form).hidden = admitted;
    for (const field of all(".field", form)) mark(field, fields.includes(field.dataset.field));
  }

  /** The needed ones first; never under the hands of who types. */
  function arrange() {
    const place = (field) => (wanted.indexOf(field.dataset.field) + 1 || wanted.length + 1);
    const fields = all(".field", form).sort((a, b) => place(a) - place(b));
    // A document's field takes a whole line: one beside nothing would leave a gap, and the form would not fit.
    const wide = fields.findIndex((field) => field.dataset.field === "document");
    if (wide % 2 && wide + 1 < fields.length) fields.splice(wide, 2, fields[wide + 1], fields[wide]);
    one(".fields", form).append(...fields);
  }

  function openWith(typed) {
    arrange();
    form.reset();
    for (const [name, value] of Object.entries(typed)) set(form, name, value);
    request = fresh();
    confirmed = [];
    ask();
    sheets.open(dialog);
    one("input", form).focus();
    tellOpen();
  }

  function close() {
    form.reset();
    dialog.close();
    tellOpen();
  }

  /** The form again, with what is wrong with it. */
  function ask(problem, field) {
    form.hidden = false;
    result.hidden = true;
    warn(form, problem, field);
  }

  function measureAgain() {
    request = fresh();
    set(form, "temperature", "");
    ask(null, "temperature");
    one(".field.wrong", form)?.classList.remove("wrong");
    tellOpen();
  }

  function answer(data) {
    const shown = () => data[words.language].shown;
    if (shown().outcome === "measure") {
      ask(() => `${shown().what} · ${shown().remedy}`, "temperature");
      tellOpen();
      return;
    }
    answered = data;
    play(shown().outcome, shown().word);
    showResult(result, data[words.language], shown);
    form.hidden = true;
    result.hidden = false;
    tellOpen();
    all(".actions button", result).findLast((button) => !button.hidden).focus();
    refresh();
  }

  async function register(path) {
    submit.disabled = true;
    const { data, problem } = await send(path, { request, ...said() });
    submit.disabled = false;
    if (problem) ask(problem, namedIn(problem, form));
    else answer(data);
    return !problem;
  }

  function submitted(event) {
    event.preventDefault();
    if (!submit.disabled) register("/visits");
  }

  function confirm() {
    confirmed = [...confirmed, now().question];
    return once("question", () => register("/visits"));
  }

  /** Somebody is stopped, or is not whom they were taken for and goes on. */
  async function no() {
    if (!now().otherwise) {
      if (await register("/visits/away")) close();
      return;
    }
    confirmed = [...confirmed, now().otherwise];
    await register("/visits");
  }

  async function letIn(reason) {
    const { event } = now().shown;
    const { data, problem } = await send("/visits/let-in", { ...said(), event, reason, request: idOf(`let in ${event} ${reason}`) });
    if (data) answer(data);
    return problem;
  }

  form.addEventListener("submit", submitted);
  pressed(one(".yes", result), confirm);
  pressed(one(".no", result), () => once("question", no));
  pressed(one(".anyway", result), () => askWhy(() => now().shown, letIn));
  closable(dialog, close);
  pressed(one(".finish", result), close);
  pressed(one(".again", result), measureAgain);
  doors.quick(form);
  const fill = (text) => set(form, "temperature", text);
  return { dialog, open: openWith, close, needs, fill, typed: () => typed(form), asking: () => !form.hidden };
}

/** What is wrong with a form, and the field that it is wrong with; nothing: nothing is. */
function warn(form, problem, field = "") {
  say(one(".problem", form), problem);
  for (const each of all(".field", form)) each.classList.toggle("wrong", Boolean(field) && each.dataset.field === field);
  settle(form, problem, field);
}

/** Puts the focus at what is wrong. A button that was disabled has lost it, and outside the form no key reaches the form. */
function settle(form, problem, field) {
  if (field) one(`[data-field="${field}"] input`, form).select();
  else if (problem) one("[type=submit]", form).focus();
}

function mark(field, isNeeded) {
  field.classList.toggle("needed", isNeeded);
  one("small", field).textContent = isNeeded ? words.needed : words.optional;
  for (const input of all("input", field).slice(0, 1)) input.ariaRequired = isNeeded ? "true" : null;
}

/** The verdict on a form; its words are those of `told`, in the language of then. */
function showResult(result, { shown, inside, question }, told) {
  result.dataset.outcome = shown.outcome;
  one("use", result).setAttribute("href", `#shape-${shown.outcome}`);
  for (const part of ["word", "what", "remedy"]) say(one(`.${part}`, result), () => told()[part]);
  one(".ticket", result).hidden = !inside;
  one(".ticket b", result).textContent = inside?.ticket ?? "";
  one(".again", result).hidden = shown.outcome !== "wait" || Boolean(question);
  one(".anyway", result).hidden = !shown.overridable;
  for (const part of ["yes", "no"]) {
    one(`.${part}`, result).hidden = !question;
    if (shown[part]) say(one(`.${part}`, result), () => told()[part]);
  }
  one(".finish", result).hidden = Boolean(question);
}

/** What is in the form; a stairwell and a room make a door. */
function typed(form) {
  const fields = Object.fromEntries(all("input[name], select[name]:enabled", form).map((input) => [input.name, input.value]));
  const stairwell = one(".stairwell", form).value.trim();
  const room = one(".room", form).value.trim();
  return { ...fields, door: stairwell && room ? `${stairwell}-${room}` : stairwell + room };
}

function set(form, name, value) {
  if (name === "door") [one(".stairwell", form).value, one(".room", form).value] = [...value.split("-"), ""];
  else one(`[name="${name}"]`, form).value = value;
}

/** A refusal begins with the name of its field, in either language. */
function namedIn(problem, form) {
  const named = all(".field", form).filter((field) => inTongue(problem).startsWith(one(".label", field).dataset.named));
  return named[0]?.dataset.field ?? "";
}

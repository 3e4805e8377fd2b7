// The forms for people without a pass. What was typed stays until it is registered or cancelled.

import { act, fresh, refresh, send } from "./line.js";
import { play } from "./sounds.js";
import { all, one, pressed } from "./words.js";

/** A form of its own that is sent to `path`; `onDone` is told when it was taken. Opened with what is sent along. */
export function sheet(dialog, path, onDone) {
  const form = one("form", dialog);
  const submit = one("[type=submit]", form);
  let asked = {};

  function say(problem, field = "") {
    one(".problem", form).textContent = problem;
    for (const each of all(".field", form)) each.classList.toggle("wrong", Boolean(field) && each.dataset.field === field);
    if (field) one(`[data-field="${field}"] input`, form).select();
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (submit.disabled) return;
    submit.disabled = true;
    const { problem } = await act(path, { ...asked, ...typed(form) });
    submit.disabled = false;
    say(problem ?? "", problem ? namedIn(problem, form) : "");
    if (problem) return;
    dialog.close();
    onDone();
  });
  pressed(one(".close", form), () => dialog.close());
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    dialog.close();
  });
  quickDoor(form);
  return (along = {}) => {
    asked = { ...along, request: fresh() };
    form.reset();
    say("");
    dialog.show();
    one("input", form).focus();
  };
}

let registers = [];
let told = false;

export function setUp() {
  registers = all("dialog.register").map(register);
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

const asking = () => registers.find(({ dialog, asking }) => dialog.open && asking());

/** Tells the gate whether a form waits for a temperature: a thermometer's next reading is for it then. */
function tellOpen() {
  const isOpen = Boolean(asking());
  if (isOpen === told) return;
  told = isOpen;
  send("/visits/form", { is_open: isOpen });
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

  function openWith(typed) {
    form.reset();
    for (const [name, value] of Object.entries(typed)) set(form, name, value);
    request = fresh();
    ask("");
    dialog.show();
    one("input", form).focus();
    tellOpen();
  }

  function close() {
    form.reset();
    dialog.close();
    tellOpen();
  }

  /** The form again, with what is wrong with it. */
  function ask(problem, field = "") {
    form.hidden = false;
    result.hidden = true;
    one(".problem", form).textContent = problem;
    for (const each of all(".field", form)) each.classList.toggle("wrong", Boolean(field) && each.dataset.field === field);
    if (field) one(`[data-field="${field}"] input`, form).select();
  }

  function measureAgain() {
    request = fresh();
    set(form, "temperature", "");
    ask("", "temperature");
    one(".field.wrong", form)?.classList.remove("wrong");
    tellOpen();
  }

  function answer({ shown, inside }) {
    if (shown.outcome === "measure") {
      ask(`${shown.what} · ${shown.remedy}`, "temperature");
      return;
    }
    play(shown.outcome, shown.word);
    showResult(result, shown, inside);
    form.hidden = true;
    result.hidden = false;
    tellOpen();
    one(shown.outcome === "wait" ? ".again" : ".finish", result).focus();
    refresh();
  }

  async function submitted(event) {
    event.preventDefault();
    if (submit.disabled) return;
    submit.disabled = true;
    const { data, problem } = await send("/visits", { kind: dialog.dataset.kind, request, ...typed(form) });
    submit.disabled = false;
    if (problem) ask(problem, namedIn(problem, form));
    else answer(data);
  }

  form.addEventListener("submit", submitted);
  pressed(one(".close", form), close);
  pressed(one(".finish", result), close);
  pressed(one(".again", result), measureAgain);
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  });
  quickDoor(form);
  const fill = (text) => set(form, "temperature", text);
  return { dialog, open: openWith, close, fill, typed: () => typed(form), asking: () => !form.hidden };
}

function showResult(result, shown, inside) {
  result.dataset.outcome = shown.outcome;
  one("use", result).setAttribute("href", `#shape-${shown.outcome}`);
  for (const part of ["word", "what", "remedy"]) one(`.${part}`, result).textContent = shown[part];
  one(".ticket", result).hidden = !inside;
  one(".ticket b", result).textContent = inside?.ticket ?? "";
  one(".again", result).hidden = shown.outcome !== "wait";
}

/** What is in the form; a stairwell and a room make a door. */
function typed(form) {
  const fields = Object.fromEntries(all("input[name], select[name]", form).map((input) => [input.name, input.value]));
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
  const named = all(".field", form).filter((field) => problem.startsWith(one(".label", field).textContent));
  return named[0]?.dataset.field ?? "";
}

/** `12-302` and `12.302` can be typed in one go, on a number pad. */
function quickDoor(form) {
  const [stairwell, room] = [one(".stairwell", form), one(".room", form)];
  stairwell.addEventListener("input", () => {
    const parts = /^(.*?)(?:[-./—\s号]+)(.*?)室?$/.exec(stairwell.value);
    if (!parts) return;
    stairwell.value = parts[1];
    if (parts[2]) room.value = parts[2];
    room.focus();
  });
  room.addEventListener("keydown", (event) => {
    if (event.key === "Backspace" && !room.value) stairwell.focus();
  });
}

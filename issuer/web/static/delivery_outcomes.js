// Typing a receipt list by keyboard: one key a door, every tick saved at once, sent again until the office has it.
const list = document.getElementById("list");
const doors = [...document.querySelectorAll(".door")];
const saving = document.getElementById("saving");
const left = document.getElementById("left");
const KEYS = { 1: "delivered", 2: "nobody_home", 3: "refused", 4: "wrong_person", 0: "", Delete: "", Backspace: "" };
const RETRY_MS = 3000;
const WORDS = Object.fromEntries(
  [...(doors[0]?.querySelectorAll("[data-choose]") ?? [])].map((button) => [button.dataset.choose, button.textContent]),
);

let here = -1;
let single = null;
let queue = [];
let sending = false;
const history = [];

function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function cardsOf(door) {
  return [...door.querySelectorAll(".card")];
}

function show(card) {
  const { outcome, to } = card.dataset;
  card.querySelector(".outcome").textContent = outcome ? WORDS[outcome] + (to ? ` · ${to}` : "") : "";
  const door = card.closest(".door");
  door.classList.toggle("ticked", cardsOf(door).every((each) => each.dataset.outcome));
  count();
}

function count() {
  const done = doors.filter((door) => door.classList.contains("ticked")).length;
  left.textContent = `${done} / ${doors.length}`;
}

function stand(place, focus = true) {
  if (place < 0 || place >= doors.length) return;
  choose(null);
  doors[here]?.classList.remove("current");
  here = place;
  const door = doors[here];
  door.classList.add("current");
  if (focus) door.focus({ preventScroll: true });
  door.scrollIntoView({ block: "nearest" });
}

function choose(card) {
  single?.setAttribute("aria-pressed", "false");
  single = card;
  single?.setAttribute("aria-pressed", "true");
}

function mark(door, outcome) {
  const cards = single && door.contains(single) ? [single] : cardsOf(door);
  const to = outcome === "delivered" ? door.querySelector(".whom").value.trim() : "";
  remember(door, cards.map((card) => [card, { ...card.dataset }]));
  for (const card of cards) tick(card, outcome, to);
}

function tick(card, outcome, to) {
  card.dataset.outcome = outcome;
  card.dataset.to = to;
  show(card);
  const { serial, issue } = card.dataset;
  const at = new Date().toISOString();
  send("ticks", card.closest(".door"), { id: freshId(), at, serial, issue: Number(issue), outcome: outcome || null, to_whom: to });
}

function name(door) {
  const to = door.querySelector(".whom").value.trim();
  const given = cardsOf(door).filter((card) => card.dataset.outcome === "delivered" && card.dataset.to !== to);
  const chosen = single && door.contains(single) ? given.filter((card) => card === single) : given;
  if (!chosen.length) return;
  remember(door, chosen.map((card) => [card, { ...card.dataset }]));
  for (const card of chosen) tick(card, "delivered", to);
}

function reply(span) {
  const value = span.querySelector(".value").value.trim();
  const detail = span.querySelector(".detail")?.value.trim() ?? "";
  if (value === span.dataset.value && detail === span.dataset.detail) return;
  span.dataset.value = value;
  span.dataset.detail = detail;
  const door = span.closest(".door");
  const answer = { question: Number(span.dataset.question), value, detail };
  send("answers", door, { id: freshId(), at: new Date().toISOString(), door: door.dataset.door, reply: answer });
}

function remember(door, before) {
  history.push({ door, before });
}

function undo() {
  const last = history.pop();
  if (!last) return say(list.dataset.nothing);
  for (const [card, was] of last.before) tick(card, was.outcome, was.to);
  stand(doors.indexOf(last.door));
  last.door.querySelector(".whom").value = cardsOf(last.door)[0].dataset.to;
  say(list.dataset.undone.replace("{door}", last.door.dataset.door));
}

function say(words, state = "") {
  saving.textContent = words;
  saving.dataset.state = state;
}

function send(kind, door, item) {
  queue.push({ kind, door, item });
  push();
}

async function push() {
  if (sending || !queue.length) return;
  sending = true;
  const batch = queue.slice();
  say(list.dataset.saving.replace("{count}", queue.length));
  const report = { ticks: [], answers: [] };
  for (const each of batch) report[each.kind].push(each.item);
  let confirmed = null;
  try {
    const answer = await fetch(location.pathname, { method: "POST", body: JSON.stringify(report), headers: { "Content-Type": "application/json" } });
    if (answer.ok) confirmed = await answer.json();
  } catch {
    confirmed = null;
  }
  sending = false;
  if (!confirmed) {
    say(list.dataset.lost.replace("{count}", queue.length), "lost");
    setTimeout(push, RETRY_MS);
    return;
  }
  const why = new Map(confirmed.refused.map((each) => [each.id, each]));
  const taken = new Set(confirmed.taken);
  queue = queue.filter((each) => !taken.has(each.item.id) && !why.has(each.item.id));
  for (const { door, item } of batch) {
    const refused = why.get(item.id);
    const words = refused && (document.documentElement.lang === "en" ? refused.why_en : refused.why_zh);
    door.querySelector(".fault").textContent = refused ? `${list.dataset.refused}: ${words}` : "";
  }
  if (queue.length) push();
  else say(list.dataset.saved);
}

function inputsOf(door) {
  return [...door.querySelectorAll(".replies .value, .replies .detail")].filter((field) => field.offsetParent);
}

function onField(event) {
  const field = event.target;
  const door = field.closest(".door");
  if (event.key === "Escape") {
    event.preventDefault();
    door.focus();
  } else if (event.key === "Enter") {
    event.preventDefault();
    if (field.matches(".whom")) {
      name(door);
      return door.focus();
    }
    reply(field.closest(".reply"));
    const fields = inputsOf(door);
    const next = fields[fields.indexOf(field) + 1];
    if (next) next.focus();
    else stand(doors.indexOf(door) + 1);
  }
}

function onDoor(event) {
  const door = doors[here];
  if (!door || event.ctrlKey || event.metaKey || event.altKey) {
    if ((event.ctrlKey || event.metaKey) && event.key === "z") {
      event.preventDefault();
      undo();
    }
    return;
  }
  const act = {
    Enter: () => stand(here + 1),
    ArrowDown: () => stand(here + 1),
    ArrowUp: () => stand(here - 1),
    ArrowRight: () => step(door, 1),
    ArrowLeft: () => step(door, -1),
    Escape: () => choose(null),
    t: () => door.querySelector(".whom").select(),
    q: () => inputsOf(door)[0]?.focus(),
    u: undo,
    "/": () => document.querySelector("#jump input").select(),
  }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (act) {
    event.preventDefault();
    act();
  } else if (event.key in KEYS) {
    event.preventDefault();
    mark(door, KEYS[event.key]);
  }
}

function step(door, by) {
  const cards = [null, ...cardsOf(door)];
  choose(cards[(cards.indexOf(single) + by + cards.length) % cards.length]);
}

function jump(typed) {
  const wanted = typed.trim().toUpperCase().replace(/[号\s/]+/g, "-").replace(/室$/, "");
  const way = doors[here]?.dataset.key.split("-")[0];
  const keys = [wanted, `${way}-${wanted}`];
  const found = doors.findIndex((door) => door.dataset.key === keys[0] || door.dataset.key === keys[1]);
  const any = found >= 0 ? found : doors.findIndex((door) => door.dataset.key.endsWith(`-${wanted}`));
  if (any < 0) return say(list.dataset.nowhere.replace("{door}", typed), "lost");
  stand(any);
}

list.addEventListener("keydown", (event) => {
  if (event.target.closest("#jump")) return;
  if (event.target.matches("input, select")) onField(event);
  else if (event.target.matches(".door, .door *")) {
    if (event.target.matches("button") && event.key === "Enter") return;
    onDoor(event);
  }
});
list.addEventListener("focusin", (event) => {
  const door = event.target.closest(".door");
  if (door && doors[here] !== door) stand(doors.indexOf(door), false);
});
list.addEventListener("click", (event) => {
  const door = event.target.closest(".door");
  const card = event.target.closest(".card");
  const button = event.target.closest("[data-choose]");
  if (card) {
    stand(doors.indexOf(door));
    choose(card);
  } else if (button) {
    const kept = single;
    if (doors[here] !== door) stand(doors.indexOf(door));
    else choose(kept);
    mark(door, button.dataset.choose);
  } else if (door && !event.target.matches("input, select")) stand(doors.indexOf(door));
});
list.addEventListener("change", (event) => {
  if (event.target.matches(".whom")) name(event.target.closest(".door"));
  const span = event.target.closest(".reply");
  if (span) reply(span);
});
document.getElementById("undo")?.addEventListener("click", undo);
document.getElementById("jump")?.addEventListener("submit", (event) => {
  event.preventDefault();
  jump(event.target.door.value);
});
window.addEventListener("beforeunload", (event) => {
  if (queue.length) event.preventDefault();
});

for (const door of doors) door.classList.toggle("ticked", cardsOf(door).every((card) => card.dataset.outcome));
count();
const first = doors.findIndex((door) => !door.classList.contains("ticked"));
if (doors.length) stand(Math.max(first, 0));

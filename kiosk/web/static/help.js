// Help for who cannot simply show a card, what is rare, and the words that are turned to somebody. Each button begins a path that there is.

import * as sheets from "./sheets.js";
import { play, voice } from "./sounds.js";
import { all, icon, made, one, pressed, say, words } from "./words.js";

const STARTS = {
  claim: () => one("#claim-open").click(),
  visitor: () => one("[data-register=visitor]").click(),
  language: () => one("#language").click(),
  duty: () => one("#duty-open").click(),
  help: () => sheets.open(one("#help")),
  signs: () => openSigns(),
};

/** `ways` are the paths that begin elsewhere. */
export function setUp(ways) {
  for (const id of ["help", "more"]) {
    sheets.closable(one(`#${id}`));
    pressed(one(`#${id}-open`), () => { draw(); sheets.open(one(`#${id}`)); });
  }
  for (const button of all("[data-way]")) pressed(button, () => begin({ ...STARTS, ...ways }[button.dataset.way]));
  pressed(one("#listen"), () => play("admit", words.listen));
  sheets.closable(one("#signs"));
  for (const tile of all("#signs .tiles button")) pressed(tile, () => enlarge(tile.getAttribute("aria-pressed") === "true" ? null : tile));
}

/** What the gate depends on, one line each. */
export function parts(state) {
  one("#parts").replaceChildren(...Object.values(state).map((light) => {
    const row = made("li", "light");
    row.dataset.level = light.level;
    row.append(icon(light.level === "alarm" ? "shape-fault" : `level-${light.level}`), made("span", "", light.words));
    return row;
  }));
}

function draw() {
  say(one("#voice"), () => {
    const name = voice()?.name;
    return name ? words.voice.some.replace("{name}", name) : words.voice.none;
  });
}

function begin(start) {
  for (const id of ["#help", "#more"]) one(id).close();
  start();
}

function openSigns() {
  enlarge(null);
  sheets.open(one("#signs"));
  one("#signs .tiles button").focus();
}

function enlarge(only) {
  one("#signs").classList.toggle("enlarged", Boolean(only));
  for (const tile of all("#signs .tiles button")) {
    tile.hidden = Boolean(only) && tile !== only;
    tile.setAttribute("aria-pressed", String(tile === only));
  }
}

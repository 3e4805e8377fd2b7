// Somebody among those inside, found by their number, their door, or what the list says of them. It signs nobody out.

import { all, one, pressed } from "./words.js";

// So many can be seen at once.
const FEW = 3;

export function setUp() {
  pressed(one("#find-open"), () => {
    one("#inside").classList.add("open");
    begin();
    one("#find").focus();
  });
  one("[data-list=inside]").addEventListener("click", begin);
  one("#find").addEventListener("input", narrow);
}

/** Looks for nobody any more. */
export function begin() {
  one("#find").value = "";
  narrow();
}

/** Marks who is not meant, and whose number it is, who comes first; called again when the list was drawn anew. */
export function narrow() {
  const rows = all("#inside li");
  const wanted = plain(one("#find").value);
  for (const row of rows) {
    row.classList.toggle("unmeant", !row.dataset.told.includes(wanted));
    row.classList.toggle("meant", row.dataset.told.split(" ")[0] === wanted);
  }
  one("#missing").hidden = rows.some((row) => !row.matches(".unmeant")) || !rows.length;
  one("#find-open").hidden = rows.length <= FEW;
}

/** What somebody can be found by, `parts` of the list's row, the number first. */
export const told = (parts) => parts.map(plain).join(" ");

const plain = (text) => String(text).normalize("NFKC").toUpperCase().replace(/[\s号室/-]/g, "");

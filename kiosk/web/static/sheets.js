// The sheets that stand beside the stage: the one that was opened last lies on top, and each closes by its button or Escape.
// And the dialogs that hold the page, which give way to the lock.

import { all, one, pressed } from "./words.js";

let top = 10;
let left = null;

export function open(dialog) {
  dialog.show();
  dialog.style.zIndex = top += 1;
}

export function closable(dialog, close = () => dialog.close()) {
  pressed(one(".close", dialog), close);
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  });
}

/** Closes the sheet that lies on top, as its own button does; false where none is open. */
export function closeTop() {
  const sheet = all("dialog[open]").sort((a, b) => b.style.zIndex - a.style.zIndex)[0];
  if (sheet) one(".close", sheet).click();
  return Boolean(sheet);
}

/** Somebody new is on the stage: a sheet or a list over it gives way. True where something stays, since it may be half filled in. */
export function isOver(stage) {
  const { left: x, top: y, width, height } = stage.getBoundingClientRect();
  const over = () => document.elementFromPoint(x + width / 2, y + height / 2)?.closest("dialog:not(:modal), .list.open");
  let sheet = over();
  while (sheet && (sheet.matches(".list") || !one("input", sheet))) {
    if (sheet.matches("dialog")) sheet.close();
    else sheet.classList.remove("open");
    sheet = over();
  }
  return Boolean(sheet);
}

/** A dialog that holds the page would hold the pad of the lock too. */
export function putAway() {
  const dialog = one("dialog:modal");
  if (!dialog) return;
  // What holds nothing typed, such as the code that pairs a phone, is closed for good.
  const at = document.activeElement;
  left = one("input", dialog) ? { dialog, at } : null;
  dialog.close();
  at.blur(); // the next keys are the PIN's, at once
}

/** What was put away stands there again, with all that was typed. */
export function bringBack() {
  if (!left) return;
  left.dialog.showModal();
  left.at.focus();
  left = null;
}

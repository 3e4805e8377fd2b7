// The sheets that stand beside the stage: the one that was opened last lies on top, and each closes by its button or Escape.
// And the dialogs that hold the page, which give way to the lock.

import { one, pressed } from "./words.js";

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

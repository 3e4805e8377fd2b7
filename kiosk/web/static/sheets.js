// The sheets that stand beside the stage: the one that was opened last lies on top, and each closes by its button or Escape.

import { one, pressed } from "./words.js";

let top = 10;

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

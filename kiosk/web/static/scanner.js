// A hand scanner types like nobody's fingers: that is how it is told from them, wherever the focus stands.

const FINGERS_ARE_SLOWER_MS = 35;
const SILENCE_MS = 100;
const SHORTEST_CODE = 20;
const LONGEST_BY_HAND = 5;

let burst = null;

/** Calls `onCode` with each scanned text. `snapshot` gives a function that puts back what the scanner's keys changed. */
export function listen({ onCode, snapshot }) {
  document.addEventListener("keydown", (event) => heard(event, onCode, snapshot), true);
}

function heard(event, onCode, snapshot) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (event.key === "Enter" || event.key === "Tab") {
    if (finish(onCode)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    return;
  }
  const character = typed(event);
  if (!character) return;
  if (!burst || event.timeStamp - burst.last > SILENCE_MS) {
    burst = { text: "", first: event.timeStamp, putBack: snapshot(), editing: isEditing() };
  }
  burst.text += character;
  burst.last = event.timeStamp;
  clearTimeout(burst.silence);
  burst.silence = setTimeout(() => finish(onCode), SILENCE_MS);
}

/** Ends the burst; true when it was a scanner's. Another barcode than a pass is dropped where no text is being written. */
function finish(onCode) {
  const ended = burst;
  burst = null;
  if (!ended) return false;
  clearTimeout(ended.silence);
  const { length } = ended.text;
  const fast = (ended.last - ended.first) / Math.max(length - 1, 1) <= FINGERS_ARE_SLOWER_MS;
  const code = fast && length >= SHORTEST_CODE;
  const stray = fast && length > LONGEST_BY_HAND && !ended.editing;
  if (code || stray) ended.putBack();
  if (code) onCode(ended.text);
  return code || stray;
}

/** The character of a key, also under an input method, which hides it. */
function typed(event) {
  if (event.key.length === 1) return event.key;
  return event.key === "Process" ? (/^(?:Key|Digit)(.)$/.exec(event.code)?.[1] ?? "") : "";
}

export function isEditing() {
  return Boolean(document.activeElement?.matches("input, textarea, select"));
}

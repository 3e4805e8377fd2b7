// A thermometer's reading that went to nobody on the screen: filled into the open form, offered to the pad, or only told.

import * as pad from "./pad.js";
import * as registers from "./registers.js";
import { tell } from "./toast.js";
import { degrees } from "./words.js";

let last = null;

/** Takes a board; what was heard before the page was opened, or is told already, is not told again. */
export function hear({ heard, phase }) {
  const isNew = last !== null && heard.number !== last && heard.number > 0;
  last = heard.number;
  if (!isNew) return;
  if (heard.celsius != null && registers.fill(degrees(heard.celsius))) return;
  if (heard.offered && phase === "asking") pad.offer(degrees(heard.celsius), heard.number);
  if (heard.level === "alarm" && phase === "asking") pad.hint(heard.words);
  else tell(heard.words, heard.level);
}

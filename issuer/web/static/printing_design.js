// The editor of a design: a look at the sample, and the faulty line selected.
import { lookAt } from "./printing_look.js";

const form = document.getElementById("design");
const source = form.source;

function showLine(line) {
  const lines = source.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  source.focus();
  source.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  source.scrollTop = Math.max(0, (line - 8) * parseFloat(getComputedStyle(source).lineHeight));
}

lookAt(form, (fault) => { if (fault.line) showLine(fault.line); });
source.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) document.getElementById("look").click();
});
if (Number(form.dataset.line)) showLine(Number(form.dataset.line));

// The editor of a design: a look at the sample, and the faulty line selected.
const form = document.getElementById("design");
const source = form.source;
const preview = document.getElementById("preview");
const said = document.getElementById("preview-refusal");

function showLine(line) {
  const lines = source.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  source.focus();
  source.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  source.scrollTop = Math.max(0, (line - 8) * parseFloat(getComputedStyle(source).lineHeight));
}

async function look(event) {
  event.preventDefault();
  const button = event.currentTarget;
  button.disabled = true;
  try {
    const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form) });
    said.hidden = answer.ok;
    if (answer.ok) {
      const image = preview.querySelector("img");
      URL.revokeObjectURL(image.src);
      image.src = URL.createObjectURL(await answer.blob());
      preview.hidden = false;
    } else {
      const fault = await answer.json();
      said.textContent = fault.refusal;
      if (fault.line) showLine(fault.line);
    }
  } finally {
    button.disabled = false;
  }
}

document.getElementById("look").addEventListener("click", look);
source.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) document.getElementById("look").click();
});
if (Number(form.dataset.line)) showLine(Number(form.dataset.line));

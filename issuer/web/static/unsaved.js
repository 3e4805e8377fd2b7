// Asks before a changed form is left: a form marked `data-unsaved` would lose what was typed without a word.
// `data-unsaved="changed"` holds something that was never saved; a field marked `data-passing` does not count.
const forms = [...document.querySelectorAll("form[data-unsaved]")];
let sent = null;

function isChanged(field) {
  if (field.dataset.passing !== undefined) return false;
  if (field.matches("select")) {
    const usual = [...field.options].findLastIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(usual, 0);
  }
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
  return field.matches("input, textarea") && field.value !== field.defaultValue;
}

function wouldLose(form) {
  return form.dataset.unsaved === "changed" || [...form.elements].some(isChanged);
}

document.addEventListener("submit", (event) => {
  sent = event.target;
});
window.addEventListener("beforeunload", (event) => {
  const kept = sent;
  sent = null; // whoever chooses to stay is asked again
  if (forms.some((form) => form !== kept && wouldLose(form))) event.preventDefault();
});

// The order form: which positions of the first sheet are used, how many cards that is, and a look at it.
import { lookAt } from "./printing_look.js";

const form = document.getElementById("order");
const sheet = document.getElementById("sheet");
const count = document.getElementById("count");
const numbers = (text) => text.split(" ").map(Number);

function stock() {
  const { page, grid, first, step, size } = form.stock.selectedOptions[0].dataset;
  const [columns, rows] = numbers(grid);
  return { page: numbers(page), columns, rows, first: numbers(first), step: numbers(step), size: numbers(size), positions: columns * rows };
}

function cards() {
  if (form.which.value === "serials") return form.serials.value.split(/[\s,，、]+/).filter(Boolean).length;
  const figure = form.which.value === "all" ? "all" : "waiting";
  const chosen = form.kind.value === "cards" ? [...form.querySelectorAll("[name=stairwell]:checked")] : [];
  const counted = chosen.length ? chosen : [form.querySelector("[name=kind]:checked")];
  return counted.reduce((sum, each) => sum + Number(each.dataset[figure]), 0);
}

function startAt() {
  return Math.min(Math.max(Number(form.start_at.value) || 1, 1), stock().positions);
}

function draw() {
  const { page, columns, rows, first, step, size, positions } = stock();
  const share = (millimetres, whole) => `${(100 * millimetres) / whole}%`;
  sheet.style.aspectRatio = `${page[0]} / ${page[1]}`;
  form.start_at.max = positions;
  const places = Array.from({ length: columns * rows }, (_, place) => {
    const button = sheet.children[place] || document.createElement("button");
    button.type = "button";
    button.textContent = place + 1;
    button.setAttribute("aria-label", `${sheet.dataset.position} ${place + 1}`);
    button.style.left = share(first[0] + (place % columns) * step[0], page[0]);
    button.style.top = share(first[1] + Math.floor(place / columns) * step[1], page[1]);
    button.style.width = share(size[0], page[0]);
    button.style.height = share(size[1], page[1]);
    button.onclick = () => {
      form.start_at.value = place + 1;
      refresh();
    };
    return button;
  });
  sheet.replaceChildren(...places);
}

function refresh() {
  const printed = cards(), { positions } = stock(), from = startAt();
  [...sheet.children].forEach((button, place) => {
    button.classList.toggle("filled", place + 1 >= from && place + 1 < from + printed);
    button.setAttribute("aria-pressed", String(place + 1 === from));
  });
  const sheets = Math.ceil((from - 1 + printed) / positions);
  count.textContent = printed ? count.dataset.words.replace("{cards}", printed).replace("{sheets}", sheets) : count.dataset.none;
  document.getElementById("serials").hidden = form.which.value !== "serials";
  document.getElementById("stairwells").hidden = form.kind.value !== "cards" || form.which.value === "serials";
}

lookAt(form, (_fault, preview) => { preview.hidden = true; });
document.getElementById("all-waiting")?.addEventListener("click", () => {
  for (const box of form.querySelectorAll("[name=stairwell]")) box.checked = Number(box.dataset.waiting) > 0;
  refresh();
});
form.addEventListener("input", () => {
  draw();
  refresh();
});
draw();
refresh();

// Choosing cards of a run: by sheet, by stairwell, by what one types.
const part = document.getElementById("part");
const find = document.getElementById("find");
const chosen = document.getElementById("chosen");

if (part) {
  const rows = [...part.querySelectorAll("tbody tr")];
  const box = (row) => row.querySelector("input");
  const counted = () => {
    const n = rows.filter((row) => box(row).checked).length;
    chosen.textContent = n ? chosen.dataset.words.replace("{n}", n) : "";
  };
  for (const select of part.querySelectorAll("[data-chooses]")) {
    select.addEventListener("change", () => {
      for (const row of rows) box(row).checked = select.value !== "" && row.dataset[select.dataset.chooses] === select.value;
      for (const other of part.querySelectorAll("[data-chooses]")) if (other !== select) other.value = "";
      rows.find((row) => box(row).checked)?.scrollIntoView({ block: "nearest" });
      counted();
    });
  }
  find.addEventListener("input", () => {
    const wanted = find.value.trim();
    for (const row of rows) row.hidden = wanted !== "" && !row.textContent.includes(wanted);
  });
  find.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  part.addEventListener("change", counted);
  counted();
}

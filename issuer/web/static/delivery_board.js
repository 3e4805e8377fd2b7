// Keeps the board up to date: texts, bars and states by the ids of their elements.
const board = document.getElementById("board");
const lost = document.getElementById("lost");
const EVERY_MS = 5000;

function show(state) {
  for (const [id, text] of Object.entries(state.texts)) {
    const element = document.getElementById(id);
    if (!element) return location.reload();
    if (element.textContent !== text) element.textContent = text;
  }
  for (const [id, percent] of Object.entries(state.bars)) {
    const bar = document.getElementById(`${id}-bar`);
    if (bar) bar.value = percent;
  }
  for (const [id, of] of Object.entries(state.states)) {
    const element = document.getElementById(`${id}-place`) || document.getElementById(id);
    element.dataset.state = of;
  }
}

async function follow() {
  try {
    const answer = await fetch(board.dataset.state);
    if (!answer.ok) throw new Error(answer.status);
    show(await answer.json());
    lost.textContent = "";
  } catch {
    lost.textContent = `${board.dataset.lost} ${document.getElementById("at").textContent}`;
  }
  setTimeout(follow, EVERY_MS);
}
setTimeout(follow, EVERY_MS);

// Follows a job to its end.
const job = document.getElementById("job");
const progress = document.getElementById("progress");
const done = document.getElementById("done");
const EVERY_MS = 300;

async function follow() {
  const answer = await fetch(job.dataset.state).catch(() => null);
  if (answer && answer.ok) {
    const state = await answer.json();
    if (state.place) return location.replace(state.place);
    if (state.refusal) return location.reload();
    if (state.total) {
      progress.max = state.total;
      progress.value = state.done;
      done.textContent = done.dataset.words.replace("{done}", state.done).replace("{total}", state.total);
    }
  } else if (answer) {
    return location.reload();
  }
  setTimeout(follow, EVERY_MS);
}
follow();

// Sends pictures one by one, their names first: only those with an owner travel. A ZIP goes as a form does.
const album = document.getElementById("album");
const inputs = [document.getElementById("files"), document.getElementById("folder")];
const grid = document.getElementById("grid");
const problems = document.getElementById("problems");
const going = document.getElementById("going");
const progress = document.getElementById("progress");
const done = document.getElementById("done");
const having = document.getElementById("having");

const nameOf = (file) => file.webkitRelativePath || file.name;
const placeOf = (person) => album.dataset.people.replace(/0$/, person);

function tell(words, retry = null) {
  document.getElementById("problem-section").hidden = false;
  const row = document.getElementById("trouble").content.cloneNode(true).firstElementChild;
  row.querySelector("span").textContent = words;
  const button = row.querySelector("button");
  if (!retry) button.remove();
  else
    button.addEventListener("click", async () => {
      button.disabled = true;
      if (await retry()) row.remove();
      else button.disabled = false;
    });
  problems.append(row);
}

function show(match, result) {
  having.textContent = result.having;
  const tile = document.getElementById("tile").content.cloneNode(true).firstElementChild;
  const picture = tile.querySelector("img");
  picture.src = `/roster/people/${match.person}/photo.jpg?${Date.now()}`;
  picture.alt = match.who;
  tile.querySelector("b").textContent = match.who;
  tile.querySelector("small").textContent = result.change;
  const form = tile.querySelector("form");
  form.action = `/roster/people/${match.person}/photo/remove`;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) }).catch(() => null);
    if (!answer?.ok) return;
    tile.remove();
    having.textContent -= 1;
  });
  grid.prepend(tile);
}

async function send(file, match, asIs = false) {
  const form = new FormData();
  form.set("file", file, nameOf(file));
  if (asIs) form.set("as_is", "1");
  const answer = await fetch(placeOf(match.person), { method: "POST", body: form }).catch(() => null);
  if (answer?.status === 413) return { problem: `${match.name} ${album.dataset.large}` };
  if (!answer || (!answer.ok && answer.status !== 400)) return { problem: `${match.name} ${album.dataset.failed}` };
  return answer.json();
}

async function take(file, match) {
  const result = await send(file, match);
  if (result.change) return show(match, result), true;
  tell(result.problem, async () => {
    const again = await send(file, match, true);
    if (again.change) show(match, again);
    return Boolean(again.change);
  });
  return false;
}

async function matched(files) {
  const answer = await fetch(album.dataset.names, { method: "POST", body: JSON.stringify(files.map(nameOf)) }).catch(() => null);
  if (!answer?.ok) return null;
  const found = await answer.json();
  return files.map((file, place) => [file, found[place]]).filter(([, match]) => match);
}

async function takeAll(files) {
  problems.replaceChildren();
  going.hidden = false;
  const pairs = await matched(files);
  if (!pairs) return void (done.textContent = album.dataset.failed);
  let taken = 0;
  let faulty = 0;
  progress.max = pairs.length;
  for (const [place, [file, match]] of pairs.entries()) {
    if (match.problem) tell(match.problem);
    if (!match.problem && (await take(file, match))) taken += 1;
    else faulty += 1;
    progress.value = place + 1;
    done.textContent = album.dataset.progress.replace("{done}", place + 1).replace("{total}", pairs.length);
  }
  done.textContent = album.dataset.over.replace("{taken}", taken).replace("{problems}", faulty);
}

album.addEventListener("submit", async (event) => {
  const files = inputs.flatMap((input) => [...input.files]).sort((one, other) => nameOf(one).localeCompare(nameOf(other)));
  if (files.some((file) => file.name.toLowerCase().endsWith(".zip"))) return;
  event.preventDefault();
  if (!files.length) {
    going.hidden = false;
    done.textContent = album.dataset.none;
    return;
  }
  const button = album.querySelector("button");
  button.disabled = true;
  await takeAll(files);
  button.disabled = false;
});

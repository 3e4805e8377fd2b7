// Sends the roster and shows how much of it has arrived; without this script the form does the same without a bar.
const form = document.getElementById("upload");
const sending = document.getElementById("sending");
const progress = document.getElementById("progress");
const done = document.getElementById("done");
const kilobytes = (bytes) => Math.ceil(bytes / 1024);

function show(event) {
  if (!event.lengthComputable) return;
  progress.max = event.total;
  progress.value = event.loaded;
  done.textContent = done.dataset.words
    .replace("{done}", kilobytes(event.loaded)).replace("{total}", kilobytes(event.total));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const sent = new XMLHttpRequest();
  sent.upload.addEventListener("progress", show);
  sent.addEventListener("load", () => {
    if (sent.status === 200) location.assign(JSON.parse(sent.responseText).place);
    else form.submit();
  });
  sent.addEventListener("error", () => form.submit());
  sent.open("POST", form.action);
  sent.setRequestHeader("Accept", "application/json");
  sent.send(new FormData(form));
  sending.hidden = false;
  form.querySelector("button").disabled = true;
});
addEventListener("pageshow", () => {
  sending.hidden = true;
  form.querySelector("button").disabled = false;
});

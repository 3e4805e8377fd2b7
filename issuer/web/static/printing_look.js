// A look at what would be printed: sends the form, and shows the picture, or why there is none.
const preview = document.getElementById("preview");
const said = document.getElementById("preview-refusal");

/** Has the button “look” show what `form` would print; `onRefused` is told of a fault beside. */
export function lookAt(form, onRefused) {
  document.getElementById("look").addEventListener("click", async (event) => {
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
        onRefused(fault, preview);
      }
    } finally {
      button.disabled = false;
    }
  });
}

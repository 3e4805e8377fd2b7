// The dialog that pairs phones with this gate: a QR code that is good once, and the phones there are.

import { send } from "./line.js";
import { made, one, pressed, say, words } from "./words.js";

const LOOK_EVERY_MS = 1500;
const QUIET_ZONE = 4;

/** Gives a function that opens the dialog. */
export function setUp() {
  const dialog = one("#phones");
  if (!dialog) return () => {};
  let looking = 0;
  let count = 0;
  let listed = [];

  async function look() {
    const answer = await fetch("/phones").catch(() => null);
    if (!dialog.open) return;
    if (answer?.ok) show(await answer.json());
  }

  function show(state) {
    // Taken or too old: the next phone gets another code.
    if (!state.path && dialog.open) send("/phones/invite", {}).then(({ data }) => data && draw(data));
    else draw(state);
  }

  function draw({ path, modules, link, phones }) {
    const side = modules + 2 * QUIET_ZONE;
    one("#phones-code").setAttribute("viewBox", `${-QUIET_ZONE} ${-QUIET_ZONE} ${side} ${side}`);
    one("#phones-code path").setAttribute("d", path);
    one("#phones-address").textContent = link.replace(/#.*/, "");
    one("#phones ol").replaceChildren(...phones.map(row));
    say(one("#phones .problem"), link.startsWith("https://127.") ? () => words.phones.alone : null);
    if (phones.length > count && count >= 0) paired(phones.at(-1).number);
    [count, listed] = [phones.length, phones];
  }

  function paired(number) {
    const label = () => listed.find((phone) => phone.number === number)?.label ?? "";
    say(one("#phones-told"), () => words.phones.paired.replace("{name}", label()));
  }

  function row(phone) {
    const element = made("li", "phone");
    const remove = made("button", "", words.phones.remove);
    remove.type = "button";
    remove.setAttribute("aria-label", `${words.phones.remove} ${phone.label}`);
    pressed(remove, async () => {
      const { data } = await send("/phones/remove", { number: phone.number });
      if (data) show(data);
    });
    const who = made("span", "who", phone.label);
    who.append(made("small", "", phone.seen));
    element.append(who, remove);
    return element;
  }

  pressed(one(".close", dialog), () => dialog.close());
  // Nobody can take a code that nobody sees any more.
  dialog.addEventListener("close", () => {
    clearInterval(looking);
    send("/phones/withdraw", {});
  });
  return async () => {
    count = -1;
    say(one("#phones-told"));
    dialog.showModal();
    const { data } = await send("/phones/invite", {});
    if (data) draw(data);
    looking = setInterval(look, LOOK_EVERY_MS);
  };
}

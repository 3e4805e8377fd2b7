// How it stands with this phone: what is sent and what is not, what the office put aside, and wiping.

import { html, nothing } from "/round/vendor/lit-html/lit-html.js";
import * as exchange from "./exchange.js";
import * as memory from "./memory.js";
import { MARKS, outcomeWords, recipientWords, say } from "./words.js";
import { mine, refused, reload, state, unsent } from "./work.js";

/** One line in few words: "3 条待上传". */
export function inFewWords() {
  const [waiting, aside] = [unsent().length, refused().length];
  if (waiting) return say(`↑ ${waiting} 条待上传`, `↑ ${waiting} to send`);
  if (aside) return say(`! ${aside} 条未收`, `! ${aside} refused`);
  if (exchange.line.reached === false) return say("– 没有连上", "– no line");
  return say("✓ 已全部上传", "✓ all sent");
}

export function stateView(go) {
  const [waiting, aside] = [unsent(), refused()];
  return html`
    <h1 class="ways">
      <button class="turn" aria-label=${say("返回", "Back")} @click=${go.back}>‹</button>
      <span class="here"><b>${say("上传情况", "What is sent")}</b></span>
    </h1>
    ${trouble()}
    ${waiting.length
      ? html`<h2>${say(`${waiting.length} 条待上传`, `${waiting.length} to send`)}</h2>
          <p>${say("都在这部手机里，连上后自动上传。", "They are kept on this phone, and sent by themselves once there is a line.")}</p>
          <button class="plain wide" @click=${exchange.now}>${say("现在上传", "Send now")}</button>
          ${lines(waiting)} ${state.team?.trouble ? lettingGo(waiting) : nothing}`
      : state.team?.sheet
        ? html`<p class="good">✓ ${say("办公室已收到这部手机上的全部内容。", "The office has everything from this phone.")}</p>`
        : nothing}
    ${aside.length
      ? html`<h2>${say(`办公室没有收下 ${aside.length} 条`, `The office did not take ${aside.length}`)}</h2>
          <p>${say("请抄下或复制给办公室。", "Write them down, or copy them for the office.")}</p>
          ${lines(aside)} ${lettingGo(aside)}`
      : nothing}
    ${opening()} ${wiping(waiting.length, aside.length)}
  `;
}

/** What stops the work, told on every page. */
export function trouble() {
  if (state.full) return alarm(say("手机存不下了，刚才的没有记下。请腾出空间后再点一次，或记在纸上。", "This phone can keep nothing more: what you just did was not recorded. Free some space and tap again, or write it on paper."));
  if (state.team?.trouble === "closed") return alarm(say("这一轮已经结束。请把剩下的证卡带回办公室。", "This round is closed. Bring the cards that are left back to the office."));
  if (state.team?.trouble === "unknown") return alarm(say("办公室不认识这个链接。请重新扫描封面上的二维码，或问办公室。", "The office does not know this link. Scan the cover sheet again, or ask the office."));
  return nothing;
}

/** What is shown instead of the doors, where there are none. */
export function instead() {
  if (state.finished) return note(say("这一轮已经结束，全部内容都已上传，这部手机上的数据已清除。谢谢！", "This round is closed, everything was sent, and this phone is wiped. Thank you!"));
  if (!state.team) return note(say("请扫描封面上的二维码，打开本队的名单。", "Scan the code on the cover sheet to open your team's list."));
  if (state.team.trouble) return nothing;
  if (state.team.sheet) return note(say("这一队还没有要送的证卡，请问办公室。", "This team has no cards to bring; ask the office."));
  if (exchange.line.reached === false) return note(say("连不上办公室，请连上办公室的无线网后再试。", "The office cannot be reached; join its wireless network and try again."));
  return note(say("正在打开……", "Opening…"));
}

/** Told once before a team sets out, where this browser cannot open the page again without a line. */
export const warning = () => html`<button class="alarm" @click=${() => memory.note(state.team.secret, { warned: true }).then(reload)}>
  ! ${say("没有网络时，这部手机不能重新打开本页：请不要关闭它。已点的不会丢。", "Without a line this phone cannot open this page again: keep it open. What you ticked is not lost.")} <u>${say("知道了", "Got it")}</u>
</button>`;

const alarm = (text) => html`<p class="alarm" role="alert">! ${text}</p>`;
const note = (text) => html`<p class="notice" role="status">${text}</p>`;

const lines = (items) => html`
  <ul class="lines">${items.map((item) => html`<li>${sentence(item)}${item.refused ? html`<br /><b>${say(item.refused.zh, item.refused.en)}</b>` : nothing}</li>`)}</ul>
  <button class="plain wide" @click=${(event) => copy(items, event.currentTarget)}>${say("复制", "Copy")}</button>
`;

/** An item as people write it down: time, door, name, what became of it. */
function sentence({ kind, about, wire }) {
  const time = new Date(wire.at).toTimeString().slice(0, 5);
  if (kind === "tick") {
    const outcome = wire.outcome ? `${MARKS[wire.outcome]} ${outcomeWords(wire.outcome)}` : say("撤销", "taken back");
    return [time, about.door, about.name, outcome, recipientWords(wire.to_whom)].filter(Boolean).join(" ");
  }
  const question = state.team?.sheet?.questions.find(({ id }) => id === wire.reply.question);
  const value = { yes: say("是", "yes"), no: say("否", "no"), "": say("清除", "cleared") }[wire.reply.value] ?? wire.reply.value;
  return [time, about.door, question && say(question.zh, question.en || question.zh), value, wire.reply.detail].filter(Boolean).join(" ");
}

async function copy(items, button) {
  try {
    await navigator.clipboard.writeText(items.map(sentence).join("\n"));
    button.textContent = say("✓ 已复制", "✓ copied");
  } catch {
    getSelection().selectAllChildren(button.previousElementSibling);
  }
}

const lettingGo = (items) => html`<button class="plain wide" @click=${() => letGo(items)}>${say("已抄下，从手机删除", "Written down: delete from this phone")}</button>`;

const opening = () => html`
  <h2>${say("没有网络时重新打开", "Opening again without a line")}</h2>
  ${state.opensAgain
    ? html`<p class="good">✓ ${say("这部手机没有网络也能重新打开本页。", "This phone can open this page again without a line.")}</p>`
    : html`<p>${say("这部手机还不能：没有网络时请不要关闭本页。已点的不会丢，连上后再打开即可。", "Not yet on this phone: keep this page open while there is no line. What you ticked is not lost; open it again once there is one.")}</p>
        <p>${say("要让它能，请安装办公室的证书，核对指纹，再重新打开本页：设置 → 安全 → 加密与凭据 → 安装证书 → CA 证书。", "To make it work, install the office's certificate, compare its fingerprint, and open this page again: Settings → Security → Encryption & credentials → Install a certificate → CA certificate.")}</p>
        <p><a class="plain wide" href="/round/authority.crt" download="gatepass.crt">${say("下载证书", "Download the certificate")}</a></p>`}
`;

function wiping(waiting, aside) {
  if (!state.team) return nothing;
  return html`
    <h2>${say("做完了", "Done")}</h2>
    ${waiting || aside
      ? html`<p>${say("全部上传以后才能清除这部手机上的数据。", "This phone can be wiped once everything was sent.")}</p>`
      : html`<p>${say("手机上有居民姓名。做完请清除；要再用请重新扫描。", "This phone holds residents' names. Wipe it when done; scan again to go on.")}</p>`}
    <button class="plain wide" ?disabled=${mine().length > 0} @click=${wipe}>${say("清除这部手机上的数据", "Wipe this phone")}</button>
  `;
}

async function wipe() {
  if (mine().length) return;
  await memory.forget(state.team.secret);
  state.finished = false;
  await reload();
}

async function letGo(items) {
  await memory.drop(items.map(({ number }) => number));
  await reload();
  await exchange.now();
}

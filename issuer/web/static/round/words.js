// The two languages of the page, changed without a line.

const KEPT = "gatepass-round-language";
const outcomes = JSON.parse(document.getElementById("outcomes").textContent);

let language = kept();

export const say = (zh, en) => (language === "en" ? en : zh);

export const outcomeWords = (outcome) => say(...outcomes[outcome]);

export const OUTCOMES = Object.keys(outcomes);
export const MARKS = { delivered: "✓", nobody_home: "–", refused: "✕", wrong_person: "≠" };

/** To whom a card was given; what is kept is Chinese, so that the words of all phones count together. */
export const RECIPIENTS = ["本人", "家人", "邻居"];
const RECIPIENTS_IN_ENGLISH = { 本人: "holder", 家人: "family", 邻居: "neighbour" };
export const recipientWords = (to) => say(to, RECIPIENTS_IN_ENGLISH[to] ?? to);

export function turnLanguage() {
  language = language === "en" ? "zh" : "en";
  try {
    localStorage.setItem(KEPT, language);
  } catch {
    // It is chosen again after the next opening.
  }
  speak();
}

/** Tells the browser which language the page is in. */
export function speak() {
  document.documentElement.lang = say("zh-CN", "en");
  document.title = say("发放", "Delivery");
}

function kept() {
  try {
    return localStorage.getItem(KEPT) === "en" ? "en" : "zh";
  } catch {
    return "zh";
  }
}

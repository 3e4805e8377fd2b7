// The page in its other language without being loaded anew: what is half typed stays where it is, and stands nowhere else meanwhile.

import { changeTongue } from "./line.js";
import { readWords } from "./words.js";

const NAMES = ["lang", "aria-label", "title", "alt", "placeholder", "data-language", "data-named", "data-reason"];
// As the page came. A text that its program has put in the place of one of these is the program's to draw anew.
const parts = partsOf(document);

/** Every element with the texts of its own; the choices of a list change with the covenant, and are found by what they stand for. */
function partsOf(page) {
  const texts = (element) => [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
  return [...page.querySelectorAll(":not(option)")].map((element) => ({ element, texts: texts(element) }));
}

/** Changes the page to a language; throws where the gate does not answer. What the program has drawn is the caller's to draw anew. */
export async function change(language) {
  await fetch(`/language/${language}`, { method: "POST" });
  const answer = await fetch(location.pathname);
  if (!answer.ok) throw new Error(answer.statusText);
  const others = partsOf(new DOMParser().parseFromString(await answer.text(), "text/html"));
  if (!isSamePage(others)) {
    location.reload(); // the gate's program is another one by now
    return;
  }
  parts.forEach((part, place) => translate(part, others[place]));
  readWords();
  changeTongue();
}

const isSamePage = (others) => others.length === parts.length && others.every(({ element }, place) => element.tagName === parts[place].element.tagName);

function translate({ element, texts }, other) {
  for (const name of NAMES) if (other.element.hasAttribute(name)) element.setAttribute(name, other.element.getAttribute(name));
  texts.forEach((text, place) => { text.nodeValue = other.texts[place]?.nodeValue ?? ""; });
  // A word that only the other language has.
  if (!texts.length && other.texts.length && !element.childNodes.length) {
    texts.push(new Text(other.texts[0].nodeValue));
    element.append(texts[0]);
  }
  if (element.matches("select")) choices(element, other.element);
}

function choices(list, other) {
  const named = new Map([...other.options].map((option) => [option.value, option.textContent]));
  for (const option of list.options) option.textContent = named.get(option.value) ?? option.textContent;
}

// What this phone keeps, in IndexedDB: the teams' sheets, and every tick and answer until the office has it.
//
// IndexedDB and not localStorage: a commit with strict durability is on the disk when it is confirmed, while localStorage is
// written seconds later and loses what was ticked last when the browser is killed (docs/decisions/0014).

import { openDB } from "/round/vendor/idb/idb.js";

const STRICT = { durability: "strict" };
const channel = "BroadcastChannel" in self ? new BroadcastChannel("gatepass-round") : null;
let db;

/** Opens what is kept; throws where this browser keeps nothing. */
export async function open(onChangeElsewhere) {
  db = await openDB("gatepass-round", 1, {
    upgrade(made) {
      made.createObjectStore("teams", { keyPath: "secret" });
      made.createObjectStore("items", { keyPath: "number", autoIncrement: true });
    },
  });
  if (channel) channel.onmessage = onChangeElsewhere;
  navigator.storage?.persist?.().catch(() => {});
}

/** Every team whose link was opened here, the one opened last first. */
export async function teams() {
  return (await db.getAll("teams")).sort((one, other) => other.opened - one.opened);
}

/** Everything that the office has not taken, oldest first. */
export const items = () => db.getAll("items");

/** Notes that a team's link was opened. */
export const begin = (secret) =>
  writing(async (team) => {
    const known = (await team.get(secret)) ?? { secret, sheet: null, etag: "", font: null, fontHas: "", ahead: 0, trouble: null };
    team.put({ ...known, opened: Date.now() });
  });

/** Keeps ticks and answers, in the place of older ones that say no more; they are on the disk when this returns. */
export const keep = (added, replaced) =>
  writing((_, items) => {
    for (const number of replaced) items.delete(number);
    for (const item of added) items.add(item);
  });

/** What the office answered to a report: what it took is gone from here, what it put aside is marked with its reason. */
export const settle = (secret, taken, refused, sheet) =>
  writing(async (teams, items) => {
    for (const { number } of taken) items.delete(number);
    for (const item of refused) items.put(item);
    const team = await teams.get(secret);
    if (team) teams.put({ ...team, sheet, etag: "" });
  });

/** Notes what is new about a team, if it is still known. */
export const note = (secret, news) =>
  writing(async (teams) => {
    const team = await teams.get(secret);
    if (team) teams.put({ ...team, ...news });
  });

/** Lets go of items. */
export const drop = (numbers) =>
  writing((_, items) => {
    for (const number of numbers) items.delete(number);
  });

/** Wipes all that is kept of a team. */
export const forget = (secret) =>
  writing(async (teams, items) => {
    teams.delete(secret);
    for (const item of await items.getAll()) if (item.secret === secret) items.delete(item.number);
  });

/** One transaction, on the disk when this returns; throws when it could not be written. */
async function writing(work) {
  const transaction = db.transaction(["teams", "items"], "readwrite", STRICT);
  // A request that fails ends the transaction, and `done` says why; its own promise needs no second listener.
  const quiet = (store) => new Proxy(store, { get: (of, verb) => (...given) => quietly(of[verb](...given)) });
  await Promise.all([work(quiet(transaction.objectStore("teams")), quiet(transaction.objectStore("items"))), transaction.done]);
  channel?.postMessage("changed");
}

function quietly(promise) {
  promise.catch(() => {});
  return promise;
}

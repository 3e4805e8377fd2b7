// A team's sheet with what this phone ticked laid over it. Pure: nothing here keeps, sends or shows anything.

export const keyOf = ({ serial, issue }) => `${serial}#${issue}`;

/** The doors in walking order, each `{place, door, stairwell, room, floor, cards, replies}`; `replies` is by question. */
export function doorsOf(sheet, items) {
  let place = 0;
  return withItems(sheet, items).stairwells.flatMap(({ stairwell, doors }) =>
    doors.map((door) => ({
      ...door,
      place: place++,
      stairwell,
      room: door.door.startsWith(stairwell) ? door.door.slice(stairwell.length) : door.door,
      replies: byQuestion(door.replies),
    })),
  );
}

/** The sheet as it is once the office has taken these items. */
export function withItems(sheet, items) {
  const { ticks, replies } = latest(items);
  const stairwells = sheet.stairwells.map((way) => ({
    ...way,
    doors: way.doors.map((door) => ({
      ...door,
      cards: door.cards.map((card) => ({ ...card, ...ticks.get(keyOf(card)) })),
      replies: Object.values({ ...byQuestion(door.replies), ...replies.get(door.door) }),
    })),
  }));
  return { ...sheet, stairwells };
}

/** The cards of a door that can be given: those whose passes ended are only brought back. */
export const toGive = (door) => door.cards.filter((card) => !card.ended);

export const undecided = (door) => toGive(door).filter((card) => !card.outcome);

export const isDone = (door) => undecided(door).length === 0;

export const answered = (door, questions) => questions.filter(({ id }) => door.replies[id]?.value).length;

/** The one outcome that these cards have, null where they differ or some have none. */
export function outcomeOf(cards) {
  const outcomes = new Set(cards.map((card) => card.outcome ?? null));
  return outcomes.size === 1 ? [...outcomes][0] : null;
}

/** To whom all of these cards were given, "" where nobody said or they differ. */
export function recipientOf(cards) {
  const [to, ...others] = new Set(cards.map((card) => card.to_whom));
  return others.length ? "" : to ?? "";
}

/** Where to go after a door: the first one not done behind it, else from the beginning; undefined when all is done. */
export function next(doors, after) {
  const open = doors.filter((door) => !isDone(door));
  return open.find((door) => door.place > after) ?? open[0];
}

/** Doors by room (`302`), or by stairwell and room (`12-302`, `12 302`, `12号302`); full-width digits too. */
export function found(doors, typed) {
  const numbers = typed.normalize("NFKC").match(/\d+/g) ?? [];
  const room = numbers.pop();
  const stairwell = numbers.pop();
  if (room === undefined) return [];
  const number = (text) => text.match(/\d+/)?.[0] ?? "";
  return doors.filter((door) => number(door.room).startsWith(room) && (stairwell === undefined || number(door.stairwell) === stairwell));
}

/** The rare characters of the names, each once, as the office knows them (issuer/web/rarefont.py). */
export function rareIn(sheet) {
  const names = sheet.stairwells.flatMap((way) => way.doors.flatMap((door) => door.cards.map((card) => card.name)));
  return [...new Set(names.join("").match(/[\u3400-\u4dbf\u9fa6-\u9fff\u{20000}-\u{3ffff}]/gu))].sort().join("");
}

function latest(items) {
  const ticks = new Map();
  const replies = new Map();
  for (const { kind, wire, refused } of items) {
    if (refused) continue;
    if (kind === "tick") ticks.set(keyOf(wire), { outcome: wire.outcome, to_whom: wire.to_whom });
    else replies.set(wire.door, { ...replies.get(wire.door), [wire.reply.question]: wire.reply });
  }
  return { ticks, replies };
}

const byQuestion = (replies) => Object.fromEntries(replies.map((reply) => [reply.question, reply]));

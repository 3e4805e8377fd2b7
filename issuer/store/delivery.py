"""Rounds of delivery: teams, their stairwells, what became of every card, and what households answered.

What was handed out, ticked off or answered is only ever added to; the newest word counts.
"""

from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row

import msgspec
from sqlite_utils import Database as SqliteUtilsDatabase

from gatepass.passes import CardKey
from gatepass.people import Door
from issuer.rounds import Answered, Outcome, Question, QuestionKind, Reply, Tick
from issuer.store.base import Act, Reads, Writes, act_of, moment, utc
from issuer.store.schema import migrations


@dataclass(frozen=True, slots=True)
class Team:
    """Some people who go together; `number` counts within their round, from 1."""

    number: int
    name: str
    members: str


@dataclass(frozen=True, slots=True)
class Assigned:
    """A stairwell and the number of the team that goes there."""

    stairwell: int
    team: int


@dataclass(frozen=True, slots=True)
class Round:
    """One round of delivery. `repeats` is the round whose undelivered cards it is for; `closed` None while it goes on."""

    id: int
    name: str
    repeats: int | None
    planned: Act
    closed: Act | None
    teams: tuple[Team, ...]
    assigned: tuple[Assigned, ...]

    @property
    def is_open(self) -> bool:
        """Whether teams are still on their way."""
        return self.closed is None

    def team(self, number: int) -> Team | None:
        """The team with a number."""
        return next((team for team in self.teams if team.number == number), None)

    def stairwells_of(self, team: int) -> tuple[int, ...]:
        """The stairwells of a team, in the order of their numbers."""
        return tuple(each.stairwell for each in self.assigned if each.team == team)


@dataclass(frozen=True, slots=True)
class HandedCard:
    """One copy of a card that was put into the hands of a team; the newest of a copy counts."""

    round: int
    team: int
    run: int
    position: int
    serial: str
    issue: int

    @property
    def key(self) -> CardKey:
        """The serial and the issue."""
        return self.serial, self.issue

    @property
    def place(self) -> tuple[int, int]:
        """The run and the position in it: which copy it is."""
        return self.run, self.position


@dataclass(frozen=True, slots=True)
class KeptTick:
    """A tick as it was taken. `at` is when it was made, never after it came."""

    id: str
    round: int
    team: int
    serial: str
    issue: int
    outcome: Outcome | None
    to_whom: str
    at: datetime
    who: str

    @property
    def key(self) -> CardKey:
        """The serial and the issue."""
        return self.serial, self.issue


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """A household's answer as it was taken; an empty `value` takes an earlier one back."""

    id: str
    round: int
    team: int
    door: Door
    reply: Reply
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class PutAside:
    """A tick or an answer that could not be taken, as it came; `settled` once somebody dealt with it."""

    id: int
    round: int
    team: int
    item: Tick | Answered
    objection: str
    at: datetime
    settled: Act | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose word a tick or an answer is: a team of a round, and who wrote it down at `at`."""

    round: int
    team: int
    who: str
    at: datetime


class DeliveryWrites(Writes):
    """Planning rounds, taking outcomes and answers."""

    def add_round(self, name: str, repeats: int | None, act: Act) -> int:
        """Adds a round; returns its number."""
        return self._insert(
            "INSERT INTO rounds (name, repeats, at, who, why) VALUES (?,?,?,?,?)",
            name, repeats, utc(act.at), act.who, act.why,
        )  # fmt: skip

    def add_team(self, round_id: int, team: Team, digest: str) -> None:
        """Adds a team; `digest` is the SHA-256 of the secret in its link."""
        self._run(
            "INSERT INTO teams (round, number, name, members, digest) VALUES (?,?,?,?,?)",
            round_id, team.number, team.name, team.members, digest,
        )  # fmt: skip

    def assign(self, round_id: int, assigned: Assigned, act: Act) -> None:
        """Sends a team to a stairwell, in the place of the one that was to go there."""
        self._run(
            "INSERT INTO assignments (round, stairwell, team, at, who, why) VALUES (?,?,?,?,?,?)",
            round_id, assigned.stairwell, assigned.team, utc(act.at), act.who, act.why,
        )  # fmt: skip

    def set_open(self, round_id: int, is_open: bool, act: Act) -> None:
        """Closes a round, or opens it again."""
        self._run(
            "INSERT INTO round_ends (round, closed, at, who, why) VALUES (?,?,?,?,?)",
            round_id, int(not is_open), utc(act.at), act.who, act.why,
        )  # fmt: skip

    def hand(self, handed: HandedCard, act: Act) -> None:
        """Notes that a copy is in the hands of a team."""
        self._run(
            "INSERT INTO handed_cards (round, team, run, position, serial, issue, at, who, why) VALUES (?,?,?,?,?,?,?,?,?)",
            handed.round, handed.team, handed.run, handed.position, handed.serial, handed.issue,
            utc(act.at), act.who, act.why,
        )  # fmt: skip

    def add_tick(self, tick: Tick, sender: Sender) -> None:
        """Keeps what became of a card; a time after it came counts as the time it came."""
        self._run(
            "INSERT INTO ticks (id, round, team, serial, issue, outcome, to_whom, at, received, who, content)"
            " VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            tick.id, sender.round, sender.team, tick.serial, tick.issue, tick.outcome, tick.to_whom,
            utc(min(tick.at, sender.at)), utc(sender.at), sender.who, _text(tick),
        )  # fmt: skip

    def add_answer(self, answered: Answered, door: Door, sender: Sender) -> None:
        """Keeps what a household answered; a time after it came counts as the time it came."""
        self._run(
            "INSERT INTO answers (id, round, team, stairwell, room, suffix, question, value, detail, at, received, who,"
            " content) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
            answered.id, sender.round, sender.team, door.stairwell, door.room, door.suffix,
            answered.reply.question, answered.reply.value, answered.reply.detail,
            utc(min(answered.at, sender.at)), utc(sender.at), sender.who, _text(answered),
        )  # fmt: skip

    def put_item_aside(self, item: Tick | Answered, objection: str, sender: Sender) -> None:
        """Keeps what cannot be taken; the same is kept once."""
        self._run(
            "INSERT OR IGNORE INTO items_aside (round, team, content, is_tick, objection, at) VALUES (?,?,?,?,?,?)",
            sender.round, sender.team, _text(item), int(isinstance(item, Tick)), objection, utc(sender.at),
        )  # fmt: skip

    def settle_item(self, id_: int, act: Act) -> None:
        """Notes that somebody dealt with what was put aside."""
        self._run(
            "INSERT OR IGNORE INTO items_settled (item, at, who, why) VALUES (?,?,?,?)",
            id_, utc(act.at), act.who, act.why,
        )  # fmt: skip

    def add_question(self, question: Question, act: Act) -> int:
        """Adds a question to the survey; returns its number (the one it came with does not count)."""
        return self._insert(
            "INSERT INTO questions (zh, en, kind, detail_zh, detail_en, at, who, why) VALUES (?,?,?,?,?,?,?,?)",
            question.zh, question.en, question.kind, question.detail_zh, question.detail_en,
            utc(act.at), act.who, act.why,
        )  # fmt: skip

    def end_question(self, id_: int, act: Act) -> None:
        """Asks a question no more; its answers stay."""
        self._run(
            "INSERT OR IGNORE INTO questions_ended (question, at, who, why) VALUES (?,?,?,?)",
            id_, utc(act.at), act.who, act.why,
        )  # fmt: skip


class DeliveryReads(Reads):
    """Rounds, outcomes and answers."""

    def rounds(self) -> tuple[Round, ...]:
        """Every round, newest first."""
        return tuple(self._round(row) for row in self._db.rows(f"{_ROUNDS} ORDER BY rounds.id DESC"))

    def round(self, id_: int) -> Round | None:
        """The round with a number."""
        row = self._db.row(f"{_ROUNDS} WHERE rounds.id=?", id_)
        return self._round(row) if row else None

    def team_with(self, digest: str) -> tuple[int, int] | None:
        """The round and the number of the team whose link's secret has this SHA-256."""
        row = self._db.row("SELECT round, number FROM teams WHERE digest=?", digest)
        return (row["round"], row["number"]) if row else None

    def handed_cards(self) -> tuple[HandedCard, ...]:
        """Every copy that ever was in a team's hands, the newest handing of each, in the order they were handed."""
        last: dict[tuple[int, int], HandedCard] = {}
        for handed in self.all_handings():
            last.pop((handed.run, handed.position), None)
            last[handed.run, handed.position] = handed
        return tuple(last.values())

    def all_handings(self) -> tuple[HandedCard, ...]:
        """Every time a copy was put into a team's hands, oldest first."""
        rows = self._db.rows("SELECT round, team, run, position, serial, issue FROM handed_cards ORDER BY id")
        return tuple(HandedCard(*row) for row in rows)

    def ticks_of(self, round_id: int) -> tuple[KeptTick, ...]:
        """All ticks of a round, the one that counts last."""
        return tuple(map(_tick, self._db.rows("SELECT * FROM ticks WHERE round=? ORDER BY at, rowid", round_id)))

    def ticks(self) -> tuple[KeptTick, ...]:
        """All ticks of all rounds, round by round, the one that counts last."""
        return tuple(map(_tick, self._db.rows("SELECT * FROM ticks ORDER BY round, at, rowid")))

    def delivery_item(self, id_: str) -> Tick | Answered | None:
        """The tick or the answer that was taken under an id, as it came."""
        tick = self._text("SELECT content FROM ticks WHERE id=?", id_)
        if tick is not None:
            return msgspec.json.decode(tick, type=Tick)
        answer = self._text("SELECT content FROM answers WHERE id=?", id_)
        return msgspec.json.decode(answer, type=Answered) if answer is not None else None

    def answers(self) -> tuple[KeptAnswer, ...]:
        """All answers of all households, the one that counts last."""
        return tuple(map(_answer, self._db.rows("SELECT * FROM answers ORDER BY at, rowid")))

    def items_aside(self) -> tuple[PutAside, ...]:
        """All that could not be taken, newest first."""
        rows = self._db.rows(
            "SELECT items_aside.*, settled.at AS settled_at, settled.who AS settled_who, settled.why AS settled_why"
            " FROM items_aside LEFT JOIN items_settled AS settled ON settled.item = items_aside.id"
            " ORDER BY items_aside.id DESC"
        )
        return tuple(map(_aside, rows))

    def questions(self) -> tuple[Question, ...]:
        """The questions of the survey that are asked now, oldest first."""
        rows = self._db.rows(
            "SELECT * FROM questions WHERE id NOT IN (SELECT question FROM questions_ended) ORDER BY id"
        )
        return tuple(map(_question, rows))

    def all_questions(self) -> tuple[Question, ...]:
        """Every question that ever was asked, oldest first."""
        return tuple(map(_question, self._db.rows("SELECT * FROM questions ORDER BY id")))

    def _round(self, row: Row) -> Round:
        teams = self._db.rows("SELECT * FROM teams WHERE round=? ORDER BY number", row["id"])
        assigned = self._db.rows(
            "SELECT stairwell, team FROM assignments WHERE id IN"
            " (SELECT max(id) FROM assignments WHERE round=? GROUP BY stairwell) ORDER BY stairwell",
            row["id"],
        )
        closed = Act(moment(row["end_at"]), row["end_who"], row["end_why"]) if row["closed"] else None
        return Round(
            id=row["id"],
            name=row["name"],
            repeats=row["repeats"],
            planned=act_of(row),
            closed=closed,
            teams=tuple(Team(team["number"], team["name"], team["members"]) for team in teams),
            assigned=tuple(Assigned(each["stairwell"], each["team"]) for each in assigned),
        )


@migrations()
def delivery_rounds(db: SqliteUtilsDatabase) -> None:
    """Rounds, their teams, what teams were given, what they said, the survey and what could not be taken."""
    for statement in (
        """CREATE TABLE rounds (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, repeats INTEGER REFERENCES rounds (id), at TEXT NOT NULL,
            who TEXT NOT NULL, why TEXT NOT NULL) STRICT""",
        """CREATE TABLE round_ends (
            id INTEGER PRIMARY KEY, round INTEGER NOT NULL REFERENCES rounds (id), closed INTEGER NOT NULL,
            at TEXT NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL) STRICT""",
        """CREATE TABLE teams (
            round INTEGER NOT NULL REFERENCES rounds (id), number INTEGER NOT NULL, name TEXT NOT NULL,
            members TEXT NOT NULL, digest TEXT NOT NULL UNIQUE, PRIMARY KEY (round, number)) STRICT""",
        """CREATE TABLE assignments (
            id INTEGER PRIMARY KEY, round INTEGER NOT NULL, stairwell INTEGER NOT NULL, team INTEGER NOT NULL,
            at TEXT NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL,
            FOREIGN KEY (round, team) REFERENCES teams (round, number)) STRICT""",
        "CREATE INDEX assignments_of_a_round ON assignments (round, stairwell, id)",
        """CREATE TABLE handed_cards (
            id INTEGER PRIMARY KEY, round INTEGER NOT NULL, team INTEGER NOT NULL, run INTEGER NOT NULL,
            position INTEGER NOT NULL, serial TEXT NOT NULL, issue INTEGER NOT NULL,
            at TEXT NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL,
            FOREIGN KEY (round, team) REFERENCES teams (round, number)) STRICT""",
        "CREATE INDEX handings_of_a_copy ON handed_cards (run, position, id)",
        """CREATE TABLE ticks (
            id TEXT PRIMARY KEY, round INTEGER NOT NULL, team INTEGER NOT NULL, serial TEXT NOT NULL,
            issue INTEGER NOT NULL, outcome TEXT, to_whom TEXT NOT NULL, at TEXT NOT NULL, received TEXT NOT NULL,
            who TEXT NOT NULL, content TEXT NOT NULL,
            FOREIGN KEY (round, team) REFERENCES teams (round, number)) STRICT""",
        "CREATE INDEX ticks_of_a_round ON ticks (round, at)",
        """CREATE TABLE questions (
            id INTEGER PRIMARY KEY, zh TEXT NOT NULL, en TEXT NOT NULL, kind TEXT NOT NULL, detail_zh TEXT NOT NULL,
            detail_en TEXT NOT NULL, at TEXT NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL) STRICT""",
        """CREATE TABLE questions_ended (
            question INTEGER PRIMARY KEY REFERENCES questions (id), at TEXT NOT NULL, who TEXT NOT NULL,
            why TEXT NOT NULL) STRICT""",
        """CREATE TABLE answers (
            id TEXT PRIMARY KEY, round INTEGER NOT NULL, team INTEGER NOT NULL, stairwell INTEGER NOT NULL, room INTEGER NOT NULL,
            suffix TEXT NOT NULL, question INTEGER NOT NULL REFERENCES questions (id), value TEXT NOT NULL,
            detail TEXT NOT NULL, at TEXT NOT NULL, received TEXT NOT NULL, who TEXT NOT NULL, content TEXT NOT NULL,
            FOREIGN KEY (round, team) REFERENCES teams (round, number)) STRICT""",
        """CREATE TABLE items_aside (
            id INTEGER PRIMARY KEY, round INTEGER NOT NULL, team INTEGER NOT NULL, content TEXT NOT NULL,
            is_tick INTEGER NOT NULL, objection TEXT NOT NULL, at TEXT NOT NULL,
            UNIQUE (round, team, content)) STRICT""",
        """CREATE TABLE items_settled (
            item INTEGER PRIMARY KEY REFERENCES items_aside (id), at TEXT NOT NULL, who TEXT NOT NULL,
            why TEXT NOT NULL) STRICT""",
    ):
        db.execute(statement)


_ROUNDS = """SELECT rounds.*, ends.closed, ends.at AS end_at, ends.who AS end_who, ends.why AS end_why
    FROM rounds LEFT JOIN round_ends AS ends ON ends.id = (SELECT max(id) FROM round_ends WHERE round = rounds.id)"""


def _text(item: Tick | Answered) -> str:
    return msgspec.json.encode(item).decode()


def _tick(row: Row) -> KeptTick:
    return KeptTick(
        id=row["id"],
        round=row["round"],
        team=row["team"],
        serial=row["serial"],
        issue=row["issue"],
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        to_whom=row["to_whom"],
        at=moment(row["at"]),
        who=row["who"],
    )


def _answer(row: Row) -> KeptAnswer:
    return KeptAnswer(
        id=row["id"],
        round=row["round"],
        team=row["team"],
        door=Door(row["stairwell"], row["room"], row["suffix"]),
        reply=Reply(row["question"], row["value"], row["detail"]),
        at=moment(row["at"]),
        who=row["who"],
    )


def _aside(row: Row) -> PutAside:
    settled = Act(moment(row["settled_at"]), row["settled_who"], row["settled_why"]) if row["settled_at"] else None
    content = row["content"]
    item = msgspec.json.decode(content, type=Tick) if row["is_tick"] else msgspec.json.decode(content, type=Answered)
    return PutAside(row["id"], row["round"], row["team"], item, row["objection"], moment(row["at"]), settled)


def _question(row: Row) -> Question:
    return Question(row["id"], row["zh"], row["en"], QuestionKind(row["kind"]), row["detail_zh"], row["detail_en"])

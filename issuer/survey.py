"""The survey that travels along with the cards: questions that the office sets, what households answered, counted and exported.

A household's last answer to a question counts, whatever the round. Answers are kept when a question is asked no more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from gatepass.people import Door
from gatepass.wording import Language, Refusal, Text
from issuer.rounds import NO, YES, Question, QuestionKind, Reply, on_a_line
from issuer.store import Act, Store
from issuer.store.delivery import KeptAnswer
from issuer.tables import Cell, Table

LONGEST_QUESTION = 80
MOST_QUESTIONS = 12

KIND_WORDS = {
    QuestionKind.NUMBER: Text("数字", "a number"),
    QuestionKind.YES_NO: Text("是或否", "yes or no"),
    QuestionKind.TEXT: Text("文字", "a text"),
}
VALUE_WORDS = {YES: Text("是", "yes"), NO: Text("否", "no")}

READY_MADE = {
    "masks": Question(0, "预约几只口罩？", "How many masks to reserve?", QuestionKind.NUMBER),
    "returned": Question(
        0, "近14天有人从外地回来吗？", "Anyone back from elsewhere within 14 days?", QuestionKind.YES_NO,
        "何时，从何处", "when, from where",
    ),
    "elderly": Question(
        0, "有独居老人吗？", "Does an elderly person live alone here?", QuestionKind.YES_NO, "需要什么", "what is needed"
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tally:
    """How many households answered a question; `total` sums their numbers, `yes` and `no` count their words."""

    answered: int
    total: int
    yes: int
    no: int


@dataclass(frozen=True, slots=True)
class Counted:
    """One question counted: over all, and for every stairwell with an answer."""

    question: Question
    overall: Tally
    stairwells: tuple[tuple[int, Tally], ...]


def ask(store: Store, question: Question, act: Act) -> Question:
    """Adds a question to the survey; raises `Refusal` for one without words, with too many, and for one that is asked already."""
    tidy = replace(
        question,
        zh=on_a_line(question.zh) or on_a_line(question.en),
        en=on_a_line(question.en) or on_a_line(question.zh),
        detail_zh=on_a_line(question.detail_zh) or on_a_line(question.detail_en),
        detail_en=on_a_line(question.detail_en) or on_a_line(question.detail_zh),
    )
    with store.writing() as writing:
        asked = store.questions()
        _refuse_question(tidy, asked)
        return replace(tidy, id=writing.add_question(tidy, act))


def stop_asking(store: Store, question: int, act: Act) -> Question:
    """Takes a question out of the survey, its answers stay; raises `Refusal` for one that is not asked."""
    with store.writing() as writing:
        asked = {each.id: each for each in store.questions()}
        if question not in asked:
            raise Refusal(
                Text(f"现在没有问第{question}个问题", f"question {question} is not asked now"),
                Text("请用 issuer delivery survey 核对", "compare with issuer delivery survey"),
            )
        writing.end_question(question, act)
        return asked[question]


def given(answers: Iterable[KeptAnswer]) -> tuple[KeptAnswer, ...]:
    """The answers that count, by door and question, of answers in the order in which they count."""
    last = {(answer.door, answer.reply.question): answer for answer in answers}
    return tuple(answer for _, answer in sorted(last.items(), key=lambda each: each[0]) if answer.reply.value)


def counted(questions: Iterable[Question], answers: Sequence[KeptAnswer]) -> tuple[Counted, ...]:
    """Every question counted."""
    return tuple(
        _counted(question, [each for each in answers if each.reply.question == question.id]) for question in questions
    )


def survey_table(store: Store, language: Language) -> Table:
    """One row a household, also of those that were not asked: its door, its answers, when it was last heard."""
    answers, zone = given(store.answers()), store.community().local
    answered = {each.reply.question for each in answers}
    current = {question.id for question in store.questions()}
    questions = [each for each in store.all_questions() if each.id in answered | current]
    of_door: dict[Door, dict[int, KeptAnswer]] = {person.resident.door: {} for person in store.residents()}
    for each in answers:
        of_door.setdefault(each.door, {})[each.reply.question] = each
    columns = [(Text("门牌", "Door"), 14), *(column for question in questions for column in _columns(question))]
    rows = (
        [
            str(door),
            *(cell for question in questions for cell in _cells(question, replies.get(question.id), language)),
            max((f"{each.at.astimezone(zone):%Y-%m-%d %H:%M}" for each in replies.values()), default=None),
        ]
        for door, replies in sorted(of_door.items())
    )
    return Table(Text("调查", "Survey"), (*columns, (Text("最近答复", "Last heard"), 17)), rows)


def said(reply: Reply, language: Language) -> str:
    """A household's answer in words."""
    value = VALUE_WORDS[reply.value].to(language) if reply.value in VALUE_WORDS else reply.value
    return f"{value} · {reply.detail}" if reply.detail else value


def words_of(question: Question) -> Text:
    """The question in both languages."""
    return Text(question.zh, question.en)


def _counted(question: Question, answers: Sequence[KeptAnswer]) -> Counted:
    stairwells = sorted({each.door.stairwell for each in answers})
    return Counted(
        question,
        _tally(question, answers),
        tuple(
            (number, _tally(question, [each for each in answers if each.door.stairwell == number]))
            for number in stairwells
        ),
    )


def _tally(question: Question, answers: Sequence[KeptAnswer]) -> Tally:
    values = [each.reply.value for each in answers]
    total = sum(map(int, values)) if question.kind is QuestionKind.NUMBER else 0
    return Tally(len(values), total, values.count(YES), values.count(NO))


def _columns(question: Question) -> Iterable[tuple[Text, int]]:
    yield words_of(question), 20
    if question.detail_zh:
        yield Text(f"{question.zh} {question.detail_zh}", f"{question.en} {question.detail_en}"), 28


def _cells(question: Question, answer: KeptAnswer | None, language: Language) -> Iterable[Cell]:
    value, detail = (answer.reply.value, answer.reply.detail) if answer else ("", "")
    if question.kind is QuestionKind.NUMBER:
        yield int(value) if value else None
    elif question.kind is QuestionKind.YES_NO and value:
        yield VALUE_WORDS[value].to(language)
    else:
        yield value or None
    if question.detail_zh:
        yield detail or None


def _refuse_question(question: Question, asked: Sequence[Question]) -> None:
    if (
        not question.zh
        or max(map(len, (question.zh, question.en, question.detail_zh, question.detail_en))) > LONGEST_QUESTION
    ):
        raise Refusal(
            Text("问题是空的或太长", "the question is empty or too long"),
            Text(f"请写1到{LONGEST_QUESTION}个字", f"write 1 to {LONGEST_QUESTION} characters"),
        )
    if question.zh in {each.zh for each in asked}:
        raise Refusal(
            Text(f"已经在问“{question.zh}”", f"“{question.en}” is asked already"),
            Text("不用再加", "it need not be added"),
        )
    if len(asked) >= MOST_QUESTIONS:
        raise Refusal(
            Text(f"已经有{MOST_QUESTIONS}个问题", f"there are {MOST_QUESTIONS} questions already"),
            Text("请先停问一个，住户没有那么多时间", "stop asking one first; households have little time"),
        )

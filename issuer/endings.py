"""How a passage ended, how it would have by a draft, and by which of its rules: a few words each, for the page and the command."""

from gatepass.case import Outcome, Reason
from gatepass.sentences import OUTCOME_WORDS, reason_words
from gatepass.wording import Text
from issuer.tally import Count, Example, Report


def was(example: Example) -> Text:
    """How it ended, and why it was stopped."""
    return _ended(example.was.outcome, example.was.reason, reason_words(example.was.reason))


def would(example: Example) -> Text:
    """How it would have ended by the draft, and why."""
    return _ended(example.outcome, example.reason, Text(example.why, example.why_english))


def by_rule(of: Example | Count) -> Text:
    """Which rule of the draft it is; empty where none of the draft's stops anybody."""
    if not of.number:
        return Text("", "")
    return Text(f"第{of.number}条“{of.title}”", f"rule {of.number} ({of.title_english})")


def named(count: Count) -> Text:
    """A head of a table: a rule by its number and its kind, whose whole words are long; anything else by its name."""
    return by_rule(count) if count.number else Text(count.name, count.english)


def untold(report: Report) -> tuple[Text, ...]:
    """What the ledger could not tell, where anything was missing."""
    said = (
        (
            report.not_judged,
            "{count} 次没有重判：台账里没有当时判定的依据（来访人员的上一次体温，旧记录的证册新旧，或不是规约拦下的）",
            "{count} not judged again: the ledger does not tell what the gate stood on (a visitor's reading before, the passbook's"
            " age in old records, or it was no rule that kept them out)",
        ),
        (
            report.age_unknown,
            "{count} 次是旧记录，没有写证册有多旧，这些没有用“证册太旧”这条规则来判",
            "{count} are old records that do not tell the passbook's age: the rule about an old passbook was not applied to them",
        ),
    )
    return tuple(Text(zh.format(count=count), en.format(count=count)) for count, zh, en in said if count)


def _ended(outcome: Outcome, reason: Reason, why: Text) -> Text:
    ends = OUTCOME_WORDS[outcome]
    return ends if reason is Reason.FINE else Text(f"{ends.zh}：{why.zh}", f"{ends.en}: {why.en}")

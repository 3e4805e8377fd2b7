"""What can fail to add up about printed cards, and what to do about each."""

from dataclasses import dataclass
from enum import StrEnum

from gatepass.wording import Text


class Mismatch(StrEnum):
    """What does not add up."""

    LOST_COPY = "lost_copy"
    TWO_COPIES = "two_copies"
    ENDED_BUT_LIVE = "ended_but_live"
    NO_COPY = "no_copy"
    NEVER_PRINTED = "never_printed"
    NEVER_HANDED = "never_handed"
    SAID_OTHERWISE = "said_otherwise"
    LEFT_IN_HANDS = "left_in_hands"
    WRONG_PERSON = "wrong_person"
    SPARE_GONE = "spare_gone"
    SPARE_BOUND = "spare_bound"
    PUT_ASIDE = "put_aside"


@dataclass(frozen=True, slots=True)
class Advice:
    """What a mismatch is, and what to do about it."""

    what: Text
    remedy: Text


ADVICE = {
    Mismatch.LOST_COPY: Advice(
        Text("打印批次与登记的张数不符", "a run says another number of cards than were noted"),
        Text("请从备份恢复，或联系技术人员", "restore a backup, or ask for help"),
    ),
    Mismatch.TWO_COPIES: Advice(
        Text("同一张证有两张有效的卡", "two live copies of one card"),
        Text("请找出旧的一张销毁，在打印批次里记为作废", "find the older one, destroy it, and note it void in its run"),
    ),
    Mismatch.ENDED_BUT_LIVE: Advice(
        Text("出入证已失效，卡还在外面", "the pass has ended, its card is still about"),
        Text("请收回或销毁，在打印批次里记为作废；确已丢失的也记为作废", "take it back or destroy it, and note it void, a lost one too"),
    ),
    Mismatch.NO_COPY: Advice(
        Text("有效的出入证没有卡", "a valid pass without a card"),
        Text("请打印这张卡", "print it"),
    ),
    Mismatch.NEVER_PRINTED: Advice(
        Text("勾选了一张从未打印的卡", "ticked off, and never printed"),
        Text("请问小组给出的是哪张卡，改正勾选", "ask the team which card it gave, and correct the tick"),
    ),
    Mismatch.NEVER_HANDED: Advice(
        Text("勾选了一张没有登记交给小组的卡", "ticked off, and never noted as handed to the team"),
        Text("请在这一轮点“交给小组”，或改正勾选", "note in the round that it was handed over, or correct the tick"),
    ),
    Mismatch.SAID_OTHERWISE: Advice(
        Text("勾选为已送达，卡却登记在别处", "ticked as delivered, but noted elsewhere"),
        Text("请核对卡在哪里，改正勾选或登记", "see where the card is, and correct the tick or the note"),
    ),
    Mismatch.LEFT_IN_HANDS: Advice(
        Text("这一轮已经结束，卡还在小组手里", "with a team whose round is over, or that has none"),
        Text("请收回放进抽屉，再安排一轮", "take it back into the drawer, and plan another round"),
    ),
    Mismatch.WRONG_PERSON: Advice(
        Text("门口的人与卡上的人不符", "the person at the door was not the one on the card"),
        Text("请核对花名册，搬走的注销，写错的补换", "check the roster: revoke who moved out, replace what is wrong"),
    ),
    Mismatch.SPARE_GONE: Advice(
        Text("备用证已给出，没有登记给谁", "a spare was given out, bound to nobody"),
        Text("请问清给了谁并登记，否则注销", "find out who has it and bind it, else revoke it"),
    ),
    Mismatch.SPARE_BOUND: Advice(
        Text("备用证已登记给人，卡还记在抽屉里", "a spare is bound to somebody, its card is noted in the drawer"),
        Text("请记为已发到", "note it as delivered"),
    ),
    Mismatch.PUT_ASIDE: Advice(
        Text("小组的勾选没有收下", "a team's word that could not be taken"),
        Text("请核对后补录，再记为已处理", "look at it, type in what is right, and note that it is dealt with"),
    ),
}  # fmt: skip

"""What the volunteer reads: for every reason one line that says what is so, and one that says what to do about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from gatepass.case import Outcome, Reason
from gatepass.wording import Language, Text

if TYPE_CHECKING:
    from gatepass.verdict import Verdict

OUTCOME_WORDS = {
    Outcome.ADMIT: Text("放行", "Pass"),
    Outcome.MEASURE: Text("测温", "Measure"),
    Outcome.WAIT: Text("稍等", "Wait"),
    Outcome.REFER: Text("请示值班", "Call duty"),
    Outcome.REFUSE: Text("不放行", "Stop"),
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is so, and the nearest thing that would change it; `{at}` stands for a time of day, `{told}` for the rule's words."""

    what: Text
    remedy: Text


SENTENCES = {
    Reason.NO_CODE: Sentence(
        Text("没有看到二维码", "No code to be seen"),
        Text("请把证卡对准镜头", "Hold the card up to the camera"),
    ),
    Reason.UNREADABLE_IMAGE: Sentence(
        Text("图片打不开", "The picture cannot be opened"),
        Text("请换一张照片再试", "Try another picture"),
    ),
    Reason.NOT_A_PASS: Sentence(
        Text("这不是出入证", "This is no pass"),
        Text("请出示小区证卡；没有证卡请登记", "Ask for the community's card; without one, register"),
    ),
    Reason.MISREAD: Sentence(
        Text("没有读准", "Misread"),
        Text("请再出示一次，擦净卡面", "Show it once more; wipe the card"),
    ),
    Reason.OTHER_COMMUNITY: Sentence(
        Text("这是别的小区的出入证", "A pass of another community"),
        Text("请按访客登记", "Register as a visitor"),
    ),
    Reason.NO_PASSBOOK: Sentence(
        Text("本终端还没有证册", "This gate has no passbook yet"),
        Text(
            "请联系办公室同步后再刷，急事请示值班人员",
            "Ask the office to synchronise; if urgent call the person on duty",
        ),
    ),
    Reason.PASS_UNREADABLE: Sentence(
        Text("证册坏了，读不出这张证", "The passbook is damaged and does not show this pass"),
        Text(
            "先请示值班人员；接通办公室后会自动修好，再刷一次",
            "Call the person on duty; connected to the office it heals by itself, then scan again",
        ),
    ),
    Reason.UNKNOWN_PASS: Sentence(
        Text("查无此证", "Unknown pass"),
        Text("请核对来历；新办的证请先同步证册", "Ask where it is from; if just issued, synchronise first"),
    ),
    Reason.REVOKED: Sentence(
        Text("此证已注销", "This pass was revoked"),
        Text("请收回证卡，联系办公室", "Keep the card and call the office"),
    ),
    Reason.REPLACED: Sentence(
        Text("此证已补换新证", "This pass was replaced by a new one"),
        Text("请出示新证；旧证收回", "Ask for the new card; keep the old one"),
    ),
    Reason.SPARE: Sentence(
        Text("备用证还没有绑定住户", "A spare that nobody has been bound to"),
        Text("请登记门牌和姓名，再刷一次", "Register door and name, then scan it again"),
    ),
    Reason.NOT_YET_VALID: Sentence(
        Text("此证还没有生效", "This pass is not valid yet"),
        Text("{at} 起可通行；日期不对请联系办公室", "May pass from {at}; if the day is wrong call the office"),
    ),
    Reason.EXPIRED: Sentence(
        Text("此证已过期", "This pass has expired"),
        Text("请到办公室延期", "Have the office extend it"),
    ),
    Reason.KIND_NOT_ADMITTED: Sentence(
        Text("规约规定此类人员不得入内", "The covenant does not admit this kind of visit"),
        Text("请在门口交接", "Hand over at the gate"),
    ),
    Reason.CLOSED_HOURS: Sentence(
        Text("现在是关门时间", "The gate is closed now"),
        Text("{at} 起可通行；看病等急事请示值班人员", "May pass from {at}; for emergencies call the person on duty"),
    ),
    Reason.TEMPERATURE_NEEDED: Sentence(
        Text("请测体温", "Take the temperature"),
        Text("输入度数即可，365 就是 36.5", "Type it: 365 means 36.5"),
    ),
    Reason.DEVICE_OFF: Sentence(
        Text("这支体温计不准{told}", "This thermometer is off{told}"),
        Text(
            "请换一支再测，选好是哪支；没有可选的，先量健康的人核对",
            "Measure with another one and choose which; if there is none to choose, check one with somebody well first",
        ),
    ),
    Reason.TEMPERATURE_UNTRUSTED: Sentence(
        Text("体温太低，不可信", "Too cold to be trusted"),
        Text(
            "请到背风暖和处，再测{told}，{at} 起",
            "Warm up out of the wind, measure again{told}, from {at}",
        ),
    ),
    Reason.AIR_TOO_COLD: Sentence(
        Text("气温太低，额头测不准", "The air is too cold for the forehead"),
        Text("不要测额头{told}", "Not the forehead{told}"),
    ),
    Reason.FEVER: Sentence(
        Text("体温偏高", "High temperature"),
        Text("请在一旁休息，{at} 再测一次{told}", "Rest aside, measure again at {at}{told}"),
    ),
    Reason.PASSBOOK_STALE: Sentence(
        Text("证册太久没有更新", "The passbook is too old"),
        Text("请核对证件和姓名，并请办公室检查网络", "Compare an ID with the name; have the office check the line"),
    ),
    Reason.CLOCK_DOUBTFUL: Sentence(
        Text("本机时钟不准", "This PC's clock is in doubt"),
        Text("请看手表核对时间和有效期，并校准时钟", "Check time and validity by your watch; set the clock"),
    ),
    Reason.CARD_FORGOTTEN: Sentence(
        Text("没带证卡", "No card with them"),
        Text(
            "门牌姓名已记下；请核实是本人，或请家人送证来",
            "Door and name are noted; confirm who it is, or have the family bring the card",
        ),
    ),
    Reason.LISTED: Sentence(
        Text("名单上的人：{told}", "On a list: {told}"),
        Text(
            "请按名单要求办理，联系值班人员；到 {at} 为止", "Do as the list says; call the person on duty; until {at}"
        ),
    ),
    Reason.QUARANTINE: Sentence(
        Text("居家隔离中", "In home quarantine"),
        Text(
            "不外出，{at} 起可通行；急事请示值班人员，物品代送",
            "Stays at home, until {at}; in need call duty, goods are brought",
        ),
    ),
    Reason.CLASS_NOT_ADMITTED: Sentence(
        Text("规约不许这类证通行：{told}", "The covenant does not let this class pass: {told}"),
        Text("{at} 起可以；急事请示值班人员", "From {at} on; in need call the person on duty"),
    ),
    Reason.KIND_OUTSIDE_HOURS: Sentence(
        Text("现在不接待此类来访", "Not the hours for this kind of visit"),
        Text("{at} 起可以；不能等请在门口交接", "From {at} on; who cannot wait hands over at the gate"),
    ),
    Reason.TO_THE_SHELF: Sentence(
        Text("请把物品放在指定货架", "Put it on the shelf"),
        Text("不用进门，住户自取", "No need to come in; the household fetches it"),
    ),
    Reason.WRONG_GATE: Sentence(
        Text("此门现在不走这类人员", "This gate is not for them now"),
        Text("请走{told}；本门 {at} 起可走", "Please go by {told}; this gate from {at}"),
    ),
    Reason.QUOTA_USED: Sentence(
        Text("外出次数已用完", "The outings are used up"),
        Text(
            "{at} 起又可外出；{told}",
            "Their turn is again {at}; {told}",
        ),
    ),
    Reason.OUT_TOO_LONG: Sentence(
        Text("外出超时：{told}", "Out too long: {told}"),
        Text("请问明去处并提醒，然后放行", "Ask where they were, remind them, then let them in"),
    ),
    Reason.SAME_WAY_AGAIN: Sentence(
        Text("这张证 {told} 已同向通行", "This pass went the same way at {told}"),
        Text(
            "请核对是否本人、证卡是否转借；{at} 起又可通行",
            "Check that it is the holder, and no lent card; may pass again from {at}",
        ),
    ),
    Reason.TO_CONFIRM: Sentence(
        Text("请核实：{told}", "Please confirm: {told}"),
        Text("核实后按“已核实”", 'Then press "confirmed"'),
    ),
    Reason.READINGS_TOO_CLOSE: Sentence(
        Text("两次测温太近", "Two readings too close"),
        Text("{at} 后再测", "Measure again after {at}"),
    ),
    Reason.STILL_RESTING: Sentence(
        Text("还在休息", "Still resting"),
        Text("其他人先过，{at} 再测一次{told}", "Others go on meanwhile, measure again at {at}{told}"),
    ),
    Reason.ANOTHER_WAY: Sentence(
        Text("同样测法不能算复测", "Measured the same way again"),
        Text("请换一个部位，或换一支体温计再测", "Measure at another site, or with another thermometer"),
    ),
    Reason.FEVER_AGAIN: Sentence(
        Text("复测体温仍高", "High again"),
        Text("请在等候处休息，立即联系值班人员{told}", "Have them wait apart and call the person on duty now{told}"),
    ),
    Reason.FEVER_OF_VISITOR: Sentence(
        Text("来访者体温偏高", "A visitor with a high temperature"),
        Text("请劝返，建议就诊", "Turn away; advise to see a doctor"),
    ),
    Reason.FINE: Sentence(
        Text("请进出", "Please pass"),
        Text("下一位", "Next, please"),
    ),
}


def what(verdict: Verdict, language: Language) -> str:
    """The first line of a verdict, with what its rule wants to be said."""
    return SENTENCES[verdict.reason].what.to(language).format(told=verdict.told.to(language))


def reason_words(reason: Reason) -> Text:
    """What is so, without what the rule of the day wanted to be said: for logs and lists of reasons."""
    said = SENTENCES[reason].what
    return Text(_TOLD.sub("", said.zh), _TOLD.sub("", said.en))


def remedy(verdict: Verdict, language: Language, today: date) -> str:
    """The second line of a verdict, with its time of day filled in, and with the date unless that is `today`.

    A part of the sentence that speaks of a time, where there is none, is left out.
    """
    at = verdict.again_at
    shown = "" if at is None else f"{at:%H:%M}" if at.date() == today else f"{at:%m-%d %H:%M}"
    sentence = SENTENCES[verdict.reason].remedy.to(language)
    if at is None:
        sentence = _without_time(sentence)
    return sentence.format(at=shown, told=verdict.told.to(language))


_TOLD = re.compile(r"(?: at|[：:])?\s*\{told\}\s*")


def _without_time(sentence: str) -> str:
    parts = [part for part in re.split(r"(?<=[，；,;])", sentence) if "{at}" not in part]
    return "".join(parts).strip("，；,; ") or sentence.replace("{at}", "…")

"""`issuer export` and `issuer ledger`: the events that gates sent."""

from datetime import date
from pathlib import Path

import click

from appkit.commands import json_line, language, say, warn
from gatepass.kinds import SITE_WORDS
from gatepass.wording import Language, Refusal, Text
from issuer import drift, export, ledger, terminal
from issuer.cli.frame import OUT, day_typed, opened_office
from issuer.cli.root import issuer
from issuer.days import refuse_backwards
from issuer.drift import drift_words
from issuer.tables import refuse_unknown_ending


@issuer.group("export")
def export_() -> None:
    """Export the ledger. 导出台账。"""


@export_.command("log")
@click.option("--from", "first", required=True, type=day_typed, help="First local day. 第一天")
@click.option("--to", "last", required=True, type=day_typed, help="Last local day, included. 最后一天")
@click.option("--out", required=True, type=OUT, help=".csv or .xlsx. 输出文件")
@click.option(
    "--lang",
    type=click.Choice([each.value for each in Language]),
    default=Language.ZH.value,
    show_default=True,
    help="Of header and words. 语言",
)
@click.option("--reveal", is_flag=True, help="Visitors' whole details; needs the manager's passphrase. 显示完整信息")
@click.pass_obj
def export_log(data: Path | None, /, first: date, last: date, out: Path, **options: str | bool) -> None:
    """Who came and went, when, how hot, by which gate. 导出通行记录。"""
    with opened_office(data) as at:
        refuse_unknown_ending(out)
        opening = at.keys.manager(terminal.known_passphrase()) if options["reveal"] else None
        words = Language(str(options["lang"]))
        count = export.write_log(out, words, export.Log(at.store, at.keys, words, opening).rows(first, last))
    say(Text(f"{count}行：{out}", f"{count} rows: {out}"))
    if not count:
        warn(Text("这些天没有记录，文件里只有表头", "there is nothing in these days; the file has its header only"))


@issuer.group("ledger")
def ledger_() -> None:
    """The ledger. 台账。"""


@ledger_.command("verify")
@click.pass_obj
def ledger_verify(data: Path | None) -> None:
    """Read every chain again from its beginning. 核对台账。"""
    with opened_office(data) as at:
        audit = ledger.verify(at.store)
        names = {gate.id: gate.name for gate in at.store.gates()}
    for fault in audit.faults:
        warn(
            Text(
                f"{names[fault.gate]} 第{fault.number}条：{fault.what.zh}（链 {fault.epoch}）",
                f"{names[fault.gate]}, number {fault.number}: {fault.what.en} (chain {fault.epoch})",
            )
        )
    counted = Text(
        f"{audit.events}条事件，{audit.chains}条链，另存{audit.aside}条",
        f"{audit.events} events, {audit.chains} chains, {audit.aside} put aside",
    )
    if audit.faults:
        raise Refusal(
            Text(f"台账有断点（{counted.zh}）", f"the ledger is broken ({counted.en})"),
            Text("请从备份和大门终端找回原件", "find the originals in a backup and at the gates"),
        )
    say(Text(f"台账完整：{counted.zh}", f"the ledger is whole: {counted.en}"))


@ledger_.command("drift")
@click.option("--from", "first", required=True, type=day_typed, help="First local day. 第一天")
@click.option("--to", "last", required=True, type=day_typed, help="Last local day, included. 最后一天")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def ledger_drift(data: Path | None, /, first: date, last: date, as_json: bool) -> None:
    """Each gate's thermometers beside the others, day by day. 体温计偏差。"""
    refuse_backwards(first, last)
    with opened_office(data) as at:
        days = drift.drifts(at.store.temperatures(first, last), {gate.id: gate.name for gate in at.store.gates()})
    if as_json:
        for each in days:
            json_line(each)
        return
    terminal.show_table([_DRIFT_COLUMNS, *(_drift_row(each) for each in days)])
    for each in drift.named(days):
        warn(drift_words(each))


_DRIFT_COLUMNS = ("day", "gate", "device", "site", "readings", "median", "others", "off")


def _drift_row(each: drift.Drift) -> tuple[str, ...]:
    others, off = ("—" if value is None else f"{value:.2f}" for value in (each.others, each.off))
    site = SITE_WORDS[each.site].to(language())
    return str(each.day), each.gate, each.device or "—", site, str(each.readings), f"{each.median:.2f}", others, off

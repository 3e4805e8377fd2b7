"""The office's command line. A command parses, calls one function, prints."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import msgspec
from msgspec import Struct

from appkit.assets import asset
from appkit.commands import json_line, language, need_folder, say, warn
from appkit.commands import run as run_command
from appkit.files import refusing_file_faults, write_whole
from gatepass.passes import STATUS_WORDS, Status, Validity
from gatepass.wording import Language, Refusal, Text
from issuer import export, gates, importing, issuing, ledger, office, serving, terminal
from issuer.keys import made_passphrase, make_keys
from issuer.office import Office, act, now, opened
from issuer.printing import Selection, cards_of
from issuer.roster import read_roster
from issuer.sheets import print_cards
from issuer.store import Adopted, Gate, Holding

_FILE = click.Path(path_type=Path)
_OUT = click.Path(path_type=Path, dir_okay=False)


class Listed(Struct, frozen=True):
    """One line of `passes list --json`."""

    serial: str
    issue: int
    door: str | None
    name: str | None
    status: Status
    until: date | None


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        said = Text(f"“{typed}”不是日期，请写成 2020-02-10", f"“{typed}” is no date; write it like 2020-02-10")
        raise click.BadParameter(said.to(language())) from error


@click.group()
@click.option("-d", "--data", type=click.Path(path_type=Path), envvar="GATEPASS_DATA", help="Data folder. 数据文件夹")
@click.pass_context
def issuer(context: click.Context, data: Path | None) -> None:
    """The office: roster, passes, printing, gates, ledger. 办公室。"""
    context.obj = data


@issuer.command()
@click.option("--community", required=True, help="The community's name. 小区名称")
@click.option("--english", default="", help="Its English name. 英文名称")
@click.pass_obj
def init(data: Path | None, community: str, english: str) -> None:
    """Make the office of a community. 建立办公室。"""
    folder = need_folder(data)
    office.refuse_an_office(folder)
    named = office.community_named(community, english)
    passphrase = terminal.chosen_passphrase()
    made = None if passphrase else made_passphrase()
    office.found(folder, named, make_keys(passphrase or made or ""))
    say(Text(f"已建立“{named.name}”的办公室：{folder}", f"made the office of “{named.name}”: {folder}"))
    if made:
        say(
            Text(
                f"经理口令（只显示这一次，请抄下保管）：{made}",
                f"the manager's passphrase (shown this once, write it down): {made}",
            )
        )
    say(Text("下一步：issuer roster import 花名册.xlsx", "next: issuer roster import ROSTER.xlsx"))


# --- roster ---


@issuer.group()
def roster() -> None:
    """The spreadsheet of households and residents. 花名册。"""


@roster.command("import")
@click.argument("file", type=_FILE)
@click.option("--problems", type=_OUT, help="Write all problems to this .xlsx. 把问题写成表格")
@click.option("--dry-run", is_flag=True, help="Show what would change, change nothing. 只预览")
@click.option("--strict", is_flag=True, help="Import nothing where any row has a problem. 有一处问题就不导入")
@click.option("--yes", is_flag=True, help="Do not ask. 不再询问")
@click.pass_obj
def import_(data: Path | None, /, file: Path, problems: Path | None, **flags: bool) -> None:
    """Import a roster (.xlsx or .csv). 导入花名册。"""
    with _opened(data) as at:
        found = read_roster(file)
        terminal.show_problems(found.problems, problems)
        if not found.rows or (flags["strict"] and found.problems):
            raise importing.nothing_imported(found)
        changes = importing.compare(at.store, found)
        terminal.show_changes(changes)
        if flags["dry_run"]:
            say(Text("只是预览，没有改动", "a preview: nothing was changed"))
            return
        if (changes.changed or changes.moved) and not flags["yes"]:
            terminal.confirm(Text("要这样导入吗？", "import it like this?"))
        importing.apply(at.store, found, changes, importing.run_of(file, found), act("roster import"))
    say(Text("已导入；下一步：issuer passes issue", "imported; next: issuer passes issue"))


# --- passes ---


@issuer.group()
def passes() -> None:
    """Passes: issue, replace, revoke, spares. 出入证。"""


@passes.command("issue")
@click.option("--until", type=_day, help="Last day; a year from today by default. 最后有效日")
@click.pass_obj
def issue_(data: Path | None, until: date | None) -> None:
    """Give a pass to every resident without one. 给还没有的居民发证。"""
    with _opened(data) as at:
        shown = terminal.progress(Text("发证", "issuing"))
        issued = issuing.issue(at.store, _validity(at, until), act("passes issue"), shown)
    fresh, renewed = len(issued.fresh), len(issued.renewed)
    say(Text(f"新发{fresh}张，过期续发{renewed}张", f"{fresh} issued, {renewed} renewed"))
    if issued.revoked:
        warn(
            Text(
                f"另有{issued.revoked}人的证已注销，不自动补发；要恢复请用 issuer passes replace",
                f"{issued.revoked} whose pass was revoked got none; issuer passes replace gives one again",
            )
        )


@passes.command()
@click.argument("serial", metavar="PASS")
@click.option("--reason", required=True, help="Why. 原因")
@click.pass_obj
def replace(data: Path | None, serial: str, reason: str) -> None:
    """Replace a lost card: the old one opens no gate any more. 补换。"""
    with _opened(data) as at:
        issued = issuing.replace_pass(at.store, serial, _today(at), act(reason))
    say(
        Text(
            f"{issued.serial} 现为第{issued.issue}版；打印：issuer print cards --serial {issued.serial} --out 新证.pdf",
            f"{issued.serial} is now issue {issued.issue}; print it: issuer print cards --serial {issued.serial} --out OUT.pdf",
        )
    )


@passes.command()
@click.argument("serial", metavar="PASS")
@click.option("--reason", required=True, help="Why. 原因")
@click.pass_obj
def revoke(data: Path | None, serial: str, reason: str) -> None:
    """End a pass. 注销。"""
    with _opened(data) as at:
        issued = issuing.revoke(at.store, serial, act(reason))
    say(Text(f"{issued.serial} 已注销", f"{issued.serial} is revoked"))


@passes.command()
@click.argument("count", metavar="N", type=int)
@click.option("--until", type=_day, help="Last day; a year from today by default. 最后有效日")
@click.pass_obj
def spare(data: Path | None, count: int, until: date | None) -> None:
    """Make N spares. 做备用证。"""
    with _opened(data) as at:
        spares = issuing.add_spares(at.store, count, _validity(at, until), act("passes spare"))
    first, last = spares[0].serial, spares[-1].serial
    say(Text(f"{len(spares)}张备用证：{first} 到 {last}", f"{len(spares)} spares: {first} to {last}"))


@passes.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line. 每行一个 JSON")
@click.pass_obj
def list_(data: Path | None, as_json: bool) -> None:
    """List every issue of every pass. 列出出入证。"""
    with _opened(data) as at:
        today = _today(at)
        listed = [_listed(holding, today) for holding in at.store.holdings()]
    if as_json:
        for each in listed:
            json_line(each)
    else:
        terminal.show_table([_PASS_COLUMNS, *map(_cells, listed)])


# --- print ---


@issuer.group("print")
def print_() -> None:
    """Print cards. 打印证卡。"""


@print_.command("cards")
@click.option("--out", required=True, type=_OUT, help="The PDF. 输出文件")
@click.option("--stairwell", "stairwells", multiple=True, help="Only this one; may be repeated. 只打这个楼道")
@click.option("--serial", "serials", multiple=True, help="Only this pass; may be repeated. 只打这个编号")
@click.option(
    "--start-at", default=1, show_default=True, help="Position on the first sheet, 1 to 10. 第一张纸的起始位置"
)
@click.pass_obj
def cards(
    data: Path | None, /, out: Path, stairwells: tuple[str, ...], serials: tuple[str, ...], start_at: int
) -> None:
    """Cards of valid passes, in delivery order. 按投递顺序打印证卡。"""
    with _opened(data) as at:
        _print(at, Selection.typed(Status.VALID, _today(at), stairwells, serials), out, start_at)


@print_.command("spares")
@click.option("--out", required=True, type=_OUT, help="The PDF. 输出文件")
@click.option("--serial", "serials", multiple=True, help="Only this pass; may be repeated. 只打这个编号")
@click.option(
    "--start-at", default=1, show_default=True, help="Position on the first sheet, 1 to 10. 第一张纸的起始位置"
)
@click.pass_obj
def spares(data: Path | None, out: Path, serials: tuple[str, ...], start_at: int) -> None:
    """Cards of spares. 打印备用证。"""
    with _opened(data) as at:
        _print(at, Selection.typed(Status.SPARE, _today(at), (), serials), out, start_at)


# --- gates ---


@issuer.group("gates")
def gates_() -> None:
    """The gates of the community. 大门。"""


@gates_.command()
@click.argument("name")
@click.option("--out", required=True, type=_OUT, help="The one-use enrolment file. 登记文件")
@click.option("--url", help="Where the kiosk finds this office. 终端怎样找到办公室")
@click.option("--again", is_flag=True, help="Another PC takes this gate's place. 同一大门换电脑")
@click.pass_obj
def enrol(data: Path | None, /, name: str, out: Path, url: str | None, again: bool) -> None:
    """Make the one-use file by which a kiosk becomes a gate. 生成门岗登记文件。"""
    with _opened(data) as at:
        enrolment = gates.enrol(at.store, at.keys, gates.Application(name, url, again), now())
    write_whole(out, msgspec.json.encode(enrolment))
    say(
        Text(
            f"“{enrolment.name}”的登记文件：{out}（只能用一次；办公室地址 {enrolment.office}）",
            f"the enrolment file of “{enrolment.name}”: {out} (good once; the office is at {enrolment.office})",
        )
    )


@gates_.command("list")
@click.pass_obj
def gates_list(data: Path | None) -> None:
    """List the gates. 列出大门。"""
    with _opened(data) as at:
        zone, sent = at.store.community().local, at.store.events_a_gate()
        rows = [
            (gate.name, _state(gate), f"{gate.last_contact.astimezone(zone):%Y-%m-%d %H:%M}" if gate.last_contact else "—",
             str(sent.get(gate.id, 0)))
            for gate in at.store.gates()
        ]  # fmt: skip
    terminal.show_table([_GATE_COLUMNS, *rows])


@gates_.command("revoke")
@click.argument("name")
@click.pass_obj
def gates_revoke(data: Path | None, name: str) -> None:
    """Listen to this gate's kiosk no longer. 停用大门的终端。"""
    with _opened(data) as at:
        gate = gates.revoke(at.store, name, now())
    say(Text(f"“{gate.name}”已停用", f"“{gate.name}” is revoked"))


@issuer.command()
@click.option(
    "--host",
    default=serving.DEFAULT_HOST,
    show_default=True,
    help="0.0.0.0 for gates on other PCs. 门岗在别的电脑上时用 0.0.0.0",
)
@click.option("--port", default=serving.DEFAULT_PORT, show_default=True, help="0 chooses one. 端口")
@click.pass_obj
def serve(data: Path | None, host: str, port: int) -> None:
    """Serve gates and the office's page. 运行办公室服务。"""
    with _opened(data) as at:
        serving.serve(at.store, at.keys, host, port)


# --- export, covenant, ledger ---


@issuer.group("export")
def export_() -> None:
    """Export the ledger. 导出台账。"""


@export_.command("log")
@click.option("--from", "first", required=True, type=_day, help="First local day. 第一天")
@click.option("--to", "last", required=True, type=_day, help="Last local day, included. 最后一天")
@click.option("--out", required=True, type=_OUT, help=".csv or .xlsx. 输出文件")
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
    with _opened(data) as at:
        write = export.writer_for(out)
        opening = at.keys.manager(terminal.known_passphrase()) if options["reveal"] else None
        words = Language(str(options["lang"]))
        count = write(out, words, export.Log(at.store, at.keys, words, opening).rows(first, last))
    say(Text(f"{count}行：{out}", f"{count} rows: {out}"))
    if not count:
        warn(Text("这些天没有记录，文件里只有表头", "there is nothing in these days; the file has its header only"))


@issuer.group()
def covenant() -> None:
    """The community's rules. 小区规约。"""


@covenant.command()
@click.pass_obj
def show(data: Path | None) -> None:
    """All versions, and the one in force as it was written. 现行规约。"""
    with _opened(data) as at:
        zone, in_force = at.store.community().local, at.store.covenant_in_force(now()).version
        versions = at.store.covenants()
    for adopted in versions:
        click.echo(_version(adopted, in_force, zone))
    click.echo(next(adopted.written for adopted in versions if adopted.covenant.version == in_force))


@covenant.command()
@click.argument("file", type=_FILE)
@click.option("--reason", required=True, help="Why. 原因")
@click.option("--at", "begins", help="From when on (ISO 8601; local); now by default. 生效时间")
@click.pass_obj
def adopt(data: Path | None, file: Path, reason: str, begins: str | None) -> None:
    """Adopt a covenant (TOML). 采用新规约。"""
    with refusing_file_faults(file):
        written = file.read_bytes()
    with _opened(data) as at:
        by = act(reason)
        moment = _moment(begins, at) if begins else by.at
        adopted = office.adopt(at.store, written, moment, by)
        local = moment.astimezone(at.store.community().local)
    say(
        Text(
            f"已采用“{adopted.name}”，第{adopted.version}版，{local:%Y-%m-%d %H:%M} 起生效",
            f"adopted “{adopted.english or adopted.name}” as version {adopted.version}, in force from {local:%Y-%m-%d %H:%M}",
        )
    )


@issuer.group("ledger")
def ledger_() -> None:
    """The ledger. 台账。"""


@ledger_.command("verify")
@click.pass_obj
def ledger_verify(data: Path | None) -> None:
    """Read every chain again from its beginning. 核对台账。"""
    with _opened(data) as at:
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


def main() -> None:
    """The console script."""
    run_command(issuer)


_PASS_COLUMNS = ("serial", "issue", "door", "name", "status", "until")
_GATE_COLUMNS = ("gate", "state", "last contact", "events")


@contextmanager
def _opened(data: Path | None) -> Iterator[Office]:
    with opened(need_folder(data)) as at:
        yield at


def _today(at: Office) -> date:
    return now().astimezone(at.store.community().local).date()


def _validity(at: Office, until: date | None) -> Validity:
    today = _today(at)
    return Validity(today, until or issuing.a_year_from(today))


def _moment(text: str, at: Office) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refusal(
            Text(f"“{text}”不是时间", f"“{text}” is not a time"),
            Text("请写成 2020-02-10T08:30", "write it like 2020-02-10T08:30"),
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=at.store.community().local)


def _listed(holding: Holding, today: date) -> Listed:
    issued, resident = holding.issued, holding.resident
    return Listed(
        serial=issued.serial,
        issue=issued.issue,
        door=str(resident.door) if resident else None,
        name=resident.name if resident else None,
        status=issued.status_on(today),
        until=issued.validity.until,
    )


def _cells(listed: Listed) -> tuple[str, ...]:
    status = STATUS_WORDS[listed.status].to(language())
    until = str(listed.until) if listed.until else "—"
    return listed.serial, str(listed.issue), listed.door or "—", listed.name or "—", status, until


def _state(gate: Gate) -> str:
    revoked, waiting, enrolled = (
        Text("已停用", "revoked"),
        Text("未登记", "not enrolled yet"),
        Text("已登记", "enrolled"),
    )
    return (revoked if gate.revoked else enrolled if gate.key else waiting).to(language())


def _version(adopted: Adopted, in_force: int, zone: ZoneInfo) -> str:
    """One version as a comment of TOML, so that what is shown can be adopted again."""
    covenant, mark = adopted.covenant, "*" if adopted.covenant.version == in_force else " "
    begins = covenant.in_force_from and covenant.in_force_from.astimezone(zone)
    return (
        f"# {mark} {covenant.version}  {begins:%Y-%m-%d %H:%M}  {covenant.name}  {adopted.act.who}: {adopted.act.why}"
    )


def _print(at: Office, selection: Selection, out: Path, start_at: int) -> None:
    chosen = cards_of(at.store, at.keys, selection)
    shown = terminal.progress(Text("证卡", "cards"))
    print_cards(chosen, asset("printables/cards.typ"), out, start_at=start_at, progress=shown)
    say(Text(f"{len(chosen)}张证卡：{out}", f"{len(chosen)} cards: {out}"))

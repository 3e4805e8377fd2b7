"""Teams' papers of a whole community, and notices for all its stairwells: seconds, peak memory and size, each in a process of its own."""

import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psutil  # type: ignore[import-untyped]
import pypdfium2  # type: ignore[import-untyped]

from appkit.assets import asset
from gatepass.covenant import parse_covenant
from gatepass.passes import serial_of
from gatepass.people import Door
from gatepass.wording import Text
from issuer.bundles import Bundle, Receipt, Stop, bundles_pdf
from issuer.designs import originals
from issuer.notices import SUMMARY, Notice, languages, notice_pdf
from issuer.store import Community

STAIRWELLS, DOORS, TEAMS = 57, 1_245, 4
NAMES = (
    "王小明",
    "李芳",
    "张秀英",
    "㛃𬭎",
    "𬙂䶮",
    "古丽巴哈尔·阿卜杜克里木",
    "Maximiliana Wolfeschlegelsteinhausenberg",
    "김민준",
)
QUESTIONS = (
    Text("需要预约口罩吗？要几只？", "Masks wanted: how many?"),
    Text("家里有人从外地回来吗？何时、从哪里？", "Anyone back from elsewhere: when, from where?"),
    Text("有独居老人吗？需要什么？", "Elderly living alone: needs?"),
)


def bundles() -> list[Bundle]:
    """Four teams with 57 stairwells, 1,245 doors and about 3,300 cards, top floor first."""
    rng, serial, stops = Random(11), 0, []
    for number in range(1, STAIRWELLS + 1):
        count = DOORS // STAIRWELLS + (number <= DOORS % STAIRWELLS)
        doors = sorted(
            (Door(number, 100 * (n // 4 + 1) + n % 4 + 1) for n in range(count)), key=lambda door: -door.floor
        )
        receipts = []
        for door in doors:
            people = rng.choice((1, 2, 3, 3, 4))
            serials = tuple(serial_of(serial + n + 1) for n in range(people))
            receipts.append(Receipt(door, tuple(rng.choices(NAMES, (20, 20, 20, 2, 2, 1, 1, 1), k=people)), serials))
            serial += people
        stops.append(Stop(number, doors[0].floor, tuple(receipts)))
    share = -(-STAIRWELLS // TEAMS)
    return [
        Bundle(
            "长虹小区", "Changhong Residence", "第一轮", f"{team + 1}队", "张三、李四", tuple(stops[team * share : (team + 1) * share]),
            f"https://192.168.1.20:8443/delivery/t/4f9c2a7be81d4c3f{team}", QUESTIONS, 230,
        )
        for team in range(TEAMS)
    ]  # fmt: skip


def covers() -> bytes:
    """Covers, receipts and counts."""
    return bundles_pdf(bundles(), originals())


def notices(*codes: str) -> bytes:
    """Notices of the strictest covenant for every stairwell."""
    covenant = parse_covenant(asset("data/covenants/strict-closing.toml").read_bytes())
    community = Community("长虹小区", "Changhong Residence", "Asia/Shanghai")
    shown = Notice(community, ("东门", "南门"), covenant, date(2020, 2, 8), "021-6238 0000")
    return notice_pdf(shown, originals(), tuple(range(1, STAIRWELLS + 1)), codes)


SIDES = {
    "covers": covers,
    "notices-zh": lambda: notices("zh"),
    "notices-all": lambda: notices(*languages(), SUMMARY),
}


def run() -> None:
    """Prints what each side took; seconds include starting its process."""
    for side in SIDES:
        with tempfile.TemporaryDirectory() as folder:
            out, begun, peak = Path(folder, "out.pdf"), time.perf_counter(), 0
            with subprocess.Popen([sys.executable, __file__, side, str(out)]) as child:
                process = psutil.Process(child.pid)
                while child.poll() is None:
                    try:
                        peak = max(peak, process.memory_info().rss)
                    except psutil.Error:
                        break
                    time.sleep(0.005)
            seconds, content = time.perf_counter() - begun, out.read_bytes()
            pages = len(pypdfium2.PdfDocument(content))
            print(f"{side}: {pages} pages, {seconds:.2f} s, peak {peak / 1e6:.0f} MB, PDF {len(content) / 1e6:.2f} MB")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        Path(sys.argv[2]).write_bytes(SIDES[sys.argv[1]]())
    else:
        run()

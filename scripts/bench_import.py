"""Importing a roster of 5,000 rows: read, compared and applied to an empty office, against plain openpyxl reading of the same file."""

import sys
import tempfile
import time
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from openpyxl import Workbook, load_workbook

from appkit.clocks import now
from issuer import importing, office
from issuer.importing import Decided
from issuer.keys import make_keys
from issuer.office import act
from issuer.roster import read_roster
from issuer.store import Store

ROWS, DOORS_A_STAIRWELL, PEOPLE_A_DOOR = 5_000, 24, 3
HEADER = ("楼号", "室号", "姓名", "性别", "手机", "与户主关系", "人员类别", "备注")
SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周", "伟芳娜敏静丽强磊军洋㛃𬭎𬙂䶮𬱖"


def roster(path: Path) -> None:
    """A made-up roster of 5,000 people."""
    chance, book = Random(11), Workbook(write_only=True)
    sheet = book.create_sheet("花名册")
    sheet.append(HEADER)
    for n in range(ROWS):
        door = n // PEOPLE_A_DOOR
        stairwell, place = divmod(door, DOORS_A_STAIRWELL)
        room = 100 * (place // 4 + 1) + place % 4 + 1
        name = chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, 2)) + chance.choice(GIVEN)
        phone = f"138{chance.randrange(10**8):08d}"
        sheet.append((f"{stairwell + 1}号", f"{room}", name, "女" if n % 2 else "男", phone, "家人", "业主", ""))
    book.save(path)


def plainly(path: Path) -> int:
    """What openpyxl alone needs: every value of every row."""
    book = load_workbook(path, read_only=True)
    return sum(1 for row in book.worksheets[0].iter_rows(values_only=True) if row)


def ours(path: Path, folder: Path) -> int:
    """Read, compared and applied."""
    store = Store(folder)
    found = read_roster(path, now().date())
    run = importing.run_of(path, found)
    importing.apply(store, importing.review(store, found), Decided(now().date()), run, act("bench"))
    count = len(store.residents())
    store.close()
    return count


def run() -> None:
    """Both, and the ratio."""
    with tempfile.TemporaryDirectory() as name:
        path, folder = Path(name, "roster.xlsx"), Path(name, "office")
        roster(path)
        office.found(folder, office.community_named("长虹小区", ""), make_keys("correct horse battery"))
        began = time.perf_counter()
        rows = plainly(path)
        read = time.perf_counter()
        count = ours(path, folder)
        done = time.perf_counter()
    peer, own = read - began, done - read
    print(f"openpyxl alone: {rows} rows, {peer:.2f} s, {rows / peer:,.0f} rows/s")
    print(f"import:         {count} people, {own:.2f} s, {count / own:,.0f} rows/s; {own / peer:.1f} x openpyxl alone")


if __name__ == "__main__":
    run()

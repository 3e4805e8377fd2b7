"""Importing a roster: compared first, then applied in one transaction, if it still means what was shown."""

import hashlib
from pathlib import Path

from appkit.files import refusing_file_faults
from gatepass.wording import Refusal, Text
from issuer.changes import Changes, changes
from issuer.roster import Roster
from issuer.store import Act, Import, Store


def compare(store: Store, roster: Roster) -> Changes:
    """What the roster would change."""
    return changes(store.residents(), roster.rows)


def apply(store: Store, roster: Roster, shown: Changes, run: Import, by: Act) -> None:
    """Applies what was shown; raises `Refusal` where the office changed meanwhile, so that it would mean something else."""
    with store.writing() as writing:
        if compare(store, roster) != shown:
            raise Refusal(
                Text("名单刚被另一个程序改过，没有导入", "the residents were changed meanwhile, nothing was imported"),
                Text("请再运行一次", "run it again"),
            )
        writing.apply(shown, run, by)


def run_of(file: Path, roster: Roster) -> Import:
    """The record of importing a file."""
    with refusing_file_faults(file):
        content = file.read_bytes()
    return Import(file.name, hashlib.sha256(content).hexdigest(), len(roster.problems))


def nothing_imported(roster: Roster) -> Refusal:
    """The refusal of a roster of which nothing is imported."""
    count = len(roster.problems)
    return Refusal(
        Text(f"没有导入任何一行，问题共{count}处", f"nothing was imported; {count} problems"),
        Text("请改正后再导入", "correct them and import again"),
    )

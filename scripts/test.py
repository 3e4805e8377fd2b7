"""Everything on a fresh machine: environment, lint, types, imports, all tests. `python scripts/test.py [pytest arguments]`."""

import os
import subprocess
import sys
from collections.abc import Sequence

import environment

CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
)


def main(arguments: Sequence[str]) -> int:
    """Runs the checks, then the tests; the first failure ends it."""
    for check in () if arguments else CHECKS:
        print("$", *check, flush=True)
        if code := subprocess.call([environment.BIN / check[0], *check[1:]], cwd=environment.ROOT):
            return code
    workers = str((os.cpu_count() or 1) + 1)  # a test that waits for a page leaves its core to another
    program = [environment.PYTHON, "-m", "pytest", *(arguments or ("-q", "-n", workers, "--dist", "worksteal"))]
    return subprocess.call(program, cwd=environment.ROOT, env=_compiling_once())


def _compiling_once() -> dict[str, str]:
    """Tests start some hundreds of processes, and each would compile our packages again where nothing may be kept of it."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


if __name__ == "__main__" and environment.inside("dev", environment.FOR_TESTS):
    sys.exit(main(sys.argv[1:]))

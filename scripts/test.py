"""Everything on a fresh machine: environment, lint, types, imports, all tests. `python scripts/test.py [pytest arguments]`."""

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
    return subprocess.call(
        [environment.PYTHON, "-m", "pytest", *(arguments or ("-q", "-n", "auto", "--dist", "worksteal"))],
        cwd=environment.ROOT,
    )


if __name__ == "__main__" and environment.inside(
    "dev", ("libzbar0", "chromium-headless-shell", "chromium", "fonts-noto-cjk")
):
    sys.exit(main(sys.argv[1:]))

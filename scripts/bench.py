"""Benchmarks, each with its peers in the same run. `python scripts/bench.py [NAME ...]`; without a name, all of them."""

import importlib
import sys
from collections.abc import Sequence

import environment

BENCHMARKS = {
    "import": "bench_import",
    "printing": "bench_printing",
    "papers": "bench_papers",
    "reading": "bench_reading",
    "stills": "bench_stills",
    "lookout": "bench_lookout",
    "idle": "bench_idle",
    "commit": "bench_commit",
    "screen": "bench_screen",
    "passages": "bench_passages",
    "soak": "bench_soak",
    "phones": "bench_phones",
    "verdict": "bench_verdict",
    "replay": "bench_replay",
}


def main(names: Sequence[str]) -> int:
    """Runs the named benchmarks, or all."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"no benchmark {unknown[0]}; there are: {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    for name in names or BENCHMARKS:
        print(f"\n== {name}", flush=True)
        importlib.import_module(BENCHMARKS[name]).run()
    return 0


if __name__ == "__main__" and environment.inside("dev", environment.FOR_TESTS):
    sys.exit(main(sys.argv[1:]))

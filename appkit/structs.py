"""msgspec learns a type when it first decodes one, and where two threads do so at once the process dies (0.22.0: a segmentation fault).

A page that stays open asks as soon as a gate is started again, from several threads. So all types are learnt before the first thread.
Decision 0028 has the fault as ten lines.
"""

import dataclasses
import sys
from collections.abc import Iterator

import msgspec


def learn_types(*packages: str) -> None:
    """Lets msgspec learn every type of these packages that can be decoded, as far as they are imported. To be called with one thread."""
    for kind in _types_of(packages):
        try:
            msgspec.json.Decoder(kind)
        except (NameError, TypeError):
            continue  # what is never decoded: its fields are known to the type checker alone, or are no data


def _types_of(packages: tuple[str, ...]) -> Iterator[type]:
    modules = [module for name, module in sys.modules.items() if name.partition(".")[0] in packages]
    for module in modules:
        for value in list(vars(module).values()):
            if isinstance(value, type) and (issubclass(value, msgspec.Struct) or dataclasses.is_dataclass(value)):
                yield value

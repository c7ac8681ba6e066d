"""Print what the tests need: the extra `dev` of pyproject.toml, with the extras it names spelled out."""

import re
import tomllib
from pathlib import Path

extras = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8"))["project"][
    "optional-dependencies"
]


def requirements(extra: str) -> set[str]:
    """Collect the requirements of an extra and of those it names."""
    found: set[str] = set()
    for line in extras[extra]:
        if named := re.fullmatch(r"corpus-db\[(.+)\]", line):
            for inner in named[1].split(","):
                found |= requirements(inner)
        else:
            found.add(line)
    return found


print("\n".join(sorted(requirements("dev"))))

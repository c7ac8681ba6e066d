"""Ways that tests do not take, from what `cargo llvm-cov report --json --branch` writes.

    tools/branches.py coverage.json src/store src/query

Names each way of a condition that was not taken, then prints for each folder how many were and how many lines were run.
Tests beside the code are left out, and a condition of generic code counts once.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def _end(source: list[str]) -> int:
    """Find the line on which the tests of a file begin; they stand at its end."""
    for number, line in enumerate(source, 1):
        if line == "#[cfg(test)]" and any(after.startswith("mod tests {") for after in source[number : number + 2]):
            return number
    return len(source) + 1


def _lines(segments: list[list], below: int) -> tuple[int, int]:
    """Count the lines that were run, and all of them, as LLVM does."""
    starting = defaultdict(list)
    for segment in segments:
        starting[segment[0]].append(segment)
    run = count = 0
    around = None
    for line in range(1, below):
        here = starting[line]
        entries = [hits for _, _, hits, counted, entry, gap in here if counted and entry and not gap]
        skipped = bool(here) and not here[0][3] and here[0][4]
        if not skipped and (entries or (around and around[3])):
            count += 1
            run += max([*entries, around[2] if around and around[3] else 0]) > 0
        around = here[-1] if here else around
    return run, count


def main(report: str, folders: list[str]) -> None:
    """Print the ways of `folders` that were not taken, and the sums."""
    totals = {folder: [0, 0, 0, 0] for folder in folders}
    for file in json.loads(Path(report).read_text())["data"][0]["files"]:
        path = Path(file["filename"])
        name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else ""
        folder = next((folder for folder in folders if name.startswith(f"{folder}/")), None)
        if folder is None or path.name == "tests.rs":
            continue
        source = path.read_text().splitlines()
        below = _end(source)
        ways = defaultdict(lambda: [0, 0])
        for line, column, to_line, to_column, yes, no, *_ in file["branches"]:
            if line < below:
                ways[line, column, to_line, to_column][0] += yes
                ways[line, column, to_line, to_column][1] += no
        taken = sum((yes > 0) + (no > 0) for yes, no in ways.values())
        figures = (taken, 2 * len(ways), *_lines(file["segments"], below))
        totals[folder] = [sum(pair) for pair in zip(totals[folder], figures, strict=True)]
        for (line, column, to_line, to_column), (yes, no) in sorted(ways.items()):
            if not (yes and no):
                way = "true" if no else "false" if yes else "asked"
                text = source[line - 1][column - 1 : to_column - 1 if to_line == line else None]
                print(f"{name}:{line}: never {way}: {text}")
    for folder, (taken, of_ways, run, of_lines) in totals.items():
        ways, code = 100 * taken / max(of_ways, 1), 100 * run / max(of_lines, 1)
        print(f"{folder}: {taken:,} of {of_ways:,} ways ({ways:.1f} %), {run:,} of {of_lines:,} lines ({code:.1f} %)")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])

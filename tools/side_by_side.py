"""Run two commands at once: `side_by_side.py COMMAND COMMAND`, each a line for the shell.

The first shows what it prints as it comes, the second when both have ended. Both run to their end, and the exit
status is 1 where one of them failed. What stops this program stops both, with all that they started.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(lines: list[str]) -> int:
    """Run both; return the exit status."""
    if len(lines) != 2:
        sys.exit(__doc__)

    def stop(number: int, _frame: object) -> None:
        # Once asked, it does not ask again.
        for other in STOPS:
            signal.signal(other, signal.SIG_IGN)
        send(number)
        until = time.monotonic() + 5
        while time.monotonic() < until and any(process.poll() is None for process in running):
            time.sleep(0.05)
        send(signal.SIGKILL)
        os._exit(128 + number)

    def send(number: int) -> None:
        for process in running:
            # Where its group has ended there is nobody to send it to.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, number)

    running: list[subprocess.Popen[bytes]] = []
    for number in STOPS:
        signal.signal(number, stop)
    began = time.monotonic()
    seconds: dict[int, float] = {}
    with tempfile.TemporaryFile() as later:
        for line, out in zip(lines, (None, later), strict=True):
            # In a group of its own, so that what it starts can be stopped with it.
            running.append(
                subprocess.Popen(
                    line,
                    shell=True,
                    start_new_session=True,
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=None if out is None else subprocess.STDOUT,
                )
            )
        while len(seconds) < 2:
            time.sleep(0.1)
            for which, process in enumerate(running):
                if which not in seconds and process.poll() is not None:
                    seconds[which] = time.monotonic() - began
        later.seek(0)
        sys.stdout.flush()
        shutil.copyfileobj(later, sys.stdout.buffer)
        sys.stdout.flush()
    for which, line in enumerate(lines):
        code = running[which].returncode
        print(f"{'passed' if code == 0 else f'FAILED ({code})'} in {seconds[which]:.0f} s: {line}")
    return int(any(process.returncode != 0 for process in running))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

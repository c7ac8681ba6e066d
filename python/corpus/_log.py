"""What the library tells `logging`, under the name `corpus`."""

from __future__ import annotations

import logging
from typing import Any

logger = logging.getLogger("corpus")
logger.addHandler(logging.NullHandler())


def loaded(name: str, report: Any) -> None:
    """Tell what became of a load: its numbers as information, each refusal as a warning, each note for debugging."""
    logger.info("%s: %s", name, str(report).partition("\n")[0])
    for origin, reason in report.refused:
        logger.warning("%s: refused %s: %s", name, origin, reason)
    if logger.isEnabledFor(logging.DEBUG):
        for origin, note in report.notes:
            logger.debug("%s: %s: %s", name, origin, note)

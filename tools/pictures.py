"""Make the pictures of docs/looking.md and docs/plots-and-networks.md anew: the plots by the guide's own examples."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

root = Path(__file__).parent.parent
images = root / "docs" / "images"
sys.path.insert(0, str(root / "tests" / "python"))


def keep(picture: Path, *, tall: int | None = None) -> None:
    """Keep a picture in few colours, and no taller than so many pixels."""
    with Image.open(picture) as whole:
        whole = whole.convert("RGB")
        if tall and whole.height > tall:
            whole = whole.crop((0, 0, whole.width, tall))
        whole.quantize(128, dither=Image.Dither.NONE).save(images / picture.name, optimize=True)


def plots() -> None:
    """Run the examples of the guide, and keep what they draw."""
    import matplotlib as mpl
    from test_readme import blocks

    mpl.use("Agg")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        names: dict[str, object] = {}
        for _, code in blocks("python", root / "docs" / "plots-and-networks.md"):
            exec(code, names)
        for picture in sorted(Path(folder).glob("plot-*.png")):
            keep(picture)
        os.chdir(root)


def views() -> None:
    """Let the tests look at the views in a browser, and keep what they see."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pytest", "-q", "tests/python/test_looking.py", "-k", "a_browser_shows_it"]
        subprocess.run(command, cwd=root, env={**os.environ, "CORPUS_PICTURES": folder}, check=True)
        for picture in sorted(Path(folder).glob("look-*.png")):
            if "extraction" not in picture.name:
                keep(picture, tall=1500)


if __name__ == "__main__":
    plots()
    views()

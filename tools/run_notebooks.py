"""Execute every notebook on a fresh kernel and fail where a cell does; with `--write`, keep the outputs."""

import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient


def bar(output: dict) -> bool:
    """Whether an output is a widget, which shows nothing once its kernel is gone."""
    return "application/vnd.jupyter.widget-view+json" in output.get("data", {})


root = Path(__file__).parent.parent
failed = 0
for path in sorted((root / "notebooks").glob("*.ipynb")):
    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": folder}})
        try:
            client.execute()
        except Exception as error:
            failed += 1
            print(f"{path.name}: {error}", file=sys.stderr)
            continue
    print(f"{path.name}: {len(notebook.cells)} cells ran")
    if "--write" in sys.argv:
        for cell in notebook.cells:
            cell.metadata.pop("execution", None)
            # Warnings name folders of the machine that ran it.
            if "outputs" in cell:
                cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr" and not bar(output)]
        # Of progress bars nothing is left to see.
        notebook.metadata.pop("widgets", None)
        nbformat.write(notebook, path)
sys.exit(failed > 0)

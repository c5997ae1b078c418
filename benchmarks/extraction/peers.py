"""The other readers, in an environment of their own: this project needs none of them but unstructured."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.extraction.engines import DISTRIBUTIONS

PEERS = ("unstructured", "kreuzberg", "extractous", "markitdown")
_REQUIREMENTS = (
    ("unstructured[csv,docx,md,msg,pptx,xlsx]", "pdfminer.six", "pikepdf", "pypdf", "pdf2image", "pi-heif",
     "onnx", "onnxruntime", "opencv-python-headless", "huggingface-hub", "matplotlib", "scipy", "rapidfuzz"),
    ("kreuzberg",),
    ("extractous",),
    ("markitdown[docx,outlook,pdf,pptx,xls,xlsx]",),
)  # fmt: skip
_ALONE = ("unstructured-inference", "unstructured.pytesseract")
"""What unstructured's PDF reader imports but, for its fast strategy, does not use: without the torch they ask for."""

ROOT = Path(__file__).resolve().parents[2]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "DO_NOT_TRACK": "1", "PYTHONHASHSEED": "0"}


def make_environment(folder: Path) -> Path:
    """The interpreter of an environment with every peer that installs; made at first use."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    install = [python, "-m", "pip", "install", "--quiet"]
    for engine, requirements in zip(PEERS, _REQUIREMENTS, strict=True):
        if not version(python, engine):
            subprocess.run([*install, *requirements], check=False)
            if engine == "unstructured":
                subprocess.run([*install, "--no-deps", *_ALONE], check=False)
    return python


def version(python: Path, engine: str) -> str:
    """The version that an interpreter sees, "" where the engine is absent."""
    code = f"import importlib.metadata as m; print(m.version({DISTRIBUTIONS[engine]!r}))"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    return done.stdout.strip()

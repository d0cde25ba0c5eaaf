"""A headless Chromium that lays out a page, draws it and tells what it measured."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from html import escape, unescape
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--virtual-time-budget=3000",
)
FRAME = '<iframe style="width:{width}px;height:9000px" srcdoc="{page}"></iframe>'
HARNESS = """<!DOCTYPE html><body>{frames}<pre id="out"></pre><script>
const measure = frame => {{
  const document = frame.contentDocument, window = frame.contentWindow;
  {script}
}};
globalThis.onload = () => {{
  const found = [...globalThis.document.querySelectorAll("iframe")].map(measure);
  globalThis.document.getElementById("out").textContent = JSON.stringify(found);
}};
</script></body>"""


def browse(folder: Path, url: str, *options: str) -> str:
    """What Chromium prints for a page; its profile is kept in the folder."""
    assert CHROMIUM is not None
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={folder / 'profile'}", *options, url]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=90)
    return run.stdout


def measure(pages: Sequence[tuple[str, int]], script: str, folder: Path) -> list[Any]:
    """What a script returns that runs beside each page, in a frame of the width that goes with it.

    All pages are laid out by one browser, which takes longer to start than to do that.
    """
    harness = folder / "harness.html"
    frames = "".join(FRAME.format(width=width, page=escape(page)) for page, width in pages)
    harness.write_text(HARNESS.format(frames=frames, script=script), encoding="utf-8")
    dom = browse(folder, harness.as_uri(), "--dump-dom")
    found = re.search(r'<pre id="out">(.+?)</pre>', dom, re.DOTALL)
    assert found is not None, "the pages were not measured"
    measured: list[Any] = json.loads(unescape(found[1]))
    return measured

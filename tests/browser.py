"""A headless Chromium that lays out a page, draws it and tells what it measured."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
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
HARNESS = """<!DOCTYPE html><body><iframe id="page" style="width:{width}px;height:9000px"
 srcdoc="{page}"></iframe><pre id="out"></pre><script>
const frame = document.getElementById("page");
frame.onload = () => {{
  const document = frame.contentDocument, window = frame.contentWindow;
  const result = (() => {{ {script} }})();
  globalThis.document.getElementById("out").textContent = JSON.stringify(result);
}};
</script></body>"""


def browse(folder: Path, url: str, *options: str) -> str:
    """What Chromium prints for a page; its profile is kept in the folder."""
    assert CHROMIUM is not None
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={folder / 'profile'}", *options, url]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=90)
    return run.stdout


def measure(page: str, script: str, width: int, folder: Path) -> Any:
    """What a script returns that runs beside the page in a frame of this width."""
    harness = folder / "harness.html"
    made = HARNESS.format(width=width, page=escape(page), script=script)
    harness.write_text(made, encoding="utf-8")
    dom = browse(folder, harness.as_uri(), "--dump-dom")
    found = re.search(r'<pre id="out">(.+?)</pre>', dom, re.DOTALL)
    assert found is not None, "the page was not measured"
    return json.loads(unescape(found[1]))

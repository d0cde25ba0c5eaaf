"""A headless Chromium that lays out a page and tells what it measured."""

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


def measure(page: str, script: str, width: int, folder: Path) -> Any:
    """What a script returns that runs beside the page in a frame of this width."""
    assert CHROMIUM is not None
    harness = folder / "harness.html"
    made = HARNESS.format(width=width, page=escape(page), script=script)
    harness.write_text(made, encoding="utf-8")
    profile = f"--user-data-dir={folder / 'profile'}"
    dom = subprocess.run(
        [CHROMIUM, *FLAGS, profile, "--virtual-time-budget=3000", "--dump-dom", harness.as_uri()],
        capture_output=True,
        text=True,
        check=True,
        timeout=90,
    ).stdout
    found = re.search(r'<pre id="out">(.+?)</pre>', dom, re.DOTALL)
    assert found is not None, "the page was not measured"
    return json.loads(unescape(found[1]))

"""Pages opened in headless Chromium, where there is one."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this computer")
WATCH = """<script>window.wrong = []; addEventListener("error", (event) => wrong.push(event.message));
addEventListener("securitypolicyviolation", (event) => wrong.push(event.blockedURI));</script>"""
TELL = """<script>{ let said; try { said = (() => { %s })(); } catch (error) { said = String(error); }
const told = document.createElement("pre"); told.id = "told";
told.textContent = JSON.stringify({said, wrong}); document.body.append(told); }</script>"""


def opened(page: str, folder: Path, script: str) -> Any:
    """Open a page, run a script in it, and return what that returns; a script error of the page itself fails the test."""
    watched = page.replace("<head>", f"<head>{WATCH}", 1)
    file = folder / "page.html"
    file.write_text(watched[: watched.rindex("</body>")] + TELL % script + "</body></html>", encoding="utf-8")
    flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={folder / 'profile'}",
        "--force-prefers-reduced-motion",
    ]
    ran = subprocess.run(
        [str(CHROMIUM), *flags, "--dump-dom", file.as_uri()], capture_output=True, text=True, check=True, timeout=600
    )
    told = re.search(r'<pre id="told">(.*?)</pre>', ran.stdout, re.DOTALL)
    assert told, "the page's script did not come to its end"
    found = json.loads(html.unescape(told[1]))
    assert found["wrong"] == []
    return found["said"]

"""The HTML page in a real browser: on a phone, and on paper."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess

import pytest

from hacfg.catalog import built_in
from hacfg.reference import reference_of
from hacfg.reference.html import as_html

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
BROWSER = next(filter(None, map(shutil.which, NAMES)), None)

pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="no browser: apt-get install chromium, as root"
)

# A frame is exactly as wide as it says, which the window of a browser need not be.
PROBE = """\
<!DOCTYPE html>
<body><iframe id="page" width="{width}" height="800" srcdoc="{page}"></iframe><pre id="said"></pre>
<script>
onload = () => {{
  const view = document.getElementById("page").contentDocument;
  const root = view.documentElement;
  const beyond = [...view.querySelectorAll("body *")].filter(
    (each) => each.getBoundingClientRect().right > root.clientWidth + 1);
  const small = [...view.querySelectorAll("p, dd, li")].filter(
    (each) => parseFloat(getComputedStyle(each).fontSize) < 14);
  document.getElementById("said").textContent = JSON.stringify({{
    shown: root.clientWidth, needed: root.scrollWidth, beyond: beyond.length,
    small: small.length, articles: view.querySelectorAll("article").length,
  }});
}};
</script>
"""


def browse(directory: Path, *arguments: str) -> str:
    """Runs the browser without a window, in a profile of its own, to its end."""
    assert BROWSER is not None
    command = [
        BROWSER,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--hide-scrollbars",  # as on a phone, where they take no room
        f"--user-data-dir={directory / 'profile'}",
        *arguments,
    ]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout


@pytest.fixture(scope="module")
def page() -> str:
    """The page on both shipped schemas."""
    return as_html([reference_of(built_in(name)) for name in ("redis", "database")])


@pytest.mark.parametrize("width", [360])
def test_a_phone_needs_no_scrolling_sideways(tmp_path: Path, page: str, width: int) -> None:
    """On a screen of 360 pixels nothing stands beyond its edge, and no text is small."""
    probe = tmp_path / "probe.html"
    probe.write_text(PROBE.format(width=width, page=html.escape(page)), encoding="utf-8")

    dom = browse(tmp_path, "--dump-dom", probe.as_uri())

    found = re.search(r'<pre id="said">(\{.*?\})</pre>', dom)
    assert found
    assert json.loads(html.unescape(found[1])) == {
        "shown": width,
        "needed": width,
        "beyond": 0,
        "small": 0,
        "articles": page.count("<article "),
    }


def test_it_can_be_printed(tmp_path: Path, page: str) -> None:
    """On paper the page is a PDF of a few sheets."""
    source, target = tmp_path / "page.html", tmp_path / "page.pdf"
    source.write_text(page, encoding="utf-8")

    browse(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={target}", source.as_uri())

    data = target.read_bytes()
    assert data.startswith(b"%PDF-")
    assert 5 <= max(int(count) for count in re.findall(rb"/Count ([0-9]+)", data)) <= 30

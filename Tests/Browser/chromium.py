"""Opens pages in headless Chromium and brings back what a script of ours found on them."""

import base64
import html
import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

SECONDS = 120
ANSWER = "gradbook-answer"
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>\n')


def browser():
    """The program: what CHROMIUM names, or the first that is installed."""
    names = [os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"]
    for name in filter(None, names):
        if shutil.which(name):
            return name
    raise SystemExit("No Chromium is installed: apt-get install chromium, or name it in CHROMIUM.")


def prepared(page, scripts, runner):
    """The page as text, with `scripts` before it and `runner` after it.

    `runner` is the body of an async function; what it returns comes back as JSON. The page's policy is
    taken out: it would forbid the runner.
    """
    text = page.read_text(encoding="utf-8")
    text, count = POLICY.subn("", text)
    assert count == 1, f"{page} has {count} policies"
    early = "".join(f"<script>{script}</script>\n" for script in scripts)
    text = text.replace("<head>\n", "<head>\n" + early, 1)
    late = f"""<script>addEventListener("load", async () => {{
      let answer;
      try {{ answer = {{ value: await (async () => {{ {runner} }})() }}; }}
      catch (error) {{ answer = {{ error: String(error && error.stack || error) }}; }}
      parent.postMessage(btoa(unescape(encodeURIComponent(JSON.stringify(answer)))), "*");
    }});</script>
"""
    return text.replace("</body>\n</html>", late + "</body>\n</html>")


def dump(page, is_dark=False, fragment=""):
    """The document of a page, as it is, after its scripts have run."""
    with tempfile.TemporaryDirectory() as profile:
        command = [
            browser(), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            f"--user-data-dir={profile}", "--window-size=1500,1000",
            f"--blink-settings=preferredColorScheme={0 if is_dark else 1}",
            f"--timeout={SECONDS * 1000}", "--virtual-time-budget=20000", "--dump-dom",
            page.resolve().as_uri() + fragment,
        ]
        done = subprocess.run(command, capture_output=True, timeout=SECONDS + 30, check=False)
    return done.stdout.decode("utf-8", "replace")


# A page that asks for what a check must find, so that no check passes by finding nothing.
BAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta http-equiv="Content-Security-Policy" content="default-src *">
<title>Bad</title>
</head>
<body>
<main><h1 style="color: #999; background: #fff">Pale</h1><img src="none.png" onerror="{run}">
<a href="javascript:{run}">x</a></main>
</body>
</html>
"""


def bad_page(folder, run=""):
    """A page with faults, in `folder`."""
    path = Path(folder, "bad.html")
    path.write_text(BAD.replace("{run}", run), encoding="utf-8")
    return path


# Windows of a browser are no narrower than 500 px, so pages stand in a frame.
FRAME = """<!DOCTYPE html><meta name="color-scheme" content="light dark">
<body style="margin: 0"><iframe src="page.html{fragment}" width="{width}" height="1000"
style="border: 0"></iframe><script>addEventListener("message", ({{ data }}) => {{
const place = document.createElement("pre"); place.id = "{answer}"; place.textContent = data;
document.body.append(place); }});</script></body>
"""


def ask(page, runner, scripts=(), width=1440, is_dark=False, fragment=""):
    """What `runner` returns on `page`, in a frame of `width` px."""
    with tempfile.TemporaryDirectory() as folder:
        text = prepared(page, scripts, runner)
        Path(folder, "page.html").write_text(text, encoding="utf-8")
        frame = Path(folder, "frame.html")
        frame.write_text(
            FRAME.format(fragment=fragment, width=width, answer=ANSWER), encoding="utf-8")
        dumped = dump(frame, is_dark)
    found = re.search(f'<pre id="{ANSWER}">([^<]*)</pre>', dumped)
    if not found:
        raise RuntimeError(f"{page} gave no answer; the browser said {len(dumped)} characters")
    answer = json.loads(base64.b64decode(html.unescape(found.group(1))))
    if "error" in answer:
        raise RuntimeError(f"{page}: {answer['error']}")
    return answer["value"]

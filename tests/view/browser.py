"""A headless Chromium, driven through chromedriver by its protocol (W3C WebDriver) alone."""

import base64
import json
import re
import subprocess
import urllib.request

KEYS = {"Home": "\ue011", "End": "\ue010", "Left": "\ue012", "Right": "\ue014", "Enter": "\ue007",
        "Shift": "\ue008", "Escape": "\ue00c"}


class Browser:
    """One session of chromedriver."""

    def __init__(self):
        self.driver = subprocess.Popen(
            ["chromedriver", "--port=0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for line in self.driver.stdout:
            port = re.search(r"successfully on port (\d+)", line)
            if port:
                break
        self.address = f"http://127.0.0.1:{port.group(1)}/session"
        options = {
            "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1500,900"]
        }
        wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        answer = self.ask("", {"capabilities": {"alwaysMatch": wanted}})
        self.address += "/" + answer["sessionId"]

    def ask(self, path, body=None, method=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, method=method)
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def close(self):
        self.ask("", method="DELETE")
        self.driver.terminate()
        self.driver.wait()
        self.driver.stdout.close()

    def open(self, page):
        self.ask("/url", {"url": page.resolve().as_uri()})

    def run(self, script):
        return self.ask("/execute/sync", {"script": "return " + script, "args": []})

    def press(self, *keys):
        actions = []
        for key in keys:
            value = KEYS.get(key, key)
            actions += [{"type": "keyDown", "value": value}, {"type": "keyUp", "value": value}]
        self.ask("/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def mouse(self, x, y, click):
        actions = [{"type": "pointerMove", "x": round(x), "y": round(y), "duration": 0}]
        if click:
            actions += [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        source = {"type": "pointer", "id": "mouse", "actions": actions}
        self.ask("/actions", {"actions": [source]})

    def prefer(self, scheme):
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        command = {"cmd": "Emulation.setEmulatedMedia", "params": {"features": features}}
        self.ask("/goog/cdp/execute", command)

    def drag(self, begin, end):
        moves = [{"type": "pointerMove", "x": round(x), "y": round(y), "duration": 0}
                 for x, y in (begin, end)]
        actions = [moves[0], {"type": "pointerDown", "button": 0}, moves[1],
                   {"type": "pointerUp", "button": 0}]
        source = {"type": "pointer", "id": "mouse", "actions": actions}
        self.ask("/actions", {"actions": [source]})

    def press_with_shift(self, key):
        down, up = ({"type": kind, "value": KEYS["Shift"]} for kind in ("keyDown", "keyUp"))
        middle = [{"type": kind, "value": KEYS.get(key, key)} for kind in ("keyDown", "keyUp")]
        keys = {"type": "key", "id": "keys", "actions": [down, *middle, up]}
        self.ask("/actions", {"actions": [keys]})

    # The texts of the elements, if a person sees them without scrolling and nothing covers them.
    def seen(self, selector):
        return self.run(
            "[...document.querySelectorAll(" + json.dumps(selector) + ")].filter((element) => {"
            " const box = element.getBoundingClientRect();"
            " const inside = (x, y) => element.contains(document.elementFromPoint(x, y));"
            " const over = document.getElementById('tip').getBoundingClientRect();"
            " const covered = over.width > 0 && over.right > box.left && over.left < box.right"
            " && over.bottom > box.top && over.top < box.bottom;"
            " return !covered && box.height > 0 && box.bottom <= window.innerHeight"
            " && inside(box.left + 9, box.top + 2) && inside(box.left + 9, box.bottom - 2);"
            "}).map((element) => element.innerText)"
        )

    # Where an event stands, in pixels of the canvas; empty: not on the screen.
    def place_of_event(self, seq):
        return self.run(
            "(() => { const x = toX(eventBySeq.get(" + str(seq) + ").tick);"
            " return x >= LABELS && x < view.width ? x : null; })()"
        )

    def keep_screenshot(self, path):
        # What was asked for is drawn by the next frame.
        self.ask("/execute/async", {"args": [], "script":
                 "requestAnimationFrame(() => requestAnimationFrame(arguments[0]))"})
        path.write_bytes(base64.b64decode(self.ask("/screenshot")))

    def complaints(self):
        return [entry["message"] for entry in self.ask("/se/log", {"type": "browser"})
                if entry["level"] == "SEVERE"]

    # The middle of the first item of which `test` (JavaScript, of `item`) holds.
    def place_of(self, test):
        return self.run(
            "(() => { for (const row of rows) for (const item of row.items) if (" + test + ") {"
            " const box = canvas.getBoundingClientRect();"
            " return [box.left + (toX(item.from) + toX(item.until)) / 2,"
            " box.top + RULER + row.y - view.top + row.height / 2]; } })()"
        )

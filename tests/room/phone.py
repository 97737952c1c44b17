"""A phone in the tests: a real browser with cookies and storage of its own, a touch screen, and a network like a phone's."""

import base64
import contextlib
import json
import os
import time
from pathlib import Path

import requests
import websocket

from odoo.tests import common

from ..browser import Page

WAIT = 15
# in the page: the visible elements of a selector, in which ":has-text(words)" may follow any part; what is begun there
# asks whether to leave, until the test leaves: the browser runs what listens to that in the order in which it came
FIND = """
window.addEventListener("beforeunload", (event) => window.isLeft && event.stopImmediatePropagation());
window.found = (asked) => {
    let within = [document];
    const parts = asked.split(/:has-text\\(([^)]*)\\)/);
    for (let part = 0; part < parts.length; part += 2) {
        const [selector, words] = [parts[part].trim(), parts[part + 1]];
        if (selector) {
            within = within.flatMap((element) => [...element.querySelectorAll(selector)]);
        }
        within = within.filter((element) => element.checkVisibility() && (!words || element.innerText.includes(words)));
    }
    return within;
};
"""


class PhonePage(Page):
    """A page in a context of its own: no other page shares its cookies and storage."""

    def _open_websocket(self):
        version = requests.get(f"{self.address}/version", timeout=10).json()
        self.browser = websocket.create_connection(version["webSocketDebuggerUrl"], suppress_origin=True)
        self.context = self._ask_browser("Target.createBrowserContext")["browserContextId"]
        self.page = self._ask_browser("Target.createTarget", url="about:blank", browserContextId=self.context)
        address = f"ws://{common.HOST}:{self.devtools_port}/devtools/page/{self.page['targetId']}"
        page = websocket.create_connection(address, enable_multithread=True, suppress_origin=True)
        page.settimeout(0.01)
        return page

    def _ask_browser(self, method, **params):
        self.browser.send(json.dumps({"id": 1, "method": method, "params": params}))
        while (answer := json.loads(self.browser.recv())).get("id") != 1:
            pass
        return answer["result"]

    def stop(self):
        """Throw the context away, with everything it kept."""
        self._result.cancel()
        self.ws.close()
        self._ask_browser("Target.disposeBrowserContext", browserContextId=self.context)
        self.browser.close()


class Phone:
    """Somebody's phone, in the hand of a test ``case``.

    :cvar patience: seconds to wait for what a page shows
    :ivar taps: how often the screen was touched
    """

    patience = WAIT

    def __init__(self, case, width=375, height=667):
        self.case, self.taps = case, 0
        self.page = PhonePage(case)
        case.addCleanup(self.page.stop)
        self.resize(width, height)
        self.ask("Network.enable")
        self.ask("Emulation.setTouchEmulationEnabled", enabled=True)
        self.ask("Page.addScriptToEvaluateOnNewDocument", source=FIND)

    def ask(self, method, **params):
        return self.page._websocket_request(method, params=params, timeout=30)

    def resize(self, width, height):
        screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": True}
        self.ask("Emulation.setDeviceMetricsOverride", **screen)

    def set_network(self, latency=0, offline=False):
        """:param latency: milliseconds that each request takes at least"""
        rates = {"downloadThroughput": -1, "uploadThroughput": -1}
        self.ask("Network.emulateNetworkConditions", offline=offline, latency=latency, **rates)

    @contextlib.contextmanager
    def visit(self, path):
        """Open a page; what is asked of the server within the block sees what the test has done, and shows it."""
        case = self.case
        case.env.flush_all()
        case.cr.flush()
        case.cr.clear()
        with case.allow_requests(browser=self.page):
            self.page.navigate_to(case.base_url() + path, wait_stop=True)
            self.wait_for("body")
            try:
                yield self
            except AssertionError:
                self.shoot("failed")
                raise
            finally:
                self.set_network()
                self.leave()
                case._wait_remaining_requests()
        case.env.invalidate_all()
        self.check_console()

    def leave(self):
        """Go away, whatever the page asks."""
        self.evaluate("window.isLeft = true")
        self.page.navigate_to("about:blank", wait_stop=True)

    def cookies(self):
        return self.ask("Network.getCookies", urls=[self.case.base_url() + "/f"])["cookies"]

    def set_cookie(self, cookie):
        """Take over a cookie of another phone, which outlived its window."""
        names = ("name", "value", "domain", "path", "httpOnly", "expires", "sameSite")
        self.ask("Network.setCookie", **{name: cookie[name] for name in names})

    def check_console(self):
        if self.page._result.done():
            self.page._result.result()

    def reload(self):
        self.ask("Page.reload")
        time.sleep(0.3)
        self.wait_for("body")

    def evaluate(self, script):
        answer = self.ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def find(self, selector):
        """The texts of the visible elements of ``selector``, where ``:has-text(words)`` may follow any part."""
        return self.evaluate(f"window.found ? found({json.dumps(selector)}).map((one) => one.innerText) : []")

    def wait_for(self, selector, count=None):
        """Wait until there is one, or ``count``."""
        end = time.time() + self.patience
        while time.time() < end:
            found = self.find(selector)
            if len(found) == count or (count is None and found):
                return found
            time.sleep(0.05)
        self.check_console()
        shown = self.evaluate("document.body.innerText")
        raise AssertionError(f"{selector}: {len(found)} instead of {count or 'any'}, on a page that says:\n{shown}")

    def tap(self, selector, times=1):
        """Touch the first one, after it came into reach; fails where something lies over it."""
        self.wait_for(selector)
        place = self.evaluate(
            f"""(async () => {{
                const [element] = found({json.dumps(selector)});
                element.scrollIntoView({{ block: "center", behavior: "instant" }});
                await new Promise(requestAnimationFrame);
                const box = element.getClientRects()[0];
                const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
                const top = document.elementFromPoint(x, y);
                return {{ x, y, free: element.contains(top) || top?.contains(element), top: top?.outerHTML.slice(0, 200) }};
            }})()"""
        )
        assert place["free"], f"{selector} lies under {place['top']}"
        for _time in range(times):
            self.taps += 1
            point = {"x": place["x"], "y": place["y"]}
            self.ask("Input.dispatchTouchEvent", type="touchStart", touchPoints=[point])
            self.ask("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    def type(self, selector, words):
        """Type into a field that was touched."""
        self.tap(selector)
        self.ask("Input.insertText", text=words)

    def shoot(self, name):
        """Keep a picture of the whole page where ``FACILITATION_SHOTS`` says."""
        folder = os.environ.get("FACILITATION_SHOTS")
        if folder:
            picture = self.ask("Page.captureScreenshot", captureBeyondViewport=True)["data"]
            Path(folder, f"{name}.png").write_bytes(base64.b64decode(picture))

"""One Chromium for the browser tests of a process, in which each has a page of its own, and one profile for them all.

Odoo starts a Chromium for each test, which then fetches, parses and compiles the whole web client. Here what the server
calls unchangeable stays from one test to the next (scripts, styles, and what was compiled of them); cookies and all that
a page can store go when it is closed.
"""

import contextlib
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from unittest.mock import patch

import psutil
import requests
import websocket

from odoo.tests import common

STORED = "cookies,file_systems,indexeddb,local_storage,cache_storage"
# a service worker would outlive its page, and each page would wait for it
WITHOUT_SERVICE_WORKERS = "delete Navigator.prototype.serviceWorker"


class Page(common.ChromeBrowser):
    """A page that Odoo's tests take for a browser of their own."""

    profile = None
    running = None
    # which it was started with: whether it has a touch screen
    options = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._websocket_request("Page.addScriptToEvaluateOnNewDocument", params={"source": WITHOUT_SERVICE_WORKERS})

    def _chrome_start(self, user_data_dir, **options):
        shutil.rmtree(user_data_dir)
        self.user_data_dir = Page.profile
        if Page.running and (Page.options != options or Page.running[0].poll() is not None):
            _stop_chromium()
        if Page.running is None:
            Page.running, Page.options = super()._chrome_start(Page.profile, **options), options
        return Page.running

    def _open_websocket(self):
        self.page = requests.put(f"{self.address}/new?about:blank", timeout=10).json()
        address = self.page["webSocketDebuggerUrl"]
        page = websocket.create_connection(address, enable_multithread=True, suppress_origin=True)
        page.settimeout(0.01)
        return page

    def _websocket_request(self, method, *, params=None, **options):
        # what is asked of this server is not held up; what is asked of others, all by https, is answered by the test
        if method == "Fetch.enable":
            params = {"patterns": [{"urlPattern": "https://*"}]}
        return super()._websocket_request(method, params=params, **options)

    @property
    def address(self):
        return f"http://{common.HOST}:{self.devtools_port}/json"

    def stop(self):
        """Close the page; leave nothing of it in the browser."""
        self._websocket_request("Page.stopLoading")
        # what is still at work there would miss what is taken from it
        self._websocket_request("Page.navigate", params={"url": "about:blank"})
        origin = self.test_case.base_url()
        self._websocket_request("Storage.clearDataForOrigin", params={"origin": origin, "storageTypes": STORED})
        common.wait(self._responses.values(), 10)
        self._result.cancel()
        try:
            workers = self._workers()
        finally:
            requests.get(f"{self.address}/close/{self.page['id']}", timeout=10)
            self.ws.close()
        self._wait_for_end(workers)

    def _workers(self):
        """The ids of what works for this page, or for another that keeps its cookies where this one does."""
        own = self._websocket_request("Target.getTargetInfo")["targetInfo"]["browserContextId"]
        targets = self._websocket_request("Target.getTargets")["targetInfos"]
        workers = (each for each in targets if each["type"].endswith("worker"))
        # one that is at its end has none
        return {each["targetId"] for each in workers if each.get("browserContextId") == own}

    def _wait_for_end(self, workers):
        """Wait for the end of workers: what one is answered may bring its person back, in the midst of the next test."""
        end = time.monotonic() + 10
        while workers & {each["id"] for each in requests.get(f"{self.address}/list", timeout=10).json()}:
            if time.monotonic() > end:
                raise AssertionError("A page was closed ten seconds ago, and a worker of it is still there.")
            time.sleep(0.01)


def _stop_chromium():
    chrome, _port = Page.running
    Page.running = None
    chrome.terminate()
    try:
        chrome.wait(10)
    except subprocess.TimeoutExpired:
        chrome.kill()
        chrome.wait()
    # by which the next one says that it is ready
    (Path(Page.profile) / "DevToolsActivePort").unlink(missing_ok=True)


def _children(original):
    """What a process started, without the Chromium that stays: Odoo ends what a class left running."""

    def children(process, recursive=False):
        stays = Page.running and Page.running[0].pid
        return [child for child in original(process, recursive) if child.pid != stays]

    return children


@contextlib.contextmanager
def pages_for_browsers():
    """Within the block, HttpCase opens pages where it would start browsers."""
    with (
        tempfile.TemporaryDirectory(suffix="_chromium", ignore_cleanup_errors=True) as Page.profile,
        patch.object(common, "ChromeBrowser", Page),
        patch.object(psutil.Process, "children", _children(psutil.Process.children)),
    ):
        try:
            yield
        finally:
            if Page.running:
                _stop_chromium()

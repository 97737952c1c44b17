"""The room's devices in a process of their own: `crowd.py PLAN` reads what to do and writes what came of it, as JSON.

A device does what the page does: it listens on a websocket, fetches up to a quarter of a second after a hint, sends the
versions that it has, of the whole and of the parts, and asks once more with ``fresh=1`` where nothing changed. Each
request is a connection of its own.
"""

import asyncio
import base64
import gzip
import json
import os
import random
import struct
import sys
import time
from pathlib import Path

HINT_SPREAD, RETRY = 0.25, 2
# seconds between two questions: at least one, and thrice what the last answer took
AT_MOST_EVERY, PAUSE_PER_ANSWER, PAUSE_AT_MOST = 1, 3, 10
LIMIT = 60
# taken or refused, in words
ANSWERED = (200, 401, 403, 404, 409, 422)


async def request(port, method, path, body=None, headers=()):
    """``(status, headers, body, bytes on the wire)`` of one request."""
    reader, writer = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", port), LIMIT)
    try:
        sent = json.dumps(body).encode() if body is not None else b""
        head = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Connection: close", *headers]
        if body is not None:
            head += ["Content-Type: application/json", f"Content-Length: {len(sent)}"]
        writer.write("\r\n".join([*head, "", ""]).encode() + sent)
        await writer.drain()
        answer = await asyncio.wait_for(reader.read(), LIMIT)
    finally:
        writer.close()
    head, _blank, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    named = {name.lower(): value.strip() for name, _colon, value in (line.partition(":") for line in lines)}
    return int(status.split()[1]), named, body, len(answer)


class Device:
    """One page of the room.

    :ivar shown: ``{step: when it was first shown}``
    :ivar failures: how many fetches the server could not answer; a page asks again a little later
    """

    def __init__(self, guest, session, database, port, socket_port):
        self.cookie, self.database = f"Cookie: f_{session}={guest['key']}", f"X-Odoo-Database: {database}"
        self.path, self.port, self.socket_port = f"/f/s/{session}/state", port, socket_port
        self.guest, self.session = guest, session
        self.version, self.step, self.fetches, self.sizes = "", None, [], set()
        self.wake, self.shown, self.failures = asyncio.Event(), {}, 0
        self.asked, self.took = 0, 0
        self.versions, self.parts = {}, {}

    async def fetch(self, fresh=False):
        headers = [self.cookie, self.database, "Accept-Encoding: gzip"]
        headers.append(f"X-Facilitation-Parts: {' '.join(self.versions.values())}")
        if self.version:
            headers.append(f"If-None-Match: {self.version}")
        self.asked = time.perf_counter()
        status, named, body, size = await request(self.port, "GET", self.path + "?fresh=1" * fresh, None, headers)
        self.took = time.perf_counter() - self.asked
        self.fetches.append((status, self.took, size))
        if status == 304:
            return False
        assert status == 200, (status, body[:300])
        raw = gzip.decompress(body) if named.get("content-encoding") == "gzip" else body
        self.sizes.add((len(raw), len(body)))
        sent = json.loads(raw)
        self.versions = sent.pop("parts")
        self.state = {name: self.parts.get(name) for name in self.versions} | sent
        self.parts = {name: self.state[name] for name in self.versions}
        changed, self.version = named["etag"] != self.version, named["etag"]
        self.shown.setdefault((self.state["step"] or {}).get("id"), time.perf_counter())
        return changed

    async def listen(self):
        """Subscribe with the key out of the state, and wake up at each hint."""
        reader, writer = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", self.socket_port), LIMIT)
        key = base64.b64encode(os.urandom(16)).decode()
        origin = f"http://127.0.0.1:{self.socket_port}"
        head = ["GET /websocket HTTP/1.1", f"Host: 127.0.0.1:{self.socket_port}", "Upgrade: websocket"]
        head += ["Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", f"Origin: {origin}"]
        writer.write("\r\n".join([*head, "", ""]).encode())
        answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), LIMIT)
        assert b" 101 " in answer.split(b"\r\n")[0], answer
        data = {"event_name": "subscribe", "data": {"channels": [self.state["channel"]], "last": 0}}
        writer.write(frame(1, json.dumps(data).encode()))
        self.hearing = asyncio.create_task(self.hear(reader, writer))

    async def hear(self, reader, writer):
        while True:
            first, second = await reader.readexactly(2)
            size = second & 127
            if size == 126:
                [size] = struct.unpack("!H", await reader.readexactly(2))
            elif size == 127:
                [size] = struct.unpack("!Q", await reader.readexactly(8))
            body = await reader.readexactly(size)
            if first & 15 == 9:
                writer.write(frame(10, body))
            elif first & 15 == 8:
                raise ConnectionError(f"The server closes the websocket: {body!r}")
            elif any(one["message"]["type"] == "crm_facilitation.hint" for one in json.loads(body)):
                self.wake.set()

    async def follow(self):
        while True:
            await self.wake.wait()
            self.wake.clear()
            pause = max(AT_MOST_EVERY, min(PAUSE_PER_ANSWER * self.took, PAUSE_AT_MOST))
            hinted = time.perf_counter() + random.random() * HINT_SPREAD
            await asyncio.sleep(max(hinted, self.asked + pause) - time.perf_counter())
            # what was hinted meanwhile is in the answer
            self.wake.clear()
            try:
                if not await self.fetch():
                    await self.fetch(fresh=True)
            except (AssertionError, OSError, asyncio.TimeoutError):
                self.failures += 1
                await asyncio.sleep(RETRY * random.uniform(0.5, 1.5))
                self.wake.set()

    async def act(self, name, **args):
        """``(seconds, status, answer, times)`` of a call; where the server is too busy, it is sent again, as people do."""
        body = {"method": name, "args": args, "proof": self.guest["proof"]}
        begin = time.perf_counter()
        for times in range(1, 10):
            status, _named, answer, _size = await request(
                self.port, "POST", f"/f/s/{self.session}/call", body, [self.cookie, self.database]
            )
            # an error of the server is a page, and no JSON
            if status in ANSWERED:
                return time.perf_counter() - begin, status, json.loads(answer), times
            await asyncio.sleep(RETRY * random.uniform(0.5, 1.5))
        return time.perf_counter() - begin, status, {"error": status}, times


def frame(kind, body):
    mask = os.urandom(4)
    size = struct.pack("!B", 128 | len(body)) if len(body) < 126 else struct.pack("!BH", 254, len(body))
    return bytes([128 | kind]) + size + mask + bytes(one ^ mask[place % 4] for place, one in enumerate(body))


async def open_devices(plan):
    devices = [
        Device(guest, plan["session"], plan["database"], *plan["ports"][number % len(plan["ports"])])
        for number, guest in enumerate(plan["guests"])
    ]
    for start in range(0, len(devices), 10):
        await asyncio.gather(*(device.fetch() for device in devices[start : start + 10]))
        await asyncio.gather(*(device.listen() for device in devices[start : start + 10]))
    return devices


async def change(plan, devices, item):
    """Go to another step through the first server; when each device shows it, in seconds from the press and the answer."""
    for device in devices:
        device.fetches.clear()
        device.shown.pop(item, None)
    begin = time.perf_counter()
    body = {
        "model": "crm.facilitation.session",
        "method": "action_go_to",
        "args": [[plan["session"]], item],
        "kwargs": {},
    }
    status, _named, answer, _size = await request(
        plan["ports"][0][0],
        "POST",
        "/web/dataset/call_kw",
        {"jsonrpc": "2.0", "method": "call", "params": body},
        [f"Cookie: {plan['facilitator']}"],
    )
    committed = time.perf_counter()
    assert status == 200 and b'"error"' not in answer, answer[:500]
    for _turn in range(1200):
        await asyncio.sleep(0.05)
        if all(item in device.shown for device in devices):
            break
    await asyncio.sleep(plan["pause"])
    shown = [device.shown.get(item) for device in devices]
    return {
        "act": committed - begin,
        "from_press": [at - begin if at else None for at in shown],
        "from_commit": [at - committed if at else None for at in shown],
        "fetches": [fetch for device in devices for fetch in device.fetches],
    }


async def watch(plan):
    devices = await open_devices(plan)
    following = [asyncio.create_task(device.follow()) for device in devices]
    await asyncio.sleep(2)
    changes = [await change(plan, devices, plan["items"][turn % 2]) for turn in range(plan["changes"])]
    broken = [repr(task.exception()) for task in [*following, *(device.hearing for device in devices)] if task.done()]
    sizes = sorted(set().union(*(device.sizes for device in devices)))
    failures = sum(device.failures for device in devices)
    return {"changes": changes, "sizes": sizes, "broken": broken, "failures": failures}


async def act_for_a_while(device, plan, end, record):
    """Raise, support and vote as somebody in a hurry, until ``end``; what was answered is recorded."""
    turn = 0
    while time.perf_counter() < end:
        await asyncio.sleep(random.uniform(*plan["think"]))
        turn += 1
        need, what = random.choice(plan["needs"]), turn % 3
        if what == 0:
            name = f"Raised by {device.guest['participant']} in turn {turn}, {token()[:8]}"
            call = "raise_need", {"values": {"name": name}, "promised_anonymous": False, "token": token()}
        elif what == 1:
            call = "support", {"id": need}
        else:
            call = "cast", {"id": plan["round"], "choices": {str(need): 1}, "with_needs": False}
        seconds, status, answer, times = await device.act(call[0], **call[1])
        said = name if what == 0 else need
        record.append((device.guest["participant"], call[0], said, times, seconds, status, answer.get("error")))


def token():
    return base64.urlsafe_b64encode(os.urandom(24)).decode()


async def act(plan):
    devices = await open_devices(plan)
    following = [asyncio.create_task(device.follow()) for device in devices]
    record, end = [], time.perf_counter() + plan["seconds"]
    actors = devices[: plan["actors"]]
    await asyncio.gather(*(act_for_a_while(device, plan, end, record) for device in actors))
    await asyncio.sleep(2)
    waits = [fetch[1] for device in devices for fetch in device.fetches]
    return {"acts": record, "waits": waits, "broken": [repr(task.exception()) for task in following if task.done()]}


async def poll(plan):
    """The peer: attendees of a survey who ask for the question at an interval, and when each has the next one."""
    shown, waits, results = {}, [], []

    async def attend(number, answer):
        port, _socket = plan["ports"][number % len(plan["ports"])]
        await asyncio.sleep(random.random() * plan["interval"])
        while True:
            begin = time.perf_counter()
            path = f"/survey/next_question/{plan['survey']}/{answer}"
            body = {"jsonrpc": "2.0", "method": "call", "params": {}}
            _status, _named, said, size = await request(port, "POST", path, body)
            waits.append((time.perf_counter() - begin, size))
            shown.setdefault((number, question_of(said)), time.perf_counter())
            await asyncio.sleep(max(0, plan["interval"] - (time.perf_counter() - begin)))

    tasks = [asyncio.create_task(attend(number, answer)) for number, answer in enumerate(plan["answers"])]
    await asyncio.sleep(plan["interval"] + 3)
    for _turn in range(plan["changes"]):
        before = set(shown)
        begin = time.perf_counter()
        path = f"/survey/session/next_question/{plan['survey']}"
        body = {"jsonrpc": "2.0", "method": "call", "params": {}}
        await request(plan["ports"][0][0], "POST", path, body, [f"Cookie: {plan['facilitator']}"])
        committed = time.perf_counter()
        for _wait in range(int(4 * (plan["interval"] + 15))):
            await asyncio.sleep(0.25)
            late = {number for number, _name in set(shown) - before}
            if len(late) == len(plan["answers"]):
                break
        first = [at - committed for key, at in shown.items() if key not in before]
        results.append({"act": committed - begin, "from_commit": first})
    for task in tasks:
        task.cancel()
    return {"changes": results, "waits": waits}


def question_of(said):
    """The number of the question in what a survey answered."""
    place = said.find(b"Need ")
    return said[place : place + 8] if place >= 0 else b""


async def fetch_many(plan):
    """The same state again and again by one device after the other: what a fetch costs when nothing changes."""
    devices = [
        Device(guest, plan["session"], plan["database"], *plan["ports"][0]) for guest in plan["guests"][: plan["count"]]
    ]
    for device in devices:
        await device.fetch()
        await device.fetch()
    return {"waits": [fetch[:2] for device in devices for fetch in device.fetches]}


async def main(plan):
    print(json.dumps(await globals()[plan["do"]](plan)), flush=True)
    # devices that still wait for an answer need not be waited for
    os._exit(0)


if __name__ == "__main__":
    asyncio.run(main(json.loads(Path(sys.argv[1]).read_text())))

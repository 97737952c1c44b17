import { describe, expect, test } from "@odoo/hoot";
import { advanceTime, mockDate, mockFetch } from "@odoo/hoot-mock";
import { ConnectionLostError } from "@web/core/network/rpc";
import { Clock, elapsedSeconds, formatSeconds, toMoment } from "@crm_facilitation/room/live/clock";
import { Presence } from "@crm_facilitation/room/live/presence";
import { Allowance } from "@crm_facilitation/room/live/allowance";
import { ShutOutError, StateSource } from "@crm_facilitation/room/live/state_source";

describe.current.tags("headless");

test("a device whose clock is a quarter of an hour off shows the server's time", () => {
    mockDate("2026-03-02 09:15:00", +0);
    const clock = new Clock();
    const now = Date.now();
    clock.learn(now - 900000, now - 200, now);
    expect(Math.abs(clock.now() - (now - 900000))).toBeLessThan(1000);
    // an answer that took long says less than the one before
    clock.learn(now, now - 4000, now);
    expect(Math.abs(clock.now() - (now - 900000))).toBeLessThan(1000);
});

test("a step has been going for its earlier visits and since it began, and stands while it is paused", () => {
    const now = toMoment("2026-03-02 09:10:00");
    const step = { started_at: "2026-03-02 09:00:00", paused_at: false, spent_seconds: 60 };
    expect(elapsedSeconds(step, now)).toBe(660);
    expect(elapsedSeconds({ ...step, paused_at: "2026-03-02 09:05:00" }, now)).toBe(60);
    expect(elapsedSeconds({ ...step, started_at: false }, now)).toBe(60);
});

test("seconds are read as minutes and hours", () => {
    expect([425, -30, 3720, 0].map(formatSeconds)).toEqual(["7:05", "−0:30", "1:02:00", "0:00"]);
});

test("an allowance is used up and comes back", () => {
    const allowance = new Allowance(0, 1000, 100);
    expect(allowance.waitFor(500, 0)).toBe(0);
    allowance.spend(1000, 0);
    expect(allowance.waitFor(500, 0)).toBe(5000);
    expect(allowance.waitFor(500, 5000)).toBe(0);
});

test("whoever would fetch 12 kB each second fetches at most ten million bytes in an hour", () => {
    const allowance = new Allowance(0);
    let [fetched, now] = [0, 0];
    while (now < 3600000) {
        allowance.spend(12000, now);
        fetched += 12000;
        now += Math.max(1000, allowance.waitFor(12000, now));
    }
    expect(fetched).toBeLessThan(10000000);
    expect(fetched).toBeGreaterThan(9000000);
});

test("somebody is here once they have said so by a press, then at most once a minute", async () => {
    const told = [];
    let hasPressed = false;
    const presence = new Presence(
        async () => told.push("here"),
        () => hasPressed,
    );
    presence.start();
    await advanceTime(120000);
    expect(told).toEqual([]);
    hasPressed = true;
    await advanceTime(600000);
    expect(told.length).toBeGreaterThan(7);
    expect(told.length).toBeLessThan(11);
    presence.stop();
});

/** A server that answers with ``answers``, one after the other; what it was asked for. */
function listen(...answers) {
    const asked = [];
    mockFetch((address, { headers }) => {
        const url = new URL(address, "http://x");
        asked.push([url.pathname + url.search, new window.Headers(headers).get("If-None-Match")]);
        return answers.shift()();
    });
    return asked;
}

const json = (body, headers = {}, status = 200) => new Response(JSON.stringify(body), { status, headers });

test("what is known already is not sent again", async () => {
    const asked = listen(
        () => json({ me: 1 }, { ETag: '"a"', "X-Facilitation-Now": "1772442000000" }),
        () => new Response(null, { status: 304 }),
    );
    const clock = new Clock();
    const source = new StateSource({ address: "/f/s/5/state?view=phone", clock });
    expect((await source.ask()).state).toEqual({ me: 1 });
    expect(clock.offset).not.toBe(null);
    expect((await source.ask({ fresh: true })).state).toBe(null);
    expect(asked).toEqual([
        ["/f/s/5/state?view=phone", null],
        ["/f/s/5/state?view=phone&fresh=1", '"a"'],
    ]);
});

test("a part that did not change is not sent again, and is there all the same", async () => {
    const sent = [];
    const answers = [
        { step: 1, needs: ["a"], parts: { needs: "n1", names: "m1" }, names: {} },
        { step: 2, parts: { needs: "n1", names: "m1" } },
        { step: 3, needs: ["b"], parts: { needs: "n2" } },
    ];
    mockFetch((_address, { headers }) => {
        sent.push(headers.get("X-Facilitation-Parts"));
        return json(answers.shift());
    });
    const source = new StateSource({ address: "/f/s/5/state", clock: new Clock() });
    expect((await source.ask()).state).toEqual({ step: 1, needs: ["a"], names: {} });
    expect((await source.ask()).state).toEqual({ step: 2, needs: ["a"], names: {} });
    expect((await source.ask()).state).toEqual({ step: 3, needs: ["b"] });
    expect(sent).toEqual(["", "n1 m1", "n1 m1"]);
});

test("parts go with their answer: what is no part of the next one is not there, and is not said to be known", async () => {
    const sent = [];
    const answers = [
        [{ me: 1, needs: ["a"], desk: ["b"], parts: { needs: "n1", desk: "d1" } }, '"one"'],
        [{ me: 2, parts: { needs: "n1" } }, '"two"'],
        // through a proxy that drops the header
        [{ me: 3, needs: ["c"] }, '"three"'],
        [{ me: 4, needs: ["d"], parts: { needs: "n4" } }, '"four"'],
    ];
    mockFetch((_address, { headers }) => {
        sent.push([headers.get("X-Facilitation-Parts"), headers.get("If-None-Match")]);
        const [body, ETag] = answers.shift();
        return json(body, { ETag });
    });
    const source = new StateSource({ address: "/f/s/5/state", clock: new Clock() });
    const states = [];
    while (answers.length) {
        states.push((await source.ask()).state);
    }
    expect(states.slice(1)).toEqual([
        { me: 2, needs: ["a"] },
        { me: 3, needs: ["c"] },
        { me: 4, needs: ["d"] },
    ]);
    expect(sent).toEqual([
        ["", null],
        ["n1 d1", '"one"'],
        ["n1", '"two"'],
        ["", '"three"'],
    ]);
});

test("a copy that tells what was left behind is not believed, and the next answer has parts of the one shown", async () => {
    const answers = [
        [{ step: 1, needs: ["a"], parts: { needs: "n1" } }, '"one"'],
        [{ step: 2, needs: ["b"], parts: { needs: "n2" } }, '"two"'],
        [{ step: 1, needs: ["a"], parts: { needs: "n1" } }, '"one"'],
        [{ step: 3, parts: { needs: "n2" } }, '"three"'],
        [{ step: 1, needs: ["a"], parts: { needs: "n1" } }, '"one"'],
    ];
    mockFetch(() => {
        const [body, ETag] = answers.shift();
        return json(body, { ETag });
    });
    const source = new StateSource({ address: "/f/s/5/state", clock: new Clock() });
    const told = [];
    for (const fresh of [false, true, false, true, true]) {
        const { state, isOlder } = await source.ask({ fresh });
        told.push([state, isOlder]);
    }
    expect(told).toEqual([
        [{ step: 1, needs: ["a"] }, false],
        [{ step: 2, needs: ["b"] }, false],
        [null, true],
        [{ step: 3, needs: ["b"] }, false],
        // the server itself is
        [{ step: 1, needs: ["a"] }, false],
    ]);
});

test("a refusal is told apart from a server that is away", async () => {
    listen(
        () => json({ error: { code: "entry", message: "Open your link again." } }, {}, 401),
        () => new Response("<html/>", { status: 502 }),
        () => Promise.reject(new TypeError("away")),
        () => json({ message: "no healthy upstream" }, {}, 503),
        () => json({ error: "Bad gateway" }, {}, 502),
        () => json(null),
    );
    const source = new StateSource({ address: "/f/s/5/state", clock: new Clock() });
    const told = [];
    for (let turn = 0; turn < 6; turn++) {
        await source.ask().catch((error) => told.push(error));
    }
    expect(told[0]).toBeInstanceOf(ShutOutError);
    expect(told[0].code).toBe("entry");
    expect(told.slice(1).map((error) => error instanceof ConnectionLostError)).toEqual(Array(5).fill(true));
});

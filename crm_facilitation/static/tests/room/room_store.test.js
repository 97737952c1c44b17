import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { advanceTime, Deferred, mockDate, mockFetch } from "@odoo/hoot-mock";
import { allowTranslations } from "@web/../tests/web_test_helpers";
import { ConnectionLostError } from "@web/core/network/rpc";
import { Clock } from "@crm_facilitation/room/live/clock";
import { RoomStore } from "@crm_facilitation/room/live/room_store";
import { ShutOutError, StateSource } from "@crm_facilitation/room/live/state_source";

describe.current.tags("headless");

const ID = 5;
const HEADERS = 400;

/** A server with a copy that may lag, and the network to it. */
class Server {
    step = "Welcome";
    copied = "Welcome";
    lags = false;
    isAway = false;
    asked = [];
    number = 0;
    weight = 1000;
    me = { id: 1 };

    /** Something changes; gives the hint. */
    change(step) {
        this.step = step;
        if (!this.lags) {
            this.copied = step;
        }
        this.number += 1;
        return { session: ID, hint: `hint ${this.number}` };
    }

    /** What one device reads from it. */
    source() {
        let known = "";
        return {
            ask: async ({ fresh }) => {
                this.asked.push(fresh ? "fresh" : "copy");
                await this.gate;
                if (this.isAway) {
                    throw new ConnectionLostError("/state");
                }
                if (this.refusal) {
                    throw this.refusal;
                }
                const step = fresh ? this.step : this.copied;
                if (step === known) {
                    return { state: null, bytes: HEADERS };
                }
                known = step;
                const { me } = this;
                const state = { session: { id: ID }, me, step: { name: step }, channel: "key", needs: [{ id: 1 }] };
                return { state, bytes: this.weight };
            },
        };
    }
}

let server, line, room;

function enter(options = {}) {
    line = { open: (channel, listeners) => Object.assign(line, listeners), move: () => {}, close: () => {} };
    room = new RoomStore({
        source: server.source(),
        line,
        random: () => 0.5,
        state: { session: { id: ID } },
        ...options,
    });
    room.start();
    return room.refresh();
}

const shown = () => room.state.step?.name;

beforeEach(() => {
    mockDate("2026-03-02 09:00:00");
    server = new Server();
});

test("a hint is followed within a second", async () => {
    await enter();
    expect(shown()).toBe("Welcome");
    line.onHint(server.change("Goals"));
    await advanceTime(1000);
    expect(shown()).toBe("Goals");
});

test("a server that takes long is asked less often", async () => {
    await enter();
    server.gate = new Deferred();
    line.onHint(server.change("Goals"));
    await advanceTime(3000);
    server.gate.resolve();
    await advanceTime(0);
    expect(shown()).toBe("Goals");
    const asked = server.asked.length;
    // it took some two seconds, so that six pass from one question to the next
    line.onHint(server.change("Vote"));
    await advanceTime(2500);
    expect(server.asked.length).toBe(asked);
    await advanceTime(3000);
    expect(shown()).toBe("Vote");
});

test("a hint that was lost is made up for by the next regular look", async () => {
    await enter();
    server.change("Goals");
    await advanceTime(19000);
    expect(shown()).toBe("Welcome");
    await advanceTime(11000);
    expect(shown()).toBe("Goals");
});

test("hints that come twice are followed once", async () => {
    await enter();
    const hint = server.change("Goals");
    line.onHint(hint);
    await advanceTime(1500);
    const asked = server.asked.length;
    line.onHint(hint);
    await advanceTime(1500);
    expect(server.asked.length).toBe(asked);
    expect(shown()).toBe("Goals");
});

test("hints in another order, and late ones, lead to the same end", async () => {
    await enter();
    const first = server.change("Goals");
    const second = server.change("Needs");
    line.onHint(second);
    await advanceTime(1500);
    expect(shown()).toBe("Needs");
    line.onHint(first);
    await advanceTime(1500);
    expect(shown()).toBe("Needs");
});

test("hints of another session are nothing to this one", async () => {
    await enter();
    server.change("Goals");
    const asked = server.asked.length;
    line.onHint({ session: 6, hint: "x" });
    await advanceTime(1500);
    expect(server.asked.length).toBe(asked);
});

test("a hundred hints in ten seconds are at most one look a second", async () => {
    await enter();
    const asked = server.asked.length;
    for (let number = 0; number < 100; number++) {
        line.onHint(server.change(`Step ${number}`));
        await advanceTime(100);
    }
    await advanceTime(1500);
    expect(shown()).toBe("Step 99");
    expect(server.asked.length - asked).toBeLessThan(13);
});

test("a hint during a look brings another look", async () => {
    await enter();
    await advanceTime(2000);
    server.gate = new Deferred();
    line.onHint(server.change("Goals"));
    await advanceTime(500);
    line.onHint(server.change("Needs"));
    await advanceTime(500);
    server.gate.resolve();
    server.gate = null;
    await advanceTime(1500);
    expect(shown()).toBe("Needs");
});

test("an answer of a copy that lags is asked for anew where the hint came from", async () => {
    await enter();
    server.lags = true;
    line.onHint(server.change("Goals"));
    await advanceTime(1000);
    expect(shown()).toBe("Goals");
    expect(server.asked.slice(-2)).toEqual(["copy", "fresh"]);
});

test("without a hint nothing is asked twice", async () => {
    await enter();
    const asked = server.asked.length;
    await advanceTime(26000);
    expect(server.asked.slice(asked)).toEqual(["copy"]);
});

test("offline and back: what happened meanwhile is there, and the page says when it may be old", async () => {
    await enter();
    server.isAway = true;
    line.onHint(server.change("Goals"));
    await advanceTime(1000);
    expect(room.status.isOffline).toBe(true);
    expect(shown()).toBe("Welcome");
    server.isAway = false;
    await advanceTime(5000);
    expect(room.status.isOffline).toBe(false);
    expect(shown()).toBe("Goals");
});

test("a hint that could not be followed is still one: a copy that lags is not believed afterwards", async () => {
    await enter();
    server.isAway = true;
    server.lags = true;
    line.onHint(server.change("Goals"));
    await advanceTime(1000);
    server.isAway = false;
    await advanceTime(5000);
    expect(shown()).toBe("Goals");
});

test("a server that was started again is asked at a time of each device's own, within ten seconds", async () => {
    await enter();
    line.onDown();
    expect(room.status.isLive).toBe(false);
    server.change("Goals");
    const asked = server.asked.length;
    line.onUp(true);
    expect(room.status.isLive).toBe(true);
    await advanceTime(4000);
    expect(server.asked.length).toBe(asked);
    await advanceTime(2000);
    expect(shown()).toBe("Goals");
});

test("who looks at the screen again sees within a second what is", async () => {
    await enter();
    await advanceTime(3000);
    server.change("Goals");
    document.dispatchEvent(new Event("visibilitychange"));
    await advanceTime(600);
    expect(shown()).toBe("Goals");
});

test("a phone that lies on the table follows hints less often, and all the same", async () => {
    await enter({ isIdle: () => true });
    const asked = server.asked.length;
    for (let number = 0; number < 20; number++) {
        line.onHint(server.change(`Step ${number}`));
        await advanceTime(1000);
    }
    await advanceTime(5000);
    expect(shown()).toBe("Step 19");
    expect(server.asked.length - asked).toBeLessThan(8);
});

test("when its allowance is used up, a phone waits until there is some again", async () => {
    server.weight = 12000;
    await enter();
    room.pace.allowance.spend(1000000);
    await advanceTime(1000);
    line.onHint(server.change("Goals"));
    await advanceTime(3000);
    expect(shown()).toBe("Welcome");
    await advanceTime(8000);
    expect(shown()).toBe("Goals");
});

test("what did not change stays the same, so that no part of the screen is drawn anew for nothing", async () => {
    await enter();
    const { needs } = room.state;
    line.onHint(server.change("Goals"));
    await advanceTime(1000);
    expect(room.state.needs).toBe(needs);
});

test("who is not let in any more is told so once, and asks no more", async () => {
    const refused = [];
    await enter({ onShutOut: (error) => refused.push(error.code) });
    server.refusal = new ShutOutError("entry", "Open your link again.");
    line.onHint(server.change("Goals"));
    await advanceTime(1000);
    expect(room.status.shutOut).toBe("Open your link again.");
    const asked = server.asked.length;
    await advanceTime(60000);
    expect(server.asked.length).toBe(asked);
    expect(refused).toEqual(["entry"]);
});

test("what one did oneself stays shown when a copy answers that does not know it yet", async () => {
    mockFetch((address, { headers }) => {
        const isFresh = address.includes("fresh=1");
        server.asked.push(isFresh ? "fresh" : "copy");
        const step = isFresh ? server.step : server.copied;
        const version = { ETag: `"${step}"` };
        return headers.get("If-None-Match") === version.ETag
            ? new Response(null, { status: 304, headers: version })
            : new Response(JSON.stringify({ session: { id: ID }, step: { name: step } }), { headers: version });
    });
    await enter({ source: new StateSource({ address: "/state", clock: new Clock() }) });
    server.lags = true;
    server.change("Goals");
    await room.refresh();
    expect(shown()).toBe("Goals");
    line.onHint({ session: ID, hint: "of something else" });
    await advanceTime(1500);
    expect(server.asked.slice(-2)).toEqual(["copy", "fresh"]);
    expect(shown()).toBe("Goals");
    // what was before may be there again
    server.lags = false;
    line.onHint(server.change("Welcome"));
    await advanceTime(1500);
    expect(shown()).toBe("Welcome");
});

test("whoever leaves while an answer is under way listens to nothing any more", async () => {
    await enter();
    server.gate = new Deferred();
    line.onHint(server.change("Goals"));
    await advanceTime(1000);
    const moved = [];
    line.move = (channel) => moved.push(channel);
    room.stop();
    server.gate.resolve();
    await advanceTime(1000);
    expect(moved).toEqual([]);
    expect(shown()).toBe("Welcome");
});

test("a page on which somebody was at work shows nothing of the person who comes next", async () => {
    allowTranslations();
    const refused = [];
    await enter({ onShutOut: (error) => refused.push(error.code) });
    server.me = { id: 2 };
    line.onHint(server.change("Goals"));
    await advanceTime(1000);
    expect(room.status.shutOut).toBe("This page was opened by somebody else. Load it again.");
    expect([room.state.me.id, shown()]).toEqual([1, "Welcome"]);
    expect(refused).toEqual(["person"]);
});

import { describe, expect, test } from "@odoo/hoot";
import { mockFetch } from "@odoo/hoot-mock";
import { ConnectionLostError } from "@web/core/network/rpc";
import { GuestOrm } from "@crm_facilitation/room/page/guest_orm";

describe.current.tags("headless");

const NEED = "crm.facilitation.need";
const commands = {
    [`${NEED}.raise_need`]: { name: "raise_need", writes: true, given: ["session_id"] },
    [`${NEED}.origin_proof`]: { name: "origin_proof", writes: false, given: [] },
};
const page = { commands, proof: "abc", read: "/f/s/1/read", call: "/f/s/1/call" };

/** What a call sends, and to which address. */
function listen(answer) {
    const sent = [];
    mockFetch((address, { body }) => {
        sent.push([new URL(address, "http://x").pathname, JSON.parse(body)]);
        return answer();
    });
    return sent;
}

test("a component's call becomes a command, without what the server fills in", async () => {
    const sent = listen(() => ({ result: { id: 7 } }));
    const orm = new GuestOrm(page);
    const answer = await orm.call(NEED, "raise_need", [], { session_id: 5, values: { name: "x" } });
    await orm.silent.call(NEED, "origin_proof", [[7]], { token: false });
    expect(answer).toEqual({ id: 7 });
    expect(sent).toEqual([
        ["/f/s/1/call", { method: "raise_need", args: { values: { name: "x" } }, proof: "abc" }],
        ["/f/s/1/read", { method: "origin_proof", args: { id: 7 }, proof: "abc" }],
    ]);
});

test("a refusal has the server's words where components look for them", async () => {
    listen(() => ({ error: { code: "refused", message: "It is over." } }));
    const shutOut = [];
    const orm = new GuestOrm(page, (error) => shutOut.push(error.code));
    const error = await orm.call(NEED, "raise_need", []).catch((refused) => refused);
    expect([error.code, error.data.message, error.message]).toEqual(["refused", "It is over.", "It is over."]);
    expect(shutOut).toEqual([]);
});

test("a browser that is let in no more is told apart from a refusal", async () => {
    listen(() => ({ error: { code: "locked", message: "Locked." } }));
    const shutOut = [];
    const orm = new GuestOrm(page, (error) => shutOut.push(error.code));
    await orm.call(NEED, "raise_need", []).catch(() => {});
    expect(shutOut).toEqual(["locked"]);
});

test("no network, and a proxy's page in place of an answer, are a lost connection", async () => {
    const orm = new GuestOrm(page);
    for (const answer of [
        () => Promise.reject(new TypeError("away")),
        () => new Response("<html/>", { status: 502 }),
    ]) {
        listen(answer);
        const error = await orm.call(NEED, "raise_need", []).catch((lost) => lost);
        expect(error).toBeInstanceOf(ConnectionLostError);
    }
});

import { describe, expect, test } from "@odoo/hoot";
import { makeRAMLocalStorage } from "@web/core/browser/browser";
import { Draft } from "@crm_facilitation/drafts";
import { BallotStore } from "@crm_facilitation/voting/ballot/ballot_store";
import { ConnectionLostError } from "@web/core/network/rpc";

describe.current.tags("headless");

/** A ballot on a device whose ``storage`` outlives it; the server answers as long as it ``isReachable``. */
function openBallot(storage, server, anonymous = false) {
    const paper = { method: "dots", budget: 10, cap: 5, anonymous, choices: {}, needs: [{ id: 1 }], is_voting: true };
    const call = async (_model, method, _args, { choices }) => {
        if (method === "cast") {
            if (!server.isReachable) {
                throw new ConnectionLostError("/f/s/1/call");
            }
            server.cast.push(choices);
        }
        return { ...paper, choices: choices || {} };
    };
    const token = { get: () => anonymous && "A".repeat(32) };
    const store = new BallotStore({
        orm: { silent: { call } },
        roundId: 7,
        token,
        kept: new Draft("ballot.7-3", storage),
        onRefused: (text) => expect.step(text),
    });
    store.round = paper;
    return store;
}

test("a draft is what was kept, and nothing once all of it is empty", () => {
    const storage = makeRAMLocalStorage();
    const draft = new Draft("raise.5.3", storage);
    expect(draft.read()).toEqual({});
    draft.keep({ name: "See", tagIds: [] });
    expect(new Draft("raise.5.3", storage).read()).toEqual({ name: "See", tagIds: [] });
    expect(new Draft("raise.5.4", storage).read()).toEqual({});
    draft.keep({ name: "", tagIds: [] });
    expect(storage.getItem("crm_facilitation.draft.raise.5.3")).toBe(null);
});

test("a choice that was not stored is sent after a reload", async () => {
    const [storage, server] = [makeRAMLocalStorage(), { isReachable: false, cast: [] }];
    await openBallot(storage, server).cast(1, 3);
    server.isReachable = true;
    const again = openBallot(storage, server);
    await again.load();
    await again.send();
    expect(server.cast).toEqual([{ 1: 3 }]);
    expect(new Draft("ballot.7-3", storage).read()).toEqual({});
});

test("of an anonymous ballot nothing that was chosen is kept on the device", async () => {
    const [storage, server] = [makeRAMLocalStorage(), { isReachable: false, cast: [] }];
    const store = openBallot(storage, server, true);
    await store.cast(1, 3);
    expect(store.isSaved).toBe(false);
    expect(new Draft("ballot.7-3", storage).read()).toEqual({});
});

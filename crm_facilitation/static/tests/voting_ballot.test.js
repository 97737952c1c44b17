import { describe, expect, test } from "@odoo/hoot";
import { advanceTime } from "@odoo/hoot-mock";
import { ConnectionLostError } from "@web/core/network/rpc";
import { BallotStore, RETRY_AFTER } from "@crm_facilitation/voting/ballot/ballot_store";
import { BallotToken } from "@crm_facilitation/voting/ballot/ballot_token";

describe.current.tags("headless");

const needs = [{ id: 1 }, { id: 2 }];
const paper = { method: "dots", budget: 10, cap: 5, anonymous: false, choices: {}, needs, is_voting: true };

class FakeStorage {
    constructor() {
        this.items = {};
    }
    getItem(key) {
        return this.items[key] || null;
    }
    setItem(key, value) {
        this.items[key] = value;
    }
}

/** A store whose server answers with ``answer(method, kwargs)``. */
async function openBallot(answer, round = paper) {
    const refusals = [];
    const store = new BallotStore({
        roundId: 7,
        token: new BallotToken(7, 3, new FakeStorage()),
        onRefused: (text) => refusals.push(text),
        orm: { silent: { call: async (_model, method, _args, kwargs) => answer(method, kwargs) } },
    });
    store.round = { ...round };
    return { store, refusals };
}

test("a tap shows before the server has answered", async () => {
    const { store } = await openBallot(async () => ({ ...paper, choices: { 1: 3 } }));
    const saving = store.cast(1, 3);
    expect(store.choiceOf(1)).toBe(3);
    expect(store.left).toBe(7);
    expect(store.isSaved).toBe(false);
    await saving;
    expect(store.isSaved).toBe(true);
});

test("taps made while a request is under way go together, and the last one wins", async () => {
    const sent = [];
    let stored = {};
    const { store } = await openBallot(async (_method, { choices }) => {
        sent.push(choices);
        stored = { ...stored, ...choices };
        return { ...paper, choices: stored };
    });
    await Promise.all([store.cast(1, 1), store.cast(1, 2), store.cast(2, 5), store.cast(1, 3)]);
    expect(sent).toEqual([{ 1: 1 }, { 1: 3, 2: 5 }]);
    expect(store.round.choices).toEqual({ 1: 3, 2: 5 });
});

test("without a connection a choice stays, is marked, and is sent again", async () => {
    let isReachable = false;
    const { store, refusals } = await openBallot(async (_method, { choices }) => {
        if (!isReachable) {
            throw new ConnectionLostError("/web/dataset/call_kw");
        }
        return { ...paper, choices };
    });
    await store.cast(2, 4);
    expect([store.isOffline, store.choiceOf(2), store.isSaved]).toEqual([true, 4, false]);
    isReachable = true;
    await advanceTime(RETRY_AFTER);
    expect([store.isOffline, store.round.choices[2], store.isSaved]).toEqual([false, 4, true]);
    expect(refusals).toEqual([]);
});

test("what the server refuses is taken off the screen and explained", async () => {
    const { store, refusals } = await openBallot(async (method) => {
        if (method === "ballot") {
            return { ...paper, choices: { 1: 2 } };
        }
        throw Object.assign(new Error(), { data: { message: "Take some back first." } });
    });
    await store.cast(1, 9);
    expect([store.choiceOf(1), store.isSaved]).toEqual([2, true]);
    expect(refusals).toEqual(["Take some back first."]);
});

test("the device keeps its token before it asks, and asks again with the same", async () => {
    const asked = [];
    let isReachable = false;
    const { store } = await openBallot(
        async (method, { token }) => {
            if (method === "issue_ballot") {
                asked.push(token);
                if (!isReachable) {
                    throw new ConnectionLostError("/web/dataset/call_kw");
                }
            }
            return { ...paper, anonymous: true, issued: true };
        },
        { ...paper, anonymous: true },
    );
    await store.ask();
    expect(store.needsBallot).toBe(true);
    isReachable = true;
    await store.ask();
    expect(store.needsBallot).toBe(false);
    expect(asked[0]).toMatch(/^[\w-]{32}$/);
    expect(asked[0]).toBe(asked[1]);
});

test("two people on one browser have a token each", () => {
    const storage = new FakeStorage();
    const [mine, theirs] = [3, 4].map((userId) => new BallotToken(7, userId, storage).draw());
    expect(mine).not.toBe(theirs);
    expect(new BallotToken(7, 3, storage).get()).toBe(mine);
});

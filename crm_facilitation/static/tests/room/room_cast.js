import { animationFrame } from "@odoo/hoot-mock";
import { mountWithCleanup } from "@web/../tests/web_test_helpers";
import { Clock } from "@crm_facilitation/room/live/clock";
import { RoomStore } from "@crm_facilitation/room/live/room_store";
import { MemoryPlaces } from "@crm_facilitation/room/places";
import { Room } from "@crm_facilitation/room/room";
import "@crm_facilitation/room/facilitator/facilitator";
import "@crm_facilitation/room/phone/phone";
import "@crm_facilitation/room/projector/projector";

export const step = {
    id: 2,
    name: "Needs",
    kind: "needs",
    instruction: "Write.",
    planned_seconds: 600,
    started_at: "2026-03-02 09:00:00",
    next: { id: 3, name: "Vote" },
};

/** A session that is held, as the desk has it; a phone's view takes what it needs. */
export function makeState() {
    return {
        session: { id: 5, name: "Two days", state: "running", takes_need: true, days: 1, day: 1 },
        step: { ...step },
        me: { id: 9, name: "Gus", right: "act", role: "employee", way: "login" },
        needs: [{ id: 1, name: "Ask why", state: "raised", origin_label: "Sal" }],
        names: { departments: {}, tags: {} },
        rounds: [
            {
                id: 7,
                name: "First",
                method: "consent",
                state: "open",
                is_elector: true,
                awaits_me: true,
                voted: 3,
                electors: 8,
            },
        ],
        goals: [],
        conflicts: [],
        pulled: null,
        present: { count: 4, ready: 1, departments: [{ id: 1, name: "Service", is_silent: true }] },
        desk: {
            agenda: [
                { id: 2, name: "Needs", day: 1, planned_minutes: 10, is_current: true },
                { id: 3, name: "Vote", day: 1, planned_minutes: 20 },
            ],
            lobby: [],
            people: [],
            has_checks: false,
            kiosks: [],
            voters: 8,
            votable: 1,
        },
        channel: "key",
    };
}

const copy = (state) => JSON.parse(JSON.stringify(state));

/** Mount a view of the room on what ``served`` holds. */
export async function mountRoom(served, view, place = "home") {
    const line = { open: (channel, listeners) => Object.assign(line, listeners), move: () => {}, close: () => {} };
    const source = { ask: async () => ({ state: copy(served), bytes: 100 }) };
    const store = new RoomStore({ source, line, state: copy(served), random: () => 0.5 });
    const places = new MemoryPlaces();
    places.go(place);
    await mountWithCleanup(Room, { props: { view, store, clock: new Clock(), places } });
    /** Let the server say something else from now on. */
    const serve = async (changes) => {
        Object.assign(served, changes);
        await store.refresh();
        await animationFrame();
        await animationFrame();
    };
    return { line, store, places, serve };
}

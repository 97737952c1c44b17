import { Component, onWillStart, useState, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { BusLine } from "./live/bus_line";
import { Clock } from "./live/clock";
import { Presence } from "./live/presence";
import { RoomStore } from "./live/room_store";
import { StateSource } from "./live/state_source";
import { MemoryPlaces } from "./places";
import { RoomChoice } from "./choice/room_choice";
import { Room } from "./room";

const ROOM = "crm.facilitation.room";
const SESSION = "crm.facilitation.session";
// a phone or a laptop that nobody has touched for this long follows less closely
const IDLE_AFTER = 120000;

/** What a view of the room is made of for somebody who is logged in. */
export function makeRoom(services, sessionId, view, state = {}) {
    const clock = new Clock();
    const address = `/crm_facilitation/room/${sessionId}/state?view=${view}`;
    let touched = Date.now();
    const touch = () => (touched = Date.now());
    const store = new RoomStore({
        source: new StateSource({ address, clock }),
        line: new BusLine(services.bus_service),
        isIdle: () => view === "phone" && Date.now() - touched > IDLE_AFTER,
        state,
    });
    const beat = (ready) => services.orm.silent.call(ROOM, "beat", [sessionId], ready === undefined ? {} : { ready });
    return { view, store, clock, touch, places: new MemoryPlaces(), presence: new Presence(beat) };
}

/** The room as a screen of the web client: the desk for who leads it, the phone's view for who takes part. */
export class RoomAction extends Component {
    static template = xml`
        <div class="o_action o_room_action h-100 overflow-auto" t-on-pointerdown="() => this.room?.touch()" t-on-keydown="() => this.room?.touch()">
            <RoomChoice t-if="state.isAsking" onEnter.bind="enter" />
            <p t-elif="state.refused" class="alert alert-warning m-3" role="alert" t-out="state.refused" />
            <Room
                t-elif="state.isReady"
                view="room.view"
                store="room.store"
                clock="room.clock"
                places="room.places"
                presence="room.view === 'phone' ? room.presence : undefined"
            />
            <p t-else="" class="alert alert-info m-3" role="status">No connection. It is tried again by itself.</p>
        </div>`;
    static components = { Room, RoomChoice };
    static props = { ...standardActionServiceProps };
    static displayName = "";

    setup() {
        this.services = { orm: useService("orm"), bus_service: useService("bus_service") };
        this.action = useService("action");
        this.state = useState({ isReady: false, isAsking: false, refused: "" });
        onWillStart(() => this.load());
    }

    /** The view is the server's to say; after a reload the address has the session alone, or not even that. */
    async makeRoom() {
        let { params, context } = this.props.action;
        if (!params?.view) {
            const id = params?.session_id || context?.active_id;
            if (!id) {
                this.state.isAsking = true;
                return;
            }
            ({ params } = await this.services.orm.call(SESSION, "action_enter_room", [[id]]));
        }
        this.room = makeRoom(this.services, params.session_id, params.view);
    }

    async enter(id) {
        await this.action.doAction(await this.services.orm.call(SESSION, "action_enter_room", [[id]]));
    }

    async load() {
        if (!this.room) {
            await this.makeRoom();
        }
        if (this.state.isAsking) {
            return;
        }
        const { store } = this.room;
        await store.refresh();
        this.state.refused = store.status.shutOut;
        this.state.isReady = Boolean(store.state.session);
        if (!this.state.isReady && !this.state.refused) {
            setTimeout(() => this.load(), 3000);
        }
    }
}

registry.category("actions").add("crm_facilitation.room", RoomAction);

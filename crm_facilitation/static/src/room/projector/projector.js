import { Component, useState } from "@odoo/owl";
import { useWakeLock } from "../live/wake_lock";
import { Promises } from "../../discussion/promises/promises";
import { Pulled } from "../parts/pulled";
import { StepTimer } from "../parts/step_timer";
import { Turnout } from "../parts/turnout";
import { roomViews } from "../room";

/** What hangs on the wall: what to do now, the time, how to come in, what is talked about. Nobody's name in anonymous steps. */
export class Projector extends Component {
    static template = "crm_facilitation.RoomProjector";
    static components = { Promises, Pulled, StepTimer, Turnout };
    static props = {};

    setup() {
        const { store, clock } = this.env.room;
        this.clock = clock;
        this.room = useState(store.state);
        this.status = useState(store.status);
        useWakeLock(() => true);
    }

    get openRounds() {
        return this.room.rounds.filter((round) => round.state === "open");
    }

    /** Whether something is shown in the middle, so that the turnout of votes stands below. */
    get hasMiddle() {
        const { pulled, step } = this.room;
        return Boolean(pulled || step?.promises?.length);
    }

    /** Whether the step names nobody; a vote by name that is still open does. */
    get namesNobody() {
        return Boolean(this.room.step?.anonymous) && this.openRounds.every(({ anonymous }) => anonymous);
    }

    /** The address without what a browser adds by itself: people type it. */
    get shortAddress() {
        return (this.room.address || "").replace(/^https?:\/\//, "").replace(/\/c\/.*$/, "");
    }
}

roomViews.add("projector", Projector);

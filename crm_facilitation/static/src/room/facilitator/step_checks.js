import { Component, onWillDestroy, useEffect, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { useService } from "@web/core/utils/hooks";
import { unlessOffline } from "../../connection";

// what is not in the room's state, as a promise, changes too
const EVERY = 20000;

/** What the end of the step is checked by; asked for beside the state, which a whole room waits for. */
export class StepChecks extends Component {
    static template = "crm_facilitation.RoomStepChecks";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.room = useState(this.env.room.store.state);
        this.state = useState({ checks: [] });
        useEffect(
            () => {
                this.load();
            },
            () => [this.room.step?.id, this.room.needs, this.room.rounds, this.room.conflicts, this.room.present],
        );
        const timer = browser.setInterval(() => this.load(), EVERY);
        onWillDestroy(() => browser.clearInterval(timer));
    }

    load() {
        return unlessOffline(async () => {
            const step = this.room.step?.id;
            const checks = await this.orm.call("crm.facilitation.session", "get_step_checks", [
                [this.room.session.id],
            ]);
            // of a step that the room has left meanwhile nothing is shown
            if (step === this.room.step?.id) {
                this.state.checks = checks;
            }
        });
    }
}

import { Component, onWillDestroy, onWillStart, useExternalListener, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { formatMoment } from "../../moments";

// in a meeting a vote is opened while people look at something else
const EVERY = 60000;
// so that a room of phones does not ask at the same moment
const JITTER = 15000;
const AT_MOST_EVERY = 10000;

/**
 * The votes that are open to the current user, in the menu; the badge counts those that still wait. A vote that was cast
 * stays in reach until it closes, since it can be changed so long. Absent while there are none.
 */
export class AwaitingVotes extends Component {
    static template = "crm_facilitation.AwaitingVotes";
    static components = { Dropdown, DropdownItem };
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ rounds: [] });
        this.askedAt = 0;
        const timer = browser.setInterval(() => this.refresh(), EVERY + Math.random() * JITTER);
        onWillDestroy(() => browser.clearInterval(timer));
        useExternalListener(browser, "focus", () => this.refresh());
        useBus(this.env.bus, "CRM_FACILITATION:VOTED", () => this.load());
        onWillStart(() => {
            // the menu does not wait for it
            this.load();
        });
    }

    /** A screen that nobody looks at asks nothing, and nobody asks twice in a row. */
    refresh() {
        if (document.visibilityState === "visible" && Date.now() - this.askedAt > AT_MOST_EVERY) {
            return this.load();
        }
    }

    async load() {
        this.askedAt = Date.now();
        try {
            this.state.rounds = await this.orm.silent.call("crm.facilitation.round", "awaiting", [], { voted: true });
        } catch (error) {
            // what was known stays on the screen until the server is back
            console.debug("Votes that wait could not be read", error);
        }
    }

    get waiting() {
        return this.state.rounds.filter((round) => !round.voted).length;
    }

    deadline(round) {
        return formatMoment(round.deadline);
    }

    open(round) {
        return this.action.doAction({
            type: "ir.actions.client",
            tag: "crm_facilitation.ballot",
            name: round.name,
            params: { round_id: round.id },
        });
    }
}

registry.category("systray").add("crm_facilitation.awaiting_votes", { Component: AwaitingVotes }, { sequence: 22 });

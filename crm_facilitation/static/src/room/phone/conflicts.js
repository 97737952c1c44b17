import { Component } from "@odoo/owl";
import { formatDays } from "../parts/pulled";
import { Thread } from "./thread";

/** Conflicts with the ways to settle them, each with what is said of it. */
export class Conflicts extends Component {
    static template = "crm_facilitation.RoomConflicts";
    static components = { Thread };
    static props = { conflicts: Array, canSay: Boolean };

    setup() {
        this.formatDays = formatDays;
    }
}

import { Component, useState } from "@odoo/owl";
import { Discussion } from "../../discussion/thread/discussion";

/** Whether the step that is held takes what people say of things; without a step all do. */
export const takesRemarks = (room) => room.step?.can_remark !== false;

/** What is said about one thing, asked for when somebody opens it. */
export class Thread extends Component {
    static template = "crm_facilitation.RoomThread";
    static components = { Discussion };
    static props = { about: String, aboutId: Number };

    setup() {
        this.state = useState({ isOpen: false });
    }
}

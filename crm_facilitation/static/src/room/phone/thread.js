import { Component, useState } from "@odoo/owl";
import { Discussion } from "../../discussion/thread/discussion";

/** What is said about one thing, asked for when somebody opens it. */
export class Thread extends Component {
    static template = "crm_facilitation.RoomThread";
    static components = { Discussion };
    static props = { about: String, aboutId: Number };

    setup() {
        this.state = useState({ isOpen: false });
    }
}

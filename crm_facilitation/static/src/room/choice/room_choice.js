import { Component, onWillStart, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { formatDay } from "../../moments";

/** The room's address without a session: those that the person may enter now, and the way to their desk. */
export class RoomChoice extends Component {
    static template = "crm_facilitation.RoomChoice";
    static props = { onEnter: Function };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ sessions: [] });
        onWillStart(async () => {
            const { sessions } = await this.orm.call("crm.facilitation.desk", "desk");
            this.state.sessions = sessions;
        });
    }

    dayOf({ day }) {
        return formatDay(day);
    }

    goToDesk() {
        return this.action.doAction("crm_facilitation.desk_action");
    }
}

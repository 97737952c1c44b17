import { Component, useEffect, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { Draft } from "../../drafts";
import { Repetition } from "../../tokens";

/** One sentence: what could make it fail. For people who take part, while the session takes needs. */
export class RaiseRisk extends Component {
    static template = "crm_facilitation.RaiseRisk";
    static props = {
        sessionId: Number,
        anonymous: { type: Boolean, optional: true },
        onRaised: { type: Function, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.state = useState({ name: "", hasHappened: false, busy: false });
        // what somebody has begun to write stays on this device, whatever the room goes on to
        this.draft = new Draft(`risk.${this.props.sessionId}.${user.userId}`);
        const { sent, ...words } = this.draft.read();
        Object.assign(this.state, words);
        this.sent = new Repetition();
        this.sent.restore(sent);
        useEffect(
            () => this.keep(),
            () => [this.state.name, this.state.hasHappened],
        );
    }

    keep() {
        const { name, hasHappened } = this.state;
        this.draft.keep(name ? { name, hasHappened, ...this.sent.kept } : {});
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            // the form around it has keys of its own
            ev.preventDefault();
            ev.stopPropagation();
            this.raise();
        }
    }

    async raise() {
        if (!this.state.name.trim() || this.state.busy) {
            return;
        }
        this.state.busy = true;
        const said = { session_id: this.props.sessionId, name: this.state.name, has_happened: this.state.hasHappened };
        const token = this.sent.tokenOf(said);
        this.keep();
        try {
            await this.orm.call("crm.facilitation.risk", "action_raise_risk", [], {
                ...said,
                promised_anonymous: Boolean(this.props.anonymous),
                token,
            });
            this.sent = new Repetition();
            Object.assign(this.state, { name: "", hasHappened: false });
            this.notification.add(_t("Received."), { type: "success" });
            await this.props.onRaised?.();
        } finally {
            this.state.busy = false;
        }
    }
}

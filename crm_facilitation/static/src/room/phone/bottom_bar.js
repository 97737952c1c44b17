import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

/** What is in reach of a thumb: raise a need, and say that one is ready. */
export class BottomBar extends Component {
    static template = "crm_facilitation.RoomBottomBar";
    static props = { onRaise: Function };

    setup() {
        const { store, presence } = this.env.room;
        Object.assign(this, { store, presence });
        this.room = useState(store.state);
        this.view = useState({ isReady: null });
    }

    get isReady() {
        return this.view.isReady ?? Boolean(this.room.me.is_ready);
    }

    /** One is ready with the step on the screen; the next one begins with nobody ready. */
    get canBeReady() {
        const { session, step, me } = this.room;
        return Boolean(session.state === "running" && step && this.presence && me.right === "act");
    }

    async toggleReady() {
        this.view.isReady = !this.isReady;
        try {
            await this.presence.beat(this.view.isReady);
            await this.store.refresh();
        } finally {
            this.view.isReady = null;
        }
    }

    get readyLabel() {
        return this.isReady ? _t("✓ I am ready") : _t("I am ready");
    }
}

import { Component, onWillStart, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { Discussion } from "../../discussion/thread/discussion";
import { isMine } from "../../needs/raise_need/origin_tokens";
import { WithdrawNeed } from "../../needs/withdraw_need/withdraw_need";
import { Pulled } from "../parts/pulled";
import { takesRemarks } from "./thread";

/** One need with all that is said of it. */
export class NeedPage extends Component {
    static template = "crm_facilitation.RoomNeedPage";
    static components = { Discussion, Pulled, WithdrawNeed };
    static props = { needId: Number, onBack: Function };

    setup() {
        const { store } = this.env.room;
        this.orm = useService("orm");
        this.store = store;
        this.room = useState(store.state);
        this.state = useState({ facts: null });
        onWillStart(() => this.load());
    }

    async load() {
        const asked = { session_id: this.room.session.id, need_id: this.props.needId };
        const facts = await this.orm.call("crm.facilitation.room", "need_facts", [], asked);
        this.state.facts = { ...facts, model: "crm.facilitation.need", id: this.props.needId };
    }

    get canWithdraw() {
        return this.state.facts.can_withdraw && isMine(this.state.facts);
    }

    async afterWithdrawing() {
        await Promise.all([this.load(), this.store.refresh()]);
    }

    get canSay() {
        return takesRemarks(this.room);
    }
}

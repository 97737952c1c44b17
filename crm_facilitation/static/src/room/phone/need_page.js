import { Component, onWillStart, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { Discussion } from "../../discussion/thread/discussion";
import { recallToken } from "../../needs/raise_need/origin_tokens";
import { WithdrawNeed } from "../../needs/withdraw_need/withdraw_need";
import { Pulled } from "../parts/pulled";

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

    /** Mine by my name, or by the token that this device keeps. */
    get canWithdraw() {
        const { is_my_need, is_anonymous, can_withdraw, id } = this.state.facts;
        return can_withdraw && (is_my_need || (is_anonymous && Boolean(recallToken(id))));
    }

    async afterWithdrawing() {
        await Promise.all([this.load(), this.store.refresh()]);
    }

    get canSay() {
        return this.room.step?.can_remark !== false;
    }
}

import { Component, onWillStart, onWillUpdateProps, useEffect, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useOwnApp } from "../../own_app";
import { ConfirmDelivery } from "../../delivery/confirm_delivery/confirm_delivery";
import { Discussion } from "../../discussion/thread/discussion";
import { LongText } from "../../long_text";
import { Taps } from "../../taps";
import { recallToken } from "../raise_need/origin_tokens";
import { AskingOrigin } from "../raise_need/origin_widget";
import { WithdrawNeed } from "../withdraw_need/withdraw_need";
import { keptWords, wordsOf } from "./changed_words";
import { NEED_PAGE, pageOf } from "./need_page_action";
import { tryNeed } from "./try_need";

const MODEL = "crm.facilitation.need";
// of a long need this much is shown at first
const SHOWN_AT_FIRST = 600;

/** One need as its author reads it: my words, what became of it and why, and whether it does what I asked for. */
export class NeedPage extends Component {
    static template = "crm_facilitation.NeedPage";
    static components = { AskingOrigin, ConfirmDelivery, Discussion, Layout, WithdrawNeed };
    static props = { ...standardActionServiceProps };
    static path = "facilitation-need";
    static displayName = _t("Need");
    static extractProps = ({ params }) => (params?.need_id ? { resId: params.need_id } : {});

    setup() {
        useOwnApp();
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.taps = new Taps();
        this.state = useState({ need: null, refused: "", isMine: false, isBusy: false, draft: null });
        this.texts = useState(new LongText(SHOWN_AT_FIRST));
        onWillStart(() => this.load(this.props.resId));
        onWillUpdateProps(({ resId }) => {
            if (resId !== this.props.resId) {
                this.state.draft = null;
                return this.load(resId);
            }
        });
        // changed words that are not saved stay on this device, wherever their author looks meanwhile
        useEffect(
            () => this.state.draft && keptWords(this.id).keep({ ...this.state.draft }),
            () => Object.values(this.state.draft || {}),
        );
    }

    get id() {
        return this.props.resId;
    }

    async load(id = this.id) {
        try {
            const need = await this.orm.silent.call(MODEL, "page", [[id]]);
            const token = need.is_anonymous && recallToken(id);
            const own = token ? await this.orm.call(MODEL, "own_by_token", [], { tokens: { [id]: token } }) : [];
            Object.assign(this.state, { need, isMine: need.is_my_need || own.includes(id), refused: "" });
            const words = keptWords(id).read();
            if (need.can_edit && !this.state.draft && "name" in words) {
                this.state.draft = words;
            }
            this.env.config.setDisplayName?.(need.name);
        } catch (error) {
            if (!error.data) {
                throw error;
            }
            this.state.refused = error.data.message;
        }
    }

    get need() {
        return this.state.need;
    }

    get isDelivered() {
        return ["configured", "accepted", "refused"].includes(this.need.delivery_state);
    }

    get canSupport() {
        return this.need.can_support && !this.state.isMine;
    }

    get canWithdraw() {
        return this.state.isMine && this.need.can_withdraw;
    }

    change() {
        this.state.draft = wordsOf(this.need);
    }

    save() {
        return this.act(async () => {
            await this.orm.write(MODEL, [this.id], { ...this.state.draft });
            this.discard();
        });
    }

    discard() {
        keptWords(this.id).drop();
        this.state.draft = null;
    }

    call(method, args = {}) {
        // buttons that follow each other in one place: the second tap of a finger in a hurry is none
        return this.taps.isRepeated("act")
            ? undefined
            : this.act(() => this.orm.call(MODEL, method, [[this.id]], args));
    }

    /** One act at a time: a second tap of a finger in a hurry does nothing. */
    async act(request) {
        if (this.state.isBusy) {
            return;
        }
        this.state.isBusy = true;
        try {
            await request();
            await this.load();
        } finally {
            this.state.isBusy = false;
        }
    }

    async tryIt(placeId) {
        const { action, hints } = await this.orm.call(MODEL, "try_it", [[this.id]], { feature_id: placeId });
        return action && tryNeed(this.env, this.id, action, hints);
    }

    openNeed(need) {
        return this.action.doAction(pageOf(need));
    }

    openForm() {
        const views = [[false, "form"]];
        return this.action.doAction({ type: "ir.actions.act_window", res_model: MODEL, res_id: this.id, views });
    }

    openDesk() {
        return this.action.doAction("crm_facilitation.desk_action", { clearBreadcrumbs: true });
    }
}

registry.category("actions").add(NEED_PAGE, NeedPage);

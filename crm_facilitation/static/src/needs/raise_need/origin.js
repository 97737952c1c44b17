import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { recallToken } from "./origin_tokens";

const NEED = "crm.facilitation.need";
export const WARNING = _t("Everybody in the session will read that you raised this need. It cannot be taken back.");

/** On an anonymous need: what the device that raised it, and nobody else, can do. */
export class Origin extends Component {
    static template = "crm_facilitation.Origin";
    static props = { needId: Number, onNamed: Function };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ proof: null, isAsking: false });
        this.warning = WARNING;
    }

    get token() {
        return recallToken(this.props.needId);
    }

    async prove() {
        this.state.proof = await this.orm.call(NEED, "origin_proof", [[this.props.needId]], { token: this.token });
    }

    askToBeNamed() {
        this.state.isAsking = true;
    }

    async reveal() {
        const { needId } = this.props;
        await this.orm.call(NEED, "action_reveal_author", [[needId]], { token: this.token });
        this.state.isAsking = false;
        await this.props.onNamed();
    }
}

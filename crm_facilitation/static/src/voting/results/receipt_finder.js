import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/** “Is my ballot in?” The list holds receipts and no names, in the order of the alphabet. */
export class ReceiptFinder extends Component {
    static template = "crm_facilitation.ReceiptFinder";
    static props = { roundId: Number };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ receipts: false, mine: "" });
    }

    async load() {
        if (!this.state.receipts) {
            this.state.receipts = await this.orm.call("crm.facilitation.round", "receipts", [[this.props.roundId]]);
        }
    }

    get mine() {
        return this.state.mine.trim().toLowerCase();
    }

    get isComplete() {
        return this.mine.length === 20;
    }

    get isFound() {
        return this.state.receipts.includes(this.mine);
    }
}

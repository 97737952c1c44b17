import { Component, useState } from "@odoo/owl";
import { readWithin } from "../../../access/typed_numbers/read_typed";
import { TypedNumber } from "../../../access/typed_numbers/typed_number";

const DAYS = { least: 0, most: 1000, blank: 0 };

/** A way to settle a conflict: one sentence, what speaks for and against it, and what it costs. */
export class OptionForm extends Component {
    static template = "crm_facilitation.RoomOptionForm";
    static components = { TypedNumber };
    static props = { conflictId: Number, onEnd: Function };

    setup() {
        this.state = useState({ name: "", pros: "", cons: "", cost: "" });
        this.costBounds = DAYS;
    }

    /** Days; null where no number was typed. */
    get cost() {
        return readWithin(this.state.cost, DAYS);
    }

    async propose() {
        const { name, pros, cons } = this.state;
        const values = { conflict_id: this.props.conflictId, name: name.trim(), pros, cons, cost: this.cost };
        await this.env.commands.call("crm.facilitation.conflict.option", "create", [[values]]);
        this.props.onEnd();
    }
}

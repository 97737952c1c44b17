import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { readWithin } from "../../../access/typed_numbers/read_typed";
import { TypedNumber } from "../../../access/typed_numbers/typed_number";

const DOTS = { isWhole: true, least: 1, most: 1000 };

/** ``{method: its name}`` in the order in which they are offered. */
export const votingMethods = () => ({ dots: _t("Dots"), matrix: _t("Importance × ease"), consent: _t("Consent") });

/** A vote is laid out: how it is called, how people vote, and whether in secret. */
export class NewVote extends Component {
    static template = "crm_facilitation.RoomNewVote";
    static components = { TypedNumber };
    static props = { onPrepared: Function, onDiscard: Function };

    setup() {
        this.room = useState(this.env.room.store.state);
        const { step } = this.room;
        this.state = useState({
            name: step?.name || "",
            method: "dots",
            anonymous: Boolean(step?.anonymous),
            budget: "10",
            cap: "3",
        });
        this.methods = votingMethods();
        this.dotBounds = DOTS;
    }

    /** How many dots each has, and at most on one need; null where one of them is no number. */
    get dots() {
        const [budget, cap] = [this.state.budget, this.state.cap].map((text) => readWithin(text, DOTS));
        return budget === null || cap === null ? null : { budget, cap };
    }

    get isReady() {
        return Boolean(this.state.name.trim()) && (this.state.method !== "dots" || this.dots !== null);
    }

    async prepare() {
        const { name, method, anonymous } = this.state;
        const values = { name: name.trim(), method, anonymous, session_id: this.room.session.id };
        const dots = method === "dots" ? this.dots : {};
        const made = await this.env.commands.call("crm.facilitation.round", "create", [[{ ...values, ...dots }]]);
        // a second press while the first one is under way makes none
        return made && this.props.onPrepared(made[0]);
    }
}

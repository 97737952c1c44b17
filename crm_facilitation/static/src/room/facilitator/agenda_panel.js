import { Component, onWillDestroy, useEffect, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { readWithin } from "../../access/typed_numbers/read_typed";
import { TypedNumber } from "../../access/typed_numbers/typed_number";
import { elapsedSeconds } from "../live/clock";

const KINDS = ["discuss", "break", "needs", "vote", "conflicts", "decide"];
const MINUTES = { isWhole: true, least: 1, most: 600 };

/** The agenda with what was planned and what it took; steps are moved, put in, left out and taken in again. */
export class AgendaPanel extends Component {
    static template = "crm_facilitation.RoomAgendaPanel";
    static components = { TypedNumber };
    static props = { onGoTo: Function };

    setup() {
        const { store, clock } = this.env.room;
        this.clock = clock;
        this.commands = this.env.commands;
        this.action = useService("action");
        this.root = useRef("root");
        this.room = useState(store.state);
        this.state = useState({
            chosen: 0,
            isAdding: false,
            name: "",
            kind: "discuss",
            minutes: "15",
            now: clock.now(),
        });
        const timer = browser.setInterval(() => (this.state.now = clock.now()), 15000);
        onWillDestroy(() => browser.clearInterval(timer));
        this.labels = {
            discuss: _t("Discuss"),
            break: _t("Break"),
            needs: _t("Raise needs"),
            vote: _t("Vote"),
            conflicts: _t("Settle conflicts"),
            decide: _t("Decide"),
        };
        this.kinds = KINDS;
        this.minuteBounds = MINUTES;
        this.minuteLabel = _t("Minutes");
        useAutofocus({ refName: "name" });
        useEffect(
            () => this.showCurrent(),
            () => [this.room.step?.id],
        );
    }

    /** Bring the current step into sight within the list; the page stays where it is. */
    showCurrent() {
        const { el } = this.root;
        const current = el.querySelector(".o_room_step_current");
        if (current) {
            el.scrollTop = current.offsetTop - el.clientHeight / 3;
        }
    }

    add() {
        this.state.isAdding = true;
    }

    /** Take the steps of a standard agenda, or keep these as one, as on the session's form. */
    chooseAgenda() {
        const additionalContext = { active_id: this.room.session.id, default_session_id: this.room.session.id };
        return this.action.doAction("crm_facilitation.agenda_wizard_action", {
            additionalContext,
            onClose: () => this.env.room.store.refresh(),
        });
    }

    /** ``[{day, items, left}]``, the cut ones in their place. */
    get days() {
        return [...Map.groupBy(this.room.desk.agenda, ({ day }) => day)].map(([day, items]) => ({ day, items }));
    }

    /** Minutes it took so far, with the current visit. */
    spent(item) {
        const { step } = this.room;
        const seconds = item.is_current && step ? elapsedSeconds(step, this.state.now) : item.spent_seconds || 0;
        return Math.round(seconds / 60);
    }

    /** How late the day is: what its steps took beyond their plan, the coming ones as planned. */
    get late() {
        const { step } = this.room;
        const items = this.room.desk.agenda.filter((item) => item.day === step?.day && !item.is_parked);
        const over = items.map((item) => {
            const spent = this.spent(item);
            return item.is_current ? Math.max(0, spent - item.planned_minutes) : spent && spent - item.planned_minutes;
        });
        return over.reduce((sum, minutes) => sum + minutes, 0);
    }

    get cutFirst() {
        return this.room.desk.agenda.find((item) => item.is_cut_first && !item.is_parked && !item.spent_seconds);
    }

    choose(item) {
        this.state.chosen = this.state.chosen === item.id ? 0 : item.id;
    }

    /** Put a step one place further up or down. */
    move(item, by) {
        const ids = this.room.desk.agenda.map(({ id }) => id);
        const place = ids.indexOf(item.id) + (by < 0 ? -1 : 2);
        return this.commands.moveItem(item.id, ids[place] || false);
    }

    get minutes() {
        return readWithin(this.state.minutes, MINUTES);
    }

    async insert() {
        const { name, kind, chosen } = this.state;
        await this.commands.insertItem({ name, kind, minutes: this.minutes, after_id: chosen || false });
        Object.assign(this.state, { isAdding: false, name: "" });
    }
}

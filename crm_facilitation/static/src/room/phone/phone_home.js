import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { ConfirmDelivery } from "../../delivery/confirm_delivery/confirm_delivery";
import { Promises } from "../../discussion/promises/promises";
import { RaiseRisk } from "../../discussion/risk/raise_risk_form";
import { GoalRatings } from "../../goals/goal_ratings/goal_ratings";
import { NeedFate } from "../../needs/need_fate/need_fate";
import { NeedLine } from "../../needs/need_line/need_line";
import { Origin } from "../../needs/raise_need/origin";
import { isMine } from "../../needs/raise_need/origin_tokens";
import { Pulled } from "../parts/pulled";
import { StepTimer } from "../parts/step_timer";
import { Conflicts } from "./conflicts";
import { RoundCard } from "./round_card";
import { takesRemarks, Thread } from "./thread";

const NEED = "crm.facilitation.need";
const SHOWN_AT_FIRST = 10;
const ABOUT = ["need", "conflict", "option", "goal"];

/** What to do now, what waits for me, what became of my needs, and what others said. */
export class PhoneHome extends Component {
    static template = "crm_facilitation.RoomPhoneHome";
    static components = {
        Conflicts,
        ConfirmDelivery,
        GoalRatings,
        NeedFate,
        NeedLine,
        Origin,
        Promises,
        Pulled,
        RaiseRisk,
        RoundCard,
        StepTimer,
        Thread,
    };
    static props = { showsAll: Boolean, onShowAll: Function, onGoTo: Function };

    setup() {
        const { store, clock } = this.env.room;
        Object.assign(this, { store, clock });
        this.orm = useService("orm");
        this.room = useState(store.state);
    }

    get mayAct() {
        return this.room.me.right === "act";
    }

    get canSay() {
        return takesRemarks(this.room);
    }

    /** What the thread below the thing in the middle is about. */
    get thread() {
        const { pulled } = this.room;
        const about = pulled?.model.split(".").at(-1);
        return this.canSay && ABOUT.includes(about) ? { about, id: pulled.id } : null;
    }

    /** The step on what went wrong last time asks for reasons to fail. */
    get asksForRisks() {
        const { step, session, me } = this.room;
        return step?.kind === "retro" && step.can_raise && session.takes_need && this.mayAct && me.role !== "observer";
    }

    get toConfirm() {
        return this.room.needs.filter((need) => need.can_confirm_delivery && need.delivery_state === "configured");
    }

    get myNeeds() {
        return this.room.needs.filter(isMine);
    }

    get othersNeeds() {
        return this.room.needs.filter((need) => !this.myNeeds.includes(need) && need.state !== "merged");
    }

    get shownNeeds() {
        return this.props.showsAll ? this.othersNeeds : this.othersNeeds.slice(0, SHOWN_AT_FIRST);
    }

    /** Votes that are open to me; that others are not is said above, before anything else. */
    get rounds() {
        return this.room.rounds.filter((round) => round.state === "open" && round.is_elector);
    }

    get missedRounds() {
        const takesPart = Boolean(this.room.me.id);
        return this.room.rounds.filter((round) => takesPart && round.state === "open" && !round.is_elector);
    }

    get closedRounds() {
        return this.room.rounds.filter((round) => round.state === "closed");
    }

    /** The need in the middle, as it is in the list: with what is mine about it. */
    get pulledNeed() {
        const { pulled, needs } = this.room;
        return pulled?.model === "need" ? needs.find(({ id }) => id === pulled.id) : undefined;
    }

    support(need) {
        return this.change("action_support", need);
    }

    withdraw(need) {
        return this.change("action_withdraw_support", need);
    }

    async change(method, need) {
        await this.orm.call(NEED, method, [[need.id]]);
        await this.store.refresh();
    }
}

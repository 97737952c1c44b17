import { Component, useEffect, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useBus, useService } from "@web/core/utils/hooks";
import { Promises } from "../../discussion/promises/promises";
import { RaiseRisk } from "../../discussion/risk/raise_risk_form";
import { ConfirmDelivery } from "../../delivery/confirm_delivery/confirm_delivery";
import { GoalRatings } from "../../goals/goal_ratings/goal_ratings";
import { NeedFate } from "../../needs/need_fate/need_fate";
import { NeedLine } from "../../needs/need_line/need_line";
import { RaiseNeedForm } from "../../needs/raise_need/raise_need_form";
import { Origin } from "../../needs/raise_need/origin";
import { recallToken } from "../../needs/raise_need/origin_tokens";
import { Ballot } from "../../voting/ballot/ballot_sheet";
import { Offline } from "../../voting/offline/offline";
import { useWakeLock } from "../live/wake_lock";
import { Pulled } from "../parts/pulled";
import { StepTimer } from "../parts/step_timer";
import { roomViews } from "../room";
import { Conflicts } from "./conflicts";
import { NeedPage } from "./need_page";
import { ResultPage } from "./result_page";
import { RoundCard } from "./round_card";
import { Thread } from "./thread";
import { VoteNotice } from "./vote_notice";

const NEED = "crm.facilitation.need";
const SHOWN_AT_FIRST = 10;
const ABOUT = ["need", "conflict", "option", "goal"];

/** The session in the hand: what to do now, what waits for me, what became of my needs. */
export class Phone extends Component {
    static template = "crm_facilitation.RoomPhone";
    static components = {
        Ballot,
        Conflicts,
        ConfirmDelivery,
        GoalRatings,
        NeedFate,
        NeedLine,
        NeedPage,
        Offline,
        Origin,
        Promises,
        Pulled,
        RaiseNeedForm,
        RaiseRisk,
        ResultPage,
        RoundCard,
        StepTimer,
        Thread,
        VoteNotice,
    };
    static props = {};

    setup() {
        const { store, clock, presence, places } = this.env.room;
        Object.assign(this, { store, clock, presence, places });
        this.orm = useService("orm");
        this.room = useState(store.state);
        this.status = useState(store.status);
        this.view = useState({ place: places.read(), showsAll: false, isReady: null });
        useBus(places, "change", () => (this.view.place = places.read()));
        useEffect(
            (name) => {
                // on a form or a ballot a small screen has no room for who and when
                document.body.dataset.place = name;
                return () => delete document.body.dataset.place;
            },
            () => [this.view.place.name],
        );
        useWakeLock(() => this.view.place.name === "vote" || this.room.me.way === "kiosk");
    }

    goTo(place) {
        this.places.go(place);
    }

    goHome() {
        this.goTo("home");
        return this.store.refresh();
    }

    get mayAct() {
        return this.room.me.right === "act";
    }

    get canSay() {
        return this.room.step?.can_remark !== false;
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
        return this.room.needs.filter((need) => need.is_my_need || (need.is_anonymous && recallToken(need.id)));
    }

    get othersNeeds() {
        return this.room.needs.filter((need) => !this.myNeeds.includes(need) && need.state !== "merged");
    }

    get shownNeeds() {
        return this.view.showsAll ? this.othersNeeds : this.othersNeeds.slice(0, SHOWN_AT_FIRST);
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

    /** The vote whose ballot is open. */
    get roundHere() {
        return this.room.rounds.find(({ id }) => id === this.view.place.id);
    }

    /** The ballot is laid out anew once its vote is closed: what was saved stays on it, and nothing can be tapped. */
    get ballotKey() {
        return `${this.view.place.id}.${this.roundHere?.state === "closed" ? "closed" : "open"}`;
    }

    /** The need in the middle, as it is in the list: with what is mine about it. */
    get pulledNeed() {
        const { pulled, needs } = this.room;
        return pulled?.model === "need" ? needs.find(({ id }) => id === pulled.id) : undefined;
    }

    /** What is raised now waits: the step is about something else. */
    get isParking() {
        return this.room.session.state === "running" && this.room.step?.can_raise === false;
    }

    get isReady() {
        return this.view.isReady ?? Boolean(this.room.me.is_ready);
    }

    /** One is ready with the step on the screen; the next one begins with nobody ready. */
    get canBeReady() {
        return Boolean(this.room.session.state === "running" && this.room.step && this.presence && this.mayAct);
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

roomViews.add("phone", Phone);

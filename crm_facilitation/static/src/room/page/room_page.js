import { Component, onError, onWillDestroy, useEffect, useExternalListener, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { ConnectionLostError } from "@web/core/network/rpc";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useBus, useService } from "@web/core/utils/hooks";
import { ConfirmDelivery } from "../../delivery/confirm_delivery/confirm_delivery";
import { GoalRatings } from "../../goals/goal_ratings/goal_ratings";
import { NeedFate } from "../../needs/need_fate/need_fate";
import { NeedLine } from "../../needs/need_line/need_line";
import { RaiseNeedForm } from "../../needs/raise_need/raise_need_form";
import { Origin } from "../../needs/raise_need/origin";
import { recallToken } from "../../needs/raise_need/origin_tokens";
import { Draft } from "../../drafts";
import { formatMoment } from "../../moments";
import { Ballot } from "../../voting/ballot/ballot_sheet";
import { Offline } from "../../voting/offline/offline";
import { ClosedRounds } from "../../voting/results/closed_rounds";
import { Results } from "../../voting/results/results_sheet";

const ROOM = "crm.facilitation.room";
const NEED = "crm.facilitation.need";
// each phone at its own time, so that a room of them does not ask at the same moment
const EVERY = 45000;
const JITTER = 15000;
const SHOWN_AT_FIRST = 10;

/** The session on a phone, for somebody with a link: what is going on, what waits for me, what became of my needs. */
export class RoomPage extends Component {
    static template = "crm_facilitation.RoomPage";
    static components = {
        Ballot,
        ClosedRounds,
        ConfirmDelivery,
        GoalRatings,
        NeedFate,
        NeedLine,
        Offline,
        Origin,
        RaiseNeedForm,
        Results,
    };
    static props = { state: Object, messages: Object };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.room = useState({ ...this.props.state });
        this.messages = useState(this.props.messages.state);
        this.view = useState({ place: this.readPlace(), isOffline: !browser.navigator.onLine, showsAll: false });
        useExternalListener(browser, "hashchange", () => (this.view.place = this.readPlace()));
        useEffect(
            (name) => {
                // on a form or a ballot a small screen has no room for who and when
                document.body.dataset.place = name;
            },
            () => [this.view.place.name],
        );
        useExternalListener(browser, "online", () => this.refresh());
        useExternalListener(browser, "offline", () => (this.view.isOffline = true));
        useExternalListener(document, "visibilitychange", () => this.refresh());
        useBus(this.env.bus, "CRM_FACILITATION:VOTED", () => this.refresh());
        const timer = browser.setInterval(() => this.refresh(), EVERY + Math.random() * JITTER);
        onWillDestroy(() => browser.clearInterval(timer));
        onError((error) => this.onBroken(error));
    }

    /** ``{name, id}`` of what the address asks for, so that the phone's own “back” works. */
    readPlace() {
        const [, name, id] = browser.location.hash.match(/^#(raise|vote|results)(?:-(\d+))?$/) || [];
        return { name: name || "home", id: Number(id) };
    }

    goTo(place) {
        browser.location.hash = place;
        window.scrollTo(0, 0);
    }

    goHome() {
        this.goTo("home");
        return this.refresh();
    }

    /** Ask what is new. What somebody is filling in belongs to other components, and stays as it is. */
    async refresh() {
        if (document.visibilityState !== "visible" || this.isShutOut) {
            return;
        }
        try {
            Object.assign(this.room, await this.orm.call(ROOM, "state", []));
            this.view.isOffline = false;
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                // said once, in the server's words; the page stays, with what was written on it
                this.isShutOut = true;
                throw error;
            }
            this.view.isOffline = true;
        }
    }

    /** A part that could not be loaded: the rest goes on. */
    onBroken(error) {
        const cause = error.cause || error;
        if (!(cause instanceof ConnectionLostError) && !cause.data) {
            throw error;
        }
        this.notification.add(cause.data?.message || _t("No connection. Please try again."), { type: "danger" });
        this.goTo("home");
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

    /** What the person reads of a round before opening it. */
    statusOf(round) {
        if (Object.keys(new Draft(`ballot.${round.id}-${user.userId}`).read()).length) {
            return { code: "unsent", text: _t("Not sent yet") };
        }
        if (round.awaits_me) {
            return { code: "waiting", text: _t("You have not voted yet") };
        }
        return round.anonymous
            ? { code: "issued", text: _t("You have your ballot: open it to see what is counted") }
            : { code: "counted", text: _t("Your vote is counted") };
    }

    deadline(round) {
        return formatMoment(round.deadline);
    }

    support(need) {
        return this.change("action_support", need);
    }

    withdraw(need) {
        return this.change("action_withdraw_support", need);
    }

    async change(method, need) {
        await this.orm.call(NEED, method, [[need.id]]);
        await this.refresh();
    }
}

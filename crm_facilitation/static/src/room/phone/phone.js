import { Component, useEffect, useState } from "@odoo/owl";
import { useBus } from "@web/core/utils/hooks";
import { RaiseNeedForm } from "../../needs/raise_need/raise_need_form";
import { Ballot } from "../../voting/ballot/ballot_sheet";
import { Offline } from "../../voting/offline/offline";
import { useWakeLock } from "../live/wake_lock";
import { roomViews } from "../room";
import { BottomBar } from "./bottom_bar";
import { NeedPage } from "./need_page";
import { PhoneHome } from "./phone_home";
import { ResultPage } from "./result_page";
import { VoteNotice } from "./vote_notice";

/** The session in the hand: one place at a time, the home of all of them first. */
export class Phone extends Component {
    static template = "crm_facilitation.RoomPhone";
    static components = { Ballot, BottomBar, NeedPage, Offline, PhoneHome, RaiseNeedForm, ResultPage, VoteNotice };
    static props = {};

    setup() {
        const { store, places } = this.env.room;
        Object.assign(this, { store, places });
        this.room = useState(store.state);
        this.status = useState(store.status);
        this.view = useState({ place: places.read(), showsAll: false });
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

    /** The vote whose ballot is open. */
    get roundHere() {
        return this.room.rounds.find(({ id }) => id === this.view.place.id);
    }

    /** The ballot is laid out anew once its vote is closed: what was saved stays on it, and nothing can be tapped. */
    get ballotKey() {
        return `${this.view.place.id}.${this.roundHere?.state === "closed" ? "closed" : "open"}`;
    }

    /** What is raised now waits: the step is about something else. */
    get isParking() {
        return this.room.session.state === "running" && this.room.step?.can_raise === false;
    }
}

roomViews.add("phone", Phone);

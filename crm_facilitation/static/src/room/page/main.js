import { registry } from "@web/core/registry";
import { mountComponent } from "@web/env";
import { browser } from "@web/core/browser/browser";
import {
    _t,
    translatedTerms,
    translatedTermsGlobal,
    translationIsReady,
    translationLoaded,
} from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { localization } from "@web/core/l10n/localization";
import { session } from "@web/session";
import { whenReady } from "@odoo/owl";
import { GuestOrm } from "./guest_orm";
import { makeGuestDiscussion } from "./guest_discussion";
import { HandOver } from "./hand_over";
import { Messages } from "./messages";
import { Clock } from "../live/clock";
import { Presence } from "../live/presence";
import { RoomStore } from "../live/room_store";
import { SocketLine } from "../live/socket_line";
import { StateSource } from "../live/state_source";
import { HashPlaces } from "../places";
import { Room } from "../room";

// a phone that nobody has touched for this long follows less closely
const IDLE_AFTER = 120000;

/** Words and numbers as the person has them: the terms of this addon alone, which a browser keeps. */
async function translate({ lang, translations }) {
    try {
        const answer = await (await browser.fetch(translations)).json();
        for (const [addon, { messages }] of Object.entries(answer.modules)) {
            translatedTerms[addon] = Object.fromEntries(messages.map(({ id, string }) => [id, string]));
            Object.assign(translatedTermsGlobal, translatedTerms[addon]);
        }
        const { decimal_point, thousands_sep, grouping, direction } = answer.lang_parameters;
        Object.assign(localization, {
            decimalPoint: decimal_point,
            thousandsSep: thousands_sep,
            grouping: JSON.parse(grouping),
            direction,
        });
    } catch {
        // English rather than nothing
        Object.assign(localization, { decimalPoint: ".", thousandsSep: ",", grouping: [3, 0], direction: "ltr" });
    }
    localization.code = lang;
    translatedTerms[translationLoaded] = true;
    translationIsReady.resolve(true);
}

/** What the page's room is made of: the state it came with, and how it is kept up to date. */
function makeRoom({ state, view, stateUrl, websocket, database }, orm, messages, handOver) {
    const clock = new Clock();
    let touched = Date.now();
    for (const kind of ["pointerdown", "keydown", "scroll"]) {
        browser.addEventListener(kind, () => (touched = Date.now()), { passive: true });
    }
    const store = new RoomStore({
        source: new StateSource({ address: stateUrl, clock, database }),
        line: new SocketLine(websocket),
        isIdle: () => view === "phone" && Date.now() - touched > IDLE_AFTER,
        state,
        onShutOut: (error) => handOver?.end(error),
    });
    const beat = (ready) => orm.call("crm.facilitation.room", "beat", [], { ready });
    const isHere = () => Boolean(store.state.me?.joined) || store.state.me?.way === "kiosk";
    const presence = view === "phone" ? new Presence(beat, isHere) : undefined;
    return { view, store, clock, messages, presence, places: new HashPlaces() };
}

async function start() {
    await whenReady();
    const place = document.getElementById("crm_facilitation_room");
    if (!place) {
        return;
    }
    const { room: page } = session;
    const messages = new Messages();
    const handOver = page.state.me?.way === "kiosk" ? new HandOver(page) : null;
    const orm = new GuestOrm(page, (error) => handOver?.end(error));
    registry.category("services").add("orm", { async: ["call"], start: () => orm });
    const discussion = { start: () => makeGuestDiscussion(orm) };
    registry.category("services").add("crm_facilitation.discussion", discussion, { force: true });
    registry.category("services").add("notification", { start: () => messages });
    // what puts the caret into a field asks it for the window in front
    registry.category("services").add("ui", { start: () => ({ activeElement: document }) });
    registry.category("services").add("localization", { start: () => translate(page) });
    // what a component did not expect is said in words, as the web client's dialog does
    browser.addEventListener("unhandledrejection", (event) => {
        const reason = event.reason?.cause || event.reason;
        const text =
            reason?.data?.message ||
            (reason instanceof ConnectionLostError && _t("No connection. Please try again."));
        if (text) {
            event.preventDefault();
            messages.add(text, { type: "danger" });
        }
    });
    await mountComponent(Room, place, { props: makeRoom(page, orm, messages, handOver) });
    place.querySelector(".o_room_loading")?.remove();
}

start();

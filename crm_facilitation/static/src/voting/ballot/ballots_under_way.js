import { user } from "@web/core/user";
import { Draft } from "../../drafts";
import { BallotStore } from "./ballot_store";
import { BallotToken } from "./ballot_token";

// by round and person
const stores = new Map();

/**
 * The ballot of whoever is here in one round. Opened again, it goes on with what is not stored yet, so that no older tap
 * overtakes a newer one.
 *
 * @param {{bus: Object, services: Object}} env
 * @param {number} roundId
 * @param {(text: string) => void} onRefused
 * @returns {BallotStore}
 */
export function ballotUnderWay({ bus, services }, roundId, onRefused) {
    const key = `${roundId}-${user.userId}`;
    if (!stores.has(key) || stores.get(key).isSaved) {
        const store = new BallotStore({
            // not that of the component, whose requests end with it: what was tapped arrives wherever the voter goes
            orm: services.orm,
            roundId,
            token: new BallotToken(roundId, user.userId),
            kept: new Draft(`ballot.${key}`),
            onRefused,
            onVoted: () => bus.trigger("CRM_FACILITATION:VOTED"),
        });
        stores.set(key, store);
    }
    return stores.get(key);
}

import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { advanceTime, mockFetch } from "@odoo/hoot-mock";
import { patchWithCleanup } from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";
import { HandOver } from "@crm_facilitation/room/page/hand_over";

describe.current.tags("headless");

class TabStorage {
    getItem(key) {
        return this[key] ?? null;
    }
    setItem(key, value) {
        this[key] = value;
    }
    removeItem(key) {
        delete this[key];
    }
}

let tab = {};

beforeEach(() => {
    tab = new TabStorage();
    patchWithCleanup(browser, { localStorage: tab, sessionStorage: tab });
    patchWithCleanup(HandOver.prototype, {
        end() {
            this.forget();
            expect.step("locked");
        },
    });
    mockFetch((address) => expect.step(address));
});

test("it locks a minute after the last touch, and keeps nothing", async () => {
    new HandOver({ proof: "one" });
    expect.verifySteps(["/f/k/touch"]);
    browser.localStorage.setItem("crm_facilitation.draft.raise", "Half a sentence");
    await advanceTime(50000);
    browser.dispatchEvent(new Event("pointerdown"));
    await advanceTime(50000);
    expect.verifySteps(["/f/k/touch"]);
    await advanceTime(10000);
    expect.verifySteps(["locked"]);
    expect(Object.keys(tab)).toEqual([]);
});

test("the next hand-over finds nothing of the one before, a reload finds its own", () => {
    new HandOver({ proof: "one" });
    browser.localStorage.setItem("crm_facilitation.draft.raise", "Half a sentence");
    new HandOver({ proof: "one" });
    expect(browser.localStorage.getItem("crm_facilitation.draft.raise")).toBe("Half a sentence");
    new HandOver({ proof: "two" });
    expect(browser.localStorage.getItem("crm_facilitation.draft.raise")).toBe(null);
    expect.verifySteps(["/f/k/touch", "/f/k/touch", "/f/k/touch"]);
});

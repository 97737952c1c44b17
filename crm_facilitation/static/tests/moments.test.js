import { expect, test } from "@odoo/hoot";
import { mockDate } from "@odoo/hoot-mock";
import { user } from "@web/core/user";
import { patchWithCleanup } from "@web/../tests/web_test_helpers";
import { formatDay, formatMoment } from "@crm_facilitation/moments";

test.tags("crm_facilitation");
test("a day and a moment that stand in one line are written alike", () => {
    patchWithCleanup(user, {
        get lang() {
            return "en-US";
        },
        get tz() {
            return "UTC";
        },
    });
    mockDate("2026-11-30 09:00:00");
    expect(formatDay("2026-12-02")).toBe("December 2");
    expect(formatMoment("2026-12-02 11:00:00")).toMatch(/^December 2\b/);
});

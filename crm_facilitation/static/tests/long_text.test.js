import { expect, test } from "@odoo/hoot";
import { LongText } from "@crm_facilitation/long_text";

test("a long text is cut until somebody asks for all of it", () => {
    const texts = new LongText(3);
    expect([texts.shown("abc"), texts.isCut("abc")]).toEqual(["abc", false]);
    expect([texts.shown("abcd"), texts.isCut("abcd")]).toEqual(["abc…", true]);
    expect([texts.shown(false), texts.isCut(false)]).toEqual([false, false]);
    texts.isWhole = true;
    expect([texts.shown("abcd"), texts.isCut("abcd")]).toEqual(["abcd", false]);
});

import { expect, test } from "@odoo/hoot";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { patchWithCleanup } from "@web/../tests/web_test_helpers";
import { localization } from "@web/core/l10n/localization";
import { readTyped, readTypedWhole } from "@crm_facilitation/access/typed_numbers/read_typed";

defineMailModels();

const speak = (decimalPoint, thousandsSep) => patchWithCleanup(localization, { decimalPoint, thousandsSep });

test("a comma in English divides decimals, unless three digits follow", () => {
    speak(".", ",");
    expect(readTyped("3,5")).toBe(3.5);
    expect(readTyped("3.5")).toBe(3.5);
    expect(readTyped("0,25")).toBe(0.25);
    expect(readTyped("1,234")).toBe(1234);
    expect(readTyped("1,234.5")).toBe(1234.5);
    expect(readTyped("-3,5")).toBe(-3.5);
});

test("so does a point in Russian", () => {
    speak(",", "\u00a0");
    expect(readTyped("3.5")).toBe(3.5);
    expect(readTyped("3,5")).toBe(3.5);
    expect(readTyped("1 234,5")).toBe(1234.5);
});

test("what is grouped in no such way is refused", () => {
    speak(".", ",");
    expect(() => readTyped("1,2,3")).toThrow();
    expect(() => readTyped("12,34.5")).toThrow();
    expect(() => readTyped("three")).toThrow();
});

test("operations stay", () => {
    speak(".", ",");
    expect(readTyped("= 2 * 3")).toBe(6);
});

test("what is counted is whole: a comma or a point neither vanishes nor cuts off what follows", () => {
    speak(".", ",");
    expect(() => readTypedWhole("1,5")).toThrow();
    expect(() => readTypedWhole("1.5")).toThrow();
    expect(readTypedWhole("15")).toBe(15);
    expect(readTypedWhole("1,234")).toBe(1234);
    expect(readTypedWhole("-3")).toBe(-3);
    expect(readTypedWhole("= 2 * 3")).toBe(6);
    expect(() => readTypedWhole("9999999999")).toThrow();
    speak(",", "\u00a0");
    expect(() => readTypedWhole("1,5")).toThrow();
    expect(readTypedWhole("1 234")).toBe(1234);
});

// What quotes and texts are made of.

const COUNTRIES = ["+1212555", "+1416555", "+1242555", "+9198765", "+4474001", "+33612345", "+85291234", "+80012345", "+999123", "12", "+38343201"];
const REGIONS = ["US", "CA", "IN", "GB", "KP", "FR", "in", "XK", ""];
const AMOUNTS = ["0", "1", "9", "15.5", "1000", "1000000.000001", "-1", "1e3", "0.0000001"];
const QUANTITIES = [1, 2, 7, 1000, 1_000_000_000, 0, -1, 2.5, 1e10, "1", null];
const DAYS = ["2026-11-20", "2999-01-01", "1999-12-31", "2026-02-30", "soon", 5];
const CATEGORIES = ["marketing", "utility", "authentication", "service", "spam"];
const OUTCOMES = ["answered", "answered_hung_up", "voicemail_left", "no_voicemail", "failed", "cancelled", "dnc", "vanished"];
const SECONDS = [0, 1, 59.999999, 60, 61, 90, 90.5, "90", "12.25", 3600, 86_400, 1e9, -1, 0.0000001, "soon", 1e300, null];
const TYPOGRAPHIC = ["’", "“", "…", "–", "\u00a0", "ş", "İ", "é", "n\u0303", "a", "b", " ", "नमस्ते", "½"];
const PROFILES = [
  "3gpp", "twilio", "twilio-toll-free", "telnyx", "plivo", "ascii-7",
  { name: "own", border: "grapheme", gsm7: { single: 20, multi: 15 }, ucs2: { single: 10, multi: 7 } },
  { name: "own", alphabet: { gsm7Without: "€]" }, partsMax: 3, charactersMax: 100, smart: "only_if_gsm" },
  "acme",
  { name: "own", gsm7: { single: 10, multi: 20 } },
  { name: "own", colour: "red" },
];
const SURROGATES = [0xd800, 0xdfff];

/** Mostly one of the first `good`, sometimes any. */
const mostly = (chance, from, good) => chance.pick(from.slice(0, chance.below(15) ? good : from.length));
const rarely = (chance, one) => !chance.below(one);

/** Any character there can be: surrogates are none. */
function characterOf(chance) {
  const code = chance.below(chance.pick([0x80, 0x250, 0x3000, 0x10000, 0x20000, 0x110000]));
  return SURROGATES[0] <= code && code <= SURROGATES[1] ? "\ufffd" : String.fromCodePoint(code);
}

/** A text of up to `max` pieces: of the usual characters, of typographic ones, or of any. */
export function textOf(chance, max) {
  const pieces = (make) => Array.from({ length: chance.below(max) }, make).join("");
  switch (chance.below(4)) {
    case 0:
      return pieces(() => characterOf(chance));
    case 1: {
      const some = TYPOGRAPHIC.slice(0, 1 + chance.below(TYPOGRAPHIC.length));
      return pieces(() => chance.pick(some));
    }
    default:
      return chance.text(max);
  }
}

/** Ways to look at a text, sometimes wrong ones. */
export function textOptions(chance) {
  const asked = {};
  if (rarely(chance, 2)) asked.profile = mostly(chance, PROFILES, 8);
  if (rarely(chance, 6)) asked.encoding = mostly(chance, ["UCS-2", "GSM-7", "ASCII", "UTF-8"], 2);
  if (rarely(chance, 2)) asked.smart = mostly(chance, ["off", "only_if_gsm", "only_if_fewer", "always", "never"], 4);
  if (rarely(chance, 3)) asked.national = mostly(chance, ["off", "all", ["turkish", "spanish"], ["hindi"], ["klingon"], []], 4);
  if (rarely(chance, 3)) asked.repair = true;
  return asked;
}

/** A request for any service of a book, sometimes with fields that belong to another one. */
export function quoteOf(chance, { plans, services, parameters }) {
  const service = mostly(chance, [...services, "fax"], services.length);
  const asked = { plan: mostly(chance, [...plans, "gold"], plans.length), service };
  const is = (...names) => names.includes(service) === !rarely(chance, 100);
  if (is("sms", "whatsapp") || (service === "call" && chance.below(2))) Object.assign(asked, destination(chance));
  if (is("sms") || (service === "whatsapp" && chance.below(2))) asked.text = textOf(chance, chance.below(10) ? 120 : 1_200);
  if (is("whatsapp")) asked.category = mostly(chance, CATEGORIES, 4);
  if (is("call", "call_attempt")) asked.call = call(chance);
  if (is("ai_agent", "ai_reply", "ai_command", "knowledge_sync")) asked.interaction = interaction(chance);
  if (asked.text !== undefined && rarely(chance, 5)) Object.assign(asked, textOptions(chance));
  if (rarely(chance, 5)) asked.quantity = mostly(chance, QUANTITIES, 4);
  if (rarely(chance, 10)) asked.at = mostly(chance, DAYS, 3);
  if (rarely(chance, 10)) asked.operator = chance.pick(["Airtel", ""]);
  if (rarely(chance, 4)) asked.parameters = values(chance, parameters);
  if (rarely(chance, 2)) asked.account = payer(chance, plans);
  if (rarely(chance, 50)) asked.book = chance.pick(["calcom", "atllas"]);
  if (rarely(chance, 200)) asked.colour = "red";
  return asked;
}

function destination(chance) {
  const asked = {};
  if (chance.below(2)) asked.to = mostly(chance, COUNTRIES, 7) + String(10_000 + chance.below(90_000));
  if (asked.to === undefined || rarely(chance, 50)) asked.region = mostly(chance, REGIONS, 4);
  return asked;
}

function values(chance, parameters) {
  const given = {};
  for (const name of parameters) {
    if (chance.below(3)) given[name] = mostly(chance, ["0.5", "1", "0.25", "5", "-1", "1e3", 5, null], 3);
  }
  if (rarely(chance, 15)) given.colour = "5";
  return given;
}

function payer(chance, plans) {
  const account = { bought: mostly(chance, AMOUNTS, 6) };
  if (rarely(chance, 3)) account.allowance = mostly(chance, AMOUNTS, 6);
  if (rarely(chance, 4)) account.held = mostly(chance, AMOUNTS, 4);
  if (rarely(chance, 4)) account.unlimited = Boolean(chance.below(2));
  if (rarely(chance, 6)) account.funding = mostly(chance, ["credits", "external", "bank"], 2);
  if (rarely(chance, 4)) account.parentPlans = mostly(chance, [[], [plans[0]], plans, ["gold"], "gold"], 3);
  if (rarely(chance, 4)) account.brings = mostly(chance, [["model"], [], ["voice"], "model"], 2);
  return account;
}

function time(chance, isText, from) {
  const seconds = chance.below(100) ? chance.below(600) : -5;
  if (isText) {
    const text = new Date(Date.UTC(2026, 10, 20, 10, 0, from + seconds)).toISOString();
    return text.replace(".000", chance.pick(["", ".5", ".000001"]));
  }
  return chance.below(2) ? from + seconds : `${from + seconds}.${chance.below(1_000_000)}`;
}

/** A second as `time` writes it, exactly. */
const exactly = (isText, second) => (isText ? new Date(Date.UTC(2026, 10, 20, 10, 0, second)).toISOString() : second);

function call(chance) {
  const asked = {};
  const isText = rarely(chance, 3);
  if (chance.below(3)) {
    if (chance.below(8)) asked.seconds = mostly(chance, SECONDS, 11);
    if (rarely(chance, 6)) asked.startedAt = time(chance, isText, 0);
  } else {
    if (chance.below(4)) asked.startedAt = time(chance, isText, -600);
    if (chance.below(8)) asked.answeredAt = time(chance, isText, 0);
    if (chance.below(15)) asked.endedAt = time(chance, chance.below(30) ? isText : !isText, 600);
  }
  const timeless = asked.seconds !== undefined && asked.startedAt === undefined;
  for (const kind of ["holds", "processing", "human"]) {
    if (chance.below(4)) continue;
    asked[kind] = Array.from({ length: chance.below(4) }, () => {
      const from = chance.below(700);
      const at = (second) => exactly(isText && !timeless, second);
      return chance.below(40) ? [at(from), at(from + chance.below(200))] : [at(from + 9), at(from)].slice(chance.below(2));
    });
  }
  if (rarely(chance, 2)) asked.outcome = mostly(chance, OUTCOMES, 7);
  if (rarely(chance, 2)) asked.direction = mostly(chance, ["inbound", "outbound", "web", "sideways"], 3);
  if (rarely(chance, 3)) asked.handledBy = mostly(chance, ["ai", "person", "nobody"], 2);
  if (rarely(chance, 8)) asked.charged = mostly(chance, ["0", "1", "2.5", "-1", "x"], 3);
  return asked;
}

function interaction(chance) {
  const asked = {};
  if (chance.below(2)) asked.id = mostly(chance, ["reply-1", "é", "", "x".repeat(201), 5], 2);
  if (rarely(chance, 3)) asked.completed = mostly(chance, [true, false, "yes"], 2);
  if (rarely(chance, 3)) asked.counted = mostly(chance, [true, false, 1], 2);
  return asked;
}

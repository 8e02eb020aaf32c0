// Compiled, not run: the hand-written types say what the package does.
import { createReadStream } from "node:fs";
import { countSegments, Engine, region, segments } from "septet";
import { createClient, LedgerError } from "septet/client";
import type { Schemas } from "septet/client";
import { ledgerSource } from "septet/quotes";
import type {
  BookName, Call, Category, Decision, ErrorCode, KeySet, Money, Preflight, PreflightAnswer, PreflightOptions, PreflightProgress, Quote, QuoteRequest,
  SeptetError, VerifiedQuote,
} from "septet";
import wasm from "septet/core.wasm";
import edgeWasm from "septet/core.wasm?module";
import { init } from "septet/slim";
import type { ModuleSource } from "septet/slim";
import { preflightFile } from "septet/worker";
import type { PreflightFileProgress, PreflightSource } from "septet/worker";

const counted: number = countSegments("hello", "twilio");
const ranges: { start: number; end: number }[] = segments("hello", { profile: "3gpp", encoding: "UCS-2" }).parts;
const place: string | null = region("+919876543210").region;
const engine = new Engine("calcom", { decks: { sms: new Uint8Array() } });
const quote: Quote = engine.quote({ plan: "team", service: "sms", to: "+919876543210", text: "hi" });
const decision: Decision = quote.decision;
const amount: string = (quote.money?.amount ?? "") + quote.explanation.steps[0]?.result;
try {
  engine.quote({ plan: "team", service: "sms", region: "IN", account: { bought: "10" } });
} catch (error) {
  const code: ErrorCode = (error as SeptetError).code;
  const text: string = code;
  console.log(code === "no-rate", text, counted, ranges, place, decision, amount);
}

// @ts-expect-error: credits are decimal strings
const wrong: number = quote.credits;
segments("hello", { profile: { name: "mine", border: "grapheme" }, smart: "only_if_fewer", national: ["turkish"] });

// @ts-expect-error: no such profile
segments("hello", { profile: "acme" });
// @ts-expect-error: a request has a plan
engine.quote({ service: "sms" });
console.log(wrong);

// Books, decks and parameters.
const books: BookName[] = ["calcom", "ai-employee", "agentalk", "voice-credits", "atllas"];
for (const book of books) new Engine(book, {});
const decks = { sms: "", whatsapp: new Uint8Array(), voice: "", fax: "" };
const set = new Engine("calcom", { decks, parameters: { aiAgentCredits: "5" } });
const notes: (string | undefined)[] = Object.values(set.book.services).map(({ note }) => note);
const valueNote: string | undefined = set.book.parameters?.["aiAgentCredits"]?.valueNote;
const plans: string[] = Object.keys(set.book.plans);
const id: string = set.book.id;
new Engine(set.book);

// Every field of a request, and of the answers.
const category: Category = "marketing";
const call: Call = {
  startedAt: 0,
  answeredAt: "1.5",
  endedAt: 91.5,
  direction: "outbound",
  outcome: "answered",
  handledBy: "ai",
  holds: [[10, 20]],
  processing: [["30", 40.25]],
  human: [],
  charged: "0",
};
const asked: QuoteRequest[] = [
  { plan: "team", service: "whatsapp", region: "IN", category, operator: "any", at: "2026-11-20", quantity: 2 },
  { book: "voice-credits", plan: "standard", service: "call", call, parameters: { creditsPerMinute: "2" } },
  { plan: "standard", service: "call_attempt", call: { outcome: "an outcome of one's own" } },
  { plan: "team", service: "ai_agent", interaction: { id: "reply-1", completed: true, counted: false } },
  {
    plan: "team",
    service: "call",
    call: { seconds: "90" },
    account: { funding: "credits", unlimited: false, parentPlans: ["platform"], brings: [], bought: "10", held: "0" },
  },
];
for (const request of asked) {
  const { money, carrierCost, maxSeconds, measured }: Quote = set.quote(request);
  const nullable: (Money | null)[] = [money, carrierCost];
  const longest: number | null | undefined = maxSeconds;
  const kind: Category | undefined = measured.category;
  const texts: (string | null | undefined)[] = [
    measured.region, measured.class, measured.operator, measured.at, measured.profile, measured.profileDate,
    measured.encoding, measured.direction, measured.handledBy, measured.seconds, measured.excludedSeconds?.hold,
    measured.billableSeconds, measured.billedSeconds, measured.outcome, measured.interaction,
  ];
  const numbers: (number | undefined)[] = [measured.quantity, measured.units, measured.segments, measured.segmentsMax];
  console.log(nullable, longest, kind, texts, numbers, measured.completed, notes, valueNote, plans, id);
}

// @ts-expect-error: not every book gives credits a value
set.quote(asked[0]!).money.amount;
// @ts-expect-error: no such preset
const unknownBook: BookName = "acme";
// @ts-expect-error: parameters are decimal strings
new Engine("calcom", { parameters: { aiAgentCredits: 5 } });
// @ts-expect-error: no such category
set.quote({ plan: "team", service: "whatsapp", region: "IN", category: "spam" });
// @ts-expect-error: an interval has two ends
set.quote({ plan: "team", service: "call", call: { seconds: 90, holds: [[1]] } });
// @ts-expect-error: the book is the engine's
set.book = {};
console.log(unknownBook);
// @ts-expect-error: a pricer is for a service
engine.pricer({ plan: "team" });
const total: string = engine.pricer({ plan: "team", service: "sms" }).total(["IN"], new Uint32Array([1]));
console.log(total);

// Preflights: every option, and every part of the answer.
const options: PreflightOptions[] = [
  { plan: "team", service: "sms", template: "Hi {{name}}!", optOut: " Reply STOP", linkLength: 20, profile: "twilio", smart: "off" },
  { book: "calcom", plan: "team", service: "whatsapp", category: "utility", at: "2026-11-20", defaultRegion: "IN", duplicates: "skip" },
  { plan: "team", service: "sms", template: "Hi", optedOut: ["+919876543210", 919876543211], doNotCall: [], delimiter: ";", column: "tel" },
  { plan: "team", service: "call", call: { maxSeconds: 600, expectedSeconds: 90, direction: "outbound", handledBy: "ai" }, balance: "10" },
  { plan: "standard", service: "call_attempt", outcomeProbabilities: { answered: "0.3" }, dialUntil: ["answered"], balance: { bought: "1" } },
  { plan: "standard", service: "call_attempt", dialUntil: "connected", parameters: {} },
];
const preflight: Preflight = engine.preflight(options[0]!);
preflight.push(new Uint8Array());
preflight.pushNumbers(new BigUint64Array([919876543210n]));
const { bytes, rows, recipients, max }: PreflightProgress = preflight.progress();
const answer: PreflightAnswer = preflight.finish();
preflight.cancel();
const amounts: string[] = [max, answer.credits.min, answer.credits.expected, answer.credits.max];
const value: string | undefined = answer.money?.max;
const nullables: (string | boolean | null)[] = [answer.covered, answer.shortfall];
const counts: number[] = [bytes, rows, recipients, answer.recipients, answer.suppressed.optedOut, answer.attempts];
const perRegion: string[] = answer.byRegion.map(({ region, class: kind, credits }) => `${region ?? kind} ${credits.max}`);
const saved: string[] = answer.fixes.map(({ kind, units, savesCredits }) => `${kind} ${units} ${savesCredits}`);
const left: string | undefined = answer.balance?.expected.allowanceLeft;
const runsOut: number | undefined = answer.balance?.runsOut?.maxAfter;
console.log(amounts, value, nullables, counts, perRegion, saved, left, runsOut, answer.findings[0]?.first[0]?.line);

// @ts-expect-error: a balance is a decimal string
engine.preflight({ plan: "team", service: "sms", balance: 5 });
// @ts-expect-error: numbers are packed
preflight.pushNumbers([1]);
// @ts-expect-error: nobody may pay
answer.balance.available;

// In a worker.
const inWorker = { book: "calcom", decks: { sms: "" }, plan: "team", service: "sms", template: "Hi", parameters: {} } as const;
const sources: PreflightSource[] = [new Uint8Array(), new Blob([]), new Blob([]).stream(), createReadStream("recipients.csv")];
for (const source of sources) {
  const controller = new AbortController();
  const onProgress = (progress: PreflightFileProgress) => console.log(progress.bytes / (progress.size ?? Infinity), progress.max);
  preflightFile(source, inWorker, { onProgress, signal: controller.signal }).then((answer: PreflightAnswer) => answer.credits);
}
// @ts-expect-error: a file is not its name
preflightFile("recipients.csv", inWorker);
// @ts-expect-error: an engine has a book
preflightFile(new Uint8Array(), { plan: "team", service: "sms" });

// Signed quotes.
const charge = { service: "sms", to: "+919876543210", text: "hi" };
const verified: Promise<VerifiedQuote> = engine.verifyQuote("token", { account: "acme", ...charge }, "https://ledger.example");
engine.verifyCharge(new Uint8Array(), "acme", "https://ledger.example").then(({ plan }) => plan.length);
engine.verifyQuote("token", { account: "acme", ...charge }, { keys: [{ kty: "OKP", kid: "k", crv: "Ed25519", x: "" }] });
engine.verifyQuote("token", { account: "acme", ...charge }, ledgerSource("https://ledger.example", { timeoutMs: 100 }), { seen: async () => true });
verified.then(({ credits, quote }) => [credits.length, quote?.explanation.text]);
// @ts-expect-error: a quote is for an account
engine.verifyQuote("token", charge, "https://ledger.example");
// @ts-expect-error: the plan is the token's to say
engine.verifyQuote("token", { account: "acme", plan: "team", ...charge }, "https://ledger.example");

// The module, by both of its names.
const modules: ModuleSource[] = [wasm, edgeWasm];
for (const module of modules) init(module);

// The ledger.
const ledger = createClient({ url: "https://ledger.example", key: "septet_…" });
const charged: Promise<Schemas["Charge"]> = ledger.charge("acme", charge, { idempotencyKey: "message-1" });
charged.then(({ credits, balance }) => [credits.length, balance.available.length]);
ledger.chargeBatch({ charges: [{ account: "acme", charge }, { account: "acme", key: "two", charge }] });
ledger.getUsage("acme", { range: "this-month", by: "service" }, { signal: new AbortController().signal });
const csv: Promise<string> = ledger.getUsageCsv("acme");
const deck: Promise<Uint8Array> = ledger.getDeck("hash");
const keySet: Promise<KeySet> = ledger.getQuoteKeys();
(async () => {
  for await (const { seq, credits } of ledger.every.listEntries("acme", { limit: 10 })) console.log(seq + 1, credits.length);
})().catch((error: unknown) => error instanceof LedgerError && [error.status + 1, error.problem.missing?.length, csv, deck, keySet]);
// An event says what it has by its type, from a list or from a webhook.
const events: AsyncIterable<Schemas["Event"]> = ledger.every.listEvents();
(async () => {
  for await (const event of events) {
    if (event.type === "reload.wanted") console.log(event.account, event.data.topUp.length, event.data.packages + 1);
    if (event.type === "balance.low") console.log(event.data.admins.map((address) => address.length), event.data.threshold.length);
    // @ts-expect-error: not every event has a decision
    console.log(event.data.decision);
  }
})().catch((error: unknown) => error instanceof LedgerError && error.code === "insufficient-credits");
// Books, whole.
ledger.importBook(set.book).then(({ hash }) => ledger.getBook(hash)).then((book) => new Engine(book).book.id + book.id);

// What may be left out may be `undefined`.
const maybe: { text: string | undefined; signal: AbortSignal | undefined } = { text: process.env["TEXT"], signal: undefined };
const optional = createClient({ url: "https://ledger.example", key: process.env["SEPTET_KEY"], timeoutMs: undefined, fetch: undefined });
optional.charge("acme", { service: "sms", to: maybe.text, text: maybe.text, quantity: undefined }, { idempotencyKey: maybe.text, signal: maybe.signal });
optional.listEntries("acme", { cursor: maybe.text, limit: undefined }, { headers: new Headers(), signal: maybe.signal });
engine.quote({ plan: "team", service: "sms", to: maybe.text, region: maybe.text, call: undefined, account: { bought: maybe.text } });
engine.preflight({ plan: "team", service: "sms", template: maybe.text, balance: maybe.text });
engine.verifyQuote("token", { account: "acme", ...charge, text: maybe.text }, ledgerSource("https://ledger.example", { timeoutMs: undefined }), { explain: undefined });
preflightFile(new Uint8Array(), { ...inWorker, template: maybe.text, decks: { sms: maybe.text } }, { onProgress: undefined, signal: maybe.signal });

// @ts-expect-error: a charge is of a service
ledger.charge("acme", { text: "hi" });
// @ts-expect-error: no such range
ledger.getUsage("acme", { range: "yesterday" });
// @ts-expect-error: nothing but an account's name
ledger.getAccount(1);
// @ts-expect-error: an account is no list
ledger.every.getAccount("acme");

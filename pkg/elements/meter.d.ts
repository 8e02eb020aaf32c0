/** `<septet-meter for="message">`: what the text of a field is as an SMS, and what it costs. */
import type { BookName, Category, Decks, Engine, Parameters, Payer, Profile, ProfileName, Quote, Segments, SmartPolicy } from "septet";
import type { FormElement } from "./common/element.js";

/** What the meter shows. */
export interface MeterReading {
  /** The text that was read. */
  text: string;
  /** Parts that it is sent in. */
  count: number;
  /** `null` for a text of more than 255 parts, and where there is a `problem` with the text itself. */
  segments: Segments | null;
  /** `null` without a book and a plan, and where there is no price. */
  quote: Quote | null;
  /** Why there is no price, or no reading: the code and the sentence of a `SeptetError`. */
  problem: { code: string; message: string } | null;
}

/** What the meter tells. */
export interface MeterEvents {
  /** There is a new reading: once per frame at most. */
  "septet-change": CustomEvent<MeterReading>;
  /** Somebody took a repair, and there is no field that it could be typed into: `text` is the repaired one. */
  "septet-repair": CustomEvent<{ text: string }>;
}

/** The names of its texts; `elements/texts/meter.js` has the English ones, with their places. */
export type MeterText =
  | "meter" | "encoding" | "parts" | "left" | "leftOf" | "leftInPart" | "characters" | "price" | "nothing" | "atMost"
  | "credits" | "asSent" | "caption" | "forces" | "takesMore" | "characterUnits" | "times" | "more" | "replace"
  | "replaceOne" | "leaveOut" | "replaceAndLeaveOut" | "partsAfter" | "saves" | "roomAfter" | "cut"
  | "cutSaves" | "tooMany" | "tooLong" | "spoken" | "spokenPrice";

/**
 * Shows encoding, parts, units left and credits, marks the characters that cost, and offers to replace them.
 *
 * CSS parts: `meter`, `gauge`, `bar`, `readings`, `reading` (with `credits`, `segments`, `remaining`, `encoding` or
 * `characters`), `label`, `value`, `problem`, `characters`, `character`, `mark`, `repairs`, `repair`, `outcome`,
 * `shorten`, `view`, `part`, `text`, `caption`.
 *
 * @example
 * <textarea id="message"></textarea>
 * <septet-meter for="message" book="calcom" plan="team" to="+919876543210"></septet-meter>
 */
export declare class SeptetMeter extends FormElement<MeterText> {
  /** The id of a `textarea`, or an `input` of text, in the same document or shadow tree. It may come later. */
  for: string | undefined;
  /** A text in place of the field's: of a framework's state, which a field does not tell of when a program changes it. */
  text: string | undefined;
  /** How the carrier cuts messages; as an attribute, the name of a built-in one. `"3gpp"` by default. */
  profile: ProfileName | Profile | undefined;
  /** Whether characters are replaced before the message is sent; `"off"` by default. */
  smart: SmartPolicy | undefined;
  /** Prices by this engine. In place of it, `book`, `decks` and `parameters`. */
  engine: Engine | undefined;
  /** A preset's name, or as a property a whole book. Without it and without `engine` there are no credits. */
  book: BookName | object | undefined;
  /** The rates that the book is priced with. */
  decks: Decks | undefined;
  /** Values of the book's parameters; as an attribute, JSON. */
  parameters: Parameters | undefined;
  /** Needed for a price. */
  plan: string | undefined;
  /** `"sms"` by default. */
  service: string;
  /** The recipient, in E.164. Either this or `region`, where the price depends on it. */
  to: string | undefined;
  /** ISO 3166-1 alpha-2. */
  region: string | undefined;
  /** For decks that tell them apart. */
  category: Category | undefined;
  /** Who would pay: asks for the ledger's decision, in `reading.quote`; as an attribute, JSON. */
  account: Payer | undefined;
  /** What `segments` says of this very text, where the page has asked already: it is not asked again. */
  segments: Segments | undefined;
  /** The price of this very message, where the page has asked the engine already: it is not asked again. */
  quote: Quote | undefined;
  /** The attribute `max-segments`: with more parts, the form is not valid. */
  maxSegments: number | undefined;
  /** When the text is shown in its parts. `"auto"`, the default: where it has several, costly characters, or changes. */
  view: "auto" | "always" | "never";
  /** What is shown. */
  readonly reading: MeterReading | undefined;
  /** Reads the field again: after a program has set its `value`. */
  refresh(): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "septet-meter": SeptetMeter;
  }

  // They are heard above the element, too.
  interface GlobalEventHandlersEventMap extends MeterEvents {}
}

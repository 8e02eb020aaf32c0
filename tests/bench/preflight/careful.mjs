// The program of a careful developer: libphonenumber-js, split-sms and decimal.js, with Papa Parse for the file.
import Decimal from "decimal.js";
import { parsePhoneNumber } from "libphonenumber-js/min";
import Papa from "papaparse";
import splitSms from "split-sms";
import { pricesOf } from "./deck.mjs";

const CHARACTERS = 1 << 20;

export function careful({ deck, template }, chunks) {
  const prices = new Map(pricesOf(deck).map(([region, price]) => [region, new Decimal(price)]));
  const [multiplier, creditValue] = [new Decimal("1.8"), new Decimal("0.01")];
  const pieces = template.split(/\{\{(\w+)\}\}/);
  const merged = (row) => pieces.map((piece, at) => (at % 2 ? row[piece] : piece)).join("");

  let credits = new Decimal(0);
  const [byRegion, bySegments, byEncoding] = [new Map(), new Map(), new Map()];
  const add = (map, key, value) => map.set(key, (map.get(key) ?? 0) + value);
  const one = (row) => {
    const { country } = parsePhoneNumber(row.phone);
    const { characterSet, parts } = splitSms.split(merged(row), { summary: true });
    const price = prices.get(country).times(multiplier).div(creditValue).ceil().times(parts.length);
    credits = credits.plus(price);
    add(bySegments, parts.length, 1);
    add(byEncoding, characterSet === "GSM" ? "GSM-7" : "UCS-2", 1);
    const region = byRegion.get(country) ?? { recipients: 0, segments: 0, credits: new Decimal(0) };
    region.recipients += 1;
    region.segments += parts.length;
    region.credits = region.credits.plus(price);
    byRegion.set(country, region);
  };

  const decoder = new TextDecoder();
  const text = [...chunks].map((chunk) => decoder.decode(chunk, { stream: true })).join("") + decoder.decode();
  Papa.parse(text, { header: true, skipEmptyLines: true, chunkSize: CHARACTERS, chunk: ({ data }) => data.forEach(one) });
  const regions = [...byRegion].map(([region, sums]) => [region, { ...sums, credits: sums.credits.toFixed() }]);
  return { credits: credits.toFixed(), regions, segments: [...bySegments], encodings: [...byEncoding] };
}

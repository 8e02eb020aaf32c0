// Where a campaign goes, and in how many parts: tables whose bars say the same to the eye.
import { html, nothing } from "lit";
import type { PreflightAnswer, PreflightRegion } from "septet";

import { bar } from "../ui/bar.ts";
import { plus } from "../ui/decimal.ts";
import { count, counted, country, decimal, sentence } from "../ui/format.ts";
import { isZero } from "./words.ts";

const COUNTRIES_SHOWN = 10;

interface Row {
  label: string;
  recipients: number;
  credits: string;
}

export function countries({ byRegion, credits }: PreflightAnswer) {
  if (byRegion.length === 0) {
    return nothing;
  }
  const isFree = isZero(credits.max);
  // A float decides a bar's length alone.
  const size = (row: Row) => (isFree ? row.recipients : Number(row.credits));
  const rows = byRegion.map(rowOf).toSorted((a, b) => size(b) - size(a));
  const shown = rows.slice(0, COUNTRIES_SHOWN);
  const rest = rows.slice(COUNTRIES_SHOWN);
  if (rest.length > 0) {
    shown.push(rest.reduce(sum, { label: `${counted(rest.length, "other")}`, recipients: 0, credits: "0" }));
  }
  const most = Math.max(...shown.map(size));
  return html`
    <table class="rows send-bars">
      <caption>By country</caption>
      <thead>
        <tr>
          <th scope="col">Country</th>
          <th class="figure" scope="col">Recipients</th>
          <th class="figure" scope="col">Credits at most</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map(
          (row) => html`
            <tr>
              <th scope="row">${row.label}${bar(size(row), most)}</th>
              <td class="figure">${count(row.recipients)}</td>
              <td class="figure">${decimal(row.credits)}</td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}

function rowOf({ region, class: kind, recipients, credits }: PreflightRegion): Row {
  const label = region === null ? sentence((kind ?? "no country").replaceAll(/[-_]/g, " ")) : country(region);
  return { label, recipients, credits: credits.max };
}

function sum(a: Row, b: Row): Row {
  return { label: a.label, recipients: a.recipients + b.recipients, credits: plus(a.credits, b.credits) };
}

export function parts({ bySegments, byEncoding }: PreflightAnswer) {
  const rows = bySegments.map(({ segments, recipients }) => ({ label: counted(segments, "part"), recipients }));
  const encodings = byEncoding.map(({ encoding, recipients }) => ({
    label: encoding === "UCS-2" ? "UCS-2, 70 characters" : "GSM-7, 160 characters",
    recipients,
  }));
  return html`${histogram("By parts", "Parts", rows)} ${histogram("By alphabet", "Alphabet", encodings)}`;
}

function histogram(caption: string, heading: string, rows: { label: string; recipients: number }[]) {
  if (rows.length === 0) {
    return nothing;
  }
  const most = Math.max(...rows.map(({ recipients }) => recipients));
  return html`
    <table class="rows send-bars">
      <caption>${caption}</caption>
      <thead><tr><th scope="col">${heading}</th><th class="figure" scope="col">Recipients</th></tr></thead>
      <tbody>
        ${rows.map(
          ({ label, recipients }) => html`
            <tr><th scope="row">${label}${bar(recipients, most)}</th><td class="figure">${count(recipients)}</td></tr>
          `,
        )}
      </tbody>
    </table>
  `;
}

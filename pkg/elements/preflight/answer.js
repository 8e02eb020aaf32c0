// A preflight's answer as people read it. `voice` is the element: its texts, numbers and names of countries.
import { html, nothing } from "lit";
import { isZero } from "../common/format.js";

// More would be a list to scroll through; the answer has them all.
const COUNTRIES_MAX = 12;
const LINES_MAX = 8;

/** The verdict, as a sentence; empty where it was not said who pays. */
export function verdict(answer, voice) {
  const { covered, shortfall, balance } = answer;
  if (covered === null) return "";
  if (!covered)
    return isZero(shortfall)
      ? voice.say("notCovered")
      : voice.say("shortfall", { shortfall: voice.sayCredits(shortfall) });
  if (balance.decision === "recorded") return voice.say("coveredUnlimited");
  const { allowanceLeft, boughtLeft } = balance.max;
  const left = [allowanceLeft, boughtLeft]
    .filter((amount) => !isZero(amount))
    .map((amount) => voice.sayCredits(amount));
  return left.length > 0 ? voice.say("covered", { left: voice.formats.list(left) }) : voice.say("coveredExactly");
}

export const renderAnswer = (answer, voice) => html`
  ${amounts(answer, voice)} ${coverage(answer, voice)} ${warnings(answer, voice)} ${fixes(answer, voice)}
  <div class="tables">${byCountry(answer, voice)} ${bySegments(answer, voice)}</div>
  ${findings(answer, voice)}
`;

function amounts({ credits, covered, shortfall }, voice) {
  const isMissing = covered === false && !isZero(shortfall);
  const amount = (name) => html`
    <div class=${name === "max" && isMissing ? "missing" : ""} part="amount ${name}">
      <dt part="label">${voice.say(name)}</dt>
      <dd part="value">
        ${voice.formats.decimal(credits[name])}
        <span class="soft">${voice.say("unit", { count: credits[name] })}</span>
      </dd>
    </div>
  `;
  return html`<dl class="amounts" part="amounts">${["min", "expected", "max"].map(amount)}</dl>`;
}

function coverage(answer, voice) {
  const sentence = verdict(answer, voice);
  if (!sentence) return nothing;
  const { covered, balance } = answer;
  const after = covered ? null : balance.runsOut?.maxAfter;
  const runsOut =
    typeof after === "number"
      ? html`<br /><span class="soft">${voice.say("runsOut", { count: after })}</span>`
      : nothing;
  return html`<p class=${covered ? "notice" : "notice wrong"} part="coverage">${sentence}${runsOut}</p>`;
}

/** Amounts of credits become texts, the one count of a warning chooses its form. */
function warning({ code, parameters }, voice) {
  const values = Object.entries(parameters).map(([name, value]) => [
    name,
    typeof value === "string" ? voice.sayCredits(value) : value,
  ]);
  const name = `warning:${code}`;
  if (!voice.knows(name)) return code;
  return voice.say(name, { count: parameters.recipients ?? 0, ...Object.fromEntries(values) });
}

/** Whether the verdict says so already: for messages, what is expected is the most. */
const isSaid = ({ code, parameters }, answer) =>
  code === "not-covered" || (code === "expected-not-covered" && parameters.shortfall === answer.shortfall);

function warnings(answer, voice) {
  const list = answer.warnings.filter((one) => !isSaid(one, answer));
  if (list.length === 0) return nothing;
  return html`
    <section part="warnings">
      <p class="label">${voice.say("look")}</p>
      <ul class="remarks">
        ${list.map((one) => html`<li>${warning(one, voice)}</li>`)}
      </ul>
    </section>
  `;
}

function fixes(answer, voice) {
  const list = answer.fixes.filter(({ savesMax }) => !isZero(savesMax));
  if (list.length === 0) return nothing;
  const fix = ({ kind, field, units, recipients, savesCredits }) => html`
    <li>
      ${voice.say(`fix:${kind}`, { count: recipients, field, units })}:
      <strong>${voice.say("saves", { count: savesCredits, amount: voice.formats.decimal(savesCredits) })}</strong>
    </li>
  `;
  return html`
    <section part="fixes">
      <p class="label">${voice.say("cheaper")}</p>
      <ul class="remarks">
        ${list.map(fix)}
      </ul>
    </section>
  `;
}

function table(name, caption, headings, rows) {
  const [first, ...others] = headings;
  return html`
    <table part="table ${name}">
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          <th scope="col">${first}</th>
          ${others.map((heading) => html`<th class="figure" scope="col">${heading}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([head, ...cells]) => html`
            <tr>
              <th scope="row">${head}</th>
              ${cells.map((cell) => html`<td class="figure">${cell}</td>`)}
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}

function byCountry({ byRegion }, voice) {
  if (byRegion.length === 0) return nothing;
  const { decimal, country } = voice.formats;
  const headings = ["country", "recipientsHeading", "creditsHeading"].map((name) => voice.say(name));
  const most = byRegion.toSorted((a, b) => b.recipients - a.recipients);
  const rows = most.slice(0, COUNTRIES_MAX).map(({ region, recipients, credits }) => {
    return [region ? country(region) : voice.say("noCountry"), decimal(recipients), decimal(credits.max)];
  });
  const others = most.length - rows.length;
  const more = others > 0 ? html`<p class="soft">${voice.say("more", { count: others })}</p>` : nothing;
  return html`<div>${table("by-country", voice.say("byCountry"), headings, rows)}${more}</div>`;
}

function bySegments({ bySegments }, voice) {
  if (bySegments.length === 0) return nothing;
  const headings = ["partsHeading", "recipientsHeading"].map((name) => voice.say(name));
  const rows = bySegments.map(({ segments, recipients }) => [segments, recipients].map(voice.formats.decimal));
  return table("by-segments", voice.say("bySegments"), headings, rows);
}

function findings({ findings }, voice) {
  if (findings.length === 0) return nothing;
  const finding = ({ kind, code, message, count, first }) => {
    const lines = first.slice(0, LINES_MAX).map(({ line }) => voice.say("line", { line }));
    const more = count > lines.length ? [voice.say("more", { count: count - lines.length })] : [];
    const known = [`finding:${code}`, `finding:${kind}`].find((name) => voice.knows(name));
    const what = known ? voice.say(known) : (message ?? code);
    return html`<li>${voice.say("finding", { message: what, lines: voice.formats.list([...lines, ...more]) })}</li>`;
  };
  return html`
    <details part="findings">
      <summary>${voice.say("rows")}</summary>
      <ul class="remarks">
        ${findings.map(finding)}
      </ul>
    </details>
  `;
}

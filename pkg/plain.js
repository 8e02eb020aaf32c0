// What goes to the core, and errors like its own.

/** An error as the core throws them. */
export const failure = (code, message, options) => Object.assign(new Error(message, options), { code });

/** Named arguments that may be left out. One that is none of `fields` would do nothing, and nobody would know. */
export function named(given, name = "options", fields) {
  if (given === undefined || given === null) return {};
  if (typeof given !== "object" || Array.isArray(given)) throw failure("invalid-request", `\`${name}\`: expected an object`);
  const unknown = fields && Object.keys(given).find((field) => !fields.includes(field));
  if (unknown !== undefined) throw failure("unknown-field", `there is no field \`${unknown}\`: ${oneOf(fields)}`);
  return given;
}

const oneOf = (names) => names.map((name) => `\`${name}\``).join(", ").replace(/, ([^,]+)$/, " or $1");

// Deeper than any document of the interface.
const DEPTH_MAX = 64;

// UTF-8 has no unpaired surrogates.
const wellFormed = (text) => text.replace(/\p{Surrogate}/gu, "\ufffd");

/** A value as the core reads it. */
export const json = (given) => JSON.stringify(plain(given));

/**
 * A copy that runs no code when it is read. What a getter or a proxy throws must not pass through the module: it would
 * leave the module's stack as it was in that moment, and a few hundred times later there would be no stack left. Bytes stay
 * what they are, where they may be given.
 */
export function plain(given, { takesBytes = false } = {}) {
  const path = [];
  let refusal;
  const place = () => {
    const steps = path.map((step, at) => (typeof step === "number" ? `[${step}]` : at > 0 ? `.${step}` : step));
    return steps.length > 0 ? `\`${steps.join("")}\`` : "it";
  };
  const refuse = (problem) => {
    refusal = failure("malformed-json", `not JSON: ${problem}`);
    throw refusal;
  };
  const integer = (value) => {
    const number = Number(value);
    if (!Number.isSafeInteger(number)) refuse(`${place()} is \`${value}n\`, which no number is: give it as a string`);
    return number;
  };
  const below = (step, value) => {
    path.push(step);
    const copied = copy(value);
    path.pop();
    return copied;
  };
  const copy = (value) => {
    if (value === undefined) return null;
    if (typeof value === "string") return wellFormed(value);
    if (typeof value === "bigint") return integer(value);
    if (typeof value === "function" || typeof value === "symbol") refuse(`${place()} is a ${typeof value}`);
    if (typeof value === "number" && !Number.isFinite(value)) refuse(`${place()} is ${value}`);
    if (typeof value !== "object" || value === null) return value;
    if (ArrayBuffer.isView(value)) return takesBytes ? value : refuse(`${place()} is bytes`);
    if (path.length >= DEPTH_MAX) refuse(`nested deeper than ${DEPTH_MAX} levels`);
    if (Array.isArray(value)) return Array.from(value, (item, at) => below(at, item));
    if (value[Symbol.iterator] && !(value instanceof Map)) refuse(`${place()} is neither a list nor an object`);
    const entries = value instanceof Map ? [...value] : Object.entries(value);
    return Object.fromEntries(entries.map(([name, field]) => [wellFormed(String(name)), below(String(name), field)]));
  };
  try {
    return copy(given);
  } catch (error) {
    if (error === refusal) throw error;
    throw failure("malformed-json", `not JSON: ${place()} cannot be read`, { cause: error });
  }
}

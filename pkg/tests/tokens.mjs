// Tokens of quotes, made here: a key of one's own, and claims that the ledger would not sign.
import { createHash } from "node:crypto";

const base64url = (bytes) => Buffer.from(bytes).toString("base64url");

/** A document with its names in order and without white space. */
const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical)}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${Object.keys(value).toSorted().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`)}}`;
};

/** What a token says of a charge's body. */
export const hashOf = (charge) => createHash("sha256").update(canonical(charge)).digest("hex");

/** A key, its public half as a key set has it, and tokens signed by it. */
export async function signer(kid = "key-of-the-test") {
  const { publicKey, privateKey } = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  const { x } = await crypto.subtle.exportKey("jwk", publicKey);
  const header = { alg: "EdDSA", kid, typ: "septet-quote+jwt" };
  return {
    jwk: { kty: "OKP", crv: "Ed25519", alg: "EdDSA", use: "sig", kid, x },
    async token(claims, otherHeader) {
      const parts = [{ ...header, ...otherHeader }, claims].map((part) => base64url(JSON.stringify(part)));
      const signed = parts.join(".");
      return `${signed}.${base64url(await crypto.subtle.sign("Ed25519", privateKey, Buffer.from(signed)))}`;
    },
  };
}

/** The claims of a quote for a charge's body, as the ledger would sign them now. */
export function claimsOf(engine, account, plan, charge, changes) {
  const { credits, max, bookHash, deckHashes, measured } = engine.quote({ plan, ...charge });
  const now = Math.floor(Date.now() / 1000);
  const price = { min: credits, expected: credits, max };
  const whose = { iss: "septet", sub: account, iat: now, exp: now + 300, jti: "0123456789abcdef0123456789abcdef" };
  const what = { request: hashOf(charge), service: charge.service, plan, at: measured.at ?? null };
  return { ...whose, ...what, book: bookHash, decks: deckHashes, ...price, ...changes };
}

/** A token with one part written otherwise: `change` is given its JSON. */
export function rewritten(token, place, change) {
  const parts = token.split(".");
  const part = JSON.parse(Buffer.from(parts[place], "base64url"));
  parts[place] = base64url(JSON.stringify(change(part)));
  return parts.join(".");
}

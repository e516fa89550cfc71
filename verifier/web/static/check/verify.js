// The browser's own verification: steps 1 to 7 of docs/format.md, written after that page and not
// after the server's code, so that the two can be held against each other. Step 8 is the server's.

import { readPayload } from "./canonical.js";
import { readCredential, TYP } from "./credential.js";
import { parseJws, readKid } from "./jws.js";
import { digestOf, findKey, isSigned } from "./keys.js";
import { checkPeriod, mayUse } from "./period.js";
import { checkStatus } from "./status_list.js";
import {
  findingOf, firstTold, insist, listChecks, outcomeOf, Rejected, STEPS,
} from "./verdict.js";

const KEYS_LAST = 86400; // seconds for which a key set may call an unknown key a forgery

// Tell whether this browser can: without https there is no `crypto.subtle`.
export const isAble = Boolean(globalThis.crypto?.subtle && globalThis.DecompressionStream);

// Judge `token`, a text. Total: every text gets a verdict. All moments are seconds since 1970.
//   trust       { issuers: [{ url, name, telephone, keys_as_of, keys, types }] }, where a key is a
//               JWK with `purpose`, `since`, `until` and `compromised` beside (null: not so)
//   lists       list tokens by URI, as they are now; null or absent: none can be had
//   at          the moment
//   newestSeen  list tokens by URI: the `newest` of earlier answers
// The answer: { outcome, reason, checks: [{ step, finding }], credential, digest, listAsOf, newest }.
// `credential` and `digest` (of the signing input, for the ledger) are null unless proven and fit to
// be shown. `newest` is `{ uri, token }` to keep, or null. Throws only if the trust is none.
export async function verify(token, { trust, lists = {}, at, newestSeen = {} }) {
  const passed = [];
  try {
    const proven = await prove(token, trust, at, passed);
    return await judge(proven, { lists, at, newestSeen });
  } catch (error) {
    if (error instanceof Rejected) return reject(error.reason, passed);
    throw error;
  }
}

async function prove(token, trust, at, passed) {
  const jws = parseJws(token); // 1. one spelling
  passed.push("form");
  const kid = readKid(jws.header, TYP); // 2. alg, typ, kid; no more
  passed.push("header");
  const payload = readPayload(jws.payload);
  const [issuer, key] = trustedKey(trust, payload.claims, kid, at); // 3. whose key
  passed.push("key");
  insist(await isSigned(jws, key), "altered"); // 4.
  passed.push("signature");
  const credential = readCredential(payload, issuer.url); // 5. canonical, typed, in range
  return { credential, issuer, key, jws };
}

function trustedKey(trust, { iss, iat }, kid, at) {
  insist(typeof iss === "string");
  const issuer = trust.issuers.find(({ url }) => url === iss);
  insist(issuer, "unknown_issuer");
  const key = findKey(issuer, kid, "credential");
  // After a compromise a new key signs at once: a token newer than the key set may have such a key.
  const isNewer = Number.isInteger(iat) && iat > issuer.keys_as_of;
  insist(key, at - issuer.keys_as_of < KEYS_LAST && !isNewer ? "altered" : "stale");
  insist(!Number.isInteger(iat) || mayUse(key, iat), "altered");
  return [issuer, key];
}

// Steps 7 and 6, in this order because a list may unmask a wrong clock.
async function judge(proven, { lists, at, newestSeen }) {
  const { credential, jws } = proven;
  const status = await checkStatus(proven, lists, newestSeen, at);
  const period = checkPeriod(credential, at, status.reasons.includes("clock"));
  const reason = firstTold([...status.reasons, ...period]);
  const findings = Object.fromEntries(STEPS.slice(0, 5).map((step) => [step, "passed"]));
  const isShown = reason !== "malformed";
  return {
    outcome: outcomeOf(reason),
    reason,
    checks: listChecks({
      ...findings, period: findingOf(period), status: findingOf(status.reasons),
    }),
    credential: isShown ? credential : null,
    digest: isShown ? await digestOf(jws) : null,
    listAsOf: status.asOf,
    newest: status.newest && { uri: credential.status.uri, token: status.newest },
  };
}

function reject(reason, passed) {
  const findings = Object.fromEntries(passed.map((step) => [step, "passed"]));
  findings[STEPS[passed.length]] = findingOf([reason]);
  return {
    outcome: outcomeOf(reason), reason, checks: listChecks(findings),
    credential: null, digest: null, listAsOf: null, newest: null,
  };
}

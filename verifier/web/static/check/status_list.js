// Step 7: the newest believable status list, and what it says of one entry.

import { readLoosely } from "./base64url.js";
import { isObject, readPayload } from "./canonical.js";
import { MAX_LIST_TOKEN, parseJws, readKid } from "./jws.js";
import { findKey, isSigned } from "./keys.js";
import { mayUse, readMoment } from "./period.js";
import { insist, Rejected } from "./verdict.js";

const LIST_TYP = "statuslist+jwt";
const MAX_BYTES = 1 << 18; // 2^20 entries of two bits
const SLICE = 1024; // bytes inflated at a time: deflate makes at most 1,032 of each
const LIFETIME = 86400; // seconds: the offline limit
export const CLOCK_SKEW = 60; // seconds
const TOLD = [[], ["revoked"], ["suspended"], ["superseded"]];

// Return `{ reasons, asOf, newest }`: what step 7 finds of a proven credential, when the list relied
// on was signed, and the token to keep as the newest one seen of its address (null: none is).
export async function checkStatus({ credential, issuer, key }, lists, newestSeen, at) {
  const { uri, index } = credential.status;
  const found = await newestList(issuer, uri, lists[uri], newestSeen[uri], at);
  if (!found) {
    return { reasons: ["status_unavailable", ...doubts(key, [])], asOf: null, newest: null };
  }
  const { list, newest } = found;
  return { reasons: readEntry(list, index, key, at), asOf: list.issued, newest };
}

function readEntry(list, index, key, at) {
  if (index >= list.packed.length * 4) return ["malformed"];
  const entry = (list.packed[index >> 2] >> ((index & 3) * 2)) & 3;
  return [...TOLD[entry], ...age(list, at), ...doubts(key, list.compromised)];
}

// There is no ledger here to tell what a stolen key signed from what the issuer did.
function doubts(key, compromised) {
  const leaked = key.compromised != null || compromised.includes(key.kid);
  return leaked ? ["key_compromised"] : [];
}

// A list older than one seen before is refused. One from the future is told and not kept: else one
// wrong clock would shut out every good list after it.
async function newestList(issuer, uri, offered, seen, at) {
  const known = await believe(issuer, uri, seen);
  const list = offered === seen ? known : await believe(issuer, uri, offered);
  const kept = known && { list: known, newest: seen };
  if (!list || list === known) return kept;
  if (isAhead(list, at)) return { list, newest: known && seen };
  return known && known.issued > list.issued ? kept : { list, newest: offered };
}

async function believe(issuer, uri, token) {
  if (typeof token !== "string") return null;
  try {
    return await readList(issuer, uri, token);
  } catch (error) {
    if (error instanceof Rejected) return null;
    throw error;
  }
}

async function readList(issuer, uri, token) {
  const jws = parseJws(token, MAX_LIST_TOKEN);
  const key = findKey(issuer, readKid(jws.header, LIST_TYP), "status");
  insist(key && key.compromised == null && (await isSigned(jws, key)));
  const { claims } = readPayload(jws.payload);
  const { iss, sub, iat, exp, status_list, compromised_keys = [], final = false } = claims;
  insist(iss === `${issuer.url}/status` && sub === uri && typeof final === "boolean");
  const [issued, expires] = [readMoment(iat), readMoment(exp)];
  insist(issued < expires && mayUse(key, issued));
  insist(isObject(status_list) && status_list.bits === 2 && typeof status_list.lst === "string");
  insist(Array.isArray(compromised_keys) && compromised_keys.every(isKid));
  const packed = await inflate(readLoosely(status_list.lst));
  return { issued, expires, packed, compromised: compromised_keys, final };
}

function isKid(value) {
  return typeof value === "string" && /^[\w-]{6}$/.test(value);
}

function isAhead({ issued }, at) {
  return issued - at > CLOCK_SKEW;
}

function age(list, at) {
  if (isAhead(list, at)) return ["clock"];
  const isBelieved = list.final || at - list.issued < LIFETIME; // a final one: nothing newer comes
  return at < list.expires && isBelieved ? [] : ["stale"];
}

// Inflate a zlib stream slice by slice, and stop as soon as it is more than the largest list.
async function inflate(bytes) {
  const packed = new Uint8Array(MAX_BYTES);
  let size = 0;
  const reader = slices(bytes).pipeThrough(new DecompressionStream("deflate")).getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(() => ({ value: null }));
    if (done) break;
    if (!value || size + value.length > MAX_BYTES) {
      reader.cancel().catch(() => {});
      insist(false);
    }
    packed.set(value, size);
    size += value.length;
  }
  insist(size > 0);
  return packed.subarray(0, size);
}

function slices(bytes) {
  let start = 0;
  return new ReadableStream({
    pull(controller) {
      if (start >= bytes.length) controller.close();
      else controller.enqueue(bytes.subarray(start, (start += SLICE)));
    },
  });
}

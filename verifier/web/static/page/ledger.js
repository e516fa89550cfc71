// Step 8 from outside: the issuer's ledger, asked by number and digest alone. The worse answer wins.

import { checkPeriod } from "../check/period.js";
import { CLOCK_SKEW } from "../check/status_list.js";
import { findingOf, firstTold, outcomeOf } from "../check/verdict.js";
import { quickly } from "./asking.js";

// Return what the ledger says of a proven credential, or null if it cannot be asked.
export async function askLedger({ credential, digest }) {
  try {
    const body = JSON.stringify({ number: credential.number, digest });
    const headers = { "Content-Type": "application/json" };
    const response = await quickly("/api/v1/ledger", { method: "POST", headers, body });
    const told = response.ok ? await response.json() : null;
    const isOurs = ["released", "unknown"].includes(told?.status);
    return isOurs && !Number.isNaN(Date.parse(told.checked_at)) ? told : null;
  } catch {
    return null;
  }
}

// Return `answer` with what the ledger said; without its answer the list's word stands.
export function joinLedger(answer, entry) {
  const told = entry && reasonsOf(entry);
  const reason = told ? firstTold([answer.reason, ...told]) : answer.reason;
  const finding = told ? findingOf(told) : "unfinished";
  const isForged = entry?.status === "unknown";
  return {
    ...answer,
    reason,
    outcome: outcomeOf(reason),
    checks: answer.checks.map((check) => (check.step === "ledger" ? { ...check, finding } : check)),
    credential: isForged ? null : answer.credential,
    entry: isForged ? null : entry,
  };
}

// Tell whether this device's clock is wrong by the ledger's, and the verdict another by that one: a
// list may fit a wrong clock, and a certificate that ended today is valid to a phone in yesterday.
export function isByWrongClock({ reason, credential }, entry, at) {
  if (!entry || !["expired", "not_yet_valid", "valid"].includes(reason)) return false;
  const told = Math.floor(Date.parse(entry.checked_at) / 1000);
  const isOff = Math.abs(told - at) > CLOCK_SKEW;
  return isOff && (checkPeriod(credential, told)[0] ?? "valid") !== reason;
}

function reasonsOf({ status, state }) {
  if (status === "unknown") return ["altered"]; // a genuine signature that nobody here made
  return state === "valid" ? [] : [state];
}

// What is answered: an outcome, a reason, and what was checked. docs/format.md, sections 8 and 9.

export const STEPS = [
  "form", "header", "key", "signature", "claims", "period", "status", "ledger",
];

const INVALID = [
  "altered", "unknown_issuer", "unknown_number", "malformed",
  "revoked", "suspended", "superseded", "expired", "not_yet_valid",
];
const UNDETERMINED = [
  "key_compromised", "status_unavailable", "stale", "clock", "number_mistyped", "unreadable",
];
const ORDER = [...INVALID, ...UNDETERMINED, "valid"]; // of telling

// Thrown by steps 1 to 5 and by the reader of lists; never leaves `verify`.
export class Rejected extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

export function insist(holds, reason = "malformed") {
  if (!holds) throw new Rejected(reason);
}

// Ask the browser to read something that it refuses by an error of its own.
export function orMalformed(read) {
  try {
    return read();
  } catch {
    throw new Rejected("malformed");
  }
}

// The outcome follows from the reason, so that the two cannot disagree.
export function outcomeOf(reason) {
  if (reason === "valid") return "valid";
  return INVALID.includes(reason) ? "invalid" : "undetermined";
}

export function firstTold(reasons) {
  return ORDER.find((reason) => reasons.includes(reason)) ?? "valid";
}

// How one check ended that found `reasons`.
export function findingOf(reasons) {
  if (!reasons.length) return "passed";
  return reasons.some((reason) => outcomeOf(reason) === "invalid") ? "failed" : "unfinished";
}

// The lines of "what we checked"; a step of which nothing is said was skipped.
export function listChecks(findings) {
  return STEPS.map((step) => ({ step, finding: findings[step] ?? "skipped" }));
}

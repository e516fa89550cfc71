// Moments are whole seconds since 1970; periods are half-open.

import { insist } from "./verdict.js";

const MAX_TIME = 253402300800; // 10000-01-01

export function readMoment(value) {
  insist(Number.isInteger(value) && value >= 0 && value < MAX_TIME);
  return value;
}

// Tell whether a key of the trust may sign at `at`.
export function mayUse(key, at) {
  return key.since <= at && at < (key.until ?? Infinity);
}

// Step 6. A device whose clock is wrong cannot tell that it is early.
export function checkPeriod({ effective, expires }, at, isClockWrong) {
  if (at >= expires) return ["expired"];
  return at < effective && !isClockWrong ? ["not_yet_valid"] : [];
}

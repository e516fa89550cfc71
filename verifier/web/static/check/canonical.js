// JSON as docs/format.md has it: what may be read before a signature is, and one spelling after.

import { insist, orMalformed } from "./verdict.js";

const MAX_OPENINGS = 512; // braces and brackets, counted as bytes
const MAX_DIGITS = 20; // of a whole number, sign included

// A byte order mark is kept, and is no JSON.
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

// The closing quote is optional: an open string swallows the rest once, not once for each quote.
const STRING_OR_NUMBER =
  /"[^"\\]*(?:\\[^][^"\\]*)*"?|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

// Return the text of a payload and the object that it spells; nothing of it is believed yet.
export function readPayload(bytes) {
  insist(bytes.reduce(countOpening, 0) <= MAX_OPENINGS);
  const text = orMalformed(() => UTF8.decode(bytes));
  const plain = text.replace(STRING_OR_NUMBER, plainNumber);
  const claims = orMalformed(() => JSON.parse(plain));
  insist(isObject(claims));
  return { text, claims };
}

// Of members named twice, other orders, other escapes and odd numbers none comes back the same.
export function insistCanonical(text, claims) {
  insist(JSON.stringify(claims) === text);
}

export function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// JavaScript reads 1e9 and 1.0 as whole numbers. No member of ours may say so: they become null.
function plainNumber(literal) {
  if (literal[0] === '"') return literal;
  if (/[.eE]/.test(literal)) return "null";
  insist(literal.length <= MAX_DIGITS);
  return literal;
}

function countOpening(count, byte) {
  return count + (byte === 0x7b || byte === 0x5b);
}

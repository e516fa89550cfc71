// base64url without padding (RFC 4648 section 5).

import { insist, orMalformed } from "./verdict.js";

// Read a segment of a token, which has one spelling: no stray bits in its last character.
export function readSegment(text) {
  const standard = toStandard(text);
  const binary = toBinary(standard);
  insist(btoa(binary).replace(/=+$/, "") === standard);
  return toBytes(binary);
}

// Read `lst`: stray bits are no matter there, as nothing is named by its text.
export function readLoosely(text) {
  return toBytes(toBinary(toStandard(text)));
}

function toStandard(text) {
  insist(/^[\w-]+$/.test(text)); // before `atob`, which lets white space and padding pass
  return text.replace(/-/g, "+").replace(/_/g, "/");
}

function toBinary(standard) {
  return orMalformed(() => atob(standard));
}

function toBytes(binary) {
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

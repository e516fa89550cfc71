// The compact JWS (RFC 7515), read strictly: one token has one spelling.

import { readSegment } from "./base64url.js";
import { insist } from "./verdict.js";

export const MAX_TOKEN = 8192; // characters of a credential
export const MAX_LIST_TOKEN = 4194304; // characters of a status list

const HEADER = /^\{"alg":"ES256","typ":"([a-z0-9+-]+)","kid":"([\w-]{6})"\}$/;

// Step 1. Of what is returned nothing is believed yet.
export function parseJws(token, limit = MAX_TOKEN) {
  insist(token.length <= limit);
  const segments = token.split(".", 4);
  insist(segments.length === 3);
  const [header, payload, signature] = segments.map(readSegment);
  insist(signature.length === 64);
  const signed = new TextEncoder().encode(token.slice(0, token.lastIndexOf(".")));
  return { header, payload, signature, signed };
}

// Step 2. Exactly this header: the algorithm is ours to say, not the token's.
export function readKid(header, typ) {
  insist(header.length < 100);
  const found = HEADER.exec(String.fromCharCode(...header));
  insist(found && found[1] === typ);
  return found[2];
}

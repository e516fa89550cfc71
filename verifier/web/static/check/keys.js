// Whose key signed: keys are looked up in what is trusted already, and nothing is ever fetched.

const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const ES256 = { name: "ECDSA", hash: "SHA-256" };

// Return the issuer's key called `kid`, if it serves `purpose`.
export function findKey(issuer, kid, purpose) {
  return issuer.keys.find((key) => key.kid === kid && key.purpose === purpose);
}

export async function isSigned({ signed, signature }, { x, y }) {
  const jwk = { kty: "EC", crv: "P-256", x, y };
  const key = await crypto.subtle.importKey("jwk", jwk, CURVE, false, ["verify"]);
  return crypto.subtle.verify(ES256, key, signature, signed);
}

// Return a token's identity, by which a ledger is asked: SHA-256 of what was signed, in hex.
export async function digestOf({ signed }) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", signed));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

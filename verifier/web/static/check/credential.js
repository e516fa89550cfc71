// Step 5: what the signed payload says, as a value. docs/format.md, section 2.

import { insistCanonical } from "./canonical.js";
import { isNumber } from "./number.js";
import { readMoment } from "./period.js";
import { insist } from "./verdict.js";

export const TYP = "dc+sd-jwt";

const MAX_NAME = 200; // code points
const MAX_INDEX = 1 << 20;
const OWN_NAME = /^name#([a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3})$/;
// What controls, hides or reorders: a name must look like what it is.
const UNPRINTABLE = new RegExp(
  "[\\0-\\x1f\\x7f-\\x9f\\xad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f" +
    "\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ufeff\\uffa0" +
    "\\ud800-\\udfff\\ufff0-\\ufffb\\u{e0000}-\\u{e007f}]",
  "u",
);

// Return the credential of a payload whose signature held; `issuer` is the address that signed.
export function readCredential({ text, claims }, issuer) {
  const { iss, vct, jti, name, profession, iat, nbf, exp } = claims;
  const own = Object.keys(claims).find((member) => member.startsWith("name#"));
  const { idx, uri } = claims.status?.status_list ?? {};
  insistCanonical(text, {
    iss, vct, jti, name,
    ...(own && { [own]: claims[own] }),
    profession, iat, nbf, exp,
    status: { status_list: { idx, uri } },
  });
  insist(isNumbered(vct, `${issuer}/t/`) && isNumbered(uri, `${issuer}/s/`));
  insist(isText(jti) && isNumber(jti));
  insist(isName(name) && (!own || (OWN_NAME.test(own) && isName(claims[own]))));
  insist(isText(profession) && /^[a-z][a-z0-9_-]{0,31}$/.test(profession));
  insist(Number.isInteger(idx) && idx >= 0 && idx < MAX_INDEX);
  return {
    issuer, type: vct, number: jti, name, profession,
    ...readPeriod(iat, nbf, exp),
    status: { uri, index: idx },
    nativeName: own ? claims[own] : null,
    nativeLanguage: own ? OWN_NAME.exec(own)[1] : null,
  };
}

function readPeriod(iat, nbf, exp) {
  const signed = readMoment(iat);
  const effective = nbf === undefined ? signed : readMoment(nbf);
  const expires = readMoment(exp);
  insist(nbf !== iat && signed < expires && effective < expires);
  return { signed, effective, expires };
}

function isText(value) {
  return typeof value === "string";
}

function isName(value) {
  if (!isText(value) || value !== value.trim() || UNPRINTABLE.test(value)) return false;
  return value !== "" && [...value].length <= MAX_NAME;
}

// Tell whether `url` is of this issuer's: nothing resolves, folds or strips an address.
function isNumbered(url, prefix) {
  return isText(url) && url.startsWith(prefix) && /^[1-9]\d{0,8}$/.test(url.slice(prefix.length));
}

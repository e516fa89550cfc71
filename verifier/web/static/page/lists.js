// Status lists for the page: asked of a trusted issuer's own address, and the newest one kept.

import { readSegment } from "../check/base64url.js";
import { quickly } from "./asking.js";

const KEPT = "probatum-lists";
const LIST_TYPE = "application/statuslist+jwt";
// The second is what a file server says of a file that it does not know. A hotel's page is neither.
const LIST_TYPES = /^application\/(statuslist\+jwt|octet-stream)(;|$)/;

// Return the address of the list that `token` names, if it is one of an issuer that we trust.
export function listOf(token, { issuers }) {
  try {
    const payload = new TextDecoder().decode(readSegment(token.split(".")[1]));
    const { iss, status } = JSON.parse(payload);
    const { uri } = status.status_list;
    const isTrusted = issuers.some(({ url }) => url === iss) && uri.startsWith(`${iss}/s/`);
    return isTrusted && /^[1-9]\d{0,8}$/.test(uri.slice(iss.length + 3)) ? uri : null;
  } catch {
    return null; // whatever is wrong with it, its verification says
  }
}

// Return the list as it is now, or null.
export async function fetchList(uri) {
  try {
    const response = await quickly(uri, { headers: { Accept: LIST_TYPE } });
    const type = response.headers.get("Content-Type") ?? "";
    return response.ok && LIST_TYPES.test(type) ? (await response.text()).trim() : null;
  } catch {
    return null;
  }
}

// Return the newest list seen before, or null. It is judged again: whoever kept it is not trusted.
export async function recallList(uri) {
  try {
    const found = await (await caches.open(KEPT)).match(uri);
    return found ? await found.text() : null;
  } catch {
    return null; // some browsers keep nothing in a private window
  }
}

export async function keepList({ uri, token }) {
  try {
    await (await caches.open(KEPT)).put(uri, new Response(token));
  } catch {
    // then the next visit asks again
  }
}

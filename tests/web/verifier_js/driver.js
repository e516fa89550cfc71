// Asks the browser's verification about many cases; loaded by the page and by the service worker.

import { isAble, verify } from "/check/verify.js";

export async function judgeAll(address) {
  if (!isAble) throw new Error("this browser cannot verify");
  const cases = await (await fetch(address)).json();
  const answers = [];
  for (const each of cases) answers.push(await judge(each));
  return JSON.stringify(answers); // as text: half a surrogate pair has to survive the way back
}

// The lists in `seen` were offered earlier, at the same moment; what was to be kept is kept.
async function judge({ token, trust, at, seen, lists }) {
  const earlier = (await verify(token, { trust, at, lists: seen })).newest;
  const newestSeen = earlier ? { [earlier.uri]: earlier.token } : {};
  return verify(token, { trust, at, lists, newestSeen });
}

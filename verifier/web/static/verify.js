// The QR code's link is /v#TOKEN. The fragment reaches no server by itself: this verifies it here,
// and asks the server where this browser cannot. Loaded in the head, before the form is drawn, so
// that nobody sees the form first.

import { isAble, verify } from "./check/verify.js";
import { quickly } from "./page/asking.js";
import { fill, putIn } from "./page/fill.js";
import { askLedger, isByWrongClock, joinLedger } from "./page/ledger.js";
import { offerLanguages } from "./page/languages.js";
import { fetchList, keepList, listOf, recallList } from "./page/lists.js";
import { offerScan } from "./page/offer_scan.js";
import { awaitPaper } from "./page/paper.js";
import { isUntold, valuesOf } from "./page/told.js";

const PATIENCE_WITH_US = 15000; // milliseconds
const SLOW_CLOCK = 60; // seconds by which a clock may be slow just after issuing
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const root = document.documentElement;
const isFiles = "files" in root.dataset; // published as files: no site is there to be asked
let asked = { token: "" }; // what was asked last: its answer alone is shown

// A file server gives everyone the same page: go to the one in the reader's language.
function goHome() {
  if (!isFiles || !/^\/v\/?$/i.test(location.pathname)) return;
  const known = root.dataset.files.split(" ");
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => known.includes(tag));
  if (wanted && wanted !== root.lang) location.replace(`/v/${wanted}/${location.hash}`);
}

function takeToken() {
  const token = /^\/v(\/..)?\/?$/i.test(location.pathname) ? location.hash.slice(1) : "";
  // Out of the address bar, and so out of bookmarks, screenshots and what is shared next.
  if (token) history.replaceState(null, "", location.pathname + location.search);
  return token;
}

function readKnown() {
  const element = document.getElementById("known");
  return element && JSON.parse(element.textContent);
}

async function check(question) {
  const { token } = question;
  const known = readKnown();
  if (!known || !isAble || !TOKEN.test(token)) return showServers(question, known);
  const at = Math.floor(Date.now() / 1000);
  const answer = await verifyHere(token, known.trust, at);
  if (asked !== question) return; // another link was opened meanwhile, or the same one again
  if (answer.outcome === "undetermined") return showServers(question, known, answer, at);
  const hasLedger = known.trust.issuers.some(
    ({ url, ledger }) => ledger && url === answer.credential?.issuer,
  );
  const isLeftOut = isUntold(answer, known);
  showAnswer(answer, known, at, hasLedger || isLeftOut);
  if (isLeftOut) return showServers(question, known, answer, at);
  if (hasLedger) await settle(question, answer, known, at);
}

// The ledger knows more than a list: who was never released, and what time it is.
async function settle(question, answer, known, at) {
  const entry = await askLedger(answer);
  if (asked !== question) return;
  const joined = joinLedger(answer, entry);
  if (isByWrongClock(joined, entry, at)) {
    const unsure = { ...joined, reason: "clock", outcome: "undetermined" };
    return showServers(question, known, unsure, at);
  }
  showAnswer(joined, known, at);
  if (entry?.status === "unknown") fetchVerdict(question.token).catch(() => {}); // it raises the alarm
}

async function verifyHere(token, trust, at) {
  const uri = listOf(token, trust);
  const [now, seen] = uri ? await Promise.all([fetchList(uri), recallList(uri)]) : [];
  const given = { trust, lists: uri ? { [uri]: now } : {}, newestSeen: uri ? { [uri]: seen } : {} };
  let answer = await verify(token, { ...given, at });
  const early = (answer.credential?.signed ?? 0) - at;
  if (answer.reason === "not_yet_valid" && early > 0 && early <= SLOW_CLOCK) {
    answer = await verify(token, { ...given, at: at + early });
  }
  if (answer.newest) await keepList(answer.newest);
  return answer;
}

async function fetchVerdict(token) {
  const body = new FormData();
  body.set("text", token);
  const response = await quickly(`/v?lang=${root.lang}`, { method: "POST", body }, PATIENCE_WITH_US);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!page.querySelector("main[data-answer]")) throw new Error("not our page");
  return page;
}

// Show the server's verdict; if it cannot be had, what was found here, or that nothing was.
async function showServers(question, known, answer = null, at = Math.floor(Date.now() / 1000)) {
  const page = isFiles ? null : await fetchVerdict(question.token).catch(() => null);
  if (asked !== question) return;
  if (page) return show(document.adoptNode(page.querySelector("main")), page.title);
  const nothing = {
    outcome: "undetermined", reason: "status_unavailable", checks: [], credential: null,
    listAsOf: null,
  };
  showValues(valuesOf(answer ?? nothing, known, { at, isUnreachable: !isFiles }));
}

function showAnswer(answer, known, at, isPending = false) {
  showValues(valuesOf(answer, known, { at }), isPending);
}

function showValues(values, isPending = false) {
  const copy = document.getElementById("verdict").content.cloneNode(true);
  const main = fill(document.adoptNode(copy), values).querySelector("main");
  const { headline, credential } = values.page.answer;
  const title = [headline, credential?.number, "Probatum"].filter(Boolean).join(" – ");
  if (isPending) main.dataset.pending = "";
  show(main, title);
}

function show(main, title) {
  const before = document.querySelector("main");
  const heading = main.querySelector("h1");
  const isNew = before.className !== main.className ||
    before.querySelector("h1").textContent !== heading.textContent;
  main.querySelector("[data-again]").hidden = false;
  offerScan(main);
  tellLocalTime(main);
  document.title = title;
  if (isNew || root.className) {
    before.replaceWith(main);
  } else { // the same verdict with more behind it: whoever reads its heading stays there
    while (before.lastElementChild.localName !== "h1") before.lastElementChild.remove();
    before.append(...[...main.children].slice([...main.children].indexOf(heading) + 1));
    before.toggleAttribute("data-pending", "pending" in main.dataset);
    before.dataset.answer = main.dataset.answer;
  }
  const wasAsking = root.className !== "";
  root.className = "";
  wait().textContent = "";
  if (isNew || wasAsking) main.querySelector("h1").focus();
}

async function ask(token) {
  asked = { token };
  wait().textContent = wait().dataset.says;
  root.className = "asking";
  await check(asked);
}

function wait() {
  return document.getElementById("wait");
}

function tellLocalTime(scope) {
  for (const time of scope.querySelectorAll("time[data-clock]")) {
    const moment = new Date(time.dateTime);
    if (!moment.getTimezoneOffset()) continue;
    const clock = moment.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    const [before, after] = putIn(wait().dataset.clock, { local: clock, utc: "|" }).split("|");
    time.before(before);
    time.after(after);
  }
}

goHome();
const first = takeToken();
if (first) root.className = "asking";
document.addEventListener("DOMContentLoaded", () => {
  tellLocalTime(document);
  offerScan(document);
  offerLanguages(() => asked.token);
  if (first) ask(first);
  if (readKnown()) navigator.serviceWorker?.register("/sw.js", { scope: "/v" }).catch(() => {});
});
addEventListener("hashchange", () => {
  const token = takeToken();
  if (token) ask(token);
});
awaitPaper((page) => {
  asked = { token: "" }; // what is still being asked of a link has nothing to say of this file
  show(document.adoptNode(page.querySelector("main")), page.title);
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-again]")) ask(asked.token);
});

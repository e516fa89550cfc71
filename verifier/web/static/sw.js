"use strict";
// Keeps the page for when there is no network: page, script and icon, as they were last seen.
// Lists are kept by the page itself. What is asked of the site by POST is never kept or answered.

const KEPT = "probatum-page";
const PAGE = "/v";
const PATIENCE = 4000; // milliseconds for a network that is there, but only just

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(renew());
});

addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, searchParams } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  const page = pageAt(pathname, searchParams.get("lang"));
  if (page) event.respondWith(showPage(event, page));
  else if (pathname.startsWith("/static/")) event.respondWith(showFile(request));
});

// Return under which address the page is kept: one for each language asked for by an address, and
// one for the browser's own. A file server sends whoever asks for a folder to its slash.
function pageAt(pathname, wanted) {
  const [isPage, inPath] = /^\/v(\/(?:en|es|ar))?\/?$/i.exec(pathname) ?? [];
  if (!isPage) return null;
  const language = inPath ?? (/^(en|es|ar)$/.test(wanted) ? `/${wanted}` : "");
  return PAGE.replace(/\/?$/, (slash) => language.toLowerCase() + slash);
}

// The page as it is now, or as it was; a captive portal's page is neither. Without a network another
// language is better than nothing.
async function showPage(event, page) {
  try {
    const signal = AbortSignal.timeout ? AbortSignal.timeout(PATIENCE) : undefined;
    const response = await fetch(page, { credentials: "omit", redirect: "error", signal });
    const copy = response.clone();
    if (isPage(await response.clone().text())) {
      event.waitUntil(keep(copy, page));
      return response;
    }
  } catch {
    // no network, or none that leads to us
  }
  return (await recall(page)) ?? (await recall(PAGE)) ?? Response.error();
}

async function showFile(request) {
  return (await recall(request)) ?? fetch(request);
}

// What a page's headers say of languages is no matter here: its address alone names it.
function recall(page) {
  return caches.match(page, { ignoreVary: true });
}

async function renew() {
  const response = await fetch(PAGE, { credentials: "omit", redirect: "error", cache: "no-store" });
  await keep(response, PAGE);
}

// Keep a page with the files that it names, all or nothing. Drop pages of a language that name
// older ones, and the files that no page names.
async function keep(response, page) {
  const text = await response.clone().text();
  if (!response.ok || !isPage(text)) throw new Error("not our page");
  const files = filesOf(text);
  const cache = await caches.open(KEPT);
  const fresh = [];
  for (const file of files) {
    if (!(await cache.match(file))) fresh.push(file);
  }
  await cache.addAll(fresh);
  await cache.put(page, response);
  await tidy(cache, files);
}

async function tidy(cache, files) {
  const named = new Set(files);
  const kept = (await cache.keys()).map(({ url }) => new URL(url));
  const isFile = ({ pathname }) => pathname.startsWith("/static/");
  for (const url of kept.filter((each) => !isFile(each))) {
    const theirs = filesOf(await (await cache.match(url, { ignoreVary: true })).text());
    if (theirs.some((file) => isOld(file, files))) await cache.delete(url, { ignoreVary: true });
    else theirs.forEach((file) => named.add(file));
  }
  for (const url of kept.filter(isFile)) {
    if (!named.has(url.pathname + url.search)) await cache.delete(url);
  }
}

// Tell whether a file of this name, but of another digest, is among `files`.
function isOld(file, files) {
  const start = file.split("?")[0] + "?";
  return !files.includes(file) && files.some((each) => each.startsWith(start));
}

function filesOf(text) {
  return [...new Set(text.match(/\/static\/[\w.?=-]+/g))];
}

function isPage(text) {
  return text.includes('<script type="application/json" id="known">');
}

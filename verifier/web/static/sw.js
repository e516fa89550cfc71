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
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (pathname.toLowerCase() === PAGE) event.respondWith(showPage(event));
  else if (pathname.startsWith("/static/")) event.respondWith(showFile(request));
});

// The page as it is now, or as it was; a captive portal's page is neither.
async function showPage(event) {
  try {
    const signal = AbortSignal.timeout ? AbortSignal.timeout(PATIENCE) : undefined;
    const response = await fetch(PAGE, { credentials: "omit", redirect: "error", signal });
    const copy = response.clone();
    if (isPage(await response.clone().text())) {
      event.waitUntil(keep(copy));
      return response;
    }
  } catch {
    // no network, or none that leads to us
  }
  return (await caches.match(PAGE)) ?? Response.error();
}

async function showFile(request) {
  return (await caches.match(request)) ?? fetch(request);
}

async function renew() {
  const response = await fetch(PAGE, { credentials: "omit", redirect: "error", cache: "no-store" });
  await keep(response);
}

// Keep a page with the files that it names, all or nothing, and drop those of the page before it.
async function keep(response) {
  const text = await response.clone().text();
  if (!response.ok || !isPage(text)) throw new Error("not our page");
  const files = [...new Set(text.match(/\/static\/[\w.?=-]+/g))];
  const cache = await caches.open(KEPT);
  const fresh = [];
  for (const file of files) {
    if (!(await cache.match(file))) fresh.push(file);
  }
  await cache.addAll(fresh);
  await cache.put(PAGE, response);
  for (const { url } of await cache.keys()) {
    const { pathname, search } = new URL(url);
    if (pathname !== PAGE && !files.includes(pathname + search)) await cache.delete(url);
  }
}

function isPage(text) {
  return text.includes('<script type="application/json" id="known">');
}

"use strict";
// The QR code's link is /v#TOKEN. The fragment reaches no server by itself; this hands it over in
// the body of a request, and shows the verdict that comes back. Loaded in the head, before the
// form is drawn, so that nobody sees the form first.
(() => {
  const PATIENCE = 15000; // milliseconds
  const root = document.documentElement;
  let asked = "";

  function takeToken() {
    const token = /^\/v\/?$/i.test(location.pathname) ? location.hash.slice(1) : "";
    // Out of the address bar, and so out of bookmarks, screenshots and what is shared next.
    if (token) history.replaceState(null, "", location.pathname);
    return token;
  }

  async function fetchVerdict(token) {
    const body = new FormData();
    body.set("text", token);
    const signal = AbortSignal.timeout ? AbortSignal.timeout(PATIENCE) : undefined;
    const options = { method: "POST", body, signal, credentials: "omit", redirect: "error" };
    const response = await fetch("/v", options);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!page.querySelector("main[data-answer]")) throw new Error("not our page");
    return page;
  }

  function unreachable() {
    const page = document.implementation.createHTMLDocument();
    page.body.append(document.getElementById("unreachable").content.cloneNode(true));
    page.title = page.querySelector("h1").textContent + " – Probatum";
    return page;
  }

  function show(page) {
    const main = document.adoptNode(page.querySelector("main"));
    document.querySelector("main").replaceWith(main);
    document.title = page.title;
    root.className = "";
    document.getElementById("wait").textContent = "";
    main.querySelector("[data-again]").hidden = false;
    tellLocalTime(main);
    main.querySelector("h1").focus();
  }

  async function ask(token) {
    asked = token;
    document.getElementById("wait").textContent = "Checking…";
    root.className = "asking";
    show(await fetchVerdict(token).catch(unreachable));
  }

  function tellLocalTime(scope) {
    for (const time of scope.querySelectorAll("time[data-clock]")) {
      const moment = new Date(time.dateTime);
      if (!moment.getTimezoneOffset()) continue;
      const clock = moment.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
      time.textContent = `${clock} your time (${time.textContent})`;
    }
  }

  const first = takeToken();
  if (first) root.className = "asking";
  document.addEventListener("DOMContentLoaded", () => {
    tellLocalTime(document);
    if (first) ask(first);
  });
  addEventListener("hashchange", () => {
    const token = takeToken();
    if (token) ask(token);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-again]")) ask(asked);
  });
})();

"use strict";
// Every tap is kept on this tablet first and sent then, so that it outlives a lost connection, a
// reload and a closed browser. What is sent is the whole sheet over the revision it was made on:
// sent twice it is saved once, and where another browser was first the server says so.
const form = document.getElementById("score");
const data = form.dataset;
const running = document.getElementById("running");
const again = document.getElementById("again");
const handIn = document.getElementById("hand-in");
const LONGEST = 30; // seconds between two tries
const PATIENCE = 10000; // milliseconds for an answer
const PAUSE = 800; // milliseconds after the last key pressed in the comment

let saved = data.saved; // when, as the clock at the body's place showed it
let kept = { after: Number(form.elements.after.value), taps: 0, sheet: sheet(), sending: null };
let stopped = null; // why nothing is sent any more: a sentence
let isBehind = false; // another browser was first: what waits here cannot be saved any more
let busy = false;
let wait = 1; // seconds
let timer = null;
let typing = null;

// The sheet as it counts: a critical fail that is not confirmed is none yet.
function sheet() {
  const sure = new Set(new FormData(form).getAll("sure"));
  return [...new FormData(form)].filter(([name, value]) => name.startsWith("mark-") || name === "comment" ||
    ((name === "critical" || name === "sure") && sure.has(value) && isTicked("critical", value)));
}

function isTicked(name, value) {
  return [...form.querySelectorAll(`input[name="${name}"]:checked`)].some((each) => each.value === value);
}

function show(lines) {
  for (const each of form.querySelectorAll("input[type=radio], input[type=checkbox]")) {
    each.checked = lines.some(([name, value]) => name === each.name && value === each.value);
  }
  const comment = lines.find(([name]) => name === "comment");
  form.elements.comment.value = comment ? comment[1] : "";
}

function keep() {
  try {
    if (kept.taps) localStorage.setItem(data.store, JSON.stringify(kept));
    else localStorage.removeItem(data.store);
  } catch {
    // A browser that keeps nothing can still send; until then the page says that it is not saved.
  }
}

function held() {
  try {
    return JSON.parse(localStorage.getItem(data.store));
  } catch {
    return null;
  }
}

function tap() {
  kept.taps += 1;
  kept.sheet = sheet();
  keep();
  send();
}

async function send() {
  clearTimeout(timer);
  if (busy || stopped || !kept.taps) return tell();
  // What may have arrived is sent again as it was, until its answer comes: only then the rest.
  if (!kept.sending) {
    kept.sending = { after: kept.after, taps: kept.taps, sheet: kept.sheet };
    clearTimeout(typing);
    typing = null; // what is typed from now on is another tap
  }
  keep();
  busy = true;
  tell();
  let answer = null;
  try {
    answer = await post(kept.sending);
  } catch {
    // There is no connection, or no answer in time.
  }
  busy = false;
  if (answer?.ok) await taken(answer);
  else if (!answer || answer.status >= 500 || answer.status === 429) later();
  else await refused(answer);
}

function post({ after, sheet: lines }) {
  const body = new URLSearchParams(lines);
  body.set("after", after);
  body.set("csrf_token", form.elements.csrf_token.value);
  const signal = AbortSignal.timeout(PATIENCE);
  return fetch(data.tap, { method: "POST", body, signal, redirect: "manual", keepalive: true });
}

async function taken(answer) {
  let told;
  try {
    told = await answer.json();
  } catch {
    return later(); // cut off halfway: it is sent again
  }
  saved = told.saved;
  kept.after = told.revision;
  kept.taps -= kept.sending.taps;
  kept.sending = null;
  form.elements.after.value = kept.after;
  wait = 1;
  keep();
  if (kept.taps) return send();
  return tell();
}

function later() {
  timer = setTimeout(send, wait * 1000);
  wait = Math.min(wait * 2, LONGEST);
  tell();
}

async function refused(answer) {
  const problem = await answer.json().catch(() => ({}));
  isBehind = problem.code === "sheet_conflict";
  if (isBehind) stopped = "saved elsewhere: reload";
  else if (answer.type === "opaqueredirect" || problem.code === "csrf") stopped = `signed out: ${waiting()} kept on this tablet. Reload to sign in`;
  else stopped = `not saved: ${problem.detail ?? "this sheet cannot be saved now."}`;
  tell();
}

function waiting() {
  return `${kept.taps} tap${kept.taps === 1 ? "" : "s"}`;
}

function tell() {
  const doubts = [...form.querySelectorAll(".seen:checked")].filter((each) => !isTicked("sure", each.value)).length;
  const items = form.querySelectorAll("fieldset.item").length;
  const marked = form.querySelectorAll("fieldset.item input:checked").length;
  let text = saved ? `saved ${saved}` : "nothing scored yet";
  if (kept.taps) text = busy && wait === 1 ? "saving" : `not saved: ${waiting()} waiting`;
  text = stopped ?? text;
  if (running.textContent !== text) running.textContent = text;
  running.classList.toggle("good", !kept.taps && Boolean(saved));
  running.classList.toggle("ended", Boolean(stopped));
  running.classList.toggle("paused", Boolean(kept.taps) && !stopped);
  document.getElementById("progress").textContent = `${marked} of ${items} scored${doubts ? ", a critical fail not confirmed" : ""}`;
  handIn.disabled = Boolean(kept.taps || stopped || doubts || marked < items);
  handIn.hidden = Boolean(stopped);
  again.hidden = !stopped;
}

// What was tapped here and is not what is saved, after another browser was first.
function tellDropped(lines) {
  const box = document.getElementById("dropped");
  const have = new Set(sheet().map(String));
  for (const [name, value] of lines.filter((line) => line[0] !== "sure" && !have.has(String(line)))) {
    const line = document.createElement("li");
    const field = [...form.querySelectorAll("input")].find((each) => each.name === name && each.value === value);
    const title = field?.closest("fieldset.item")?.querySelector("legend").textContent;
    const label = field?.labels[0].textContent.trim();
    line.textContent = title ? `${title}: ${label}` : label ?? `Comment: ${value}`;
    box.querySelector("ul").append(line);
  }
  box.hidden = !box.querySelector("li");
  const putAway = () => {
    keep();
    box.hidden = true;
  };
  if (box.hidden) putAway();
  box.querySelector("button").addEventListener("click", putAway);
}

function begin() {
  const before = held();
  if (before?.dropped) tellDropped(before.dropped);
  else if (before && "closed" in data) tellDropped(before.sheet);
  else if (before?.taps) {
    kept = before;
    show(kept.sheet);
  }
  if ("closed" in data) return;
  document.getElementById("save").hidden = true;
  form.addEventListener("change", (event) => {
    const field = event.target;
    if (field.name === "comment") return;
    if (field.name === "critical" && !field.checked) {
      form.querySelector(`input[name="sure"][value="${field.value}"]`).checked = false;
    }
    // The first answer to a critical fail is no tap yet; taking one back is.
    if (String(sheet()) === String(kept.sheet)) tell();
    else tap();
  });
  form.elements.comment.addEventListener("input", () => {
    kept.taps += typing ? 0 : 1;
    kept.sheet = sheet();
    keep();
    clearTimeout(typing);
    typing = setTimeout(() => { typing = null; send(); }, PAUSE);
    tell();
  });
  form.addEventListener("submit", (event) => { if (handIn.disabled) event.preventDefault(); });
  again.addEventListener("click", () => {
    if (isBehind) localStorage.setItem(data.store, JSON.stringify({ dropped: kept.sheet }));
    location.reload();
  });
  addEventListener("online", () => { wait = 1; send(); });
  addEventListener("pageshow", send);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  send();
}

begin();

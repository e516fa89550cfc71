// The clinic's page with a script: the list is checked in small groups, and the table fills as the
// answers come. The page works without it: then the whole table comes at once.

const ATTEMPTS = 3; // of a group that the site has no time for
const PAUSE = 2; // seconds before it is asked again, where the site does not say
const LONGEST = 60; // seconds that anyone is let wait for; beyond, the page says so at once
const PATIENCE = 60000; // milliseconds for one group
const DOCUMENT = [/^%PDF-/, /^\x89PNG/, /^\xff\xd8\xff/];
const BUSY = [429, 503];
const main = () => document.querySelector("main");
const find = (selector) => main().querySelector(selector);

class Refused extends Error {
  constructor(message, wait) {
    super(message);
    this.wait = wait; // seconds until it can be asked again; undefined: never
  }
}

async function post(path, body) {
  const isForm = body instanceof FormData;
  const headers = { Accept: "application/json" };
  if (!isForm) headers["Content-Type"] = "application/json";
  const response = await fetch(path, {
    method: "POST", headers, body: isForm ? body : JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE),
  });
  const told = await response.json();
  if (response.ok) return told;
  throw new Refused(told.detail ?? "", waitOf(response));
}

function waitOf({ status, headers }) {
  if (!BUSY.includes(status)) return undefined;
  const said = Number.parseInt(headers.get("Retry-After"), 10);
  if (said > LONGEST) return undefined;
  return Number.isNaN(said) ? PAUSE : said;
}

const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));
const put = (says, values) => says.replace(/\{(\w+)\}/g, (_, name) => values[name]);

async function postPatiently(path, body) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await post(path, body);
    } catch (problem) {
      if (problem.wait === undefined || attempt === ATTEMPTS) throw problem;
      await pause(problem.wait);
    }
  }
}

// A document is told by its first bytes, as the site tells it.
async function isDocument(file) {
  const start = String.fromCharCode(...new Uint8Array(await file.slice(0, 8).arrayBuffer()));
  return DOCUMENT.some((kind) => kind.test(start));
}

async function sort(files) {
  const isOne = await Promise.all(files.map(isDocument));
  return {
    documents: files.filter((_, place) => isOne[place]),
    lists: files.filter((_, place) => !isOne[place] && files[place].size),
  };
}

async function begin(form) {
  const { documents: files, lists } = await sort([...form.elements.file.files]);
  const body = new FormData();
  for (const name of ["text", "checked_by", "organisation"]) body.set(name, form.elements[name].value);
  for (const list of lists) body.append("file", list);
  for (const { name } of files) body.append("document", name);
  const told = await post(form.dataset.list, body);
  // Under the names that the site gave them.
  return { ...told, files: files.map((file, place) => new File([file], told.names[place])) };
}

function show({ page, files }) {
  const read = new DOMParser().parseFromString(page, "text/html");
  main().replaceChildren(...read.body.childNodes);
  document.title = `${find("h1").textContent} – Probatum`;
  keepFiles(files);
  find("h1").focus();
  scrollTo(0, 0);
}

// What is filed is checked once more by the site, documents and all.
function keepFiles(kept) {
  if (!kept.length) return;
  const input = Object.assign(document.createElement("input"), {
    type: "file", name: "file", multiple: true, hidden: true,
  });
  const files = new DataTransfer();
  for (const file of kept) files.items.add(file);
  input.files = files.files;
  find("#save form").append(input);
}

// Rows that follow one another go together; a document goes alone.
function groupsOf({ rows, documents, files, group: most }, places) {
  const groups = [];
  for (const place of places) {
    const file = files[documents[place - 1]];
    const last = groups.at(-1);
    const follows = last && !file && !last.file && last.rows.length < most;
    if (follows && last.first + last.rows.length === place) last.rows.push(rows[place - 1]);
    else groups.push({ first: place, rows: [rows[place - 1]], file });
  }
  return groups;
}

function bodyOf({ first, rows, file }, days) {
  const group = { first, days, rows };
  if (!file) return group;
  const body = new FormData();
  body.set("group", JSON.stringify(group));
  body.set("file", file);
  return body;
}

const rowAt = (place) => find(`[data-place="${place}"]`);

function fill({ checked, rows }) {
  for (const { place, html } of rows) {
    const table = document.createElement("template");
    table.innerHTML = html;
    rowAt(place).replaceWith(table.content.querySelector("tr"));
  }
  find("[data-checked]").textContent = checked;
}

function mark({ first, rows }) {
  rows.forEach((_, more) => {
    const row = rowAt(first + more);
    row.className = "unfinished";
    row.dataset.outcome = "undetermined";
    row.replaceChildren(row.firstElementChild, find("#unfinished").content.cloneNode(true));
  });
}

function count(total) {
  for (const place of main().querySelectorAll("[data-count]")) {
    place.textContent = main().querySelectorAll(`tbody tr${place.dataset.count}`).length;
  }
  const seen = main().querySelectorAll("tbody tr[data-outcome]").length;
  const done = seen - main().querySelectorAll("tbody tr.unfinished").length;
  find("progress").value = seen;
  find("#far").textContent = put(find("#far").dataset.says, { done, all: total });
}

async function checkRows(list, places) {
  const days = list.rows.some(({ on }) => on);
  find("#retry").hidden = find("#failed").hidden = true;
  for (const group of groupsOf(list, places)) {
    try {
      fill(await postPatiently(form.dataset.rows, bodyOf(group, days)));
    } catch (problem) {
      mark(group);
      tellFailure(problem);
    }
    count(list.rows.length);
  }
  finish(list);
}

function tellFailure(problem) {
  const failed = find("#failed");
  failed.textContent = problem instanceof Refused ? problem.message : failed.dataset.says;
  failed.hidden = !failed.textContent;
}

function finish(list) {
  const left = [...main().querySelectorAll("tbody tr.unfinished")];
  const places = left.map((row) => Number(row.dataset.place));
  find("#retry").hidden = !places.length;
  find("#save").hidden = false;
  find("#retry button").onclick = () => checkRows(list, places);
  if (places.length) return find("#retry button").focus();
  find("h1").textContent = find("h1").dataset.done;
  document.title = `${find("h1").textContent} – Probatum`;
}

async function start(form) {
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const list = await begin(form);
    show(list);
    await checkRows(list, list.rows.map((_, place) => place + 1));
  } catch (problem) {
    const told = problem instanceof Refused ? problem.message : "";
    const wrong = document.getElementById("wrong");
    wrong.textContent = told || wrong.dataset.says;
    wrong.hidden = false;
    form.elements.text.setAttribute("aria-invalid", "true");
    wrong.scrollIntoView();
  } finally {
    button.disabled = false;
  }
}

function tellChosen(form) {
  const names = [...form.elements.file.files].map(({ name }) => name);
  const chosen = document.getElementById("chosen");
  const more = put(chosen.dataset.more, { number: names.length - 5 });
  chosen.textContent = (names.length > 5 ? [...names.slice(0, 5), more] : names).join(", ");
}

function takeDropped(form, dropped) {
  const files = new DataTransfer();
  for (const file of [...form.elements.file.files, ...dropped]) files.items.add(file);
  form.elements.file.files = files.files;
  tellChosen(form);
}

const form = document.getElementById("list");
form.addEventListener("submit", (event) => {
  if (form.elements.format.value) return; // a file: the browser saves what the site sends
  event.preventDefault();
  start(form);
});
form.elements.file.addEventListener("change", () => tellChosen(form));
for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
  form.addEventListener(kind, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.classList.toggle("over", kind === "dragenter" || kind === "dragover");
    if (kind === "drop") takeDropped(form, event.dataTransfer.files);
  });
}

"use strict";
// Beside our drawing of a certificate, the reader's own picture or PDF of it: shown by their browser
// alone, from the file that they chose. Fetched when one was chosen.

(() => {
  const PICTURES = ["image/png", "image/jpeg"];
  const PDF = "application/pdf";
  let address = "";

  async function ask(form) {
    const options = { method: "POST", body: new FormData(form), redirect: "error" };
    const response = await fetch(form.action, options);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!page.querySelector("main[data-answer]")) throw new Error("not our page");
    return page;
  }

  function putBeside(figure, file) {
    URL.revokeObjectURL(address);
    // As what it was chosen for: a page of somebody else's must not open here as one of ours.
    const kind = [...PICTURES, PDF].find((known) => known === file.type);
    if (!kind) return;
    address = URL.createObjectURL(new Blob([file], { type: kind }));
    const place = figure.querySelector(kind === PDF ? "[data-own-pdf]" : "[data-own-picture]");
    place.querySelector("a, img")[kind === PDF ? "href" : "src"] = address;
    place.hidden = false;
  }

  document.addEventListener("submit", async (event) => {
    const [file] = event.target.querySelector("[data-paper]")?.files ?? [];
    if (!file) return;
    event.preventDefault();
    const root = document.documentElement;
    const wait = document.getElementById("wait");
    wait.textContent = wait.dataset.says;
    root.className = "asking";
    try {
      const page = await ask(event.target);
      const figure = page.querySelector("[data-drawing]");
      if (figure) putBeside(figure, file);
      dispatchEvent(new CustomEvent("answer", { detail: page }));
    } catch {
      root.className = wait.textContent = "";
      HTMLFormElement.prototype.submit.call(event.target);
    }
  });
})();

// Where a file that is handed in can be shown beside our drawing: what does it is fetched when a file
// was chosen, and the page of the verdict comes back as an event.

export function awaitPaper(showPage) {
  document.addEventListener("change", ({ target }) => {
    const { paper } = target.dataset;
    if (!paper || document.querySelector(`script[src="${paper}"]`)) return;
    document.head.append(Object.assign(document.createElement("script"), { src: paper }));
  });
  addEventListener("answer", ({ detail }) => {
    showPage(detail);
    document.querySelector("[data-again]").hidden = true; // a file is handed in again by its form
  });
}

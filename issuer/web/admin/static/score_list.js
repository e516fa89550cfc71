"use strict";
// Says which sheets have taps that wait on this tablet: they are sent once the sheet is open.
for (const line of document.querySelectorAll("[data-store]")) {
  let held = null;
  try {
    held = JSON.parse(localStorage.getItem(line.dataset.store));
  } catch {
    // What cannot be read is nothing that waits.
  }
  if (!held?.taps) continue;
  line.textContent = `Not saved: ${held.taps} tap${held.taps === 1 ? "" : "s"} waiting on this tablet. Open it to send them.`;
  line.hidden = false;
}

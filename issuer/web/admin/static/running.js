// While certificates are being changed, the page asks for the next part by itself.
"use strict";
const form = document.querySelector("[data-continue]");
if (form) form.requestSubmit();

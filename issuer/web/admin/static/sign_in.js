"use strict";
// The secret stands behind the #, where no server sees it. It is moved into the form and out of
// the address, and sent only when the reader presses the button.
function takeSecret() {
  const secret = location.hash.slice(1);
  if (!/^[A-Za-z0-9_-]{43}$/.test(secret)) return;
  const way = document.getElementById("link");
  if (way) way.open = true;
  document.getElementById("secret").value = secret;
  document.getElementById("pasted").hidden = true;
  document.getElementById("ready").hidden = false;
  history.replaceState(null, "", location.pathname + location.search);
}

takeSecret();
addEventListener("hashchange", takeSecret);

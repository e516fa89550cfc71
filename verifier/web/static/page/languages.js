// The links to other languages keep the token, so that nobody has to scan again. It is put behind
// them only when one is followed: whoever copies a link copies no token.

export function offerLanguages(tokenNow) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[hreflang]");
    if (!link || !tokenNow()) return;
    event.preventDefault();
    location.assign(`${link.href.split("#")[0]}#${tokenNow()}`);
  });
}

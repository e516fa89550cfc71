"use strict";
// A form with data-passkey asks the device for a passkey, puts the answer into its hidden field and
// is sent. The options come with the page: nothing is fetched.
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const named = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

async function create(options) {
  const made = await navigator.credentials.create({ publicKey: {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: named(options.excludeCredentials),
  } });
  return { id: made.id, rawId: text(made.rawId), type: made.type, response: {
    clientDataJSON: text(made.response.clientDataJSON),
    attestationObject: text(made.response.attestationObject),
  } };
}

async function get(options) {
  const found = await navigator.credentials.get({ publicKey: {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: named(options.allowCredentials),
  } });
  return { id: found.id, rawId: text(found.rawId), type: found.type, response: {
    clientDataJSON: text(found.response.clientDataJSON),
    authenticatorData: text(found.response.authenticatorData),
    signature: text(found.response.signature),
    userHandle: found.response.userHandle ? text(found.response.userHandle) : null,
  } };
}

const WORDS = {
  NotAllowedError: "The device did not confirm. Try again, or use another way.",
  InvalidStateError: "This device has a passkey for this account already.",
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const ask = { create, get }[form.dataset.passkey];
  const trouble = form.querySelector("[data-trouble]");
  const button = form.querySelector("button");
  if (!window.PublicKeyCredential) {
    trouble.textContent = "This browser has no passkeys. Use another way.";
    trouble.hidden = false;
    button.disabled = true;
    continue;
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    trouble.hidden = true;
    button.disabled = true;
    try {
      form.elements.answer.value = JSON.stringify(await ask(JSON.parse(form.dataset.options)));
      form.submit();
    } catch (error) {
      trouble.textContent = WORDS[error.name] || "The passkey could not be used. Use another way.";
      trouble.hidden = false;
      button.disabled = false;
    }
  });
}

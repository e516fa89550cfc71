// Requests that give up in time, carry no cookie and follow nobody elsewhere.

const PATIENCE = 5000; // milliseconds

export function quickly(address, options = {}, patience = PATIENCE) {
  const signal = AbortSignal.timeout ? AbortSignal.timeout(patience) : undefined;
  return fetch(address, {
    signal, credentials: "omit", redirect: "error", cache: "no-store", ...options,
  });
}

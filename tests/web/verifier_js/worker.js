import { judgeAll } from "/driver.js";

addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("message", (event) => {
  const [port] = event.ports;
  const answer = judgeAll(event.data).then(
    (text) => port.postMessage({ text }),
    (error) => port.postMessage({ error: String(error) }),
  );
  event.waitUntil(answer);
});

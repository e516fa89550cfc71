"use strict";
// SAID stands before this: what it says, in one language.
// Reads a QR code by this phone's camera; fetched when its button is pressed. Nothing of the picture
// is kept or sent. The camera stops when a code was read, by its button, and when the page is left.

(() => {
  if (globalThis.isScanReady) return;
  globalThis.isScanReady = true;

  const PAUSE = 150; // milliseconds between two looks
  let running = null; // the camera that is on

  addEventListener("scan", ({ detail: place }) => {
    if (running) running.stop();
    else start(place);
  });
  addEventListener("pagehide", () => running?.stop());
  document.addEventListener("visibilitychange", () => document.hidden && running?.stop());

  async function start(place) {
    const [button, said] = place.children;
    said.textContent = "";
    button.disabled = true; // while the reader is asked for leave
    let camera = null;
    try {
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      camera = running = await openCamera(place, button);
      button.disabled = false;
      await camera.video.play();
      const text = await look(detector, camera);
      camera.stop();
      if (text) follow(text);
    } catch (error) {
      if (camera && !camera.isOn) return; // it was stopped while it looked
      said.textContent = error.name === "NotAllowedError" ? SAID.refused : SAID.none;
    } finally {
      button.disabled = false;
      camera?.stop();
    }
  }

  async function openCamera(place, button) {
    const stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: "environment" }, audio: false,
    });
    const video = document.createElement("video");
    const label = button.textContent;
    video.muted = video.playsInline = true;
    video.srcObject = stream;
    button.textContent = SAID.stop;
    place.append(video);
    return {
      video,
      isOn: true,
      stop() {
        if (!this.isOn) return;
        this.isOn = false;
        running = null;
        for (const track of stream.getTracks()) track.stop();
        video.remove();
        button.textContent = label;
      },
    };
  }

  // Return the text of the first code seen, or nothing if the camera was stopped before.
  async function look(detector, camera) {
    while (camera.isOn) {
      const [code] = await detector.detect(camera.video);
      if (code?.rawValue) return camera.isOn ? code.rawValue : "";
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    return "";
  }

  // What a link has behind its `#` is the token; whatever else it is, the page judges it.
  function follow(text) {
    const token = encodeURI(text.slice(text.indexOf("#") + 1));
    const isPage = document.getElementById("known") !== null;
    if (isPage) location.hash = token;
    else location.assign(`/v/${document.documentElement.lang}#${token}`);
  }
})();

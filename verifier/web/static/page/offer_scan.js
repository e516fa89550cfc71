// A button for the camera where this browser can read codes; what it does is fetched when pressed.

export function offerScan(scope) {
  for (const place of scope.querySelectorAll("[data-scan]")) {
    place.hidden = !globalThis.BarcodeDetector || !navigator.mediaDevices?.getUserMedia;
    const [button] = place.children;
    button.onclick = async () => {
      button.disabled = true;
      const script = document.createElement("script");
      script.src = place.dataset.scan;
      script.onload = script.onerror = () => {
        script.remove();
        button.disabled = false;
        if (script.onload) dispatchEvent(new CustomEvent("scan", { detail: place }));
      };
      document.head.append(script);
    };
  }
}

// Keeps pages that were read for when there is no network, and says so then.

const notice = document.querySelector("#offline");
const show = () => { if (notice) notice.hidden = navigator.onLine; };

addEventListener("online", show);
addEventListener("offline", show);
show();

if ("serviceWorker" in navigator && isSecureContext) {
  navigator.serviceWorker.register(new URL("../sw.js", import.meta.url)).catch(() => {});
}

// Keeps pages that were read for when there is no network, and says so then.

const notice = document.querySelector("#offline");
// The worker shows the notice on a page that it has kept.
const isKept = notice && !notice.hidden;

addEventListener("offline", () => { if (notice) notice.hidden = false; });
addEventListener("online", () => {
  if (isKept) location.reload();
  else if (notice) notice.hidden = true;
});

if ("serviceWorker" in navigator && isSecureContext) {
  navigator.serviceWorker.register(new URL("../sw.js", import.meta.url)).catch(() => {});
}

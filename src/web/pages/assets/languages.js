// Sends the reader to the first language of the browser's that there is.

const links = [...document.querySelectorAll("main a[hreflang]")];
const wanted = navigator.languages.map((tag) => tag.split("-")[0].toLowerCase());
const known = wanted.map((code) => links.find((link) => link.hreflang === code));
const chosen = known.find(Boolean) ?? links[0];
if (chosen) location.replace(chosen.href);

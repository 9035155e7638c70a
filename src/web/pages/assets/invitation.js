// The secret of a link stands behind its "#", which no server sees: it is put into the form, and out of the address.

const form = document.querySelector("#invitation");
const secret = location.hash.slice(1);

if (form && secret) {
  history.replaceState(null, "", location.pathname);
  form.elements.token.value = secret;
  form.requestSubmit();
}

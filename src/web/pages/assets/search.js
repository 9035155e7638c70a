// Results while somebody types. Without this script the form asks for the page.

const form = document.querySelector("form[role=search]");
const list = document.querySelector("#results");
const status = document.querySelector("[role=status]");
const input = form?.querySelector("input[type=search]");
// Where no server answers, the search is here.
const here = form?.dataset.found ? await import(form.dataset.found) : undefined;

async function ask(said, signal) {
  if (here) return here.answer(form, said);
  const answer = await fetch(`${form.dataset.results}?q=${encodeURIComponent(said)}`, { signal });
  return answer.ok ? answer.text() : undefined;
}

if (form && list && status && input) {
  // The words that the list answers: those that the page came with.
  let asked = input.defaultValue.trim();
  let waiting;
  let running;
  let attempts = 0;

  const show = async () => {
    const said = input.value.trim();
    if (said === asked) return;
    asked = said;
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    list.setAttribute("aria-busy", "true");
    try {
      const answer = await ask(said, signal);
      if (answer === undefined || signal.aborted) return;
      const page = new DOMParser().parseFromString(answer, "text/html");
      list.replaceChildren(...page.body.childNodes);
      // How many there are is read out, not the whole list.
      status.textContent = list.querySelector("[data-announced]")?.textContent ?? "";
    } catch (error) {
      // Somebody typed on, or is offline: what stands there stays, and the words are tried again.
      if (error.name === "AbortError") return;
      asked = undefined;
      attempts += 1;
      if (attempts < 4) waiting = setTimeout(show, 1000 * attempts);
    } finally {
      list.removeAttribute("aria-busy");
    }
  };

  input.addEventListener("input", () => {
    attempts = 0;
    clearTimeout(waiting);
    waiting = setTimeout(show, 200);
  });
  // Whoever comes back finds the words again, and what was found for them.
  addEventListener("pageshow", show);
  addEventListener("online", show);

  if (here) {
    // The words stand behind the mark of the address, which browsers send to nobody.
    const read = () => {
      const said = new URLSearchParams(location.hash.slice(1)).get("q");
      if (said !== null) input.value = said;
      for (const link of document.querySelectorAll("header a[hreflang]")) link.hash = location.hash;
      return show();
    };
    addEventListener("hashchange", read);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const said = input.value.trim();
      const page = await here.page(form, said).catch(() => undefined);
      location.assign(page ?? `${form.action}#${new URLSearchParams({ q: said })}`);
    });
    form.hidden = false;
    read();
  }
}

// Results while somebody types. Without this script the form asks for the page.

const form = document.querySelector("form[data-results]");
const list = document.querySelector("#results");
const status = document.querySelector("[role=status]");
const input = form?.querySelector("input[type=search]");

if (form && list && status && input) {
  // The words that the list answers: those that the page came with.
  let asked = input.defaultValue.trim();
  let waiting;
  let running;

  const show = async () => {
    const said = input.value.trim();
    if (said === asked) return;
    asked = said;
    running?.abort();
    running = new AbortController();
    const address = `${form.dataset.results}?q=${encodeURIComponent(said)}`;
    list.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal: running.signal });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      list.replaceChildren(...page.body.childNodes);
      // How many there are is read out, not the whole list.
      status.textContent = list.querySelector("[data-announced]")?.textContent ?? "";
    } catch (error) {
      // Somebody typed on, or is offline: what stands there stays.
      if (error.name !== "AbortError") asked = undefined;
    } finally {
      list.removeAttribute("aria-busy");
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 200);
  });
  // Whoever comes back finds the words again, and what was found for them.
  addEventListener("pageshow", show);
}

// What is found, where no server answers: the search runs in this browser, and the words stay in it.

let loading;

const json = async (address) => {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
};

async function load({ engine, index, parts }) {
  const [module, tables, shown] = await Promise.all([import(engine), json(index), json(parts)]);
  const language = tables.languages.indexOf(document.documentElement.lang);
  const search = module.engine(tables);
  return { find: (said) => search(said, language), parts: shown };
}

/** The search and the parts of what it shows, loaded once; again where that failed. */
function loaded(form) {
  loading ??= load(form.dataset).catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** The page of whatever has the number that was asked for. */
export async function page(form, said) {
  const { parts } = await loaded(form);
  const western = said.replace(/[٠-٩]/g, (digit) => digit.charCodeAt(0) - 0x660).replace(/[۰-۹]/g, (digit) => digit.charCodeAt(0) - 0x6f0);
  return Object.hasOwn(parts.pages, western) ? parts.pages[western] : undefined;
}

/** The list for some words, as HTML. */
export async function answer(form, said) {
  const { find, parts } = await loaded(form);
  if (said === "") return parts.empty;
  const { clear, offered, referral, ranked } = find(said);
  if (referral !== undefined) return parts.referrals[referral];
  if (clear === undefined && ranked.length === 0) return filled(parts.nothing, said);
  const others = clear === undefined ? (offered ?? ranked) : ranked.filter((code) => code !== clear).slice(0, 4);
  const head = clear === undefined ? parts.found[others.length] : filled(parts.clear, said);
  const between = others.length > 0 ? `<h2 class="thread">${parts.others}</h2>` : "";
  const best = clear === undefined ? "" : parts.best[clear] + between;
  const rows = others.map((code) => parts.row[code]).join("");
  return `<div class="stack"><p class="soft" data-announced>${head}</p>${best}<ul class="rows">${rows}</ul></div>`;
}

/** HTML with words in its first place for them. */
function filled(html, said) {
  const page = new DOMParser().parseFromString(html, "text/html");
  page.querySelector("bdi").textContent = said;
  return page.body.innerHTML;
}

// The program's own search, in the browser, for where no server answers.
//
// Word lists, tables and weights come from the program (`src/catalogue/search/tables.rs`), and so does the order of the
// steps: each function has the name of its file there. The tests hold what is found here against what is found there.

const IS_LETTER = /[\p{Alphabetic}\p{N}]/u;

/** fold.rs, stem.rs, sound.rs: what makes different spellings one word. */
function speech({ counts, fold, stem: endings, sound: sounds }) {
  const [letters, pairs, before, single] = [fold.letters, sounds.pairs, sounds.before, sounds.single].map(
    (table) => new Map(Object.entries(table)),
  );
  const isArabic = (word) => /^[\u0620-\u06ff]/.test(word);

  const words = (text) => {
    const found = [];
    let word = [];
    for (const char of `${text.normalize("NFKD")} `) {
      const plain = letters.get(char) ?? (IS_LETTER.test(char) ? [...char.toLowerCase()][0] : " ");
      if (plain === " ") {
        if (word.length > 0) found.push(word.join(""));
        word = [];
        if (found.length === counts.MAX_WORDS) break;
      } else if (plain !== "" && word.length < fold.longest) {
        word.push(plain);
      }
    }
    return found;
  };

  const withoutAnd = (word) =>
    word.startsWith("و") && word.length >= 5 && !endings.own_waw.some((own) => word.startsWith(own)) ? word.slice(1) : word;

  const arabic = (word) => {
    const prefix = endings.prefixes.find((one) => word.startsWith(one));
    let rest = prefix && word.length >= prefix.length + 2 ? word.slice(prefix.length) : withoutAnd(word);
    for (let turn = 0; turn < 2; turn += 1) {
      const suffix = endings.suffixes.find(([end, left]) => rest.endsWith(end) && rest.length >= end.length + left);
      if (suffix) rest = rest.slice(0, -suffix[0].length);
    }
    return rest;
  };

  const singular = (word) => {
    if (word.endsWith("ies") && word.length > 4) return `${word.slice(0, -3)}y`;
    if (/(ss|sh|ch|x)es$/.test(word)) return word.slice(0, -2);
    return /[^sui]s$/.test(word) && word.length > 3 ? word.slice(0, -1) : word;
  };

  const english = (word) => {
    const one = singular(word);
    const isEnding = ([end, left]) =>
      one.endsWith(end) && one.length >= end.length + left && /[aeiouy]/.test(one.slice(0, -end.length));
    const ending = endings.english.find(isEnding);
    const start = ending ? one.slice(0, -ending[0].length) : one;
    const rest = start.replace(/([^aeiouls])\1$/, "$1").replace(/e$/, "");
    return rest.length < 2 ? one : rest.replace(/enc$/, "ens");
  };

  const stem = (word) => {
    if (isArabic(word)) return arabic(word);
    return /^[\0-\x7f]*$/.test(word) ? english(word) : word;
  };

  const bare = (word) =>
    isArabic(word) && endings.particles.includes(word[0]) && word.length >= 3 ? arabic(word.slice(1)) : undefined;

  const sound = (word) => {
    let said = "";
    for (let at = 0; at < word.length; at += 1) {
      const two = word.slice(at, at + 2);
      const pair = pairs.get(two);
      for (const letter of pair ?? before.get(two) ?? single.get(word[at]) ?? "") {
        if (!said.endsWith(letter)) said += letter;
      }
      if (pair !== undefined) at += 1;
    }
    return said;
  };

  const plain = (word) => (isArabic(word) ? stem(word) : singular(word));
  return { words, stem, bare, plain, sound };
}

/** The edits between two words, of which two letters changed about is one. */
function distance(one, other) {
  let [before, last] = [[], [...Array(other.length + 1).keys()]];
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const differs = one[i - 1] === other[j - 1] ? 0 : 1;
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + differs);
      const isTurned = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (isTurned) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, last] = [last, row];
  }
  return last[other.length];
}

/** terms.rs: the words that are known, and those that a word may be. */
function vocabulary({ stems, misheard, same }, weights, { stem, bare, sound }) {
  const byStem = new Map(stems.map((one, term) => [one, term]));
  const meanings = new Map(Object.entries(same));
  const skeleton = (said) => said.replace(/[aiu]/g, "");
  const sounds = stems.slice(0, misheard).map(sound);
  const bySkeleton = new Map();
  sounds.forEach((said, term) => {
    const bones = skeleton(said);
    if (bones.length >= 3) bySkeleton.set(bones, [...(bySkeleton.get(bones) ?? []), term]);
  });

  const alike = (one, other) => {
    const longer = Math.max(one.length, other.length);
    const slips = longer <= 3 ? 0 : longer <= 6 ? 1 : 2;
    const isNear = Math.abs(one.length - other.length) <= slips;
    const start = one.slice(0, weights.BEGINNING);
    const beginsAlike = start.length === weights.BEGINNING && other.startsWith(start);
    if (!isNear && !beginsAlike) return 0;
    if (one === other) return one.length >= 2 ? weights.SAME_SOUND : 0;
    let common = 0;
    while (one[common] === other[common]) common += 1;
    const beginning = beginsAlike && common * 2 >= longer ? weights.SAME_BEGINNING * Math.sqrt(common / longer) : 0;
    const slipped = isNear ? distance(one, other) : Infinity;
    if (slipped > slips) return beginning;
    return Math.max(beginning, weights.SAME_SOUND * (1 - (weights.SLIP * slipped) / longer));
  };

  const exact = (word) => byStem.get(stem(word));
  const names = (word) => exact(word) < misheard;

  const like = (word) => {
    const found = new Map();
    const add = (term, likeness) => {
      if (likeness >= weights.LEAST_LIKE && likeness > (found.get(term) ?? 0)) found.set(term, likeness);
    };
    const addLike = (own, most) => {
      if (byStem.has(own)) add(byStem.get(own), most);
      const said = sound(own);
      sounds.forEach((known, term) => add(term, most * alike(said, known)));
      for (const term of bySkeleton.get(skeleton(said)) ?? []) add(term, most * weights.SAME_SKELETON);
    };
    const addMeant = (own, likeness) => (meanings.get(own) ?? []).forEach((term) => add(term, likeness));
    const own = stem(word);
    if (byStem.has(own)) {
      add(byStem.get(own), 1);
      addLike(own, weights.KNOWN);
    } else {
      addLike(own, 1);
      const rest = bare(word);
      if (rest !== undefined) {
        addLike(rest, weights.BARE);
        addMeant(rest, weights.BARE * weights.SAME_MEANING);
      }
    }
    addMeant(own, names(word) ? weights.SAME_MEANING_KNOWN : weights.SAME_MEANING);
    return [...found].sort(([a, x], [b, y]) => y - x || a - b).slice(0, weights.MAX_LIKE);
  };
  return { exact, names, like };
}

/** grounds.rs: what speaks for a service, by the kinds of words that were said. */
function grounds(weights) {
  const said = { own: 0, told: 0, generic: 0, common: 0, commonest: 0, elsewhere: 0 };
  let isOthers = false;
  const specific = () => said.own + said.told + said.elsewhere;
  const weight = (explained) =>
    (said.own +
      weights.TOLD_SHARE * said.told +
      weights.COMMON_SHARE * said.commonest +
      weights.COMMON_MORE * (said.common - said.commonest) +
      weights.GENERIC_SHARE * said.generic +
      weights.ELSEWHERE_SHARE * said.elsewhere) *
    explained ** weights.UNEXPLAINED;
  return {
    add(kind, worth, fit) {
      const isNamed = fit >= weights.NAMED;
      if (kind === "elsewhere" && !isNamed) isOthers = true;
      else said[kind === "own" && !isNamed ? "told" : kind] += worth * fit;
      if (kind === "common") said.commonest = Math.max(said.commonest, worth * fit);
    },
    areGenericOnly: () => said.generic > 0 && specific() + said.common <= 0 && !isOthers,
    areEnough(explained, isWordForWord) {
      if (specific() + said.common <= 0) return said.generic >= weights.ENOUGH_GENERIC && !isOthers;
      return isWordForWord || weight(explained) >= (isOthers ? weights.ENOUGH_ELSEWHERE : weights.ENOUGH);
    },
    areClear: (explained) => weight(explained) >= weights.ENOUGH_CLEAR,
  };
}

/** The search of an index as the program writes it. */
export function engine(index) {
  const { services, telling, mentions, referrals } = index;
  const weights = { ...index.weights, ...index.counts };
  const own = speech(index);
  const terms = vocabulary(index.terms, weights, own);
  const lists = Object.fromEntries(Object.entries(index.words).map(([name, words]) => [name, new Set(words)]));
  const called = new Set(index.called);
  const referrers = new Map(Object.entries(referrals.called));
  const referred = vocabulary(referrals.terms, weights, own);
  const numbers = new Map(Object.entries(index.numbers));
  const sum = (values) => values.reduce((all, value) => all + value, 0);
  const entries = index.entries.map(([service, language, worth, terms]) => {
    return { service, language, worth, terms, telling: sum(terms.map((term) => telling[term])) };
  });
  const entriesWith = telling.map(() => []);
  entries.forEach((entry, place) => entry.terms.forEach((term) => entriesWith[term].push(place)));

  const kindOf = (word) => {
    if (lists.elsewhere.has(own.plain(word))) return "elsewhere";
    const stem = own.stem(word);
    if (lists.generic.has(stem)) return "generic";
    return lists.common.has(stem) ? "common" : "own";
  };
  const isPerson = (word) => lists.person.has(own.stem(word));
  const carriesNothing = (word) => lists.ignored.has(word) || (isPerson(word) && terms.exact(word) === undefined);
  const asksForPerson = (said) =>
    said.some(isPerson) &&
    said.every((word) => lists.ignored.has(word) || isPerson(word) || lists.person_context.has(own.stem(word)));

  /** said.rs: the words that carry something, each with what it may be. */
  const tokens = (said) => {
    const best = (likes) => likes[0]?.[1] ?? 0;
    const likes = said.map((word) => (carriesNothing(word) ? [] : terms.like(word)));
    const found = [];
    const add = (kind, likes) => {
      const text = String(likes);
      if (text === "" || found.every((token) => token.text !== text)) found.push({ kind, likes, text });
    };
    for (let at = 0; at < said.length; at += 1) {
      const pair = said.slice(at, at + 2);
      const isStray = pair.length === 2 && Math.min(best(likes[at]), best(likes[at + 1])) < weights.STRAY;
      const together = isStray && !pair.some(carriesNothing) ? terms.like(pair.join("")) : [];
      if (best(together) >= weights.JOINED) {
        add("own", together);
        at += 1;
      } else if (!carriesNothing(said[at])) {
        const kind = kindOf(said[at]);
        add(kind, kind === "elsewhere" && !terms.names(said[at]) ? [] : likes[at]);
      }
    }
    return found;
  };

  /** rank.rs: every service that fits at all, the best first. */
  const scores = (said, language) => {
    const fits = entries.map(() => ({ said: 0, entry: 0 }));
    const ranked = services.map((code) => ({ code, told: 0, grounds: grounds(weights), best: 0, isWordForWord: false }));
    let whole = 0;
    for (const { kind, likes } of tokens(said)) {
      const unknown = kind === "elsewhere" ? weights.UNKNOWN_ELSEWHERE : weights.UNKNOWN;
      const weight = likes.length > 0 ? likes[0][1] * telling[likes[0][0]] + (1 - likes[0][1]) * unknown : unknown;
      const [counted, told] = [new Set(), services.map(() => 0)];
      whole += weight;
      for (const [term, likeness] of likes) {
        for (const place of entriesWith[term].filter((one) => !counted.has(one))) {
          counted.add(place);
          fits[place].said += weight * likeness;
          fits[place].entry += telling[term] * likeness;
        }
        for (const [service, worth] of mentions[term]) told[service] = Math.max(told[service], likeness * worth);
      }
      told.forEach((fit, service) => {
        ranked[service].told += weight * fit;
        ranked[service].grounds.add(kind, weight, fit);
      });
    }
    if (whole <= 0) return [];
    entries.forEach((entry, place) => {
      const [part, rest] = [Math.min(fits[place].said / whole, 1), Math.min(fits[place].entry / entry.telling, 1)];
      const share = part ** weights.SAID_SHARE * rest ** (1 - weights.SAID_SHARE);
      const service = ranked[entry.service];
      service.best = Math.max(service.best, entry.worth * (entry.language === language ? 1 : weights.OTHER_LANGUAGE) * share);
      if (part > 0 && entry.worth >= weights.NAMING && Math.min(part, rest) >= weights.WHOLE) service.isWordForWord = true;
    });
    for (const service of ranked) {
      service.explained = service.told / whole;
      const bonus = service.isWordForWord ? weights.WORD_FOR_WORD : 0;
      const score = weights.ENTRY_SHARE * service.best + (1 - weights.ENTRY_SHARE) * service.explained + bonus;
      service.score = Math.min(score, 1);
    }
    return ranked.filter((one) => one.score > 0).sort((a, b) => b.score - a.score || (a.code < b.code ? -1 : 1));
  };

  /** number.rs: the digits that were said, if nothing else was. Here, hundreds in words are none. */
  const digits = (said) => {
    const value = (word) => (/^[0-9]+$/.test(word) ? word : (numbers.get(word) ?? numbers.get(word.replace(/^و/, ""))));
    const isFiller = (word) => lists.number_context.has(word) || lists.ignored.has(word);
    if (!said.some((word) => value(word) !== undefined)) return undefined;
    const parts = said.map((word) => value(word) ?? (isFiller(word) ? "" : undefined));
    return parts.includes(undefined) ? undefined : parts.join("");
  };

  /** choose.rs: whether enough speaks for one of the likeliest. */
  const areGrounded = (ranked) => {
    const offersAll = ranked.filter((one) => one.score >= weights.FITTING).length <= weights.MAX_OFFERED;
    const likeliest = ranked.slice(0, weights.MAX_OFFERED).filter((one) => one.score >= ranked[0].score * weights.BEHIND);
    return likeliest.some(
      (one) => one.grounds.areEnough(one.explained, one.isWordForWord) || (offersAll && one.grounds.areGenericOnly()),
    );
  };

  /** choose.rs: the service that is clear, or those to choose from, likewise on the telephone. */
  const choose = (ranked) => {
    const [first, ...others] = ranked;
    if (!first || first.score < weights.FITTING) return {};
    const isAhead =
      first.explained >= weights.CLEAR &&
      (others[0]?.score ?? 0) <= first.score * weights.AHEAD &&
      first.grounds.areClear(first.explained);
    const isCalledSo = first.isWordForWord && !others.some((one) => one.isWordForWord);
    if (isAhead || isCalledSo) return { clear: first.code };
    const codes = ranked.slice(0, weights.MAX_OFFERED).filter((one) => one.score >= first.score * weights.BEHIND);
    const place = (code) => [code[0] !== first.code[0], code.slice(0, 2) !== first.code.slice(0, 2), code].join();
    const neighbours = [...services].sort((a, b) => (place(a) < place(b) ? -1 : 1));
    const offered = codes.map((one) => one.code);
    for (const code of [...ranked.map((one) => one.code), ...neighbours]) {
      if (offered.length < weights.MIN_OFFERED && !offered.includes(code)) offered.push(code);
    }
    return { offered };
  };

  /** referrals.rs: what another body does, where that fits better than any service. */
  const referral = (said, score) => {
    const carrying = said.filter((word) => !lists.ignored.has(word));
    const exactly = referrers.get(carrying.join(" "));
    if (exactly !== undefined) return exactly;
    const heard = [...new Set(carrying)].map((word) => {
      const likes = new Map(referred.like(word));
      const kind = kindOf(word);
      const unknown = kind === "elsewhere" ? weights.UNKNOWN_ELSEWHERE : weights.UNKNOWN;
      const weight = likes.size > 0 || terms.names(word) ? 1 : unknown;
      return { likes, weight: kind === "generic" ? weights.GENERIC : weight };
    });
    const most = (values) => Math.max(0, ...values);
    const whole = sum(heard.map(({ weight }) => weight));
    const likeness = ({ likes }, term) => likes.get(term) ?? 0;
    const ofEntry = (entry) => {
      const all = sum(entry.map((term) => referrals.weights[term]));
      const part = (term) => referrals.weights[term] * most(heard.map((word) => likeness(word, term)));
      return all > 0 ? sum(entry.map(part)) / all : 0;
    };
    const fit = (entries) => {
      const among = (word) => word.weight * most(entries.flat().map((term) => likeness(word, term)));
      const share = whole > 0 ? sum(heard.map(among)) / whole : 0;
      return share ** weights.REFERRED_SHARE * most(entries.map(ofEntry)) ** (1 - weights.REFERRED_SHARE);
    };
    const fits = referrals.entries.map(fit);
    const best = most(fits);
    return best >= weights.LEAST_REFERRED && best > score ? fits.lastIndexOf(best) : undefined;
  };

  /** mod.rs: the services that somebody may mean, the best first, and what is made of them. */
  return (text, language) => {
    const said = own.words(text);
    const isCalled = called.has(said.join(" "));
    const number = digits(said);
    if (index.dialled.includes(number)) return { ranked: [number], clear: number };
    const ranked = number !== undefined && !isCalled ? [] : scores(said, language);
    const codes = ranked.slice(0, weights.MAX_FOUND).map((one) => one.code);
    if (asksForPerson(said)) return { ranked: codes };
    const isGrounded = ranked.length > 0 && areGrounded(ranked);
    const other = isCalled ? undefined : referral(said, isGrounded ? ranked[0].score : 0);
    if (other !== undefined) return { ranked: codes, referral: other };
    return { ranked: codes, ...(isCalled || isGrounded ? choose(ranked) : {}) };
  };
}

// An answer as the template's values: docs/format.md's reasons in the words that the server gave.

import { dayInWords, dayOf, lastDay, toDate } from "./days.js";
import { putIn } from "./fill.js";

// `answer` is that of `verify`, with the ledger's `entry` where it was asked.
export function valuesOf(answer, { trust, words, concern }, { at, isUnreachable = false }) {
  const { outcome, reason, credential, entry = null } = answer;
  const issuer = credential && trust.issuers.find(({ url }) => url === credential.issuer);
  const kind = issuer?.types[credential.type];
  const [headline, sentence, advice, caution] = words.reasons[reason];
  const days = credential && {
    first_day: dayInWords(dayOf(credential.effective, credential.expires)),
    last_day: dayInWords(lastDay(credential.expires)),
  };
  const bodies = credential ? [] : trust.issuers;
  const asOf = entry ? Date.parse(entry.checked_at) / 1000 : answer.listAsOf;
  return { page: {
    host: location.host,
    type_language: kind?.language ?? "en",
    shown: kind?.shown ?? [],
    concern: concern && issuer?.ledger ? concern + credential.number : "",
    typed: "",
    caution,
    reminder: words.reminder,
    is_valid: outcome === "valid",
    is_invalid: outcome === "invalid",
    is_undetermined: outcome === "undetermined",
    is_checked: answer.checks.length > 0,
    is_unreachable: isUnreachable,
    is_from_record: Boolean(entry),
    is_from_list: !entry && asOf !== null,
    is_of_another_day: asOf !== null && !toDate(asOf).toISOString().startsWith(utcDay(at)),
    asks_again: words.askAgain.includes(reason),
    specimen: issuer ? issuer.specimen : trust.issuers.some(({ specimen }) => specimen),
    first_day: credential && dayOf(credential.effective, credential.expires),
    bodies,
    ...linesOf(answer, words),
    answer: {
      outcome, reason, advice,
      headline: sinceWhen(answer, words) ?? headline,
      sentence: days ? putIn(sentence, days) : sentence,
      checked_at: toDate(at),
      status_as_of: asOf === null ? null : toDate(asOf),
      successor: entry?.successor,
      credential: credential && shown(credential, issuer, kind),
    },
  } };
}

// Tell whether the page has no words about this certificate, because it carries too few types.
export function isUntold({ credential }, { trust }) {
  const issuer = trust.issuers.find(({ url }) => url === credential?.issuer);
  return Boolean(issuer?.isCut) && !issuer.types[credential.type];
}

function utcDay(at) {
  return toDate(at).toISOString().slice(0, 10);
}

// The heading with its day, where the ledger knows since when and the reason is its own.
function sinceWhen({ reason, credential, entry }, words) {
  const dated = words.since[reason];
  if (!entry?.since || !credential || !dated || entry.state !== reason) return null;
  const day = dayOf(Date.parse(entry.since) / 1000, credential.expires);
  return putIn(dated, { day: dayInWords(day) });
}

// Where an early failure ended the check, the steps it skipped are no lines.
function linesOf({ checks }, { steps, findings }) {
  const skipped = checks.filter(({ finding }) => finding === "skipped");
  const isCut = skipped.length > 1;
  const lines = checks
    .filter((check) => !(isCut && skipped.includes(check)))
    .map(({ step, finding }) => ({ finding, name: steps[step], said: findings[finding] }));
  return { lines, is_cut_short: isCut };
}

function shown(credential, issuer, kind) {
  const code = credential.profession;
  return {
    ...kind,
    name: credential.name,
    number: credential.number,
    native_name: credential.nativeName && {
      text: credential.nativeName, language: credential.nativeLanguage,
    },
    profession: { label: kind?.professions[code] ?? code },
    everyday: kind?.everyday ?? [],
    valid_through: lastDay(credential.expires),
    issuer: { name: issuer.name, telephone: issuer.telephone },
  };
}

// Days of a certificate as its paper prints them: a token ends at a midnight where the body is.

const DATE_LINE = 39600; // seconds: an end before 11:00 UTC is a midnight west of Greenwich
const DAY = 86400;

export function toDate(seconds) {
  return new Date(seconds * 1000);
}

export function lastDay(expires) {
  return dayAt(expires - DATE_LINE);
}

// The day of `moment` where the body of a certificate that ends at `expires` is.
export function dayOf(moment, expires) {
  const past = expires % DAY;
  return dayAt(past < DATE_LINE ? moment - past : moment + DAY - past);
}

// 3 March 2027, 3 de marzo de 2027; with the digits of the paper in every language.
export function dayInWords(date) {
  const { lang } = document.documentElement;
  const tag = lang === "en" ? "en-GB" : `${lang}-u-nu-latn`;
  return date.toLocaleDateString(tag, { dateStyle: "long", timeZone: "UTC" });
}

export function clockInWords(date) {
  return `${date.toISOString().slice(11, 16)} UTC`;
}

// A time with its hour, a day without: a day is a midnight in UTC.
export function inIso(date) {
  return date.toISOString().replace(/(T00:00:00)?\.000Z$/, (_, day) => (day ? "" : "Z"));
}

function dayAt(seconds) {
  return toDate(seconds - (seconds % DAY));
}

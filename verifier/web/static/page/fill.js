// Fills the template that the server made of the verdict's page: only text is ever put in.

import { clockInWords, dayInWords, inIso } from "./days.js";

const WAYS = {
  day_in_words: dayInWords,
  clock: clockInWords,
  iso: inIso,
  dial: (text) => text.replaceAll(" ", ""),
};

// Put `values` in the places of `node` and of what is in it, and return it.
export function fill(node, values) {
  for (const { name, value } of [...(node.attributes ?? [])]) {
    if (value.includes("{")) node.setAttribute(name, putIn(value, values));
  }
  for (const child of [...node.childNodes]) {
    if (child.nodeType === Node.TEXT_NODE) child.data = putIn(child.data, values);
    else if (child.localName === "template") child.replaceWith(...choose(child, values));
    else fill(child, values);
  }
  return node;
}

export function putIn(text, values) {
  return text.replace(/\{([\w.]+)\}/g, (_, place) => find(place, values) ?? "");
}

function choose({ dataset, content }, values) {
  const value = find((dataset.if ?? dataset.unless ?? dataset.each).slice(1, -1), values);
  const copy = (more) => fill(content.cloneNode(true), { ...values, ...more });
  if (dataset.each) return value.map((item) => copy({ item }));
  const holds = Array.isArray(value) ? value.length > 0 : Boolean(value);
  return holds === ("if" in dataset) ? [copy({})] : [];
}

function find(place, values) {
  return place.split(".").reduce((value, name) => {
    if (value == null) return value;
    return Object.hasOwn(WAYS, name) ? WAYS[name](value) : value[name];
  }, values);
}

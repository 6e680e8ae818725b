// Small ways to make elements; texts are always text nodes, never markup.

/** An element with attributes (a function listens, `class` and others are set as they are) and children. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export const byId = (id) => document.getElementById(id);

let hiding;
/** One line to the person, for a while. */
export function notify(text, kind = "info") {
  const place = byId("notice");
  clearTimeout(hiding);
  place.textContent = text;
  place.className = `shown ${kind}`;
  hiding = setTimeout(() => (place.className = ""), kind === "fault" ? 12000 : 4000);
}

const TOKENS = /("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(#[^\n]*)|\b(def|return|if|then|else|for|in|lambda|import|from|not|and|or|let|is|None|True|False|true|false|while|try|except|case|when|end)\b|\b(\d+(?:\.\d+)?)\b|([A-Za-z_]\w*)(?=\()/g;
const KINDS = ["text", "remark", "keyword", "number", "call"];

/** Code as nodes with classes for what stands in it. */
export function highlighted(code) {
  const nodes = [];
  let place = 0;
  for (const found of code.matchAll(TOKENS)) {
    nodes.push(code.slice(place, found.index));
    const kind = KINDS[found.slice(1).findIndex((group) => group !== undefined)];
    nodes.push(make("span", { class: `t-${kind}` }, found[0]));
    place = found.index + found[0].length;
  }
  nodes.push(code.slice(place));
  return nodes;
}

/** Has the browser keep a text as a file. */
export function keepFile(name, text, type = "text/plain") {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = make("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

/** Puts a text on the clipboard; whether that was possible. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

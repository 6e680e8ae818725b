// What stands beside the table: the program of a column in words and in code, the question, the rows to look at.

import { copy, highlighted, keepFile, make, notify } from "./dom.js";

const LANGUAGES = [["python", "Python", "py"], ["pandas", "pandas", "py"], ["polars", "Polars", "py"], ["sql", "SQL", "sql"], ["excel", "Excel", "txt"], ["program", "synth", "txt"]];
const STATUS = {
  solved: ["solved", "good"], ambiguous: ["unsure", "warn"], interrupted: ["stopped", "warn"], preview: ["looking for better", "busy"], timeout: ["no program yet", "warn"],
  exhausted: ["no program", "warn"], infeasible: ["contradiction", "bad"], invalid: ["cannot be read", "bad"], fault: ["not possible", "bad"],
};

/** Words and look for how a column stands. */
export function statusOf(fill, searching) {
  if (searching) return fill?.status === "preview" && !fill.stale ? STATUS.preview : ["searching", "busy"];
  if (!fill) return ["", ""];
  if (fill.status === "solved" && fill.unsure) return ["unsure", "warn"];
  return STATUS[fill.status] ?? [fill.status, ""];
}

/** What to say of a column without a program. */
function hintFor(sheet, column, fill) {
  if (fill?.message) return fill.message;
  if (fill?.status === "infeasible") return fill.error;
  if (fill?.status === "interrupted" && !fill.program) return "The search was stopped before a program was found.";
  if (fill && fill.status !== "preview" && !fill.program) return `No program was found for these examples${fill.error ? ` (${fill.error})` : ""}. Another example, or a mended one, often helps.`;
  if (fill && fill.program && !fill.printed && fill.status !== "preview") return `No program explains all examples; the closest is ${fill.program}`;
  return null;
}

export class Panel {
  /** `asks` are what the person may want: example(row, column, text), show(row, column), write(row, column), explain(column). */
  constructor(root, asks) {
    Object.assign(this, { root, asks, language: localStorage.getItem("language") ?? "python" });
  }

  draw(sheet, column, searching) {
    const fill = sheet.fills.get(column);
    const parts = [];
    if (!sheet.isTarget(column) && !fill && !searching) parts.push(this.full(column));
    else if (!fill && !searching) parts.push(this.nothing("Type one or two cells of this column.", "The rest fills in while you type. Type over a grey cell to correct it."));
    const hint = hintFor(sheet, column, searching ? null : fill);
    if (hint) parts.push(make("p", { class: `remark told-of ${fill.status === "interrupted" ? "" : "bad"}` }, hint));
    if (fill?.question && !fill.stale) parts.push(this.question(sheet, column, fill));
    if (fill?.printed) parts.push(this.meaning(fill), this.code(sheet, column, fill));
    else if (searching && !fill?.program) parts.push(make("p", { class: "remark" }, "Looking for a short program that gives all examples …"));
    if (fill?.meant_blank) parts.push(make("p", { class: "remark" }, "The blanks of this column may be meant: no short program explains it, so that they stay."));
    if (fill?.listed?.length) parts.push(this.checks(sheet, column, fill));
    if (fill?.blank?.length) parts.push(this.blanks(column, fill));
    if (fill?.rivals?.length) parts.push(this.rivals(column, fill));
    for (const note of [...(fill?.notes ?? []), ...sheet.notes]) parts.push(make("p", { class: "remark" }, note));
    const focused = document.activeElement?.dataset?.keep;
    const { scrollTop } = this.root;
    this.root.replaceChildren(...parts);
    this.root.scrollTop = scrollTop;
    if (focused) this.root.querySelector(`[data-keep="${focused}"]`)?.focus();
  }

  nothing(title, text) {
    return make("div", { class: "card empty" }, make("h2", {}, title), make("p", {}, text));
  }

  full(column) {
    const card = this.nothing("This column is full, so programs read it.", "Type a few cells of a column with empty cells, or add one with + Column.");
    card.append(make("button", { type: "button", "data-keep": "explain", click: () => this.asks.explain(column) }, "Find a program for this column"));
    return card;
  }

  question(sheet, column, fill) {
    const { row, readings } = fill.question;
    const others = sheet.names.map((name, place) => [name, place]).filter(([, place]) => !sheet.isTarget(place)).slice(0, 4);
    const told = others.flatMap(([name, place]) => [make("dt", {}, name), make("dd", {}, sheet.given(row, place) || "(blank)")]);
    const answers = readings.map((reading, number) =>
      make("button", { type: "button", class: "answer", "data-keep": `answer-${number}`, disabled: reading === null, click: () => this.asks.example(row, column, reading) }, reading === null ? "no output" : reading || "(empty)"),
    );
    return make("section", { class: "card question", "aria-label": "Which reading is meant" },
      make("h2", {}, readings.length === 1 ? "Not sure: is this right here?" : `${readings.length === 2 ? "Two" : readings.length} readings: which one here?`),
      make("p", {}, "Row ", this.rowLink(row, column), ` of ${sheet.names[column]}`),
      make("dl", {}, ...told),
      make("div", { class: "answers" }, ...answers, make("button", { type: "button", class: "answer other", "data-keep": "answer-other", click: () => this.asks.write(row, column) }, "something else …")));
  }

  meaning(fill) {
    const parts = (fill.parts ?? []).map((part) => make("li", {}, make("code", {}, ...highlighted(part.text)), make("span", { class: "says" }, part.says), make("span", { class: "value" }, part.value)));
    const sure = fill.confidence === null || fill.confidence === undefined ? null : make("span", { class: `sure ${fill.confidence < 0.75 || fill.unsure ? "low" : ""}` }, `${Math.round(fill.confidence * 100)} % sure`);
    return make("section", { class: "card", "aria-label": "What it does" },
      make("h2", {}, "What it does", sure),
      fill.explanation ? make("p", { class: "explanation" }, fill.explanation) : null,
      parts.length ? make("ol", { class: "parts" }, ...parts) : make("p", { class: "remark" }, "It gives a cell of the row as it is."),
      parts.length ? make("p", { class: "remark" }, fill.tracedRow === undefined ? "Values are those of the first example; select a row to see its own." : `Values are those of row ${fill.tracedRow + 1}.`) : null,
      make("p", { class: "remark" }, `${fill.examples} ${fill.examples === 1 ? "example" : "examples"}, ${fill.candidates.toLocaleString("en")} candidates, ${fill.seconds.toFixed(2)} s`));
  }

  code(sheet, column, fill) {
    const chosen = fill.printed[this.language]?.text ? this.language : "python";
    const [, title, ending] = LANGUAGES.find(([name]) => name === this.language);
    const told = fill.printed[this.language];
    const tabs = LANGUAGES.map(([name, text]) => make("button", { type: "button", role: "tab", id: `tab-${name}`, "data-keep": `tab-${name}`, "aria-controls": "code", "aria-selected": name === this.language ? "true" : "false", tabindex: name === this.language ? "0" : "-1", click: () => this.choose(name, sheet, column), keydown: (event) => this.arrows(event, sheet, column) }, text));
    const text = fill.printed[chosen].text;
    return make("section", { class: "card code", "aria-label": "The program as code" },
      make("div", { role: "tablist", "aria-label": "Language", class: "tabs" }, ...tabs),
      make("div", { role: "tabpanel", id: "code", "aria-labelledby": `tab-${this.language}` },
        told?.fault ? make("p", { class: "remark" }, `${title} cannot say it (${told.fault}); as Python:`) : null,
        make("pre", { tabindex: "0", "aria-label": "Code" }, make("code", {}, ...highlighted(text)))),
      make("div", { class: "row" },
        make("button", { type: "button", "data-keep": "copy", click: async () => notify((await copy(text)) ? "Copied" : "The browser did not allow that; select the code instead") }, "Copy"),
        make("button", { type: "button", "data-keep": "keep", click: () => keepFile(`${fileName(sheet.names[column])}.${told?.fault ? "py" : ending}`, `${text}\n`) }, "Download code")));
  }

  choose(name, sheet, column) {
    this.language = name;
    localStorage.setItem("language", name);
    this.draw(sheet, column, false);
    this.root.querySelector(`#tab-${name}`)?.focus();
  }

  arrows(event, sheet, column) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const place = LANGUAGES.findIndex(([name]) => name === this.language);
    this.choose(LANGUAGES[(place + step + LANGUAGES.length) % LANGUAGES.length][0], sheet, column);
  }

  checks(sheet, column, fill) {
    const rows = fill.listed.slice(0, 8).map((check) => make("li", {}, this.rowLink(check.row - 1, column), make("span", {}, check.reason)));
    return make("section", { class: "card", "aria-label": "Rows to check first" }, make("h2", {}, "Rows to check first"), make("ul", { class: "rows" }, ...rows));
  }

  blanks(column, fill) {
    const rows = fill.blank.slice(0, 5).map(([row, why]) => make("li", {}, this.rowLink(row, column), make("span", {}, why)));
    const more = fill.blank.length > 5 ? make("p", { class: "remark" }, `${fill.blank.length} rows in all`) : null;
    return make("section", { class: "card", "aria-label": "Rows that stay blank" }, make("h2", {}, "Rows that stay blank"), make("ul", { class: "rows" }, ...rows), more);
  }

  rivals(column, fill) {
    const listed = fill.rivals.map((rival) => make("li", {}, make("code", {}, ...highlighted(rival.program)), make("ul", { class: "rows" }, ...rival.rows.slice(0, 2).map((row) => make("li", {}, this.rowLink(row.row, column), make("span", {}, `${row.there ?? "nothing"} instead of ${row.here ?? "nothing"}`))))));
    return make("details", { class: "card", open: this.isOpen, toggle: (event) => (this.isOpen = event.target.open) }, make("summary", { "data-keep": "rivals" }, `${fill.rivals.length} other ${fill.rivals.length === 1 ? "program fits" : "programs fit"}`), make("ul", { class: "rivals" }, ...listed));
  }

  rowLink(row, column) {
    return make("button", { type: "button", class: "row-link", click: () => this.asks.show(row, column) }, String(row + 1));
  }
}

export const fileName = (text) => text.replace(/[^\p{L}\p{N}_-]+/gu, "_").slice(0, 60) || "column";

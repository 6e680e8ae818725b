// The page: a table, the searches for its columns, and what is shown of both.

import { byId, copy, highlighted, keepFile, make, notify } from "./dom.js";
import { Grid } from "./grid.js";
import { packed, unpacked } from "./link.js";
import { Panel, fileName, statusOf } from "./panel.js";
import { SAMPLES } from "./samples.js";
import { Searches } from "./search.js";
import * as server from "./server.js";
import { Sheet } from "./sheet.js";

const MOST_LINK = 100_000; // characters of an address
const LINKED = "#t="; // before a state in an address
const STATE = "synth-table"; // what a file with a state says of itself

let sheet = null;
let draft = null; // [row, column, text] that is being typed
let most = 16 << 20; // bytes of a table
server.limits().then((limits) => (most = limits.max_file)).catch(() => {});

const searches = new Searches((column) => showColumn(column), (column) => column === grid.column && showLog(column), () => sendAgain(), (fault) => fault.status && notify(fault.message, "fault"));
const panel = new Panel(byId("panel"), {
  example: (row, column, text) => (typed([[row, column, text]]), grid.select(row, column, false)),
  show: (row, column) => grid.select(row, column),
  explain: (column) => refill([column], 0),
  write: (row, column) => (grid.select(row, column), grid.edit("")),
});

const grid = new Grid(byId("grid"), {
  rows: () => sheet?.rows.length ?? 0,
  names: () => sheet?.names ?? [],
  cell: (row, column) => (draft && draft[0] === row && draft[1] === column ? { text: draft[2], kind: "example" } : sheet.cell(row, column)),
  given: (row, column) => sheet.given(row, column),
  about: (column) => ({ target: sheet.isTarget(column), searching: searches.isRunning(column), title: `${sheet.blanks[column]} empty cells, ${sheet.examples[column]} examples` }),
  canRename: () => sheet.named,
  isDrafted: () => draft !== null,
  typed: (row, column, text) => typed([[row, column, text]]),
  drafted: (row, column, text) => drafted(row, column, text),
  renamed: (column, name) => renamed(column, name),
  selected: (row, column) => selected(row, column),
  pasted: (row, column, lines, length) => pasted(row, column, lines, length),
  stopped: () => searches.stop(sheet, grid.column),
});

// -- a table comes ------------------------------------------------------------------------------

/** Reads a table and shows it, with cells that were typed before; false where the server refuses it. */
async function open(name, bytes, edits = [], column = null) {
  const size = typeof bytes === "string" ? bytes.length : bytes.byteLength ?? bytes.size;
  if (size > most) return notify(`${name} is larger than ${most >> 20} MiB; \`synth serve --max-file MIB\` takes larger tables`, "fault"), false;
  try {
    const told = await server.readTable(name, bytes);
    searches.endAll();
    draft = null;
    sheet = new Sheet(told);
  } catch (fault) {
    return notify(fault.status ? fault.message : "the server does not answer; is `synth serve` still running?", "fault"), false;
  }
  if (edits.length) {
    sheet.type(edits.filter(([row]) => sheet.rows[row]?.length));
    sheet.past = [];
  }
  byId("start").hidden = true;
  byId("work").hidden = false;
  byId("file").textContent = sheet.name;
  const target = column ?? sheet.names.findIndex((_, place) => sheet.isTarget(place));
  const at = target >= 0 ? target : 0;
  grid.row = Math.max(0, sheet.used.find((row) => sheet.given(row, at).trim() === "") ?? 0);
  grid.column = at;
  byId("grid").scrollTop = 0;
  grid.reset();
  byId("grid").focus();
  refill(sheet.fillable(), 0);
  showAll();
  return true;
}

/** The server forgot the table: it gets it again. */
async function sendAgain() {
  sheet.id = (await server.readTable(sheet.name, sheet.text)).id;
}

async function openFile(file) {
  if (file.size > most) return notify(`${file.name} is larger than ${most >> 20} MiB; \`synth serve --max-file MIB\` takes larger tables`, "fault");
  const bytes = await file.arrayBuffer();
  if (file.name.endsWith(".json")) {
    try {
      return await restore(JSON.parse(new TextDecoder().decode(bytes)));
    } catch {
      return notify(`${file.name} holds no table that this page saved`, "fault");
    }
  }
  return open(file.name, bytes);
}

// -- the person types ---------------------------------------------------------------------------

const wanted = (column) => ({ edits: sheet.triples(draft), view: grid.view(), hints: { [column]: sheet.fills.get(column)?.hints ?? [] } });

function refill(columns, pause) {
  searches.begin(sheet, columns, wanted, pause);
}

/** Which columns a change of some cells concerns. */
function concerned(cells) {
  const columns = new Set();
  for (const [, column] of cells) {
    if (sheet.isTarget(column)) columns.add(column);
    else sheet.fillable().forEach((target) => columns.add(target));
  }
  return [...columns];
}

function typed(cells) {
  const taken = draft && cells.length === 1 && draft.every((part, place) => part === cells[0][place]);
  draft = null;
  sheet.type(cells);
  settle(concerned(cells), taken);
}

/** After a change: columns with examples are searched, others are cleared; a search that was begun for just this goes on. */
function settle(columns, underWay = false) {
  const fillable = sheet.fillable();
  for (const column of columns.filter((column) => !fillable.includes(column))) {
    searches.end(column);
    sheet.fills.delete(column);
  }
  refill(columns.filter((column) => fillable.includes(column) && !(underWay && (searches.isRunning(column) || fresh(column)))), 0);
  showAll();
}

const fresh = (column) => sheet.fills.has(column) && !sheet.fills.get(column).stale;

function drafted(row, column, text) {
  const before = draft;
  draft = text === null || (text === "" && sheet.given(row, column) === "") ? null : [row, column, text];
  if (text === null && !before) return;
  if (sheet.isTarget(column)) {
    if (draft || sheet.examples[column] > 0) refill([column], text === null ? 0 : undefined);
    else searches.end(column), sheet.fills.delete(column), showColumn(column);
  }
}

function pasted(row, column, lines, length) {
  if (length > most) return notify(`what you paste is larger than ${most >> 20} MiB`, "fault");
  const cells = [];
  lines.forEach((line, down) => line.forEach((text, right) => sheet.rows[row + down]?.length && column + right < sheet.width && cells.push([row + down, column + right, text])));
  if (cells.length) typed(cells);
}

async function renamed(column, name) {
  try {
    const told = await server.nameColumn(sheet.id, column, name);
    sheet.remember();
    sheet.take(told);
    if (column === null) grid.column = sheet.width - 1;
    grid.reset();
    settle(sheet.fillable());
    return true;
  } catch (fault) {
    notify(fault.message, "fault");
    return false;
  }
}

async function addColumn() {
  if (await renamed(null, `Column ${sheet.width + 1}`)) {
    grid.select(0, sheet.width - 1);
    notify("Type a cell of the new column; its name can be changed, too");
  }
}

function step(moved) {
  if (!moved) return;
  draft = null;
  sheet.fills.clear();
  searches.endAll();
  grid.reset();
  refill(sheet.fillable(), 0);
  showAll();
}

// -- what is shown ------------------------------------------------------------------------------

let tracing;
function selected(row, column) {
  const fill = sheet.fills.get(column);
  clearTimeout(tracing);
  if (fill?.printed && row >= 0 && row !== fill.tracedRow) {
    tracing = setTimeout(async () => {
      const told = await server.trace(sheet.id, sheet.triples(), column, fill.program, row).catch(() => null);
      if (told?.parts.length && sheet.fills.get(column) === fill) Object.assign(fill, { parts: told.parts, tracedRow: row }), showColumn(column);
    }, 150);
  }
  showAll(false);
}

function showColumn(column) {
  if (sheet.fills.has(column) && !sheet.fills.get(column).stale) grid.widen(column);
  grid.scheduled();
  if (column === grid.column) showProgram();
}

function showAll(draws = true) {
  if (draws) grid.draw();
  byId("undo").disabled = !sheet.past.length;
  byId("redo").disabled = !sheet.future.length;
  showProgram();
  if (draws) keepLink();
}

function showProgram() {
  const column = grid.column;
  const fill = sheet.fills.get(column);
  const searching = searches.isRunning(column);
  const [text, look] = statusOf(fill, searching);
  byId("formula-column").textContent = sheet.names[column];
  byId("formula").replaceChildren(...highlighted(fill?.program ?? ""));
  byId("formula").classList.toggle("stale", Boolean(fill?.stale));
  byId("badge").textContent = text;
  byId("badge").className = `badge ${look}`;
  byId("badge").hidden = !text;
  byId("stop").hidden = !searching;
  panel.draw(sheet, column, searching);
  showLog(column);
}

function showLog(column) {
  const lines = searches.logs.get(column) ?? [];
  const last = lines.at(-1);
  byId("log").hidden = !lines.length;
  byId("log-last").textContent = last ? logLine(last) : "";
  if (!byId("log").open) return;
  const place = byId("log-lines");
  place.replaceChildren(...lines.map((line) => make("div", { class: line.end ? "end" : null }, logLine(line))));
  place.scrollTop = place.scrollHeight;
}

function logLine(line) {
  const count = `${line.candidates.toLocaleString("en")} candidates`;
  if (line.end) return `${line.seconds.toFixed(2)} s  ${line.end === "interrupted" ? "stopped" : line.end}, ${count}${line.best ? `: ${line.best}` : ""}`;
  const best = line.best ? `  ${line.best}${line.fitting < line.total ? ` (${line.fitting} of ${line.total})` : ""}` : "";
  return `${line.seconds.toFixed(2)} s  cost ${line.cost.toFixed(1)}  ${count}${best}${line.note ? `  ${line.note}` : ""}`;
}

// -- the link, and files ------------------------------------------------------------------------

const state = () => ({ kind: STATE, name: sheet.name, text: sheet.text, edits: sheet.triples(), column: grid.column });

async function restore(told) {
  if (told?.kind !== STATE || typeof told.text !== "string" || !Array.isArray(told.edits)) throw new Error("no state");
  return open(String(told.name ?? "table.csv"), told.text, told.edits, told.column);
}

let keeping;
function keepLink() {
  clearTimeout(keeping);
  keeping = setTimeout(async () => {
    const text = sheet.text.length > 20 * MOST_LINK ? null : await packed(state());
    const address = text && text.length <= MOST_LINK ? LINKED + text : location.pathname;
    if (location.hash !== address) history.replaceState(null, "", address);
    byId("link").textContent = text && text.length <= MOST_LINK ? "Copy link" : "Save state";
  }, 300);
}

async function shareLink() {
  const text = await packed(state());
  if (text.length > MOST_LINK) return keepFile(`${fileName(sheet.name)}.synth.json`, JSON.stringify(state()), "application/json");
  history.replaceState(null, "", LINKED + text);
  notify((await copy(location.href)) ? "The link is on the clipboard; it holds the table itself" : "The link is in the address bar; it holds the table itself");
}

async function saveTable() {
  try {
    const text = await server.fileOf(sheet.id, sheet.triples(), sheet.filled());
    const [, stem, ending] = /^(.*?)(\.\w+)?$/.exec(sheet.name);
    keepFile(`${fileName(stem)}-filled${ending ?? ".csv"}`, text, "text/csv");
  } catch (fault) {
    if (fault.status === 404) return void (await sendAgain(), await saveTable());
    notify(fault.message, "fault");
  }
}

async function fromAddress() {
  if (!location.hash.startsWith(LINKED)) return;
  try {
    await restore(await unpacked(location.hash.slice(LINKED.length)));
  } catch {
    notify("The link is damaged: it holds no table", "fault");
  }
}

// -- buttons and keys ---------------------------------------------------------------------------

function showStart() {
  searches.endAll();
  byId("work").hidden = true;
  byId("start").hidden = false;
  byId("paste").focus();
}

byId("samples").append(...SAMPLES.map((sample) => make("button", { type: "button", class: "sample", click: () => open(sample.name ?? `${fileName(sample.title.toLowerCase())}.csv`, sample.text) }, make("strong", {}, sample.title), make("span", {}, sample.text.split("\n").slice(0, 2).join("  ·  ")))));
byId("use").addEventListener("click", () => (byId("paste").value.trim() ? open("pasted.csv", byId("paste").value) : notify("Paste a table first", "fault")));
byId("paste").addEventListener("paste", (event) => {
  const text = event.clipboardData.getData("text");
  if (text.length > most || (text.includes("\n") && !byId("paste").value)) event.preventDefault(), open("pasted.csv", text);
});
byId("choose").addEventListener("change", (event) => event.target.files[0] && openFile(event.target.files[0]).finally(() => (event.target.value = "")));
byId("open").addEventListener("click", showStart);
byId("add").addEventListener("click", addColumn);
byId("undo").addEventListener("click", () => step(sheet.back()));
byId("redo").addEventListener("click", () => step(sheet.again()));
byId("link").addEventListener("click", shareLink);
byId("save").addEventListener("click", saveTable);
byId("stop").addEventListener("click", () => searches.stop(sheet, grid.column));
byId("log").addEventListener("toggle", () => sheet && showLog(grid.column));

addEventListener("keydown", (event) => {
  if (!sheet || byId("work").hidden || event.target.matches("input, textarea") || !(event.ctrlKey || event.metaKey)) return;
  const back = event.key.toLowerCase() === "z" && !event.shiftKey;
  const again = event.key.toLowerCase() === "y" || (event.key.toLowerCase() === "z" && event.shiftKey);
  if (back || again) event.preventDefault(), step(back ? sheet.back() : sheet.again());
});
addEventListener("dragover", (event) => (event.preventDefault(), document.body.classList.add("dropping")));
addEventListener("dragleave", (event) => event.relatedTarget === null && document.body.classList.remove("dropping"));
addEventListener("drop", (event) => {
  event.preventDefault();
  document.body.classList.remove("dropping");
  const [file] = event.dataTransfer.files;
  if (file) openFile(file);
  else if (event.dataTransfer.getData("text")) open("dropped.csv", event.dataTransfer.getData("text"));
});
addEventListener("hashchange", fromAddress);
fromAddress();

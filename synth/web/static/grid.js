// A grid of cells for many rows, of which only those in view are elements; all of it works by keyboard alone.
//
// The grid knows nothing of what cells mean. It asks `source` for names, rows and cells, and says what the person does:
// typed(row, column, text), drafted(row, column, text or null), renamed(column, name), selected(row, column), pasted(row, column, lines), stopped().

import { make } from "./dom.js";

const ROW = 32; // pixels
const SPARE = 6; // rows beyond those in view
const HEAD = -1; // the row of names
const WIDEST = 320;
const NARROWEST = 96;
const ROOM = 30; // beside the text of a cell
const MEASURED = 100; // rows whose texts decide how wide a column is

export class Grid {
  constructor(root, source) {
    this.root = root;
    this.source = source;
    this.row = 0;
    this.column = 0;
    this.editing = null;
    this.lines = new Map(); // the elements of rows in view
    this.head = make("div", { class: "grid-head", role: "row", "aria-rowindex": "1" });
    this.body = make("div", { class: "grid-body", role: "rowgroup" });
    root.append(make("div", { role: "rowgroup", class: "grid-top" }, this.head), this.body);
    root.setAttribute("role", "grid");
    root.setAttribute("aria-label", "Table. Type into a column with empty cells; arrows move, Enter edits, Delete empties, Escape stops the search.");
    root.tabIndex = 0;
    root.addEventListener("scroll", () => this.scheduled(), { passive: true });
    root.addEventListener("keydown", (event) => this.pressed(event));
    root.addEventListener("mousedown", (event) => this.clicked(event));
    root.addEventListener("dblclick", (event) => this.place(event.target) && this.edit(this.shownText()));
    root.addEventListener("paste", (event) => this.pasting(event));
    root.addEventListener("copy", (event) => this.copying(event));
    new ResizeObserver(() => this.scheduled()).observe(root);
  }

  /** Another table is shown. */
  reset() {
    this.finish(false);
    this.row = Math.min(this.row, this.source.rows() - 1);
    this.column = Math.min(this.column, this.source.names().length - 1);
    const names = this.source.names();
    this.widths = names.map((name) => this.widthOf(name, 24));
    this.numbers = Math.max(44, String(this.source.rows()).length * 9 + 22);
    names.forEach((_, column) => this.widen(column));
    this.lines.clear();
    this.body.replaceChildren();
    this.head.replaceChildren(
      make("span", { class: "corner", role: "columnheader" }, make("span", { class: "unseen" }, "Row")),
      ...names.map((name, column) => make("span", { role: "columnheader", id: `cell-head-${column}`, "data-column": column, "aria-colindex": column + 1 }, make("span", { class: "title" }, name), make("span", { class: "dot" }))),
    );
    this.root.setAttribute("aria-rowcount", this.source.rows() + 1);
    this.root.setAttribute("aria-colcount", names.length);
    this.draw();
  }

  /** Gives a column the room that its texts need now; it never becomes narrower. */
  widen(column) {
    const before = this.widths[column];
    for (let row = 0; row < Math.min(MEASURED, this.source.rows()); row++) {
      this.widths[column] = Math.max(this.widths[column], this.widthOf(this.source.cell(row, column).text));
    }
    if (this.widths[column] === before && this.root.style.getPropertyValue("--columns").split(" ").length === this.widths.length + 1) return;
    this.root.style.setProperty("--columns", `${this.numbers}px ${this.widths.map((width) => `${width}px`).join(" ")}`);
    this.root.style.setProperty("--width", `${this.numbers + this.widths.reduce((a, b) => a + b, 0)}px`);
  }

  widthOf(text, more = 0) {
    this.ruler ??= document.createElement("canvas").getContext("2d");
    this.ruler.font = `550 14px ${getComputedStyle(this.root).fontFamily}`;
    return Math.min(WIDEST, Math.max(NARROWEST, Math.ceil(this.ruler.measureText(text.slice(0, 80)).width) + ROOM + more));
  }

  scheduled() {
    this.frame ??= requestAnimationFrame(() => this.draw());
  }

  /** The first and the last row in view. */
  view() {
    const first = Math.max(0, Math.floor(this.root.scrollTop / ROW) - SPARE);
    const last = Math.min(this.source.rows() - 1, Math.ceil((this.root.scrollTop + this.root.clientHeight) / ROW) + SPARE);
    return [first, Math.max(first, last)];
  }

  draw() {
    cancelAnimationFrame(this.frame);
    this.frame = undefined;
    if (!this.widths) return;
    this.drawHead();
    this.body.style.height = `${this.source.rows() * ROW}px`;
    const [first, last] = this.view();
    for (const [row, line] of this.lines) if (row < first || row > last) line.remove(), this.lines.delete(row);
    for (let row = first; row <= last; row++) this.drawRow(row);
    if (this.editing && !this.editing.input.isConnected) (this.editing.row === HEAD ? this.head : this.body).append(this.editing.input);
    if (this.editing) this.put(this.editing);
    this.root.setAttribute("aria-activedescendant", this.row === HEAD ? `cell-head-${this.column}` : `cell-${this.row}-${this.column}`);
  }

  drawHead() {
    this.source.names().forEach((name, column) => {
      const about = this.source.about(column);
      const cell = this.head.children[column + 1];
      set(cell, "class", kinds(["name", about.target && "target", about.searching && "searching", this.isAt(HEAD, column) && "active"]));
      set(cell, "title", about.target ? `${name}: ${about.title}` : name);
      if (cell.firstChild.textContent !== name) cell.firstChild.textContent = name;
    });
  }

  drawRow(row) {
    let line = this.lines.get(row);
    if (!line) {
      const cells = this.widths.map((_, column) => make("span", { role: "gridcell", id: `cell-${row}-${column}`, "data-column": column, "aria-colindex": column + 1 }));
      line = make("div", { role: "row", class: "grid-row", "aria-rowindex": row + 2, "data-row": row }, make("span", { role: "rowheader", class: "number" }, String(row + 1)), ...cells);
      line.style.transform = `translateY(${row * ROW}px)`;
      this.lines.set(row, line);
      this.body.append(line);
    }
    this.widths.forEach((_, column) => this.drawCell(line.children[column + 1], row, column));
  }

  drawCell(element, row, column) {
    const cell = this.source.cell(row, column);
    const told = { filled: "filled in", stale: "filled in before", example: "example" }[cell.kind];
    const label = told || cell.check ? [cell.text, told, cell.check && `check: ${cell.check}`].filter(Boolean).join(", ") : null;
    const target = this.source.about(column).target;
    set(element, "class", kinds(["cell", cell.kind, target && "in-target", cell.check && "check", cell.asked && "asked", this.isAt(row, column) && "active"]));
    set(element, "aria-selected", this.isAt(row, column) ? "true" : "false");
    set(element, "aria-label", label);
    set(element, "title", cell.check ?? (cell.text.length > 24 ? cell.text : null));
    if (element.textContent !== cell.text) element.textContent = cell.text;
  }

  isAt(row, column) {
    return this.row === row && this.column === column;
  }

  shownText() {
    return this.row === HEAD ? this.source.names()[this.column] : this.source.cell(this.row, this.column).text;
  }

  /** Goes to a cell and brings it into view. */
  select(row, column, focus = true) {
    this.finish(true);
    this.row = Math.max(HEAD, Math.min(this.source.rows() - 1, row));
    this.column = Math.max(0, Math.min(this.source.names().length - 1, column));
    if (this.row >= 0) {
      const top = this.row * ROW;
      const room = this.root.clientHeight - 2 * ROW;
      if (top < this.root.scrollTop) this.root.scrollTop = top;
      else if (top > this.root.scrollTop + room) this.root.scrollTop = top - room;
    }
    const left = this.widths.slice(0, this.column).reduce((a, b) => a + b, 0);
    const room = this.root.clientWidth - 60 - this.widths[this.column];
    if (left < this.root.scrollLeft) this.root.scrollLeft = left;
    else if (left > this.root.scrollLeft + room) this.root.scrollLeft = left - Math.max(0, room);
    if (focus) this.root.focus({ preventScroll: true });
    this.source.selected(this.row, this.column);
    this.draw();
  }

  // -- typing ---------------------------------------------------------------------------------

  edit(text) {
    const { row, column } = this;
    if (this.editing || (row !== HEAD && this.source.cell(row, column).kind === "none")) return;
    if (row === HEAD && !this.source.canRename()) return;
    const input = make("input", { class: "typing", type: "text", spellcheck: "false", autocomplete: "off", autocapitalize: "off", "aria-label": row === HEAD ? "Name of the column" : `Row ${row + 1}, ${this.source.names()[column]}` });
    input.value = text;
    this.editing = { row, column, input, before: text };
    input.addEventListener("input", () => row !== HEAD && this.source.drafted(row, column, input.value));
    input.addEventListener("keydown", (event) => this.pressedWhileTyping(event));
    input.addEventListener("blur", () => setTimeout(() => this.editing?.input === input && document.activeElement !== input && this.finish(true)));
    this.draw();
    input.focus({ preventScroll: true });
    input.setSelectionRange(text.length, text.length);
  }

  /** Puts what is typed into over its cell, whose place may have changed. */
  put({ row, column, input }) {
    input.style.left = `${this.numbers + this.widths.slice(0, column).reduce((a, b) => a + b, 0)}px`;
    input.style.top = row === HEAD ? "0" : `${row * ROW}px`;
    input.style.width = `${Math.max(this.widths[column], 140)}px`;
  }

  /** Ends typing; what was typed is kept or dropped. */
  finish(keep) {
    if (!this.editing) return;
    const { row, column, input } = this.editing;
    this.editing = null;
    input.remove();
    if (row === HEAD) {
      if (keep && input.value.trim() && input.value !== this.source.names()[column]) this.source.renamed(column, input.value.trim());
    } else if (keep && (input.value !== this.source.given(row, column) || this.source.isDrafted())) this.source.typed(row, column, input.value);
    else this.source.drafted(row, column, null);
  }

  pressedWhileTyping(event) {
    event.stopPropagation();
    const step = { Enter: [event.shiftKey ? -1 : 1, 0], Tab: [0, event.shiftKey ? -1 : 1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[event.key];
    if (event.key === "Escape") {
      this.finish(false);
      this.root.focus({ preventScroll: true });
      this.draw();
    } else if (step && !event.isComposing) {
      event.preventDefault();
      const { row, column } = this.editing;
      this.finish(true);
      this.select(row + step[0], column + step[1]);
    }
  }

  pressed(event) {
    if (this.editing || event.altKey) return;
    const control = event.ctrlKey || event.metaKey;
    const page = Math.max(1, Math.floor(this.root.clientHeight / ROW) - 2);
    const steps = {
      ArrowDown: [control ? this.source.rows() : 1, 0], ArrowUp: [control ? -this.source.rows() : -1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1],
      PageDown: [page, 0], PageUp: [-page, 0], Home: [control ? -this.source.rows() : 0, -this.source.names().length], End: [control ? this.source.rows() : 0, this.source.names().length],
    };
    const step = steps[event.key];
    if (step) {
      event.preventDefault();
      this.select(step[0] < -1 ? Math.max(0, this.row + step[0]) : this.row + step[0], this.column + step[1]);
    } else if (event.key === "Enter" || event.key === "F2") {
      event.preventDefault();
      this.edit(this.shownText());
    } else if ((event.key === "Delete" || event.key === "Backspace") && this.row !== HEAD) {
      event.preventDefault();
      this.source.typed(this.row, this.column, "");
    } else if (event.key === "Escape") {
      this.source.stopped();
    } else if (event.key.length === 1 && !control) {
      this.edit("");
    }
  }

  // -- the mouse, and the clipboard -----------------------------------------------------------------

  /** The row and the column of an element. */
  place(element) {
    const cell = element?.closest("[data-column]");
    if (!cell || element.closest("input")) return null;
    const row = cell.closest("[data-row]")?.dataset.row;
    return [row === undefined ? HEAD : Number(row), Number(cell.dataset.column)];
  }

  clicked(event) {
    const place = this.place(event.target);
    if (!place || event.button !== 0) return;
    event.preventDefault();
    const again = this.isAt(...place) && matchMedia("(pointer: coarse)").matches;
    this.select(...place);
    if (again) this.edit(this.shownText());
  }

  pasting(event) {
    if (this.editing || this.row === HEAD) return;
    event.preventDefault();
    const text = event.clipboardData.getData("text");
    const lines = text.replace(/\r?\n$/, "").split(/\r?\n/).map((line) => line.split("\t"));
    this.source.pasted(this.row, this.column, lines, text.length);
  }

  copying(event) {
    if (this.editing) return;
    event.preventDefault();
    event.clipboardData.setData("text", this.shownText());
  }
}

const kinds = (classes) => classes.filter(Boolean).join(" ");

/** Sets an attribute where it is another one now; null takes it away. */
function set(element, name, value) {
  if (element.getAttribute(name) === value) return;
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

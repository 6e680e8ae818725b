// The table: what the file says, what was typed since, what was filled in; and what can be undone.

const key = (row, column) => `${row},${column}`;
const isBlank = (text) => text.trim() === "";

export class Sheet {
  /** `told` is what the server says of a table: id, name, text, names, named, rows, notes. */
  constructor(told) {
    this.edits = new Map();
    this.fills = new Map(); // by column
    this.past = [];
    this.future = [];
    this.take(told);
  }

  take(told) {
    Object.assign(this, { id: told.id, name: told.name, text: told.text, names: told.names, named: told.named });
    this.rows = told.rows;
    this.notes = told.notes;
    this.width = told.names.length;
    this.used = [];
    this.rows.forEach((row, place) => row.length && this.used.push(place));
    this.recount();
  }

  /** What stands in a cell without what was filled in. */
  given(row, column) {
    return this.edits.get(key(row, column)) ?? this.rows[row]?.[column] ?? "";
  }

  /** A cell as it is shown: its text and of what kind it is. */
  cell(row, column) {
    const given = this.given(row, column);
    if (!this.rows[row]?.length) return { text: "", kind: "none" };
    if (!this.isTarget(column)) return { text: given, kind: "source" };
    if (!isBlank(given)) return { text: given, kind: "example" };
    const fill = this.fills.get(column);
    const text = fill?.cells.get(row);
    if (text !== undefined) return { text, kind: fill.stale ? "stale" : "filled", check: fill.checks?.get(row), asked: fill.question?.row === row };
    return { text: "", kind: "blank", check: fill?.checks?.get(row) };
  }

  /** Whether a column has blanks to be filled. */
  isTarget(column) {
    return this.blanks[column] > 0 || this.made.has(column);
  }

  /** The columns with blanks, each with at least one example. */
  fillable() {
    return this.names.map((_, column) => column).filter((column) => this.isTarget(column) && this.examples[column] > 0);
  }

  recount() {
    this.blanks = Array(this.width).fill(0);
    this.examples = Array(this.width).fill(0);
    this.made = new Set(); // full now, but of cells that were typed
    for (const place of this.used) {
      let any = false;
      for (let column = 0; column < this.width && !any; column++) any = !isBlank(this.given(place, column));
      if (!any) continue;
      for (let column = 0; column < this.width; column++) {
        const blank = isBlank(this.given(place, column));
        this.blanks[column] += blank;
        this.examples[column] += !blank;
        if (!blank && isBlank(this.rows[place][column] ?? "")) this.made.add(column);
      }
    }
  }

  /** Types texts into cells, [row, column, text] each; one step to be undone. */
  type(cells) {
    this.remember();
    for (const [row, column, text] of cells) {
      if (text === (this.rows[row]?.[column] ?? "")) this.edits.delete(key(row, column));
      else this.edits.set(key(row, column), text);
    }
    this.recount();
  }

  /** What was typed, as triples; with `draft`, a cell that is being typed. */
  triples(draft = null) {
    const found = [...this.edits].map(([place, text]) => [...place.split(",").map(Number), text]);
    return draft ? [...found.filter(([row, column]) => row !== draft[0] || column !== draft[1]), draft] : found;
  }

  /** What was filled in, as triples. */
  filled() {
    const found = [];
    for (const [column, fill] of this.fills) {
      if (!this.isTarget(column)) continue;
      for (const [row, text] of fill.cells) if (isBlank(this.given(row, column))) found.push([row, column, text]);
    }
    return found;
  }

  remember() {
    this.past.push(this.moment());
    if (this.past.length > 500) this.past.shift();
    this.future = [];
  }

  moment() {
    const { id, name, text, names, named, rows, notes } = this;
    return { table: { id, name, text, names, named, rows, notes }, edits: new Map(this.edits) };
  }

  /** Goes a step back (or on); whether there was one. */
  back(from = this.past, to = this.future) {
    const moment = from.pop();
    if (!moment) return false;
    to.push(this.moment());
    this.edits = moment.edits;
    this.take(moment.table);
    return true;
  }

  again() {
    return this.back(this.future, this.past);
  }
}

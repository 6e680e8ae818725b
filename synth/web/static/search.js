// Searches, one a column at most: begun when somebody has typed, ended when they type on, and told of while they go on.

import * as server from "./server.js";

const PAUSE = 60; // milliseconds after a key before a search begins
const AGAIN = 800; // before a busy server is asked again
const MOST_HINTS = 60; // programs that a search begins with
const MOST_LINES = 400; // of the log of a column

export class Searches {
  /**
   * `changed(column)` hears of all that is filled or said anew, `progressed(column)` of lines of the log alone;
   * `restored()` sends the table again where the server no longer has it.
   */
  constructor(changed, progressed, restored, refused) {
    Object.assign(this, { changed, progressed, restored, refused });
    this.running = new Map(); // by column: {job, stopper, timer}
    this.logs = new Map();
  }

  isRunning(column) {
    return this.running.has(column);
  }

  /** Has columns filled; `wanted(column)` is what to ask once the pause is over. */
  begin(sheet, columns, wanted, pause = PAUSE) {
    for (const column of columns) {
      this.end(column);
      const search = { job: crypto.randomUUID?.() ?? random(), stopper: new AbortController(), began: performance.now() + pause };
      search.timer = setTimeout(() => this.run(sheet, column, search, wanted), pause);
      this.running.set(column, search);
      const fill = sheet.fills.get(column);
      if (fill) fill.stale = true;
      this.changed(column);
    }
  }

  /** Ends the search for a column, if any, without an answer. */
  end(column) {
    const search = this.running.get(column);
    if (!search) return;
    clearTimeout(search.timer);
    search.stopper.abort();
    this.running.delete(column);
  }

  endAll() {
    for (const column of [...this.running.keys()]) this.end(column);
  }

  /** Has a search end with what it found. */
  async stop(sheet, column) {
    const search = this.running.get(column);
    if (!search) return;
    const known = await server.stop(search.job).catch(() => false);
    if (!known && this.running.get(column) === search) {
      this.end(column);
      const fill = sheet.fills.get(column) ?? empty();
      sheet.fills.set(column, { ...fill, status: "interrupted", stale: false });
      this.changed(column);
    }
  }

  async run(sheet, column, search, wanted, attempt = 0) {
    this.logs.set(column, []);
    try {
      const asked = { ...wanted(column), columns: [column], job: search.job };
      for await (const [event, data] of server.fill(sheet.id, asked, search.stopper.signal)) {
        if (this.running.get(column) !== search) return;
        this.heard(sheet, column, search, event, data);
      }
    } catch (fault) {
      if (this.running.get(column) !== search) return;
      if (fault.status === 404 && attempt < 2) return void (await this.restored().catch(() => {}), await this.run(sheet, column, search, wanted, attempt + 1));
      if (fault.status === 429 && attempt < 12) return void setTimeout(() => this.running.get(column) === search && this.run(sheet, column, search, wanted, attempt + 1), AGAIN);
      sheet.fills.set(column, { ...empty(), status: "fault", message: fault.status ? fault.message : "the server does not answer; is `synth serve` still running?" });
      this.refused(fault);
    }
    if (this.running.get(column) !== search) return;
    this.running.delete(column);
    const fill = sheet.fills.get(column);
    if (fill?.stale) sheet.fills.set(column, { ...empty(), status: "fault", message: "the search ended without an answer" });
    this.changed(column);
  }

  heard(sheet, column, search, event, data) {
    const seconds = (performance.now() - search.began) / 1000;
    const log = this.logs.get(column);
    if (event === "progress") {
      const last = log.at(-1);
      const line = { seconds, cost: data.cost, candidates: data.candidates, best: data.best, fitting: data.fitting, total: data.total, note: data.note };
      if (last && last.cost === line.cost && last.best === line.best) log[log.length - 1] = line;
      else log.push(line);
      if (log.length > MOST_LINES) log.splice(0, 100);
      return this.progressed(column);
    }
    const before = sheet.fills.get(column)?.hints ?? [];
    if (event === "preview") {
      const cells = new Map(data.rows.map((row, place) => [row, data.texts[place]]));
      sheet.fills.set(column, { ...empty(), status: "preview", program: data.program, cells, hints: [data.hint, ...before].slice(0, MOST_HINTS) });
    } else if (event === "result") {
      const cells = new Map((data.rows ?? []).map((row, place) => [row, data.texts[place]]));
      const checks = new Map([...(data.blank ?? []).map(([row, why]) => [row, why]), ...(data.checks ?? []).map((check) => [check.row - 1, check.reason])]);
      sheet.fills.set(column, { ...empty(), ...data, hints: data.hints ?? before, cells, checks, listed: data.checks ?? [] });
      log.push({ seconds, candidates: data.candidates, end: data.status, best: data.program });
    } else if (event === "fault") {
      sheet.fills.set(column, { ...empty(), status: "fault", message: data.message });
    }
    this.changed(column);
  }
}

const empty = () => ({ cells: new Map(), checks: new Map(), hints: [], stale: false });
const random = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

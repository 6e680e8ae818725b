// What is asked of the server: JSON there, JSON or server-sent events back.

/** What the server said no to; `status` is that of HTTP. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function refusal(response) {
  const text = await response.text();
  let message = text.trim();
  try {
    const told = JSON.parse(text);
    message = told.message ?? told.detail?.[0]?.msg ?? message;
  } catch {
    // a plain line
  }
  return new Refusal(response.status, message || `the server answered ${response.status}`);
}

async function post(path, body, signal) {
  const plain = typeof body === "string" || body instanceof Blob || body instanceof ArrayBuffer;
  const headers = { "content-type": plain ? "application/octet-stream" : "application/json" };
  const response = await fetch(path, { method: "POST", headers, body: plain ? body : JSON.stringify(body), signal });
  if (!response.ok) throw await refusal(response);
  return response;
}

export async function limits() {
  return (await fetch("/api/limits")).json();
}

export async function readTable(name, bytes) {
  return (await post(`/api/tables?name=${encodeURIComponent(name)}`, bytes)).json();
}

export async function nameColumn(table, column, title) {
  return (await post(`/api/tables/${table}/column`, { column, title })).json();
}

export async function fileOf(table, edits, filled) {
  return (await (await post(`/api/tables/${table}/file`, { edits, filled })).json()).text;
}

export async function trace(table, edits, column, program, row) {
  return (await post(`/api/tables/${table}/trace`, { edits, column, program, row })).json();
}

export async function stop(job) {
  return (await (await post(`/api/jobs/${job}/stop`, {})).json()).stopped;
}

/** The events of a fill, each [name, data]. */
export async function* fill(table, wanted, signal) {
  const response = await post(`/api/tables/${table}/fill`, wanted, signal);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const [, event, data] = /^event: (\w+)\ndata: (.*)$/s.exec(block);
      if (event === "end") return;
      yield [event, JSON.parse(data)];
    }
  }
}

// What the wasm asks of JavaScript: requests, timers, clocks, and answers made of the bodies that came.
//
// Bodies stay here. The wasm names each by the number of the call that it came of, is given copies of
// what it scans, and says at last which parts of which bodies an answer is made of.

// Why a call has no reply; `wasm/src/calls.rs` has the same.
const UNSENT = 1;
const INTERRUPTED = 2;
const TRUNCATED = 3;

// As a piece of an answer says that it is of no body.
const TEXT = 0xffff_ffff;

// As the wasm says that no request waits for a call.
const NOBODY = 0xffff_ffff;

const FORGET_BODY = 1;
const HAS_BODY = 2;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

// Starts an instance. `enter` is how it is called. `caller` is told of requests by their numbers: `end` gives
// one its response, `part` a part of it, and `lose` says that there will be none. `lengths` says whether the
// `content-length` of a response without a `content-encoding` can be believed: a browser does not show the
// coding of a response from another origin.
export function instantiate(module, enter, caller, lengths) {
  const calls = new Map();
  const timers = new Map();
  // Requests that are about to go on.
  const due = new Set();
  const instance = { wanted: [], complaint: "", put, configure, save, merge };
  let told = "";

  const bytes = (start, length) => new Uint8Array(instance.exports.memory.buffer, start, length);
  const text = (start, length) => decoder.decode(bytes(start, length));

  // Hands over a text; gives the number of its bytes.
  function put(text) {
    // A unit of UTF-16 takes three bytes at most.
    const length = text.length * 3;
    return encoder.encodeInto(text, bytes(instance.exports.inbox(length), length)).written;
  }

  // Hands over the plan and its variables, `PLAN` being the plan; whether it is right.
  function configure(variables) {
    return instance.exports.configure(put(JSON.stringify(variables))) === 1;
  }

  // The health of the services, as it is remembered.
  function save() {
    instance.exports.save();
    return told;
  }

  // Joins what another instance remembers with it; whether that could be read.
  function merge(saved) {
    return instance.exports.merge(put(saved)) === 1;
  }

  // Asks a service, and tells the wasm what came of it, unless it has given the call up.
  async function ask(id, call, url, init, flags) {
    let promise;
    try {
      promise = fetch(url, init);
    } catch {
      return tell(id, call, 0, UNSENT, "");
    }
    let response;
    try {
      response = await promise;
    } catch (error) {
      // The platform's limit of requests is no fault of the service; it shows in its words alone.
      const unsent = typeof error?.message === "string" && error.message.includes("subrequests");
      return tell(id, call, 0, unsent ? UNSENT : INTERRUPTED, "");
    }
    const { status, headers } = response;
    const coding = headers.get("content-encoding");
    // A service that is well does not say when to come again; each look at a field takes its time.
    const again = status < 300 ? null : headers.get("retry-after");
    const fields = `${line(coding)}${line(headers.get("content-type"))}${line(again)}`;
    if (flags & FORGET_BODY) {
      tell(id, call, status, 0, fields);
      // Ends the transfer.
      return call.controller.abort();
    }
    let failure = 0;
    try {
      const length = headers.get("content-length");
      const known = lengths && /^\d+$/.test(length ?? "") ? Number(length) : undefined;
      failure = room(id, known ?? 0);
      if (failure === 0) {
        // What was announced cannot be exceeded, so it may come in one piece.
        const whole = known !== undefined && coding === null;
        if (whole) call.body = new Uint8Array(await response.arrayBuffer());
        else failure = await collect(id, call, response.body);
      }
    } catch {
      failure = TRUNCATED;
    }
    tell(id, call, status, failure, fields);
    if (failure !== 0) call.controller.abort();
  }

  // Reads a body whose length is not known, or that is being decompressed.
  async function collect(id, call, stream) {
    const chunks = [];
    let length = 0;
    // Not every browser can loop over a stream.
    const reader = stream?.getReader();
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true };
      if (done) break;
      length += value.length;
      const failure = room(id, length);
      if (failure !== 0) return failure;
      chunks.push(value);
    }
    call.body = chunks.length === 1 ? chunks[0] : join(chunks, length);
    return 0;
  }

  // Asks for room for a body of so many bytes in all: 0, or why there is none.
  function room(id, length) {
    // The wasm counts in 32 bits; more than that is too large for it anyway.
    return enter(instance, (wasm) => wasm.room(id, Math.min(length, 0xffff_ffff))) ?? TRUNCATED;
  }

  // The bytes of pieces of three numbers each: which body, or that it is in the wasm's memory, the start
  // and the length.
  function splice(pieces, count) {
    const list = new Uint32Array(instance.exports.memory.buffer, pieces, count * 3);
    const parts = [];
    let total = 0;
    for (let at = 0; at < list.length; at += 3) {
      const start = list[at + 1];
      const length = list[at + 2];
      const from = list[at] === TEXT ? undefined : calls.get(list[at]).body;
      parts.push(from ? from.subarray(start, start + length) : bytes(start, length));
      total += length;
    }
    return join(parts, total);
  }

  function tell(id, call, status, failure, fields) {
    if (calls.get(id) !== call) return;
    const length = failure === 0 ? (call.body?.length ?? 0) : 0;
    if (length === 0) calls.delete(id);
    const waiting = enter(instance, (wasm) => wasm.replied(id, status, failure, put(fields), length));
    if (waiting === undefined || waiting >>> 0 === NOBODY || due.has(waiting)) return;
    // Of replies that come together all are taken before the request goes on.
    due.add(waiting);
    queueMicrotask(() => {
      due.delete(waiting);
      enter(instance, (wasm) => wasm.advance(waiting));
    });
  }

  const host = {
    send(id, start, length, bodyStart, bodyLength, flags) {
      const [method, url, ...fields] = text(start, length).split("\n");
      const controller = new AbortController();
      // A redirect could lead anywhere; the engine is shown its status instead.
      const init = { method, headers: pairs(fields), redirect: "manual", signal: controller.signal };
      if (flags & HAS_BODY) init.body = bytes(bodyStart, bodyLength).slice();
      // A browser lets a request wait for one of the same URL that is under way, as its cache may then answer
      // both; a hedge could not overtake.
      if (!lengths && [...calls.values()].some((other) => other.url === url)) init.cache = "no-store";
      const call = { controller, url, body: undefined };
      calls.set(id, call);
      ask(id, call, url, init, flags);
    },
    abort(id) {
      quietly(() => calls.get(id)?.controller.abort());
      calls.delete(id);
    },
    copy(id, at, start, length) {
      bytes(start, length).set(calls.get(id).body.subarray(at, at + length));
    },
    release(id) {
      calls.delete(id);
    },
    sleep(task, milliseconds) {
      host.clear(task);
      const fire = () => enter(instance, (wasm) => wasm.fired(task));
      timers.set(task, setTimeout(fire, milliseconds));
    },
    clear(task) {
      quietly(() => clearTimeout(timers.get(task)));
      timers.delete(task);
    },
    // Forgets a request that nobody can answer any more.
    lose: (task) => caller.lose(task),
    answer(task, status, head, headLength, pieces, count) {
      const headers = pairs(text(head, headLength).split("\n"));
      caller.end(task, { status, headers, body: count > 0 ? splice(pieces, count) : null });
    },
    part(task, pieces, count) {
      caller.part(task, splice(pieces, count));
    },
    tell(start, length) {
      told = text(start, length);
    },
    wanted(start, length) {
      instance.wanted = text(start, length).split("\n").filter(Boolean);
    },
    complain(start, length) {
      instance.complaint = text(start, length);
    },
    now: () => performance.now(),
    unix_time: () => Date.now(),
    random: () => Math.random(),
  };
  instance.exports = new WebAssembly.Instance(module, { host }).exports;
  return instance;
}

// Does what fails where it is done on behalf of a request that the platform has ended.
function quietly(act) {
  try {
    act();
  } catch {
    // There is nothing left to end.
  }
}

// A header field that may be missing, as the wasm reads it.
export function line(value) {
  return value === null ? "\n" : `=${value}\n`;
}

// Names and values of header fields, one after another, as an object.
function pairs(fields) {
  const headers = {};
  for (let at = 0; at + 1 < fields.length; at += 2) headers[fields[at]] = fields[at + 1];
  return headers;
}

function join(parts, length) {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

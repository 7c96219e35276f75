// Lets the script of the Web Worker run in a thread of Node, which has no `onmessage` of its own.

import { parentPort } from "node:worker_threads";

globalThis.postMessage = (message, transfer) => parentPort.postMessage(message, transfer);
await import("orquesta/worker");
parentPort.on("message", (data) => globalThis.onmessage({ data }));

// Drives the real socket.io-client for the tests: what it hears goes to stdout, what it is to do comes from stdin, one JSON object a line.
import { createInterface } from "node:readline";
import { io } from "socket.io-client";

const [url, options] = [process.argv[2], JSON.parse(process.argv[3])];
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
const transport = () => socket.io.engine?.transport?.name;
// {"$bytes": base64} stands for bytes, which JSON has none of.
const withBytes = (value) =>
  Array.isArray(value) ? value.map(withBytes)
  : value && typeof value === "object" ? (typeof value.$bytes === "string" ? Buffer.from(value.$bytes, "base64") : Object.fromEntries(Object.entries(value).map(([name, field]) => [name, withBytes(field)])))
  : value;

const { namespace = "/", ...settings } = options;
const socket = io(new URL(namespace, url).href, { reconnectionDelay: 50, reconnectionDelayMax: 50, ...settings });
socket.io.on("open", () => {
  say({ on: "open", transport: transport() });
  socket.io.engine.once("upgrade", () => say({ on: "upgrade", transport: transport() }));
});
socket.on("connect", () => say({ on: "connect" }));
socket.on("connect_error", (error) => say({ on: "connect_error", message: error.message, data: error.data ?? null }));
socket.on("disconnect", (reason) => say({ on: "disconnect", reason }));
socket.onAny((name, ...args) => say({ on: "event", name, args }));

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const command = JSON.parse(line);
    switch (command.do) {
      case "emit":
        socket.emit(command.name, ...withBytes(command.args));
        break;
      case "ask":
        socket.emit(command.name, ...withBytes(command.args), (...args) => say({ on: "ack", id: command.id, args }));
        break;
      // As when the network breaks: the client comes back by itself.
      case "break":
        socket.io.engine.close();
        break;
      case "disconnect":
        socket.disconnect();
        break;
    }
  })
  .on("close", () => process.exit(0));

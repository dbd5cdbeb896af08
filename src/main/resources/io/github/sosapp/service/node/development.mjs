// Compiles the sources whenever they change, and starts the service again after each compilation:
// compiler -- service, each as words for node. Watching the compiled files instead would start half-written ones.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const COMPILED = /Watching for file changes\.$/;
const GRACE = 10_000;
const words = process.argv.slice(2);
const end = words.indexOf("--");

let service;
let ending = false;
let restarts = Promise.resolve();

const compiler = spawn(process.execPath, words.slice(0, end), { stdio: ["ignore", "pipe", "inherit"] });
createInterface({ input: compiler.stdout }).on("line", (line) => {
  console.log(line);
  if (COMPILED.test(line)) {
    restarts = restarts.then(restart);
  }
});
compiler.on("exit", (code) => finish("SIGTERM", code ?? 1));
for (const signal of ["SIGTERM", "SIGINT"]) {
  process.on(signal, () => finish(signal, 0));
}

async function restart() {
  await stop("SIGTERM");
  if (ending) {
    return;
  }
  service = spawn(process.execPath, words.slice(end + 1), { stdio: "inherit" });
  service.on("exit", (code, signal) => {
    if (!ending && !service.killed) {
      console.log(`The service ended with ${signal ?? code}; it starts again after the next change.`);
    }
  });
}

async function stop(signal) {
  if (service && service.exitCode === null && service.signalCode === null) {
    const exit = once(service, "exit");
    service.kill(signal);
    const last = setTimeout(() => service.kill("SIGKILL"), GRACE);
    await exit;
    clearTimeout(last);
  }
}

async function finish(signal, code) {
  if (ending) {
    return;
  }
  ending = true;
  process.exitCode = code;
  compiler.kill(signal);
  await restarts;
  await stop(signal);
}

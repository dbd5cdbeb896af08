// Compiles the sources whenever they change, and runs the service beside: compiler -- service, each as words for node.
import { spawn } from "node:child_process";

const words = process.argv.slice(2);
const end = words.indexOf("--");
const children = [words.slice(0, end), words.slice(end + 1)].map((child) =>
  spawn(process.execPath, child, { stdio: "inherit" }),
);

for (const signal of ["SIGTERM", "SIGINT"]) {
  process.on(signal, () => children.forEach((child) => child.kill(signal)));
}
for (const child of children) {
  child.on("exit", (code) => {
    children.forEach((other) => other.kill());
    process.exitCode = code ?? 0;
  });
}

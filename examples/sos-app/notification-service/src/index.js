import { service } from "./service.js";

const port = Number(process.env.PORT ?? 3000);
const version = process.env.npm_package_version ?? "unknown";
const server = service(version);

server.listen(port, () => console.log(`notification-service ${version} listens on port ${port}`));

for (const signal of ["SIGTERM", "SIGINT"]) {
  process.once(signal, () => {
    // Who waits for notifications is told to come back; what takes longer than 25 seconds is given up.
    server.close(() => process.exit(0));
    server.emit("ending");
    setTimeout(() => process.exit(1), 25_000).unref();
  });
}

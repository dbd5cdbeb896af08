import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { register, verify } from "./accounts.js";

const port = Number(process.env.PORT ?? 3000);
const version = process.env.npm_package_version ?? "unknown";

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body) + "\n");
}

async function read(request: IncomingMessage): Promise<{ name: string; password: string }> {
  const parts: Buffer[] = [];
  for await (const part of request) {
    parts.push(part as Buffer);
  }
  const { name, password } = JSON.parse(Buffer.concat(parts).toString("utf8"));
  if (typeof name !== "string" || typeof password !== "string") {
    throw new SyntaxError("name and password are needed");
  }
  return { name, password };
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const route = `${request.method} ${new URL(request.url ?? "/", "http://service").pathname}`;
  switch (route) {
    case "GET /health":
      return answer(response, 200, { status: "healthy", timestamp: new Date().toISOString(), version });
    case "GET /whoami":
      return answer(response, 200, {
        uid: process.getuid?.(),
        gid: process.getgid?.(),
        first: process.ppid === 1 ? "an init process" : "this process",
        arch: process.arch,
        node: process.version,
        variables: Object.keys(process.env).sort(),
      });
    case "POST /accounts": {
      const { name, password } = await read(request);
      await register(name, password);
      return answer(response, 201, { name });
    }
    case "POST /login": {
      const { name, password } = await read(request);
      return (await verify(name, password))
        ? answer(response, 200, { name })
        : answer(response, 401, { error: "name or password is wrong" });
    }
    default:
      return answer(response, 404, { error: "not found" });
  }
}

const server = createServer((request, response) => {
  handle(request, response).catch((error: unknown) => {
    answer(response, error instanceof SyntaxError ? 400 : 500, { error: String(error) });
  });
});

server.listen(port, () => console.log(`auth-service ${version} listens on port ${port}`));

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    // Requests that have begun are answered; what takes longer than 25 seconds is given up.
    server.close(() => process.exit(0));
    server.closeIdleConnections();
    setTimeout(() => process.exit(1), 25_000).unref();
  });
}

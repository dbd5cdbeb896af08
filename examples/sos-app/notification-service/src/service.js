import { createServer } from "node:http";

const LONGEST_TEXT = 4096;

/** Passes what is posted to /notifications on to everybody who listens there (server-sent events). */
export function service(version) {
  const listeners = new Set();

  function answer(response, status, body) {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body) + "\n");
  }

  function listen(request, response) {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write(": welcome\n\n");
    listeners.add(response);
    request.on("close", () => listeners.delete(response));
  }

  async function notify(request, response) {
    let text = "";
    request.setEncoding("utf8");
    for await (const part of request) {
      text += part;
      if (text.length > LONGEST_TEXT) {
        return answer(response, 413, { error: `at most ${LONGEST_TEXT} characters` });
      }
    }
    for (const listener of listeners) {
      listener.write(`data: ${JSON.stringify(text)}\n\n`);
    }
    return answer(response, 202, { told: listeners.size });
  }

  const server = createServer((request, response) => {
    switch (`${request.method} ${request.url}`) {
      case "GET /health":
        return answer(response, 200, { status: "healthy", timestamp: new Date().toISOString(), version });
      case "GET /notifications":
        return listen(request, response);
      case "POST /notifications":
        return notify(request, response).catch(() => response.destroy());
      default:
        return answer(response, 404, { error: "not found" });
    }
  });
  server.on("ending", () => {
    listeners.forEach((listener) => listener.end());
    server.closeIdleConnections();
  });
  return server;
}

// The files of the page, of onnxruntime-web and of a plan, on 127.0.0.1 alone.
import { createReadStream, createWriteStream } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const types = { ".html": "text/html", ".mjs": "text/javascript", ".wasm": "application/wasm" };

/** Serves until closed; gives the server, which knows its port. */
export function serve(folder) {
  const routes = [
    [/^\/(page\.html|plan\.mjs)$/, here],
    [/^\/ort\/([\w.-]+)$/, join(here, "node_modules", "onnxruntime-web", "dist")],
    [/^\/files\/([\w.-]+)$/, folder],
  ];
  const server = createServer(async (request, response) => {
    const route = routes.find(([pattern]) => pattern.test(request.url));
    if (!route) return response.writeHead(404).end();
    const path = join(route[1], route[0].exec(request.url)[1]);
    try {
      if (request.method === "PUT" && route[1] === folder) {
        await pipeline(request, createWriteStream(path));
        response.writeHead(204).end();
      } else {
        response.setHeader("Content-Type", types[extname(path)] ?? "application/octet-stream");
        await pipeline(createReadStream(path), response);
      }
    } catch {
      response.headersSent ? response.destroy() : response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

// Runs a plan in onnxruntime-web, in a page of a headless Chromium.
//
// usage: node browser.mjs FOLDER CHROMIUM
import { chromium } from "playwright-core";
import { serve } from "./server.mjs";

const [folder, executablePath] = process.argv.slice(2);
const server = await serve(folder);
const origin = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({
  executablePath,
  timeout: 120_000, // A busy machine starts a browser slowly.
  args: [
    "--no-sandbox", // As root, the user of most containers, Chromium starts in no other way.
    "--disable-gpu",
    "--disable-dev-shm-usage",
    // Nothing that calls home.
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
try {
  const page = await browser.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("request", (request) => {
    const { origin: target, protocol } = new URL(request.url());
    if (target !== origin && protocol.startsWith("http")) problems.push(`the page asks for ${request.url()}`);
  });
  await page.goto(`${origin}/page.html`);
  await page.waitForFunction(() => "run" in window, null, { timeout: 60_000 }).catch((error) => problems.push(String(error)));
  if (problems.length === 0) await page.evaluate((version) => window.run(`Chromium ${version}`), browser.version());
  if (problems.length > 0) throw new Error(problems.join("\n"));
} finally {
  await browser.close();
  server.close();
}

// Runs a plan in onnxruntime-node.
//
// usage: node run.mjs FOLDER
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as ort from "onnxruntime-node";
import { runPlan } from "./plan.mjs";

const folder = process.argv[2];
const files = {
  read: (name) => readFile(join(folder, name)),
  write: (name, bytes) => writeFile(join(folder, name), bytes),
};
await runPlan(ort, files, `onnxruntime-node ${ort.env.versions.node}`, ["cpu"]);

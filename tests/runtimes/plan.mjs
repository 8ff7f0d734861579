// Runs graphs in an ONNX Runtime for JavaScript, the same way in Node and in a page. Nothing is judged here: numbers come
// from files and go to files as they are.

const arrays = { float32: Float32Array, uint32: Uint32Array, int64: BigInt64Array };

/**
 * Runs every entry of plan.json, and tells in results.json what came of it.
 * @param ort the package: onnxruntime-node or onnxruntime-web
 * @param files reads and writes files of the plan's folder by name, as Uint8Array
 * @param runtime its name and version
 * @param executionProviders cpu or wasm
 */
export async function runPlan(ort, files, runtime, executionProviders) {
  const plan = JSON.parse(new TextDecoder().decode(await files.read("plan.json")));
  const results = [];
  for (const [index, run] of plan.runs.entries()) {
    try {
      results.push({ outputs: await runGraph(ort, files, run, index, executionProviders) });
    } catch (error) {
      results.push({ error: String(error) }); // One graph that fails does not hide what the others gave.
    }
  }
  await files.write("results.json", new TextEncoder().encode(JSON.stringify({ runtime, runs: results })));
}

async function runGraph(ort, files, run, index, executionProviders) {
  const session = await ort.InferenceSession.create(await files.read(run.graph), {
    executionProviders,
    graphOptimizationLevel: run.optimization,
  });
  try {
    const feeds = {};
    for (const { name, type, shape, file } of run.inputs) {
      // A copy of its own: a Buffer may begin anywhere in memory, a typed array only at multiples of its elements' size.
      const bytes = Uint8Array.from(await files.read(file));
      feeds[name] = new ort.Tensor(type, new arrays[type](bytes.buffer), shape);
    }
    const results = await session.run(feeds);
    const outputs = [];
    for (const [name, tensor] of Object.entries(results)) {
      const file = `${index}.${name}.out`;
      const data = tensor.data;
      await files.write(file, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      outputs.push({ name, type: tensor.type, shape: tensor.dims, file });
    }
    return outputs;
  } finally {
    await session.release();
  }
}

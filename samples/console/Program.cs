using VaeOnnx.Inference;

using var vae = Vae.Load(args[0]);
float[] digit = vae.Sample(1, seed: 0);
for (int row = 0; row < 28; row += 2) Console.WriteLine(string.Concat(Enumerable.Range(0, 28).Select(x => " .:+#"[(int)(digit[(row * 28) + x] * 4.99f)])));

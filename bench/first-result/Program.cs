using VaeOnnx.Inference;

// What the C program does with "first": loads the pair, encodes and decodes one datum, ends.
using var vae = Vae.Load(args[0], new() { Threads = 1 });
float[] mean = new float[vae.LatentLength], recon = new float[vae.OutputLength];
vae.Encode(new float[vae.InputLength], mean, []);
vae.Decode(mean, recon);

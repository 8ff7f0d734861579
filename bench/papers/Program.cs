using System.Globalization;
using VaeOnnx.Bench.Papers;

// The figures of Kingma and Welling, Auto-Encoding Variational Bayes, 2013, at a smaller scale. The runs of figure 2 are
// kept, and a second call goes on with them to more epochs.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args)
{
    case ["lower-bound", var folder, var epochs, var data, .. { Length: > 0 } latents]:
        LowerBound.Draw(folder, data, int.Parse(epochs), Array.ConvertAll(latents, int.Parse));
        return 0;
    case ["marginal-likelihood", var folder, var samples, var data, .. { Length: > 0 } counts]:
        MarginalLikelihood.Draw(folder, data, (int)double.Parse(samples), Array.ConvertAll(counts, int.Parse));
        return 0;
    case ["faces", var file]:
        SyntheticFaces.Write(file);
        return 0;
    default:
        Console.Error.WriteLine(
            """
            usage: VaeOnnx.Bench.Papers lower-bound FOLDER EPOCHS DATA LATENT…                 figure 2: FOLDER/lower-bound.png
                   VaeOnnx.Bench.Papers marginal-likelihood FOLDER SAMPLES DATA TRAIN_COUNT…   figure 3: FOLDER/marginal-likelihood.png
                   VaeOnnx.Bench.Papers faces FILE.npy                                        faces for vae-train --preset aevb-freyface
            """);
        return 2;
}

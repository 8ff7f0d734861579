using System.CommandLine;
using VaeOnnx.Data;
using VaeOnnx.Inference;
using VaeOnnx.Tools.VaeRun.Outputs;

namespace VaeOnnx.Tools.VaeRun.Commands;

/// <summary>vae-run random: the numbers of jax.random or torch themselves, without a pair.</summary>
internal sealed class RandomCommand : Command
{
    public RandomCommand()
        : base("random", "Writes the random numbers that JAX or PyTorch draws with the same seed.")
    {
        Add(new DrawCommand("normal", "jax.random.normal, torch.randn: standard normal numbers.", RandomArrays.Normal, hasTypes: true));
        Add(new DrawCommand("uniform", "jax.random.uniform, torch.rand: numbers in [0, 1).", RandomArrays.Uniform, hasTypes: true));
        Add(new DrawCommand("bits", "jax.random.bits, uint32; torch.empty(…, dtype=torch.int64).random_().", RandomArrays.Bits));
        Add(new DrawCommand("permutation", "jax.random.permutation, int32; torch.randperm, int64: the numbers below --shape in a random order.", RandomArrays.Permutation));
    }

    /// <summary>One kind of draw.</summary>
    private sealed class DrawCommand : Command
    {
        private readonly RngOption rng = new();
        private readonly NumberOption<long> seed = SeedOption.Create();
        private readonly Option<string> shape = new("--shape") { HelpName = "34,20", Required = true, Description = "The shape of the array; scalar for a single number." };
        private readonly Option<string> type = new("--dtype") { HelpName = "float32|float64", DefaultValueFactory = _ => "float32", Description = "The type of the numbers." };
        private readonly Option<bool> partitionable = new("--jax-partitionable") { HelpName = "true|false", DefaultValueFactory = _ => true, Description = "JAX's setting jax_threefry_partitionable, which is true since JAX 0.5.0." };
        private readonly Option<string> output = new("--out") { HelpName = "OUTPUT", Required = true, Description = "A .npy file." };

        public DrawCommand(string name, string description, Func<Draw, NpyArray> draw, bool hasTypes = false)
            : base(name, description)
        {
            foreach (Option option in (Option[])[rng, seed, shape, partitionable, output]) Add(option);
            if (hasTypes) Add(type);
            type.AcceptOnlyFromAmong("float32", "float64");
            SetAction(parsed =>
            {
                if (parsed.GetValue(rng) == RandomStream.Torch && parsed.GetResult(partitionable) is { Implicit: false })
                    throw new VaeOnnxException(ErrorKind.Usage, "--jax-partitionable is a setting of JAX: leave it out with --rng torch.");
                string path = parsed.GetRequiredValue(output);
                if (Path.GetExtension(path) != ".npy")
                    throw new VaeOnnxException(ErrorKind.Usage, $"--out {path}: the output is a .npy file.");
                draw(new(
                    parsed.GetValue(rng),
                    parsed.GetValue(seed) ?? 0,
                    parsed.GetValue(partitionable) ? JaxMode.Partitionable : JaxMode.Original,
                    Draw.ParseShape(parsed.GetRequiredValue(shape)),
                    hasTypes && parsed.GetValue(type) == "float64" ? ElementType.Float64 : ElementType.Float32)).Write(path);
                return 0;
            });
        }
    }
}

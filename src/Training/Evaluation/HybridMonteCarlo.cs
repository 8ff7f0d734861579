using static TorchSharp.torch;

namespace VaeOnnx.Training.Evaluation;

/// <summary>
/// Chains of Hybrid Monte Carlo: a random momentum, some leapfrog steps along the gradient of the log density, and Metropolis' rule.
/// Many data have theirs side by side, each datum with a step size of its own, tuned until nine transitions in ten are taken.
/// </summary>
internal sealed class HybridMonteCarlo : IDisposable
{
    /// <summary>That of Kingma and Welling, appendix E, who state it of the chains of their Monte Carlo EM.</summary>
    private const double Acceptance = 0.9;

    private const double FirstStep = 0.2;
    private const double TuningRate = 0.3;

    private readonly Func<Tensor, Tensor> logDensity;
    private readonly Tensor scale;
    private readonly int leaps;
    private readonly Generator generator;
    private State state;
    private Tensor steps;
    private double taken;
    private int transitions;

    /// <param name="logDensity">The density up to a factor: [chains, N, latent] to [chains, N], differentiable.</param>
    /// <param name="start">Where the chains begin: [chains, N, latent]</param>
    /// <param name="scale">About how wide each datum's density is: [N, latent]</param>
    /// <param name="leaps">Leapfrog steps of a transition.</param>
    /// <param name="generator">Draws.</param>
    public HybridMonteCarlo(Func<Tensor, Tensor> logDensity, Tensor start, Tensor scale, int leaps, Generator generator)
    {
        this.logDensity = logDensity;
        this.scale = scale;
        this.leaps = leaps;
        this.generator = generator;
        state = At(start.clone());
        steps = full([start.shape[1]], FirstStep, dtype: start.dtype); // [N]
    }

    /// <summary>Where the chains are: [chains, N, latent]</summary>
    public Tensor Position => state.Position;

    /// <summary>The share of transitions that were taken, after the tuning.</summary>
    public double AcceptedShare => transitions == 0 ? 0 : taken / transitions;

    /// <summary>Goes on and tunes the step sizes. The draws of these transitions are of no density in particular.</summary>
    public void Tune(int count)
    {
        for (int i = 0; i < count; i++)
        {
            using var scope = NewDisposeScope();
            var share = Transition().mean([0]); // [N]
            Keep(ref steps, steps * (TuningRate * (share - Acceptance)).exp());
        }
    }

    /// <summary>Goes on at the step sizes as they are.</summary>
    public void Advance(int count)
    {
        for (int i = 0; i < count; i++)
        {
            using var scope = NewDisposeScope();
            taken += Transition().mean().to_type(ScalarType.Float64).item<double>();
            transitions++;
        }
    }

    public void Dispose()
    {
        state.Dispose();
        steps.Dispose();
    }

    /// <summary>One transition of every chain; gives the probability with which each was taken: [chains, N].</summary>
    private Tensor Transition()
    {
        using var noGrad = no_grad();
        var step = steps.unsqueeze(-1) * scale; // [N, latent]
        var momentum = randn(Position.shape, dtype: Position.dtype, generator: generator);
        var moved = momentum + (0.5 * step * state.Slope);
        var there = state;
        for (int leap = 1; leap <= leaps; leap++)
        {
            there = At(there.Position + (step * moved));
            moved = moved + ((leap == leaps ? 0.5 : 1) * step * there.Slope);
        }

        var gain = there.LogDensity - state.LogDensity + (0.5 * (momentum.square() - moved.square()).sum(-1));
        // A path that left the numbers is not taken.
        var probability = gain.clamp_max(0).exp().nan_to_num(0);
        var take = rand(probability.shape, dtype: probability.dtype, generator: generator) < probability; // [chains, N]
        var next = new State(
            where(take.unsqueeze(-1), there.Position, state.Position),
            where(take, there.LogDensity, state.LogDensity),
            where(take.unsqueeze(-1), there.Slope, state.Slope));
        next.MoveToOuterDisposeScope();
        state.Dispose();
        state = next;
        return probability;
    }

    private State At(Tensor position)
    {
        using var scope = NewDisposeScope();
        using var grad = enable_grad();
        var z = position.detach().requires_grad_(true);
        var density = logDensity(z);
        var slope = autograd.grad([density.sum()], [z])[0];
        var there = new State(z.detach(), density.detach(), slope.detach());
        there.MoveToOuterDisposeScope();
        return there;
    }

    private static void Keep(ref Tensor kept, Tensor next)
    {
        kept.Dispose();
        kept = next.MoveToOuterDisposeScope();
    }

    /// <summary>Positions with the log density and its gradient there: [chains, N, latent], [chains, N], [chains, N, latent].</summary>
    private sealed record State(Tensor Position, Tensor LogDensity, Tensor Slope) : IDisposable
    {
        public void MoveToOuterDisposeScope()
        {
            Position.MoveToOuterDisposeScope();
            LogDensity.MoveToOuterDisposeScope();
            Slope.MoveToOuterDisposeScope();
        }

        public void Dispose()
        {
            Position.Dispose();
            LogDensity.Dispose();
            Slope.Dispose();
        }
    }
}

using VaeOnnx.Data;
using VaeOnnx.Inference;
using VaeOnnx.Parity;

namespace VaeOnnx.Tests.Unit.Parity;

public sealed class ArrayComparisonTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1.0f, 1.0000111f, true)]
    [InlineData(1.0f, 1.0000124f, false)]
    public void Float32_arrays_are_compared_by_the_tolerance_of_torch(float expected, float actual, bool passed)
    {
        var comparison = Assert.Single(ArrayComparison.Compare(Array("a", [actual]), Array("e", [expected])));

        Assert.Equal((1e-5, 1.3e-6), (comparison.Absolute, comparison.Relative));
        Assert.Equal(passed, comparison.Comparison.Passed);
    }

    [Fact]
    public void Integers_are_exact()
    {
        NpyArray.Of([1L, 2L], 2).Write(folder["a.npy"]);
        NpyArray.Of([1L, 3L], 2).Write(folder["e.npy"]);

        Assert.Equal(1, Assert.Single(ArrayComparison.Compare(folder["a.npy"], folder["e.npy"])).Comparison.Mismatched);
    }

    [Fact]
    public void The_least_tolerance_that_would_pass_is_told()
    {
        var comparison = Assert.Single(ArrayComparison.Compare(Array("a", [1.5f]), Array("e", [1f]), absolute: 1, relative: 1));

        Assert.Equal(0.25, comparison.Comparison.GreatestShare!.Value, 1e-12);
    }

    [Fact]
    public void What_is_not_a_number_fails() =>
        Assert.False(Assert.Single(ArrayComparison.Compare(Array("a", [float.NaN]), Array("e", [float.NaN]))).Comparison.Passed);

    [Fact]
    public void Folders_are_compared_array_by_array() => Assert.All(
        ArrayComparison.Compare(Fixtures.Path("flax-mnist"), Fixtures.Path("flax-mnist")).Where(comparison => comparison.Name != "key_data.npy"),
        comparison => Assert.True(comparison.Comparison.Passed));

    [Fact]
    public void An_array_in_one_folder_alone_is_named()
    {
        Directory.CreateDirectory(folder["one"]);
        Directory.CreateDirectory(folder["two"]);
        NpyArray.Of([1f], 1).Write(folder["one", "mean.npy"]);

        Refused(() => ArrayComparison.Compare(folder["one"], folder["two"]), "mean.npy is in ");
    }

    [Fact]
    public void Arrays_of_two_shapes_are_not_compared() =>
        Refused(() => ArrayComparison.Compare(Array("a", [1, 2]), Array("e", [1])), "arrays of different types or shapes are not compared");

    [Fact]
    public void A_missing_array_is_named() => Refused(() => ArrayComparison.Compare(folder["none.npy"], folder["none.npy"]), "none.npy");

    private string Array(string name, float[] values)
    {
        NpyArray.Of(values, values.Length).Write(folder[$"{name}.npy"]);
        return folder[$"{name}.npy"];
    }

    private static void Refused(Action action, string words)
    {
        var error = Assert.Throws<VaeOnnxException>(action);

        Assert.Equal(ErrorKind.Input, error.Kind);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }
}

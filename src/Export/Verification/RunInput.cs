namespace VaeOnnx.Export.Verification;

/// <summary>One input of a run, lent by the caller until the run returns.</summary>
internal readonly record struct RunInput(string Name, Memory<float> Numbers, int[] Shape);

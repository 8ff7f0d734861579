using VaeOnnx.Bench.Stress;

// Argument: the folder of a pair. Takes two minutes; ends with 1 if something does not hold.
bool holds = Storm.Run(args[0], seconds: 60);
bool flat = Soak.Run(args[0]);
Console.WriteLine(holds && flat ? "holds" : "does not hold");
return holds && flat ? 0 : 1;

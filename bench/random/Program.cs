using VaeOnnx.Bench.RandomStreams;

// draw CALL SEED COUNT   the numbers, raw, to standard output
// time                   a request a line on standard input (CALL COUNT), seconds a line back
switch (args)
{
    case ["draw", var call, var seed, var count]:
        Draws.Write(call, seed, count);
        return 0;
    case ["time"]:
        Timing.Serve();
        return 0;
    default:
        Console.Error.WriteLine("usage: VaeOnnx.Bench.Random draw CALL SEED COUNT | time");
        return 2;
}

using VaeOnnx.Inference;

// One model for all requests; its section in appsettings.json says where the pair is and how it runs.
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddVae(builder.Configuration.GetSection("Vae"));
builder.Services.AddHealthChecks().AddVae();

var app = builder.Build();
app.MapHealthChecks("/health");
app.MapGet("/sample", (Vae vae, long seed = 0) => vae.Sample(1, seed));
app.MapPost("/encode", (Vae vae, float[] datum, CancellationToken cancellation) =>
{
    try
    {
        var posterior = vae.Encode(datum, cancellation: cancellation);
        return Results.Ok(new { mean = posterior.Mean.ToArray(), logvar = posterior.LogVar.ToArray() });
    }
    catch (ArgumentException error)
    {
        return Results.BadRequest(error.Message);
    }
});
app.Run();

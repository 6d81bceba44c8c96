// A web service that decides what recordings show:
//   dotnet run --project samples/RecognizeServer -- --model cars.safetensors --urls http://localhost:5000
//   curl --data-binary @drive.dat "http://localhost:5000/decisions?name=drive.dat"
using Saccade.Recognition;

const int MostBytes = 16 << 20;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MostBytes); // larger ones are answered with 413
builder.Services.AddSaccade(builder.Configuration["model"]!, new RecognizerOptions { MostBytes = MostBytes, MostEvents = 5_000_000, WarmUp = true });

var app = builder.Build();
app.Services.GetRequiredService<IRecognizer>(); // loads the model now: a bad file ends the program here, not the first request

app.MapPost("/decisions", async (string? name, HttpRequest request, IRecognizer recognizer, CancellationToken cancellation) =>
{
    try
    {
        var decision = await recognizer.RecognizeAsync(RecognizerInput.FromStream(request.Body, name ?? "recording"), cancellation);
        return Results.Ok(new { decision.Label, decision.Confidence, decision.Steps, decision.Events });
    }
    catch (RecordingException e)
    {
        return Results.Problem(e.Message, statusCode: StatusCodes.Status422UnprocessableEntity);
    }
});
app.Run();

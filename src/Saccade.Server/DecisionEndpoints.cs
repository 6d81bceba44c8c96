using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Saccade.Recognition;

namespace Saccade.Server;

/// <summary>What a client asks of the model.</summary>
/// <param name="recognizer">The model.</param>
/// <param name="meters">Counts what is decided.</param>
internal sealed class DecisionEndpoints(Recognizer recognizer, ServerMeters meters)
{
    public const string Tag = "decisions";

    private static readonly int[] _refusals =
    [
        StatusCodes.Status400BadRequest, StatusCodes.Status408RequestTimeout, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType,
        StatusCodes.Status422UnprocessableEntity, StatusCodes.Status503ServiceUnavailable, StatusCodes.Status504GatewayTimeout,
    ];

    public void Map(IEndpointRouteBuilder routes)
    {
        Limited(routes.MapPost("/decisions", OfRecording))
            .AddOpenApiOperationTransformer((operation, _, _) => ServerPages.Takes(operation, ServerPages.Bytes))
            .WithSummary("Decide what a recording shows.")
            .WithDescription("The body is the file as it is (curl --data-binary @FILE), in any format that Saccade reads, which is recognised by its first bytes, else by the ending of the name; or an image, for a model of images.");
        Limited(routes.MapPost("/decisions/frames", OfFrames))
            .AddOpenApiOperationTransformer((operation, _, _) => ServerPages.Takes(operation, ServerPages.Numbers, ServerPages.Bytes))
            .WithSummary("Decide what frames show.")
            .WithDescription("The body is an array [T, H, W, C] as the network sees it, as nested lists in JSON or as a .npy file. T may be smaller than the model's: an earlier decision.");
        routes.MapGet("/model", () => ModelAnswer.Of(recognizer)).WithTags(Tag).WithSummary("The model: labels, sensor, steps and frames.");
    }

    private static RouteHandlerBuilder Limited(RouteHandlerBuilder route)
    {
        foreach (int status in _refusals)
            route.ProducesProblem(status);
        route.WithTags(Tag).RequireRateLimiting(Policy.Work).WithRequestTimeout(Policy.Work).AddEndpointFilter(Refusal.Filter);
        return route;
    }

    private async Task<Ok<DecisionAnswer>> OfRecording(
        HttpRequest request, [Description("Name of the recording; an ending such as .bin helps to recognise formats without a signature.")] string? name, CancellationToken cancellation)
    {
        RequestBody.RefuseEncoded(request);
        return await Decide(RecognizerInput.FromStream(request.Body, string.IsNullOrEmpty(name) ? "recording" : name), cancellation);
    }

    private async Task<Ok<DecisionAnswer>> OfFrames(HttpRequest request, CancellationToken cancellation)
    {
        RequestBody.RefuseEncoded(request);
        var body = await RequestBody.ReadAsync(request, cancellation);
        float[] frames = request.HasJsonContentType() ? JsonFrames.Read(body.Span, recognizer.Input) : NpyFrames.Read(body, recognizer.Input);
        return await Decide(RecognizerInput.FromFrames(frames), cancellation);
    }

    private async Task<Ok<DecisionAnswer>> Decide(RecognizerInput input, CancellationToken cancellation)
    {
        var decision = await recognizer.RecognizeAsync(input, cancellation);
        meters.Add(decision);
        return TypedResults.Ok(DecisionAnswer.Of(decision));
    }
}

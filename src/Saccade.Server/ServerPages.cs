using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Saccade.Server;

/// <summary>What the server says of itself: its state, its numbers, and how it is used.</summary>
internal static class ServerPages
{
    private const string Description = "/openapi.json", Title = "Saccade";

    /// <summary>A body that is a file.</summary>
    public static (string Type, IOpenApiSchema Schema) Bytes => ("application/octet-stream", new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" });

    /// <summary>A body of nested lists of numbers, [T, H, W, C].</summary>
    public static (string Type, IOpenApiSchema Schema) Numbers => ("application/json", ListOf(ListOf(ListOf(ListOf(new OpenApiSchema { Type = JsonSchemaType.Number })))));

    public static void Map(WebApplication app)
    {
        app.MapHealthChecks("/health", new HealthCheckOptions { Predicate = _ => false }); // it answers, so it lives
        app.MapHealthChecks("/ready");
        app.MapPrometheusScrapingEndpoint("/metrics");
        app.MapOpenApi(Description);
        app.MapScalarApiReference("/docs", page => page.WithTitle(Title).WithOpenApiRoutePattern(Description).HideDeveloperTools().DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp());
    }

    public static void Describe(OpenApiOptions options) => options.AddDocumentTransformer((document, _, _) =>
    {
        document.Info = new() { Title = Title, Version = "1", Description = "Decides what recordings of event cameras show. Refusals are problem details (RFC 9457) with one sentence." };
        document.Servers = [new() { Url = "." }]; // beside this description, also where a proxy has it below a path
        return Task.CompletedTask;
    });

    /// <summary>Says what an operation takes as its body, which it reads itself, whatever its sender calls it.</summary>
    public static Task Takes(OpenApiOperation operation, params IEnumerable<(string Type, IOpenApiSchema Schema)> bodies)
    {
        operation.RequestBody = new OpenApiRequestBody { Required = true, Content = bodies.ToDictionary(b => b.Type, b => new OpenApiMediaType { Schema = b.Schema }) };
        return Task.CompletedTask;
    }

    private static OpenApiSchema ListOf(IOpenApiSchema items) => new() { Type = JsonSchemaType.Array, Items = items };
}

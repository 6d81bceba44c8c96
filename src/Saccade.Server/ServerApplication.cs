using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using Saccade.Recognition;

namespace Saccade.Server;

/// <summary>Puts ASP.NET's parts together: an empty application, so that no file or variable of the place where it runs can open it to others.</summary>
internal static class ServerApplication
{
    private const int BufferedBytes = 1 << 16;
    private const string RetrySeconds = "1";

    public static WebApplication Build(Recognizer recognizer, ServerOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(ServerApplication).Assembly.GetName().Name });
        int connections = OpenFiles.ForConnections(options.Connections);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Limit(kestrel, options));
        if (options.Log is { } log)
            builder.Logging.AddProvider(log);
        builder.Services.AddSingleton<IConnectionListenerFactory>(services => new CappedListenerFactory(ActivatorUtilities.CreateInstance<SocketTransportFactory>(services), connections));
        builder.Services.AddSingleton(recognizer).AddSingleton<ServerState>().AddSingleton<ServerMeters>().AddSingleton(options).AddSingleton<DecisionEndpoints>().AddSingleton<StreamEndpoint>();
        builder.Services.AddSingleton<IHostLifetime, CallersLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Grace);
        AddMiddleware(builder.Services, options);
        var app = builder.Build();
        Use(app, options);
        Map(app);
        return app;
    }

    private static void Limit(KestrelServerOptions kestrel, ServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Listen(options.Listen, listen => listen.Protocols = HttpProtocols.Http1);
        var (limits, slowest) = (kestrel.Limits, new MinDataRate(options.LeastBytesPerSecond, options.Patience));
        limits.MaxRequestBodySize = options.MostBytes;
        limits.MaxRequestBufferSize = BufferedBytes; // what a connection holds whose request waits for its turn
        limits.RequestHeadersTimeout = options.Patience;
        limits.MinRequestBodyDataRate = slowest;
        limits.MinResponseDataRate = slowest;
    }

    private static void AddMiddleware(IServiceCollection services, ServerOptions options)
    {
        services.AddRouting();
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower; // as the command's --json
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = Refusal.Complete);
        services.AddHealthChecks().AddCheck<ServerState>("accepting");
        services.AddRequestTimeouts(timeouts => timeouts.AddPolicy(Policy.Work, options.TimeLimit));
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status503ServiceUnavailable;
            limiter.OnRejected = (rejected, _) =>
            {
                rejected.HttpContext.Response.Headers.RetryAfter = RetrySeconds;
                return ValueTask.CompletedTask;
            };
            limiter.AddConcurrencyLimiter(Policy.Work, work => (work.PermitLimit, work.QueueLimit) = (options.AtOnce, options.Waiting));
            limiter.AddConcurrencyLimiter(Policy.Streams, streams => streams.PermitLimit = options.Streams);
        });
        services.AddOpenApi(ServerPages.Describe);
        services.AddOpenTelemetry().WithMetrics(metrics => ServerMeters.AddTo(metrics.AddPrometheusExporter()));
    }

    /// <summary>From the outside in. A request waits for its turn before its time begins: those who wait would else be given up without an answer.</summary>
    private static void Use(WebApplication app, ServerOptions options)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.Use(SetHeaders);
        app.Use(CountWork);
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = options.Patience, KeepAliveTimeout = options.Patience }); // a client that vanished is noticed
        app.UseRateLimiter();
        app.UseRequestTimeouts();
    }

    private static void Map(WebApplication app)
    {
        app.Services.GetRequiredService<DecisionEndpoints>().Map(app);
        app.Services.GetRequiredService<StreamEndpoint>().Map(app);
        ServerPages.Map(app);
    }

    /// <summary>
    /// The page with the documentation talks to this server and nobody else. While draining, connections are closed after an answer: one that is kept open would be closed in its
    /// sender's face when the server stops.
    /// </summary>
    private static Task SetHeaders(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.ContentSecurityPolicy = "default-src 'self' 'unsafe-inline' data: blob:; frame-ancestors 'none'";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (context.RequestServices.GetRequiredService<ServerState>().IsDraining)
            context.Response.Headers.Connection = "close";
        return next(context);
    }

    private static async Task CountWork(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName != Policy.Work)
        {
            await next(context);
            return;
        }

        var state = context.RequestServices.GetRequiredService<ServerState>();
        state.Accept();
        try
        {
            await next(context);
        }
        finally
        {
            state.Answer(isDecision: context.Response.StatusCode == StatusCodes.Status200OK && context.Response.HasStarted);
        }
    }

    /// <summary>Starts and stops with <see cref="RecognitionServer"/>, not with signals of the process.</summary>
    private sealed class CallersLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>Names of limits.</summary>
internal static class Policy
{
    /// <summary>Of requests for which a network runs.</summary>
    public const string Work = "work";

    /// <summary>Of streams, each of which lasts as long as its client likes.</summary>
    public const string Streams = "streams";
}

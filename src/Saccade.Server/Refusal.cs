using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Saccade.Recognition;

namespace Saccade.Server;

/// <summary>Why a request gets no decision: a status, and one sentence as problem details (RFC 9457).</summary>
internal static class Refusal
{
    /// <summary>What is answered to a request whose handler threw; null where it is no fault of the request.</summary>
    public static ProblemHttpResult? Of(Exception e) => e switch
    {
        RecordingException => TypedResults.Problem(e.Message, statusCode: StatusCodes.Status422UnprocessableEntity),
        BadHttpRequestException bad => TypedResults.Problem(bad.Message, statusCode: bad.StatusCode),
        _ => null,
    };

    /// <summary>Answers requests whose handlers throw.</summary>
    public static async ValueTask<object?> Filter(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception e) when (Of(e) is not null)
        {
            return Of(e);
        }
    }

    /// <summary>Gives problems that ASP.NET found their sentence.</summary>
    public static void Complete(ProblemDetailsContext context)
    {
        var (request, problem) = (context.HttpContext.Request, context.ProblemDetails);
        problem.Detail ??= problem.Status switch
        {
            StatusCodes.Status404NotFound => $"there is nothing at {request.Path}; /docs lists what there is",
            StatusCodes.Status405MethodNotAllowed => $"{request.Path} does not take {request.Method}; it takes {context.HttpContext.Response.Headers.Allow}",
            StatusCodes.Status503ServiceUnavailable => "as many requests as are allowed are worked on and waiting; try again later",
            StatusCodes.Status504GatewayTimeout => "the request took longer than it may; a smaller recording or a faster connection may help",
            StatusCodes.Status500InternalServerError => "an unexpected error; the log of the server says more",
            _ => null,
        };
    }
}

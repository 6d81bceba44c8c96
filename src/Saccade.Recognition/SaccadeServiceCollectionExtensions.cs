using Saccade.Recognition;

#pragma warning disable IDE0130 // where .NET looks for what adds services, whatever folder it lies in
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Adds recognizers to the services of an application.</summary>
public static class SaccadeServiceCollectionExtensions
{
    /// <summary>
    /// Adds one model: whoever asks for an <see cref="IRecognizer"/> gets it. It is loaded when it is asked for first, and disposed with the application; to learn at the start whether
    /// the file is sound, ask for it there (<c>app.Services.GetRequiredService&lt;IRecognizer&gt;()</c>).
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="model">The model file.</param>
    /// <param name="options">How to work; null for the usual.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException">There is no path, or an option is out of its range.</exception>
    public static IServiceCollection AddSaccade(this IServiceCollection services, string model, RecognizerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var load = Loader(model, options);
        return services.AddSingleton<IRecognizer>(_ => load());
    }

    /// <summary>Adds one of several models: <c>[FromKeyedServices("cars")] IRecognizer recognizer</c> gets it.</summary>
    /// <param name="services">The services.</param>
    /// <param name="key">What it is asked for by, for example its name.</param>
    /// <param name="model">The model file.</param>
    /// <param name="options">How to work; null for the usual.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException">There is no path, or an option is out of its range.</exception>
    public static IServiceCollection AddKeyedSaccade(this IServiceCollection services, object key, string model, RecognizerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(key);
        var load = Loader(model, options);
        return services.AddKeyedSingleton<IRecognizer>(key, (_, _) => load());
    }

    /// <summary>What is wrong with the arguments is told where they are given, not when the first request comes.</summary>
    private static Func<Recognizer> Loader(string model, RecognizerOptions? options)
    {
        if (string.IsNullOrWhiteSpace(model))
            throw new ArgumentException("got no path, expected that of a model file; if it comes from a setting, is the setting there?", nameof(model));
        var settled = (options ?? new RecognizerOptions()).Checked();
        return () => Recognizer.Load(model, settled);
    }
}

using System.Reflection;

namespace Saccade.Cli.Hosting;

/// <summary>The version of the command, with the commit it was built from if that is known.</summary>
internal static class ProductVersion
{
    private const int CommitDigits = 10;

    public static string Text
    {
        get
        {
            string full = typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
            int plus = full.IndexOf('+', StringComparison.Ordinal);
            return plus < 0 ? $"saccade {full}" : $"saccade {full[..plus]} ({full.AsSpan(plus + 1, Math.Min(CommitDigits, full.Length - plus - 1))})";
        }
    }
}

namespace Saccade.Cli.Output;

/// <summary>How a table of numbers is printed.</summary>
internal enum TableFormat
{
    /// <summary>For people at a terminal.</summary>
    Text,

    /// <summary>Comma-separated values.</summary>
    Csv,

    /// <summary>Rows of a LaTeX table.</summary>
    Latex,

    /// <summary>JSON.</summary>
    Json,

    /// <summary>Markdown.</summary>
    Markdown,
}

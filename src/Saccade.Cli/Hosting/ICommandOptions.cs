namespace Saccade.Cli.Hosting;

/// <summary>The options of a command as a value.</summary>
internal interface ICommandOptions
{
    /// <summary>All that is wrong with them, one sentence each; files are not looked at.</summary>
    IEnumerable<string> Validate();
}

using System.CommandLine;
using Saccade.Cli.Hosting;

namespace Saccade.Cli.Data;

/// <summary>How <c>saccade data split</c> is written.</summary>
internal static class SplitSyntax
{
    public static Command Create(CommandContext context)
    {
        var path = new Argument<string>("PATH") { Description = "A data set: folder, zip archive or prepared store." };
        var rule = new Option<string>("--rule", "-r") { Description = $"How: {string.Join(", ", DataSplitOptions.RuleNames)}.", HelpName = "NAME", Required = true };
        var output = new Option<string>("--out", "-o") { Description = "The file to write; a recipe takes it as data.split.", HelpName = "FILE", Required = true };
        var seed = CommonOptions.Seed("Seed of rule stratified; default: 1.");
        var shares = new Option<string?>("--shares") { Description = $"Parts and shares of rule stratified; default: {DataSplitOptions.DefaultShares}.", HelpName = "LIST" };
        var name = new Option<string?>("--name") { Description = "Name of the split; default: that of the rule.", HelpName = "NAME" };
        var (layout, json) = (CatalogSelection.Option(), CommonOptions.Json());
        var command = new CommandWithExamples(
            "split",
            "Divide a data set and store which recording is in which part.",
            "saccade data split cifar10-dvs/ --rule sltt --out split.json",
            "saccade data split recordings/ --rule stratified --seed 7 --shares train=0.8,test=0.2 -o split.json")
        {
            path, rule, output, seed, shares, name, layout, json,
        };
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new DataSplitOptions
            {
                Path = parsed.GetRequiredValue(path),
                Rule = parsed.GetRequiredValue(rule),
                Out = parsed.GetRequiredValue(output),
                Seed = parsed.GetValue(seed),
                Shares = parsed.GetValue(shares),
                Name = parsed.GetValue(name),
                Layout = parsed.GetValue(layout),
                Json = parsed.GetValue(json),
            },
            DataSplitCommand.Run));
        return command;
    }
}

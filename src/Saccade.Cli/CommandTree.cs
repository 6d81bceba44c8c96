using System.CommandLine;
using Saccade.Cli.Hosting;

namespace Saccade.Cli;

/// <summary>All commands; each says in its folder what it takes.</summary>
internal static class CommandTree
{
    public static RootCommand Build(CommandContext context)
    {
        var root = new RootCommand("Recognition of event-camera recordings with spiking neural networks.")
        {
            Train.TrainSyntax.Create(context),
            Studies.StudySyntax.Create(context),
            Eval.EvalSyntax.Create(context),
            Energy.EnergySyntax.Create(context),
            Predict.PredictSyntax.Create(context),
            Streams.StreamSyntax.Create(context),
            Calibrate.CalibrateSyntax.Create(context),
            Serve.ServeSyntax.Create(context),
            Recipes.RecipeSyntax.Create(context),
            Runs.RunsSyntax.Create(context),
            Runs.RunsSyntax.Report(context),
            Runs.RunsSyntax.Compare(context),
            Events.EventsSyntax.Create(context),
            Data.DataSyntax.Create(context),
            Model.ModelSyntax.Create(context),
            Bench.BenchSyntax.Create(context),
            Profile.ProfileSyntax.Create(context),
            Demo.DemoSyntax.Create(context),
            Doctor.DoctorSyntax.Create(context),
            Completion.CompletionCommand.Create(context),
        };
        return root;
    }
}

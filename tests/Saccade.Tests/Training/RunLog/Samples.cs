using Saccade.Recognition;
using Saccade.Training.RunLog;

namespace Saccade.Tests.Training.RunLog;

/// <summary>A run as it might go.</summary>
internal static class Samples
{
    public static IEnumerable<TrainingEvent> Run(string name = "hsd", int epochs = 3, double shift = 0)
    {
        yield return new RunStarted(name, "abc", 1, 57_000, 720, 80, 100, ["zero", "one <&> \"two\""]);
        foreach (var (phase, network) in new[] { ("pretrain", "quantised"), ("finetune", "spiking") })
        {
            yield return new PhaseStarted(phase, network, epochs, 5);
            if (network == "spiking")
                yield return new ConversionDone(phase, [Converted("conv1", 7.5, 0.12), Converted("conv2", 3.25, 0.08)], 0.9, 0.55) { AccuracyAfterBySteps = [0.2, 0.4, 0.5, 0.52, 0.55] };
            for (int epoch = 1; epoch <= epochs; epoch++)
            {
                yield return new BatchDone(phase, epoch, 1, 1, 1);
                yield return Epoch(phase, epoch, network == "spiking", shift);
                yield return new CheckpointSaved(phase, epoch, "checkpoints/last.safetensors", IsBest: false);
            }

            yield return new PhaseEnded(phase, epochs, 0.93);
        }

        yield return new Evaluated("finetune", "test", 100, 0.94 - shift, Steps(0.94 - shift), Rates(0), [[48, 2], [4, 46]])
        {
            CalibrationErrorBySteps = [0.21, 0.16, 0.09, 0.07, 0.08],
            MillisecondsBySteps = [14.2, 78, 135.5, 210, 270],
            Outputs = [.. Enumerable.Range(1, 5).Select(step => new StepOutput(0.5 + (0.08 * step), [0, 0, 0, 5, 10, 10, 15, 20, 20, 20]))],
        };
        yield return new MapsDrawn("finetune", "test", "zero", "conv1", 3, 2, [new RateMap(1, 0, "009900"), new RateMap(1, 1, "900000"), new RateMap(5, 0, "124500"), new RateMap(5, 1, "888000")]);
        yield return new RunEnded(RunState.Completed);
    }

    public static EpochDone Epoch(string phase, int epoch, bool spiking, double shift = 0)
    {
        double accuracy = 0.95 - (0.6 * Math.Exp(-epoch / 3.0)) - shift;
        double loss = 0.1 + (2.2 * Math.Exp(-epoch / 4.0));
        return new EpochDone(
            phase, epoch, loss, accuracy + 0.02, accuracy, Steps(accuracy), 0.1 / epoch, 12.5, 60,
            spiking ? Rates(epoch) : [], spiking ? [new("cross-entropy", loss * 0.7), new("step-distillation", loss * 0.3)] : [new("cross-entropy", loss)])
        {
            ValidationLoss = loss + 0.05,
        };
    }

    private static LayerConversion Converted(string layer, double threshold, double rate)
        => new(layer, threshold, 0.031, 0.42, rate) { Errors = new ConversionErrors(0.002, 0.03, 0.041) { Residual = 0.05, Silent = 0.31, Reach = rate * 5 } };

    private static double[] Steps(double last) => [.. Enumerable.Range(1, 5).Select(step => last - (0.3 / step) + 0.06)];

    private static LayerRate[] Rates(int epoch) => [new("conv1", 0.12 + (0.002 * epoch)), new("conv2", 0.08), new("conv3", 0.05)];
}

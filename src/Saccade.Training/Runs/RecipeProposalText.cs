using System.Globalization;
using Saccade.Events.Frames;
using Saccade.Schema;

namespace Saccade.Training.Runs;

/// <summary>Writes a proposed recipe with a comment at each choice: why it is so, and what to change.</summary>
internal static class RecipeProposalText
{
    public static string Of(RecipeProposal p) => string.Concat(Head(p), Data(p), Frames(p), Augment(p), Network(p), Phases(p)).ReplaceLineEndings("\n");

    private static string Head(RecipeProposal p) => $"""
        # A recipe to begin with, written by 'saccade recipe new' for {Quiet(p.Path)}.
        #
        #   saccade train {Quiet(p.Name)}.yaml            trains and writes runs/{Quiet(p.Name)}; add --test for the result on the test part
        #   saccade recipe keys                  lists all keys; 'saccade recipe keys frames.count' explains one
        #
        # Seen: {p.Survey.Classes.Count} classes, {p.Survey.Training} recordings to learn from, at least {p.Survey.SmallestClass} of each class. In the {p.Survey.Read} that were read:
        # {Range(p.Survey.Events.Fewest, p.Survey.Events.Median, p.Survey.Events.Most)} events, {Range(Milliseconds(p.Survey.Micros.Shortest), Milliseconds(p.Survey.Micros.Median), Milliseconds(p.Survey.Micros.Longest))} ms, sensor {p.Survey.Sensor}{(p.Survey.StatedSensors.Count == 0 ? " (measured; no file names it)" : "")}.
        name: {Said(p.Name)}

        # Weights, order and augmentation follow from the seed; runs of other seeds show how much is chance.
        seed: 1

        """;

    private static string Data(RecipeProposal p) => $"""

        data:
          # Found out from the files: {Quiet(p.Survey.Layout)}. Name a layout to insist on one ('saccade recipe keys data.layout').
          layout: auto
          # 'saccade train ... --data PATH' goes before this.
          path: {Said(p.Path)}
        {Test(p)}{Validation(p)}

        """;

    private static string Test(RecipeProposal p)
    {
        if (p.Survey.HasTest)
            return "  # The data set has a test part of its own, which is not touched unless 'train --test' or 'eval' asks for it.\n";
        if (p.Survey.Parts.Contains("train"))
            return "  # The data set has a training part and no test part: what to report must come from other recordings.\n";
        return p.Test == 0
            ? "  # Too few recordings to set some aside: a result on recordings that were learned from says nothing about new ones.\n  test: 0\n"
            : $"""
                  # The data set has no test part: the last recordings of each class, in natural order of their names, are set aside.
                  # If neighbours show the same object or drive, move whole drives to folders 'train' and 'test' instead.
                  test: {Number(p.Test)}

                """;
    }

    private static string Validation(RecipeProposal p) => p.Validation == 0
        ? "  # Too few recordings of a class for validation; the last epoch is kept instead of the best.\n  validation: 0"
        : $"""
              # Share of each class that decides which epoch is kept, drawn from the training part.
              validation: {Number(p.Validation)}
            """;

    private static string Frames(RecipeProposal p) => $"""

        frames:
        {(p.Method == RecipeMethod.Hsd ? Shared(p) : Own(p))}
          # number: frames of equal numbers of events, so that slow and fast recordings look alike. time: frames of equal time, for
          # classes that differ in speed, or if a decision must come at a given time.
          slicing: number
          # The network's input. {Size(p)}
          height: {p.Input.Height}
          width: {p.Input.Width}
          # binned: each event falls into the pixel that covers it. nearest keeps only events of some pixels, as published code does.
          resize: {Word(p.Resize)}
          # sensor: a pixel is the same place in every recording. recording: what a recording covers fills the frame.{(p.Fit == FrameFit.Recording ? Varies(p) : "")}
          fit: {Word(p.Fit)}
          # 1: each frame shows its own slice. Above 1 a frame shows earlier slices too, for recordings with few events.
          window: 1

        """;

    private static string Shared(RecipeProposal p) => $"""
          # Frames that a recording is cut into. Every second one teaches the frame-based network, the others are the time steps T of
          # the spiking one, so T = {p.Steps}; more steps can be more accurate and take longer.
          count: {p.Frames}
          partition: interleaved
          ann: {p.Steps}
          snn: {p.Steps}
        """;

    private static string Own(RecipeProposal p) => $"""
          # Frames that a recording is cut into, one for each time step, so T = {p.Steps}; more steps can be more accurate and take longer.
          count: {p.Frames}
        """;

    private static string Size(RecipeProposal p) => p.Shrink > 1
        ? $"{p.Shrink} pixels of the camera in a row become one, so that training takes minutes;\n  # larger frames see finer detail and take longer by their area."
        : "The camera's own size.";

    private static string Varies(RecipeProposal p) => $"\n  # Chosen since recordings cover {p.Survey.Covered.Smallest} to {p.Survey.Covered.Largest} pixels.";

    private static string Augment(RecipeProposal p) => $"""

        # Random changes of training recordings. flip mirrors them: set it to 0.5 unless mirrored classes are other classes (letters,
        # gestures of the left and right hand, motion to a side).
        augment:
          flip: 0
          # Largest shift in pixels, each way.
          roll: {Math.Max(1, Math.Min(p.Input.Width, p.Input.Height) / 16)}

        """;

    private static string Network(RecipeProposal p) => $"""

        # Three blocks of convolution and pooling; wider or more blocks for more classes or finer detail, or preset vgg-snn (large).
        network:
          preset: small-cnn
          channels: [32, 64, 64]
        {(p.Method == RecipeMethod.Hsd ? "  # Levels of a quantised activation, and where its threshold starts: at 2 a neuron can fire within one step.\n  quantisation: 4\n  threshold: 2\n" : "")}
        """;

    private static string Phases(RecipeProposal p) => p.Method == RecipeMethod.Hsd ? Hsd(p) : Direct(p);

    private static string Hsd(RecipeProposal p) => $"""

        # Hybrid step-wise distillation (HSD, arXiv 2409.12507) is good at classes that differ in appearance. If they differ in motion, in the
        # order of what happens, 'saccade recipe new --method direct' is the better start.
        phases:
          pretrain:
            # A network that sees each frame for itself.
            network: quantised
            # {Sights(p)}
            epochs: {p.Epochs}
            batch: {p.Batch}
            optimizer:
              kind: sgd
              # Smaller if the loss grows or is not finite.
              rate: 0.1
              weight-decay: 5e-4
          finetune:
            # The same weights as a spiking network, which learns from the labels and from what pretrain says of its frames.
            network: spiking
            from: pretrain
            teachers:
              pretrain: {"{}"}
            epochs: {p.Epochs}
            batch: {p.Batch}
            objective:
              - kind: cross-entropy
              - kind: step-distillation
                # How much the teacher counts beside the labels.
                weight: 1
                temperature: 2
            optimizer:
              kind: adam
              rate: 3e-3

        """;

    private static string Direct(RecipeProposal p) => $"""

        # A spiking network from random weights on. Where classes differ in appearance more than in motion, '--method hsd' is worth a try.
        phases:
          train:
            network: spiking
            # {Sights(p)}
            epochs: {2 * p.Epochs}
            batch: {p.Batch}
            objective:
              - kind: cross-entropy
                # each-step: every time step is to be right, so that early decisions are good. mean-logits: only the mean counts.
                of: each-step
            optimizer:
              kind: adam
              # Smaller if the loss grows or is not finite.
              rate: 3e-3

        """;

    private static string Sights(RecipeProposal p) => $"Fewer for a quick try, more while the validation accuracy still grows ({p.Survey.Training} recordings an epoch).";

    private static string Range(long least, long median, long most) => $"{least} to {most} (median {median})";

    private static long Milliseconds(long micros) => (micros + 500) / 1000;

    private static string Word<T>(T value)
        where T : struct, Enum => KebabCase.Of(value.ToString());

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A text as YAML says it.</summary>
    private static string Said(string text) => NodeText.ToLine(ScalarNode.OfText(text));

    /// <summary>A text in a comment: what would end the line is shown.</summary>
    private static string Quiet(string text) => Files.ShownText.Of(text);
}

using Saccade.Files;
using Saccade.Schema;

namespace Saccade.Training.Optimization;

/// <summary>The learning rate over the epochs of a phase, as a value; it changes between epochs only.</summary>
public abstract record ScheduleDescription
{
    /// <summary>Epochs of linear growth before the schedule proper: epoch e of w (from 1) has the rate times e / (w + 1). Below the number of epochs.</summary>
    public int Warmup { get; init; }

    /// <summary>How a schedule is written.</summary>
    public static Union<ScheduleDescription> Keys { get; } = new Union<ScheduleDescription>("kind", "cosine")
        .Add("cosine", Common(new Section<Cosine>(new Cosine()).Means("The rate falls along half a cosine.")
            .Key("final", NumberKind.NotNegative, r => r.Final, (r, v) => r with { Final = v }, "The learning rate that the cosine would reach after the last epoch.")))
        .Add("constant", Common(new Section<Constant>(new Constant()).Means("The rate stays.")))
        .Add("step", Common(new Section<Step>(new Step()).Means("The rate is multiplied by a factor every so many epochs.")
            .Key("every", new WholeKind(1, 1_000_000), r => r.Every, (r, v) => r with { Every = v }, "Epochs between two steps.")
            .Key("factor", NumberKind.Positive, r => r.Factor, (r, v) => r with { Factor = v }, "What a step multiplies the rate by.")))
        .Add("multi-step", Common(new Section<MultiStep>(new MultiStep()).Means("The rate is multiplied by a factor at given epochs.")
            .Key("at", new ListKind<int>(new WholeKind(1, 1_000_000)), r => r.At, (r, v) => r with { At = v }, "Epochs, from 0, at whose beginning the rate steps.", required: true)
            .Key("factor", NumberKind.Positive, r => r.Factor, (r, v) => r with { Factor = v }, "What a step multiplies the rate by.")))
        .Add("one-cycle", Common(new Section<OneCycle>(new OneCycle()).Means("The rate rises from a fraction to its full value and falls far below where it began.")
            .Key("rising", NumberKind.BelowOne, r => r.Rising, (r, v) => r with { Rising = v }, "Share of the epochs in which the rate rises.")
            .Key("start-divisor", NumberKind.Positive, r => r.StartDivisor, (r, v) => r with { StartDivisor = v }, "The first rate is the optimiser's divided by this.")
            .Key("final-divisor", NumberKind.Positive, r => r.FinalDivisor, (r, v) => r with { FinalDivisor = v }, "The last rate is the first divided by this.")));

    /// <summary>The rate of an epoch.</summary>
    /// <param name="rate">The optimiser's rate.</param>
    /// <param name="epoch">From 0.</param>
    /// <param name="epochs">Epochs of the phase.</param>
    public double Rate(double rate, int epoch, int epochs) => epoch < Warmup
        ? rate * (epoch + 1) / (Warmup + 1)
        : After(rate, epoch - Warmup, epochs - Warmup);

    /// <summary>The lowest rate it comes to, at most the optimiser's.</summary>
    internal virtual double Lowest => 0;

    /// <summary>The rate of an epoch after the warm-up.</summary>
    private protected abstract double After(double rate, int epoch, int epochs);

    private static Section<T> Common<T>(Section<T> section)
        where T : ScheduleDescription => section
        .Key("warmup", new WholeKind(0, 1_000_000), r => r.Warmup, (r, v) => (T)(r with { Warmup = v }), "Epochs of linear growth first.");

    /// <summary>Half a cosine from the rate down to <see cref="Final"/>, over the epochs after the warm-up; PyTorch's <c>CosineAnnealingLR</c>.</summary>
    public sealed record Cosine : ScheduleDescription
    {
        /// <summary>The learning rate that the cosine would reach after the last epoch; 0 to the optimiser's rate.</summary>
        public double Final { get; init; }

        internal override double Lowest => Final;

        private protected override double After(double rate, int epoch, int epochs)
        {
            double progress = (double)epoch / epochs;
            return Final + (rate - Final) * (1 + Math.Cos(Math.PI * progress)) / 2;
        }
    }

    /// <summary>The rate, unchanged.</summary>
    public sealed record Constant : ScheduleDescription
    {
        private protected override double After(double rate, int epoch, int epochs) => rate;
    }

    /// <summary>The rate times a factor after every so many epochs; PyTorch's <c>StepLR</c>.</summary>
    public sealed record Step : ScheduleDescription
    {
        /// <summary>Epochs between two steps, known as <c>step_size</c>; at least 1.</summary>
        public int Every { get; init; } = 30;

        /// <summary>What a step multiplies the rate by, known as <c>gamma</c>; above 0.</summary>
        public double Factor { get; init; } = 0.1;

        private protected override double After(double rate, int epoch, int epochs) => rate * Math.Pow(Factor, epoch / Every);
    }

    /// <summary>The rate times a factor at each of some epochs; PyTorch's <c>MultiStepLR</c>.</summary>
    public sealed record MultiStep : ScheduleDescription
    {
        /// <summary>Epochs after the warm-up, from 0, at whose beginning the rate steps, known as <c>milestones</c>.</summary>
        public ValueList<int> At { get; init; } = [30, 60];

        /// <summary>What a step multiplies the rate by, known as <c>gamma</c>; above 0.</summary>
        public double Factor { get; init; } = 0.1;

        private protected override double After(double rate, int epoch, int epochs) => rate * Math.Pow(Factor, At.Count(e => e <= epoch));
    }

    /// <summary>
    /// Up to the optimiser's rate and down again, each way half a cosine (Smith and Topin 2019); PyTorch's <c>OneCycleLR</c> with its defaults, but changed between epochs
    /// and not between batches.
    /// </summary>
    public sealed record OneCycle : ScheduleDescription
    {
        /// <summary>Share of the epochs in which the rate rises, known as <c>pct_start</c>; 0 to below 1.</summary>
        public double Rising { get; init; } = 0.3;

        /// <summary>The first rate is the optimiser's divided by this, known as <c>div_factor</c>; above 0.</summary>
        public double StartDivisor { get; init; } = 25;

        /// <summary>The last rate is the first divided by this, known as <c>final_div_factor</c>; above 0.</summary>
        public double FinalDivisor { get; init; } = 1e4;

        private protected override double After(double rate, int epoch, int epochs)
        {
            double top = Rising * epochs - 1, start = rate / StartDivisor, last = epochs - 1;
            return epoch <= top
                ? Between(start, rate, top <= 0 ? 1 : epoch / top)
                : Between(rate, start / FinalDivisor, last <= top ? 1 : (epoch - Math.Max(0, top)) / (last - Math.Max(0, top)));
        }

        private static double Between(double from, double to, double progress) => to + (from - to) * (1 + Math.Cos(Math.PI * progress)) / 2;
    }
}

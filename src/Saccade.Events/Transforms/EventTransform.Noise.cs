using Saccade.Events.Model;
using Saccade.Events.Numerics;
using Saccade.Kernels.Random;

namespace Saccade.Events.Transforms;

public abstract partial record EventTransform
{
    /// <summary>
    /// Adds a number of events, uniform over the sensor, both polarities and the time from the first to the last event (Tonic:
    /// UniformNoise). Needs order. A recording without events has no such time and stays empty.
    /// </summary>
    /// <param name="Events">How many are added.</param>
    public sealed record UniformNoise(int Events) : EventTransform
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => NotNegative(Events, "noise events");

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random)
        {
            (long earliest, long latest) = Span(source.Times);
            EventBuffer noise = new(Events);
            for (int i = 0; i < Events && source.Count > 0; i++)
                AddNoise(noise, Math.Min(latest, earliest + (long)(random.NextDouble() * ((double)latest - earliest + 1))), run.Sensor, ref random);
            noise.SortByTime();
            run.Added += noise.Count;
            run.Merge(run.InOrder(source), noise);
        }
    }

    /// <summary>
    /// Adds events at random times at a rate (a Poisson process), uniform over the sensor and both polarities, from the first to the last
    /// event: the background activity of a real sensor. Needs order. A recording without events stays empty.
    /// </summary>
    /// <param name="Hertz">Events of each pixel in a second, on average.</param>
    public sealed record UniformNoiseRate(double Hertz) : EventTransform
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => NotNegative(Hertz, "noise events of a pixel in a second");

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random)
        {
            (long earliest, long latest) = Span(source.Times);
            double duration = source.Count == 0 ? 0 : (double)latest - earliest, perMicro = Hertz * 1e-6 * run.Sensor.Pixels;
            if (duration * perMicro > 1 << 28)
                throw new ArgumentException($"noise of {Hertz} events a pixel and second adds about {duration * perMicro:G3} events here; expected at most {1 << 28}");
            EventBuffer noise = new();
            for (double at = 0; duration > 0 && perMicro > 0;)
            {
                at += Variates.Exponential(ref random) / perMicro;
                if (at >= duration)
                    break;
                AddNoise(noise, earliest + (long)at, run.Sensor, ref random);
            }

            run.Added += noise.Count;
            run.Merge(run.InOrder(source), noise);
        }
    }

    private static void AddNoise(EventBuffer noise, long time, SensorSize sensor, ref CounterRandom random)
    {
        int x = random.NextInt32(0, sensor.Width), y = random.NextInt32(0, sensor.Height);
        noise.Add(time, (ushort)x, (ushort)y, (byte)random.NextInt32(0, 2));
    }
}

namespace Saccade.Bench;

/// <summary>What repeated timing of one run gave.</summary>
/// <param name="Median">Seconds; what is reported.</param>
/// <param name="Best">Seconds; what the machine does when nothing else disturbs it.</param>
/// <param name="Spread">Half the distance of the quartiles, relative to the median.</param>
internal sealed record BenchTime(double Median, double Best, double Spread);

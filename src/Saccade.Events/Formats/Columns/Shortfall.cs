namespace Saccade.Events.Formats.Columns;

/// <summary>A file that ends before the data that it announces.</summary>
/// <param name="Offset">Where it ends, in bytes.</param>
/// <param name="Expected">What should be there.</param>
/// <param name="Got">What is there.</param>
/// <param name="LostBytes">Bytes that are there and cannot be used.</param>
internal sealed record Shortfall(long Offset, string Expected, string Got, long LostBytes);

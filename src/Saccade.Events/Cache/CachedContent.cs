namespace Saccade.Events.Cache;

/// <summary>What a cache file holds.</summary>
internal sealed record CachedContent(SampleFrames[] Samples, PreparationReport Report);

/// <summary>What a cache file must hold: so many samples of so many values.</summary>
internal readonly record struct CachedShape(int Samples, int SampleLength);

/// <summary>Content when it was found, and what was met in looking.</summary>
internal readonly record struct CacheLookup(CachedContent? Content, CacheReport Report);

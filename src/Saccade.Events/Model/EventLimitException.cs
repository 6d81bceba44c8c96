using Saccade.Files;

namespace Saccade.Events.Model;

/// <summary>A buffer was asked for more events than it may take; whoever set the limit says it in words of the user.</summary>
internal sealed class EventLimitException(int most) : SaccadeException($"got more than {most} events, expected at most so many");

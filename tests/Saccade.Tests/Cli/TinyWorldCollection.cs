using Xunit;

namespace Saccade.Tests.Cli;

/// <summary>Tests that share one trained model.</summary>
[CollectionDefinition(nameof(TinyWorldCollection))]
public sealed class TinyWorldCollection : ICollectionFixture<TinyWorld>;

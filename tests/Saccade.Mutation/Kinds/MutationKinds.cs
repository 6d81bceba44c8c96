namespace Saccade.Mutation.Kinds;

/// <summary>Every kind of input that is read from outside.</summary>
public static class MutationKinds
{
    public static IReadOnlyList<MutationKind> All { get; } = [.. CameraKinds.All, .. ImageKinds.All, .. DataKinds.All, .. ModelKinds.All, .. RecipeKinds.All];

    public static MutationKind ByName(string name) => All.Single(k => k.Name == name);
}

using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using Saccade.Events.Sources;
using Saccade.Files;
using Xunit;

namespace Saccade.Tests.Architecture;

/// <summary>Properties of the compiled types: closed classes, no state that outlives its owner.</summary>
public sealed class TypeTests
{
    private const BindingFlags EveryStatic = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    // Holders of state that grows or differs by thread: a static one is a hidden global.
    private static readonly HashSet<Type> _hiddenState =
        [typeof(ConcurrentDictionary<,>), typeof(ConcurrentBag<>), typeof(ConcurrentQueue<>), typeof(ConditionalWeakTable<,>), typeof(ThreadLocal<>), typeof(AsyncLocal<>)];

    public static TheoryData<string> Libraries => [.. Repository.Libraries];

    public static TheoryData<string> Assemblies => [.. Repository.Libraries, .. Repository.Programs.Values];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Classes_AreSealedOrAbstract(string assembly)
        => Violations.AssertNone(Types(assembly).Where(IsOpen).Select(t => t.FullName), "classes are sealed or abstract");

    [Theory]
    [MemberData(nameof(Libraries))]
    public void StaticFields_AreReadOnly(string assembly)
        => Violations.AssertNone(
            Types(assembly).SelectMany(t => t.GetFields(EveryStatic)).Where(IsMutable).Select(Describe),
            "libraries have no static state: fields are readonly, arrays private, caches owned by objects");

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Exceptions_HaveOneRoot(string assembly)
        => Violations.AssertNone(
            Types(assembly).Where(IsOwnRootOfExceptions).Select(t => t.FullName).Except(["Saccade.Files.SaccadeException", "Saccade.Tensors.Engines.EngineBusyException"]),
            "public exceptions are SaccadeExceptions; only EngineBusyException, the wrong use of an engine, is not");

    [Fact]
    public void Rules_OnExamples_TellGoodFromBad()
    {
        Assert.True(IsOpen(typeof(OpenExample)));
        Assert.False(IsOpen(typeof(TypeTests)));
        Assert.False(IsOpen(typeof(Repository)));
        Assert.True(IsOwnRootOfExceptions(typeof(ExampleException)));
        Assert.False(IsOwnRootOfExceptions(typeof(DatasetException)));
        Assert.Equal(
            ["<Property>k__BackingField", "Array", "Cache", "Field"],
            typeof(OpenExample).GetFields(EveryStatic).Where(IsMutable).Select(f => f.Name).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<Type> Types(string assembly)
        => Assembly.Load(assembly).GetTypes().Where(t => !IsGenerated(t));

    private static bool IsGenerated(Type? type)
        => type is not null && (type.IsDefined(typeof(CompilerGeneratedAttribute)) || type.Name.StartsWith('<')
            || type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true || IsGenerated(type.DeclaringType));

    private static bool IsOpen(Type type) => type.IsClass && !type.IsSealed && !type.IsAbstract;

    private static bool IsOwnRootOfExceptions(Type type) => type.IsVisible && type.IsAssignableTo(typeof(Exception)) && !type.IsSubclassOf(typeof(SaccadeException));

    private static bool IsMutable(FieldInfo field)
    {
        if (field.IsLiteral)
            return false;
        if (!field.IsInitOnly)
            return true;

        var type = field.FieldType;
        bool visible = !field.IsPrivate && field.DeclaringType!.IsVisible;
        return (type.IsArray && visible) || (type.IsGenericType && _hiddenState.Contains(type.GetGenericTypeDefinition()));
    }

    private static string Describe(FieldInfo field) => $"{field.DeclaringType!.FullName}.{field.Name}";

#pragma warning disable CA1051, CA1802, CA1852, CA2211, IDE0044, IDE0051, IDE0052, MA0053, MA0069, CA1805, CS0414, CA1823, CS0169 // an example of what is forbidden
    public sealed class ExampleException : Exception;

    public class OpenExample
    {
        public const int Constant = 1;
        public static readonly int[] Array = [1];
        public static readonly string Text = "";
        internal static readonly ConcurrentDictionary<int, int> Cache = new();
        internal static int Field = 1;
        private static readonly int[] _table = [1];

        public static int Property { get; set; } = _table[0];
    }
#pragma warning restore
}

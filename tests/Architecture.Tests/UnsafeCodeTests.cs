using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using StreamW2V.TestKit;

namespace StreamW2V.Architecture.Tests;

/// <summary>Prevents raw memory from being touched outside the two projects that check every index before they do.</summary>
public sealed partial class UnsafeCodeTests
{
    private static readonly string[] s_unsafe = ["Numerics", "Store"];

    [Fact]
    public void Only_numerics_and_store_allow_unsafe_code()
    {
        var allowing = RepositoryFiles.Under("src", "*.csproj")
            .Where(path => RepositoryFiles.Read(path).Contains("<AllowUnsafeBlocks>true", StringComparison.OrdinalIgnoreCase))
            .Select(path => path.Split('/')[1]);
        Assert.Equal(s_unsafe, allowing.Order(StringComparer.Ordinal));
        var standard = RepositoryFiles.Read("Directory.Build.props");
        Assert.Contains("<AllowUnsafeBlocks>false</AllowUnsafeBlocks>", standard, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Numerics")]
    [InlineData("Store")]
    public void No_pointer_or_handle_crosses_a_public_member(string name)
    {
        var signatures = PublicSurface.SignatureTypes(new SourceProject(name).Assembly).ToArray();
        Assert.NotEmpty(signatures);
        Assert.DoesNotContain(signatures, one => one.Type.IsPointer || one.Type.IsFunctionPointer
            || one.Type == typeof(nint) || one.Type == typeof(nuint) || typeof(SafeHandle).IsAssignableFrom(one.Type));
    }

    [Fact]
    public void The_other_projects_go_around_the_type_system_nowhere()
    {
        foreach (var project in SourceProject.All.Where(project => !s_unsafe.Contains(project.Name)))
        {
            Assert.All(project.Files, path => Assert.DoesNotMatch(AroundTheTypeSystem(), RepositoryFiles.Read(path)));
            Assert.DoesNotContain(PublicSurface.SignatureTypes(project.Assembly), one => one.Type.IsPointer || one.Type.IsFunctionPointer);
        }
    }

    [GeneratedRegex(
        @"\bunsafe\b(?! code)|\bUnsafe\.|\b(LibraryImport|DllImport)\b|\bGCHandle\b|\bNativeMemory\b"
        + @"|\bMemoryMarshal\.(GetReference|CreateSpan|CreateReadOnlySpan|GetArrayDataReference)\b")]
    private static partial Regex AroundTheTypeSystem();
}

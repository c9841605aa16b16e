using System.Reflection;
using System.Xml.Linq;
using StreamW2V.TestKit;

namespace StreamW2V.Architecture.Tests;

/// <summary>A project under <c>src</c>: its folder, its project file and its assembly.</summary>
/// <param name="Name">Name of the folder, e.g. <c>Store</c>.</param>
internal sealed record SourceProject(string Name)
{
    /// <summary>The projects, leaves first.</summary>
    public static IReadOnlyList<SourceProject> All { get; } =
        [.. new[] { "Numerics", "Store", "Engine", "Ingest", "Query", "Host" }.Select(name => new SourceProject(name))];

    /// <summary>The project file, relative to the root.</summary>
    public string ProjectFile => $"src/{Name}/StreamW2V.{Name}.csproj";

    /// <summary>The project file's content.</summary>
    public XDocument Project => XDocument.Load(RepositoryFiles.At(ProjectFile));

    /// <summary>Its C# files, relative to the root.</summary>
    public IEnumerable<string> Files => RepositoryFiles.Under($"src/{Name}", "*.cs");

    /// <summary>The assembly as built.</summary>
    public Assembly Assembly => Assembly.Load(AssemblyName);

    /// <summary>Name of the assembly.</summary>
    public string AssemblyName => Name == "Host" ? "streamw2v" : $"StreamW2V.{Name}";

    /// <summary>Names of the projects that its project file refers to.</summary>
    public IEnumerable<string> References => Project.Descendants("ProjectReference")
        .Select(reference => Path.GetFileName(Path.GetDirectoryName((string)reference.Attribute("Include")!)!));

    /// <inheritdoc/>
    public override string ToString() => Name;
}

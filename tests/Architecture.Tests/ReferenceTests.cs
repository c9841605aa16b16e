using StreamW2V.TestKit;

namespace StreamW2V.Architecture.Tests;

/// <summary>Prevents parts from reaching around each other: the arrows of ARCHITECTURE.md are the only ones.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["Numerics"] = [],
        ["Store"] = [],
        ["Engine"] = ["Numerics", "Store"],
        ["Ingest"] = ["Engine"],
        ["Query"] = ["Numerics", "Store"],
        ["Host"] = ["Ingest", "Query"],
    };

    public static TheoryData<string> Projects => [.. SourceProject.All.Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_to_those_below_it_and_to_no_other(string name)
    {
        Assert.Equal(s_allowed[name], new SourceProject(name).References.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void An_assembly_uses_only_those_its_project_can_reach(string name)
    {
        var project = new SourceProject(name);
        var used = project.Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!)
            .Where(assembly => assembly.StartsWith("StreamW2V.", StringComparison.Ordinal) || assembly == "streamw2v")
            .Select(assembly => assembly.Split('.')[^1]);
        Assert.All(used, other => Assert.Contains(other, Reachable(name)));
    }

    [Theory]
    [InlineData("Numerics")]
    [InlineData("Store")]
    [InlineData("Engine")]
    [InlineData("Query")]
    public void The_core_needs_little_but_the_runtime(string name)
    {
        // The one package of Store is the other provider of LZ4, which a build must ask for; that of Query decomposes a matrix for drift.
        var packages = new SourceProject(name).Project.Descendants("PackageReference")
            .Select(package => (string)package.Attribute("Include")!);
        Assert.Equal(name switch { "Store" => ["K4os.Compression.LZ4"], "Query" => ["MathNet.Numerics"], _ => [] }, packages);
    }

    [Fact]
    public void The_projects_under_src_are_the_six_and_each_has_its_tests()
    {
        var names = SourceProject.All.Select(project => project.Name).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(names, Directory.GetDirectories(RepositoryFiles.At("src")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(names, name => Assert.True(File.Exists(RepositoryFiles.At($"tests/{name}.Tests/StreamW2V.{name}.Tests.csproj")), name));
        var solution = RepositoryFiles.Read("StreamW2V.sln").Replace('\\', '/');
        var projects = RepositoryFiles.Under("src", "*.csproj").Concat(RepositoryFiles.Under("tests", "*.csproj"));
        Assert.All(projects, path => Assert.Contains(path, solution, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Only_its_own_tests_see_the_inside_of_a_project(string name)
    {
        var friends = new SourceProject(name).Project.Descendants("InternalsVisibleTo")
            .Select(friend => (string)friend.Attribute("Include")!);
        Assert.All(friends, friend => Assert.Equal($"StreamW2V.{name}.Tests", friend));
    }

    private static HashSet<string> Reachable(string name)
    {
        var reached = new HashSet<string>(s_allowed[name]);
        foreach (var below in s_allowed[name])
        {
            reached.UnionWith(Reachable(below));
        }

        return reached;
    }
}

using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using StreamW2V.TestKit;

namespace StreamW2V.Architecture.Tests;

/// <summary>Prevents the build from giving something else tomorrow or elsewhere, and banned calls from being banned in name only.</summary>
public sealed partial class BuildFileTests
{
    [Fact]
    public void There_is_one_executable()
    {
        var executables = RepositoryFiles.Under("src", "*.csproj")
            .Where(path => RepositoryFiles.Read(path).Contains("<OutputType>Exe", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(["src/Host/StreamW2V.Host.csproj"], executables);
        Assert.Equal(["Host"], SourceProject.All.Where(project => project.Assembly.EntryPoint is not null).Select(project => project.Name));
    }

    [Fact]
    public void Every_package_has_one_exact_version_in_one_place()
    {
        var central = XDocument.Load(RepositoryFiles.At("Directory.Packages.props"));
        Assert.Equal("true", central.Descendants("ManagePackageVersionsCentrally").Single().Value);
        var versions = central.Descendants("PackageVersion")
            .ToDictionary(package => (string)package.Attribute("Include")!, package => (string)package.Attribute("Version")!);
        Assert.NotEmpty(versions);
        Assert.All(versions, package => Assert.Matches(ExactVersion(), package.Value));
        foreach (var path in ProjectFiles())
        {
            Assert.All(XDocument.Load(RepositoryFiles.At(path)).Descendants("PackageReference"), reference =>
            {
                Assert.Contains((string)reference.Attribute("Include")!, versions);
                Assert.Null(reference.Attribute("Version"));
                Assert.Null(reference.Attribute("VersionOverride"));
            });
        }
    }

    [Fact]
    public void Every_project_has_a_lock_file()
    {
        Assert.Equal("true", BuildProperties().Descendants("RestorePackagesWithLockFile").Single().Value);
        var locks = ProjectFiles().Select(path => Path.GetDirectoryName(path) + "/packages.lock.json");
        Assert.All(locks, path => Assert.True(File.Exists(RepositoryFiles.At(path)), path));
    }

    [Theory]
    [InlineData("Nullable", "enable")]
    [InlineData("TreatWarningsAsErrors", "true")]
    [InlineData("Deterministic", "true")]
    [InlineData("InvariantGlobalization", "true")]
    [InlineData("EnforceCodeStyleInBuild", "true")]
    public void Every_project_is_built_by_the_same_rules(string property, string value)
    {
        Assert.Equal(value, BuildProperties().Descendants(property).Single().Value);
        Assert.All(ProjectFiles(), path => Assert.Empty(XDocument.Load(RepositoryFiles.At(path)).Descendants(property)));
    }

    [Theory]
    [InlineData("M:System.IO.FileStream.Flush(System.Boolean)")]
    [InlineData("M:System.IO.RandomAccess.FlushToDisk(Microsoft.Win32.SafeHandles.SafeFileHandle)")]
    [InlineData("T:System.Random")]
    [InlineData("T:System.Numerics.Vector`1")]
    [InlineData("M:System.Guid.NewGuid")]
    [InlineData("P:System.DateTime.Now")]
    [InlineData("P:System.DateTime.UtcNow")]
    public void What_the_design_bans_is_banned(string symbol)
    {
        Assert.Contains(BannedSymbols(), banned => banned == symbol);
        var included = BuildProperties().Descendants().Select(item => (string?)item.Attribute("Include")).ToArray();
        Assert.Contains("Microsoft.CodeAnalysis.BannedApiAnalyzers", included);
        Assert.Contains("$(MSBuildThisFileDirectory)BannedSymbols.txt", included);
    }

    [Fact]
    public void Every_banned_symbol_exists()
    {
        // One that does not is banned in vain, and nobody is told.
        Assert.All(BannedSymbols(), symbol => Assert.True(Exists(symbol), symbol));
    }

    [Fact]
    public void No_file_switches_the_ban_off()
    {
        var files = RepositoryFiles.Under("src", "*.cs").Concat(ProjectFiles());
        Assert.All(files, path => Assert.DoesNotContain("RS0030", RepositoryFiles.Read(path), StringComparison.Ordinal));
    }

    [Fact]
    public void The_configuration_file_is_json_with_sections_of_options()
    {
        using var json = JsonDocument.Parse(RepositoryFiles.Read("config/streamw2v.json"));
        Assert.Equal(
            ["model", "output", "query", "store", "stream", "text"],
            json.RootElement.EnumerateObject().Select(section => section.Name).Order(StringComparer.Ordinal));
        Assert.All(json.RootElement.EnumerateObject(), section => Assert.NotEmpty(section.Value.EnumerateObject()));
    }

    private static XDocument BuildProperties() => XDocument.Load(RepositoryFiles.At("Directory.Build.props"));

    private static IEnumerable<string> ProjectFiles() =>
        RepositoryFiles.Under("src", "*.csproj").Concat(RepositoryFiles.Under("tests", "*.csproj"));

    private static IEnumerable<string> BannedSymbols() =>
        RepositoryFiles.Read("BannedSymbols.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(';')[0]);

    private static bool Exists(string symbol)
    {
        var name = symbol[2..].Split('(')[0];
        var dot = name.LastIndexOf('.');
        return symbol[0] == 'T'
            ? Find(name) is not null
            : Find(name[..dot])?.GetMember(name[(dot + 1)..], BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance).Length > 0;
    }

    private static Type? Find(string name) => typeof(object).Assembly.GetType(name);

    [GeneratedRegex(@"^\[\d+\.\d+\.\d+\]$")]
    private static partial Regex ExactVersion();
}

using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using StreamW2V.Host.Logging;

namespace StreamW2V.Host.Tests.Documents;

/// <summary>Prevents docs/operations.md from missing an event that operators filter by, or from naming one that is gone.</summary>
public sealed partial class OperationsDocumentTests
{
    [Fact]
    public void Every_event_is_listed_by_its_id()
    {
        var section = RepositoryFiles.Read("docs/operations.md").Split("\n## Logs\n")[1].Split("\n## ")[0];
        var listed = section.Split('\n').Where(line => EventRow().IsMatch(line))
            .SelectMany(line => line.Split('|')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(id => int.Parse(id, CultureInfo.InvariantCulture));
        var declared = typeof(Log).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>()
            .Select(message => message.EventId);
        Assert.Equal(declared.Order(), listed.Order());
    }

    [GeneratedRegex(@"^\| 1\d\d\d")]
    private static partial Regex EventRow();
}

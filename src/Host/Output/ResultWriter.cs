using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;
using StreamW2V.Host.CommandLine;

namespace StreamW2V.Host.Output;

/// <summary>Writes the result of a verb: one line of JSON if that was asked for, a table on a terminal, aligned text elsewhere.</summary>
internal sealed class ResultWriter
{
    private readonly HostContext _context;

    /// <summary>A writer to <paramref name="context"/>'s output.</summary>
    public ResultWriter(HostContext context, bool json)
    {
        _context = context;
        IsJson = json;
    }

    /// <summary>Whether JSON was asked for.</summary>
    public bool IsJson { get; }

    /// <summary>Writes <paramref name="value"/> as one line of JSON.</summary>
    public void Json<T>(T value, JsonTypeInfo<T> type) => _context.Output.WriteLine(JsonSerializer.Serialize(value, type));

    /// <summary>Writes one line of text.</summary>
    public void Line(string text) => _context.Output.WriteLine(text);

    /// <summary>Writes a table; every row has a cell for every column.</summary>
    public void Table(IReadOnlyList<TableColumn> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        if (_context.OutputIsTerminal)
        {
            Framed(columns, rows);
        }
        else
        {
            Aligned(columns, [.. rows]);
        }
    }

    private void Framed(IReadOnlyList<TableColumn> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = _context.Color ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(_context.Output),
        });
        console.Profile.Width = _context.Width;
        console.Profile.Capabilities.Unicode = true;
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var column in columns)
        {
            var header = new Spectre.Console.TableColumn(new Text(column.Title, new Style(decoration: Decoration.Bold)));
            table.AddColumn(column.IsNumber ? header.RightAligned() : header);
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        console.Write(table);
    }

    // Two spaces between columns, no padding behind the last, so that `cut` and `awk` see what is there and nothing else.
    private void Aligned(IReadOnlyList<TableColumn> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var widths = columns.Select((column, i) => rows.Select(row => row[i].Length).Append(column.Title.Length).Max()).ToList();
        foreach (var row in rows.Prepend([.. columns.Select(column => column.Title)]))
        {
            for (var i = 0; i < columns.Count; i++)
            {
                var last = i == columns.Count - 1;
                _context.Output.Write(columns[i].IsNumber ? row[i].PadLeft(widths[i]) : last ? row[i] : row[i].PadRight(widths[i]));
                _context.Output.Write(last ? "" : "  ");
            }

            _context.Output.WriteLine();
        }
    }
}

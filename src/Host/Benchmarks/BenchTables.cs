using System.Globalization;
using StreamW2V.Host.Output;

namespace StreamW2V.Host.Benchmarks;

/// <summary>Writes the result of <c>bench</c> for people: the machine, the rates, the stages.</summary>
internal static class BenchTables
{
    private static readonly TableColumn[] MachineColumns =
        [new("machine"), new("threads", IsNumber: true), new("all threads", IsNumber: true), new("per thread", IsNumber: true), new("unit")];

    private static readonly TableColumn[] CaseColumns =
    [
        new("model"), new("objective"), new("dim", IsNumber: true), new("kernel", IsNumber: true), new("threads", IsNumber: true), new("mapping"),
    ];

    private static readonly TableColumn[] RateColumns =
    [
        .. CaseColumns, new("words/s", IsNumber: true), new("GFLOP/s", IsNumber: true), new("of peak", IsNumber: true), new("matrices", IsNumber: true),
    ];

    private static readonly TableColumn[] StageColumns =
    [
        .. CaseColumns, new("read s", IsNumber: true), new("tokenize s", IsNumber: true), new("look-up s", IsNumber: true), new("sample s", IsNumber: true),
        new("train s", IsNumber: true), new("write s", IsNumber: true),
    ];

    /// <summary>Writes all of it.</summary>
    public static void Write(ResultWriter results, BenchResult bench)
    {
        var (machine, text) = (bench.Machine, bench.Text);
        results.Line($"{machine.Processor}, {machine.Cores} {(machine.Cores == 1 ? "core" : "cores")}, {machine.Runtime}, kernel {machine.Kernel}");
        results.Line(
            $"{text.File}: {Figures.Bytes(text.Bytes)}, {Figures.Count(text.Tokens)} tokens, "
            + $"{Figures.Count(text.Words)} of them words of the vocabulary of {Figures.Count(text.Vocabulary)}");
        results.Line(string.Join(", ", bench.Options.Where(option => option.Value != "false").Select(option => $"{option.Key} {option.Value}")));
        results.Line(bench.Rounds == 1 ? "one round" : $"medians of {bench.Rounds} rounds (minimum..maximum)");
        foreach (var matrices in bench.Cases.GroupBy(one => (one.Objective, one.Dim)))
        {
            results.Line($"matrices of {matrices.Key.Objective} dim {matrices.Key.Dim}: {Figures.Count(matrices.First().MatrixBytes)} bytes");
        }

        results.Line("");
        results.Table(MachineColumns, machine.Arithmetic.Select(Row).Concat(machine.Memory.Select(Row)));
        results.Line("");
        results.Table(RateColumns, bench.Cases.Select(RateRow));
        results.Line("");
        results.Table(StageColumns, bench.Cases.Select(StageRow));
    }

    private static string[] Row(ArithmeticResult one) =>
    [
        one.Registers == "scalar" ? "FMA scalar" : $"FMA {one.Registers} bit", Figures.Count(one.Threads), Cell(one.Gflops, "N1"),
        Number(one.Gflops.Median / one.Threads, "N1"), "GFLOP/s",
    ];

    private static string[] Row(MemoryResult one) =>
    [
        $"memory read, {Figures.Bytes(one.Bytes)}", Figures.Count(one.Threads), Cell(one.GigabytesPerSecond, "N1"),
        Number(one.GigabytesPerSecond.Median / one.Threads, "N1"), "GB/s",
    ];

    private static string[] CaseCells(CaseResult one) =>
        [one.Model, one.Objective, Number(one.Dim, "F0"), one.Kernel, Number(one.Threads, "F0"), one.Mapping];

    private static string[] RateRow(CaseResult one) =>
    [
        .. CaseCells(one), Cell(one.WordsPerSecond, "N0"), Cell(one.Gflops, "N1"), Cell(Percent(one.PeakShare), "N1", "%"), Figures.Bytes(one.MatrixBytes),
    ];

    private static string[] StageRow(CaseResult one) =>
    [
        .. CaseCells(one), Cell(one.Stages.Read, "N3"), Cell(one.Stages.Tokenize, "N3"), Cell(one.Stages.LookUp, "N3"), Cell(one.Stages.Sample, "N3"),
        Cell(one.Stages.Train, "N3"), Cell(one.Stages.Write, "N3"),
    ];

    private static Spread Percent(Spread share) => new(share.Median * 100, share.Min * 100, share.Max * 100);

    // Of one round, or of figures that were all the same, there is no spread to show.
    private static string Cell(Spread spread, string format, string unit = "") =>
        Number(spread.Median, format) + unit
        + (spread.Min == spread.Max ? "" : $" ({Number(spread.Min, format)}..{Number(spread.Max, format)})");

    private static string Number(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}

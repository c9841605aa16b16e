using System.Text;
using StreamW2V.Ingest.Sources;
using StreamW2V.Store.Journal;

namespace StreamW2V.Ingest.Tests.Sources;

/// <summary>
/// Prevents a kill from changing what is learned: two stores read the same folder through the same changes, one undisturbed, the other
/// killed in the middle of a write again and again, with some of what was not synced taken away. Their lines must be the same, in order.
/// </summary>
public sealed class KillTests
{
    private const int Sequences = 320;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_lines_after_any_kills_are_those_of_an_undisturbed_run(int quarter)
    {
        int kills = 0;
        for (int seed = quarter * Sequences / 4; seed < (quarter + 1) * Sequences / 4; seed++)
        {
            try
            {
                kills += await RunAsync(new TestNumbers((ulong)seed));
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"seed {seed}: {error.Message}", error);
            }
        }

        Assert.True(kills > Sequences / 4, $"only {kills} kills");
    }

    [Fact]
    public async Task The_file_that_was_being_read_goes_on_first_even_if_it_was_touched()
    {
        using var bench = new IntakeBench { Options = new IntakeOptions { BatchBytes = 100 } };
        string[] first = [.. Enumerable.Range(0, 200).Select(i => $"first {i}")];
        bench.Write("x", string.Concat(first.Select(line => line + "\n")), 20);
        bench.Write("y", "second\n", 10);
        bench.Storage = new FragileStorage { WritesLeft = 8 };
        await Assert.ThrowsAsync<KilledException>(() => bench.RunOnceAsync());
        bench.Age("x", 5);
        bench.Storage = new FragileStorage();
        Assert.InRange(bench.Lines().Count, 1, 199);
        await bench.RunOnceAsync();
        Assert.Equal([.. first, "second"], bench.Lines());
    }

    private static async Task<int> RunAsync(TestNumbers numbers)
    {
        using var bench = new IntakeBench();
        bench.JournalOptions = new JournalOptions
        {
            SegmentBytes = 4096 + numbers.Next(20_000),
            SyncInterval = TimeSpan.FromHours(1),
            SyncBytes = 1 + numbers.Next(5000),
        };
        bench.Options = new IntakeOptions { BatchBytes = 50 + numbers.Next(1000), OpenFiles = 1 + numbers.Next(3) };
        int kills = 0;
        int files = 0;
        for (int stage = 0; stage < 3; stage++)
        {
            Change(bench, numbers, ref files);
            bench.Journal = "undisturbed";
            bench.Storage = new FragileStorage();
            await bench.RunOnceAsync();
            var expected = bench.Lines();
            bench.Journal = "killed";
            for (int left = 1 + numbers.Next(6); left > 0; left--)
            {
                kills += await KillAsync(bench, numbers) ? 1 : 0;
            }

            bench.Storage = new FragileStorage();
            await bench.RunOnceAsync();
            Assert.Equal(expected, bench.Lines());
        }

        return kills;
    }

    private static async Task<bool> KillAsync(IntakeBench bench, TestNumbers numbers)
    {
        bench.Storage = new FragileStorage { WritesLeft = numbers.Next(25), LastWriteBytes = numbers.Next(600) };
        try
        {
            await bench.RunOnceAsync();
            return false;
        }
        catch (KilledException)
        {
        }

        // What was written since the last sync may or may not have reached the disk, from some byte on.
        string last = Directory.GetFiles(bench.JournalPath).Order(StringComparer.Ordinal).Last();
        long durable = bench.Storage.Durable(last);
        long length = new FileInfo(last).Length;
        if (durable > 0 && length > durable && numbers.Next(2) == 0)
        {
            using var file = new FileStream(last, FileMode.Open);
            file.SetLength(durable + numbers.Next((int)(length - durable) + 1));
        }

        return true;
    }

    /// <summary>New files, growth, rotation, truncation, compression: anything but what the two stores could see differently.</summary>
    private static void Change(IntakeBench bench, TestNumbers numbers, ref int files)
    {
        for (int change = 2 + numbers.Next(5); change > 0; change--)
        {
            var uncompressed = Directory.GetFiles(bench.Folder).Where(path => !path.EndsWith(".gz", StringComparison.Ordinal));
            string[] plain = [.. uncompressed.Order(StringComparer.Ordinal)];
            string? old = plain.Length > 0 ? Path.GetFileName(plain[numbers.Next(plain.Length)]) : null;
            switch (old is null ? 0 : numbers.Next(9))
            {
                case 0 or 1 or 2:
                    bench.Write($"log{files++}", Text(numbers), 10 + numbers.Next(5));
                    break;
                case 3:
                    bench.Write($"log{files++}.gz", IntakeBench.Gzip(Text(numbers)), 10 + numbers.Next(5));
                    break;
                case 4:
                    bench.Append(old!, Text(numbers));
                    bench.Age(old!, numbers.Next(5));
                    break;
                case 5:
                    File.Move(bench.At(old!), bench.At($"{old}.{files++}"));
                    break;
                case 6:
                    using (var stream = new FileStream(bench.At(old!), FileMode.Truncate))
                    {
                        stream.Write(Encoding.UTF8.GetBytes(Text(numbers)));
                    }

                    bench.Age(old!, numbers.Next(5));
                    break;
                case 7:
                    byte[] content = File.ReadAllBytes(bench.At(old!));
                    File.Delete(bench.At(old!));
                    bench.Write($"{old}.gz", IntakeBench.Gzip(content), 10 + numbers.Next(5));
                    break;
                default:
                    bench.Write($"empty{files++}", "", 3);
                    break;
            }
        }
    }

    private static string Text(TestNumbers numbers)
    {
        var text = new StringBuilder();
        for (int lines = numbers.Next(60); lines > 0; lines--)
        {
            text.Append("word").Append(numbers.Next(5)).Append(" number ").Append(numbers.Next(1_000_000)).Append('\n');
        }

        return numbers.Next(3) == 0 ? text.Append("no end").ToString() : text.ToString();
    }
}

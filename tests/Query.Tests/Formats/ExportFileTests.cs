using StreamW2V.Query.Formats;
using StreamW2V.Query.Vectors;
using StreamW2V.Store.Files;

namespace StreamW2V.Query.Tests.Formats;

/// <summary>Prevents a half-written export under the final name, and an export that fails late or silently.</summary>
public sealed class ExportFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<VectorFormat> All => [.. Enum.GetValues<VectorFormat>()];

    [Theory]
    [MemberData(nameof(All))]
    public void A_vector_that_is_not_finite_is_refused_by_word_and_leaves_nothing_behind(VectorFormat format)
    {
        using var vectors = WordVectors.Create(["fine", "broken"], [2, 1], [1, 2, 3, float.NaN], 2);
        var error = Assert.Throws<BadFormatException>(() => VectorExport.Write(vectors, format, _folder.File("out")));

        Assert.Contains("'broken'", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_failed_export_leaves_the_file_that_was_there()
    {
        var path = _folder.Write("out", "old");
        using var vectors = WordVectors.Create(["broken"], [1], [float.PositiveInfinity], 1);
        Assert.Throws<BadFormatException>(() => VectorExport.Write(vectors, VectorFormat.Glove, path));

        Assert.Equal("old", File.ReadAllText(path));
    }

    [Fact]
    public void An_export_replaces_the_old_file_and_the_remains_of_a_dead_run()
    {
        var path = _folder.Write("out", "old and much longer than what comes");
        _folder.Write("out.tmp", "the remains of a run that was killed, longer than what comes");
        using var vectors = WordVectors.Create(["a"], [1], [1], 1);
        VectorExport.Write(vectors, VectorFormat.Glove, path);

        Assert.Equal("a 1\n", File.ReadAllText(path));
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Content_is_synced_before_the_rename_and_the_folder_after_it(VectorFormat format)
    {
        var storage = new RecordingStorage();
        using var vectors = Samples.Random(3, 2);
        var files = VectorExport.Write(vectors, format, _folder.File("out"), storage: storage).Files;

        foreach (var file in files)
        {
            var steps = storage.Steps.ToList();
            var sync = steps.IndexOf($"sync {file}.tmp");
            var rename = steps.IndexOf($"rename {file}.tmp {file}");
            Assert.True(sync >= 0 && rename > sync);
            Assert.True(steps.LastIndexOf($"write {file}.tmp") < sync);
            Assert.True(steps.LastIndexOf($"sync {Path.GetDirectoryName(file)}") > rename);
        }
    }

    [Theory]
    [InlineData("write")]
    [InlineData("sync")]
    [InlineData("rename")]
    public void A_failing_call_ends_the_export_with_its_error_and_removes_what_was_written(string failing)
    {
        var storage = new RecordingStorage { Failing = failing };
        using var vectors = Samples.Random(3, 2);
        var path = _folder.Write("out", "old");
        var error = Assert.Throws<StorageException>(() => VectorExport.Write(vectors, VectorFormat.Word2VecBinary, path, storage: storage));

        Assert.Equal(failing, error.Operation);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.False(File.Exists(path + ".tmp"));
    }

    [Fact]
    public void A_model_without_words_is_refused_rather_than_written_as_an_unreadable_file()
    {
        using var vectors = WordVectors.Create(["", ""], [0, 0], [1, 2], 1);

        Assert.Throws<BadFormatException>(() => VectorExport.Write(vectors, VectorFormat.Word2VecBinary, _folder.File("out")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Words_that_c_programs_would_cut_are_warned_of()
    {
        using var vectors = Samples.Of([new string('a', 50), new string('b', 51), new string('c', 99), new string('d', 100)], 1);
        var silent = VectorExport.Write(vectors, VectorFormat.Word2VecBinary, _folder.File("out"));
        var options = new ExportOptions { CompatibleWithC = true };
        var warned = VectorExport.Write(vectors, VectorFormat.Word2VecBinary, _folder.File("out"), options);

        Assert.Empty(silent.Warnings);
        Assert.Equal(2, warned.Warnings.Count);
        Assert.Contains("more than 50 bytes, of which there are 3", warned.Warnings[0], StringComparison.Ordinal);
        Assert.Contains("more than 99 bytes, of which there are 1", warned.Warnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_most_frequent_words_are_written_when_asked()
    {
        using var vectors = Samples.Random(10, 1);
        var report = VectorExport.Write(vectors, VectorFormat.Word2VecText, _folder.File("out"), new ExportOptions { Top = 3 });

        Assert.Equal(3, report.Words);
        Assert.StartsWith("3 1\nw0 ", File.ReadAllText(_folder.File("out")), StringComparison.Ordinal);
        Assert.Equal(4, File.ReadAllLines(_folder.File("out")).Length);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}

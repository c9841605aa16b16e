using System.Runtime.Versioning;
using StreamW2V.EndToEnd.Tests.Processes;
using StreamW2V.TestKit;

namespace StreamW2V.EndToEnd.Tests.Faults;

/// <summary>Prevents mistakes from getting another exit code, more than one line to read, or a store that is changed by them.</summary>
public sealed class CommandLineFaultTests : IClassFixture<TrainedStore>, IDisposable
{
    private readonly TrainedStore _trained;
    private readonly TemporaryFolder _folder = new("streamw2v-fault-");

    public CommandLineFaultTests(TrainedStore trained)
    {
        _trained = trained;
        _folder.Write("empty.txt", "");
        _folder.Write("blank.txt", " \n\t\n\n");
        _folder.Write("rare.txt", "every word here occurs once\n");
        _folder.Write("binary.dat", [.. Enumerable.Range(0, 4096).Select(i => (byte)(i * 7))]);
        _folder.Write("cut.txt.gz", Texts.Gzip.Compress(File.ReadAllBytes(trained.Corpus)).AsSpan(0, 5000));
        _folder.Write("bad.vec", "2 3\na 1 2 3\nb 1 2\n");
        _folder.Folder("watched");
        _folder.Folder("strange");
        _folder.Write("strange/notes.txt", "not a store\n");
    }

    public void Dispose() => _folder.Dispose();

    // ~ is a folder with the files above, STORE a trained store, NEW a store that does not exist.
    [Theory]
    [InlineData(1, "train ~/missing.txt --store NEW", "there is no file ~/missing.txt")]
    [InlineData(1, "train ~/gone.txt ~/rare.txt ~/missing.txt --store NEW", "there is no file ~/gone.txt, ~/missing.txt")]
    [InlineData(65, "train ~/watched --store NEW", "is a directory")]
    [InlineData(65, "train ~/empty.txt --store NEW", "no word in the corpus")]
    [InlineData(65, "train ~/blank.txt --store NEW", "no word in the corpus")]
    [InlineData(65, "train ~/rare.txt --store NEW", "no word of the corpus occurs 5 times")]
    [InlineData(65, "train ~/rare.txt --min-count 2 --store NEW", "give a lower --min-count")]
    [InlineData(65, "train ~/binary.dat --store NEW", "~/binary.dat")]
    [InlineData(65, "train ~/cut.txt.gz --store NEW", "~/cut.txt.gz")]
    [InlineData(2, "train ~/rare.txt --dim 0 --store NEW", "--dim 0: must be from 1 to")]
    [InlineData(2, "train ~/rare.txt --threads 10000 --store NEW", "--threads 10000: must be from 1 to 256")]
    [InlineData(2, "train ~/rare.txt --deterministic --threads 4 --store NEW", "contradicts --deterministic")]
    [InlineData(2, "train ~/rare.txt --dim ten --store NEW", "--dim ten")]
    [InlineData(2, "train ~/rare.txt --dimm 10 --store NEW", "did you mean --dim")]
    [InlineData(2, "train - --store NEW", "run --stdin")]
    [InlineData(2, "train --store NEW", "train needs FILE")]
    [InlineData(2, "trian ~/rare.txt --store NEW", "did you mean train")]
    [InlineData(2, "run --watch ~ --store NEW", "lies inside the watched folder")]
    [InlineData(2, "run --watch NEW/text --store NEW", "lies inside the store")]
    [InlineData(2, "run ~/rare.txt --store NEW", "use train for files")]
    [InlineData(2, "run --watch ~/watched --checkpoint-every 1ms --store NEW", "--checkpoint-every 1ms")]
    [InlineData(1, "run --watch ~/missing --store NEW", "there is no folder ~/missing to watch")]
    [InlineData(65, "run --watch ~/watched --store ~/strange", "is not a store")]
    [InlineData(65, "train ~/rare.txt --min-count 1 --store ~/strange", "is not a store")]
    [InlineData(65, "nn sea1 --store ~/strange", "is not a store")]
    [InlineData(1, "nn sea1 --store NEW", "there is no store at NEW")]
    [InlineData(1, "status --store NEW", "there is no store at NEW")]
    [InlineData(1, "export --format npy -o ~/out --store NEW", "there is no store at NEW")]
    [InlineData(1, "nn sea999 --store STORE", "nearest spellings: sea")]
    [InlineData(1, "similarity sea1 seaa2 --store STORE", "'seaa2' is not in the vocabulary; nearest spellings: sea2")]
    [InlineData(1, "analogy sea1 sea2 Sea3 --store STORE", "'Sea3' is not in the vocabulary")]
    [InlineData(1, "nn sea1 --generation 99 --store STORE", "has no generation 99; it has 1, 2")]
    [InlineData(1, "rollback 7 --store STORE", "has no generation 7; it has 1, 2")]
    [InlineData(2, "rollback last --store STORE", "must be the number of a generation")]
    [InlineData(2, "nn --store STORE", "nn needs WORD")]
    [InlineData(2, "nn sea1 -k 0 --store STORE", "-k 0")]
    [InlineData(1, "run --watch ~/watched --dim 50 --store STORE", "was made with 32")]
    [InlineData(1, "run --watch ~/watched --objective hs --store STORE", "was made with ns")]
    [InlineData(1, "run --watch ~/watched --tokenizer cjk --store STORE", "was made with whitespace")]
    [InlineData(1, "run --watch ~/watched --seed 2 --store STORE", "was made with 1")]
    [InlineData(1, "run --watch ~/watched --max-vocab 10 --store STORE", "is below the")]
    [InlineData(1, "train ~/rare.txt --min-count 1 --store STORE", "already holds a model")]
    [InlineData(1, "import ~/missing.bin --store NEW", "there is no file ~/missing.bin")]
    [InlineData(65, "import ~/bad.vec --store NEW", "~/bad.vec")]
    [InlineData(65, "import ~/empty.txt --store NEW", "~/empty.txt")]
    [InlineData(2, "export --format doc -o ~/out --store STORE", "--format doc: must be one of")]
    [InlineData(2, "eval --store STORE", "eval needs a test set")]
    [InlineData(1, "eval --analogies ~/missing.txt --store STORE", "there is no file ~/missing.txt")]
    public async Task A_mistake_has_its_exit_code_and_one_line_and_changes_nothing(int code, string command, string says)
    {
        var before = StoreState.Contents(_trained.Path);
        var line = (await Launch.RunAsync([.. command.Split(' ').Select(Expand)])).Failed(code);
        Assert.Contains(Expand(says), line, StringComparison.Ordinal);
        Assert.Equal(before, StoreState.Contents(_trained.Path));

        // A store may have been begun, never with anything in it.
        Assert.Empty(StoreState.Generations(_folder.At("new")));
        Assert.Equal(["notes.txt"], Directory.GetFileSystemEntries(_folder.At("strange")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("train ~/secret.txt --store NEW")]
    [InlineData("import ~/secret.txt --store NEW")]
    [InlineData("eval --analogies ~/secret.txt --store STORE")]
    [InlineData("eval --similarity ~/secret.txt --store STORE")]
    [UnsupportedOSPlatform("windows")]
    public async Task A_file_that_may_not_be_read_is_named(string command)
    {
        var secret = _folder.Write("secret.txt", "hidden words\n");
        File.SetUnixFileMode(secret, UnixFileMode.None);

        // Without its capabilities even root may not read it.
        string[] wrapper = Environment.IsPrivilegedProcess ? ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] : [];
        using var program = Launch.StartUnder(wrapper, [.. command.Split(' ').Select(Expand)]);
        program.Input.Close();
        var line = (await program.ExitAsync()).Failed(74);
        Assert.Contains($"{secret}: permission denied; make the file readable for this user", line, StringComparison.Ordinal);
        Assert.False(Path.Exists(_folder.At("new")));
    }

    [Fact]
    public async Task A_store_begun_by_a_failed_training_is_no_obstacle_to_the_next()
    {
        (await Launch.RunAsync("train", _folder.At("rare.txt"), "--store", _folder.At("new"))).Failed(65);
        (await Launch.RunAsync("train", _folder.At("rare.txt"), "--min-count", "1", "--store", _folder.At("new"))).Succeeded();
        Assert.Equal(5, StoreState.Newest(_folder.At("new"))!.Vocabulary);
    }

    private string Expand(string text) => text
        .Replace("~", _folder.Path, StringComparison.Ordinal)
        .Replace("STORE", _trained.Path, StringComparison.Ordinal)
        .Replace("NEW", _folder.At("new"), StringComparison.Ordinal);
}

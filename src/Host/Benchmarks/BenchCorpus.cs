using StreamW2V.Engine.Vocabulary;
using StreamW2V.Host.Options;
using StreamW2V.Ingest.Text;

namespace StreamW2V.Host.Benchmarks;

/// <summary>The text that is trained on in every run: counted once, and read anew each time up to the length it had then.</summary>
internal sealed class BenchCorpus
{
    private readonly string _file;
    private readonly TextOptions _text;

    /// <summary>Counts the words of <paramref name="file"/>.</summary>
    public BenchCorpus(string file, TextOptions text, TokenHash hash, CancellationToken stop)
    {
        _file = file;
        _text = text;
        Fingerprint = CorpusFingerprint.Of([file]);
        Words = new WordCounter(hash);
        var tokenizer = NewTokenizer();
        var tokens = new TokenBuffer();
        using var corpus = Open();
        Bytes = corpus.TotalBytes;
        while (corpus.Read(stop) is { } block)
        {
            foreach (var line in block.Lines.EnumerateLines())
            {
                tokenizer.Tokenize(line, tokens);
                Words.Add(tokens);
            }
        }

        OversizeTokens = tokenizer.OversizeTokens;
    }

    /// <summary>Bytes of the file.</summary>
    public long Bytes { get; }

    /// <summary>The exact counts.</summary>
    public WordCounter Words { get; }

    /// <summary>Tokens dropped because they are too long.</summary>
    public long OversizeTokens { get; }

    /// <summary>Which text it is.</summary>
    public CorpusFingerprint Fingerprint { get; }

    /// <summary>The text from its start.</summary>
    public CorpusReader Open() => new([_file], default, new CorpusOptions { MaxLineBytes = _text.MaxLine }, Fingerprint);

    /// <summary>A tokenizer as the options ask for.</summary>
    public ITokenizer NewTokenizer() => Tokenizers.Create(_text.Tokenizer, _text.Lowercase);

    /// <summary>
    /// The processor time of reading, decoding and framing all lines. While training another thread does this ahead, where it cannot be timed apart, so it
    /// is a pass that does nothing else, and all the time that this process takes meanwhile.
    /// </summary>
    public TimeSpan ReadingTime(CancellationToken stop)
    {
        var before = Environment.CpuUsage.TotalTime;
        using (var corpus = Open())
        {
            while (corpus.Read(stop) is not null)
            {
                // Lines that nobody looks at.
            }
        }

        return Environment.CpuUsage.TotalTime - before;
    }
}

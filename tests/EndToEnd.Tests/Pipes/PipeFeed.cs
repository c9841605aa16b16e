using StreamW2V.EndToEnd.Tests.Processes;
using StreamW2V.EndToEnd.Tests.Texts;
using StreamW2V.Numerics;
using StreamW2V.Store.Files;
using StreamW2V.Store.Journal;
using StreamW2V.TestKit;

namespace StreamW2V.EndToEnd.Tests.Pipes;

/// <summary>
/// Somebody who pipes a text into the program, which is cut short again and again. Each time what the store has accepted must be the text up to the end
/// of a line, each line once; the next start is given the lines behind it. In the end the store must have learned the text.
/// </summary>
internal sealed class PipeFeed
{
    private readonly TopicText _text;
    private readonly string _store;
    private readonly string[] _arguments;
    private readonly Dictionary<long, int> _lineEnds = new() { [0] = 0 };
    private long _accepted;

    /// <summary>What the program is started through when it is to be disturbed.</summary>
    public string[] Wrapper { get; init; } = [];

    /// <param name="bytes">Length of the text.</param>
    /// <param name="part">Which text of this seed.</param>
    /// <param name="store">The store.</param>
    /// <param name="options">More of the command line.</param>
    public PipeFeed(int bytes, int part, string store, params string[] options)
    {
        _text = TopicText.Write(bytes, Trials.Seed, part);
        _store = store;
        _arguments =
        [
            "run", "--stdin", "--store", store, "--deterministic", "--dim", "16", "--progress-every", "0", .. options,
        ];
        var tokens = 0L;
        for (var i = 0; i < _text.Bytes.Length; i++)
        {
            tokens += _text.Bytes[i] is (byte)' ' or (byte)'\n' ? 1 : 0;
            if (_text.Bytes[i] == '\n')
            {
                _lineEnds.Add(tokens, i + 1);
            }
        }
    }

    /// <summary>Tokens that the store has accepted: those of its newest generation and those in the journal behind it.</summary>
    public long Accepted => _accepted;

    /// <summary>Whether nothing is left to send: then the store will not grow any more.</summary>
    public bool HasSentAll { get; private set; }

    /// <summary>Feeds the next lines in pieces, cut anywhere, until <paramref name="disturb"/> has ended the program; then looks at the store.</summary>
    public async Task FeedAsync(ulong seed, Func<LiveProgram, Task> disturb)
    {
        var random = new RandomSource(seed, 0, 0);
        using (var program = Launch.StartUnder(Wrapper, _arguments))
        {
            var feeding = PieceByPieceAsync(program, _lineEnds[_accepted], random);
            await disturb(program);
            await program.ExitAsync();
            await feeding;
        }
    }

    /// <summary>Looks at what was accepted, and feeds the rest in one go.</summary>
    public async Task FinishAsync()
    {
        Look();
        using (var program = Launch.Start(_arguments))
        {
            await program.WriteAsync(_text.Bytes.AsMemory(_lineEnds[_accepted]));
            program.Input.Close();
            (await program.ExitAsync()).Succeeded();
        }

        Assert.Equal(_text.Tokens, StoreState.Tokens(_store));
    }

    /// <summary>Fails the test unless the store holds a prefix of the text, in whole lines, no shorter than the last time.</summary>
    public void Look()
    {
        var accepted = AcceptedTokens();
        Assert.True(accepted >= _accepted, $"{accepted} tokens after {_accepted}");
        Assert.True(_lineEnds.ContainsKey(accepted), $"{accepted} tokens are no whole lines");
        _accepted = accepted;
    }

    private long AcceptedTokens()
    {
        var newest = StoreState.Newest(_store);
        var journal = Path.Combine(_store, "journal");
        var tokens = newest?.Tokens ?? 0;
        if (!Directory.Exists(journal))
        {
            return tokens;
        }

        using var reader = JournalReader.Open(PosixStorage.Instance, journal, newest?.Journal.Sequence ?? 0);
        var skip = newest?.Journal.LineOffset ?? 0;
        while (reader.TryRead(out var record))
        {
            if (record.Kind == RecordKind.Text)
            {
                var text = record.Payload.Span[skip..];
                Assert.True(text.SequenceEqual(_text.Bytes.AsSpan(_lineEnds[tokens], text.Length)), "the journal holds other lines than were sent");
                tokens += text.Count((byte)' ') + text.Count((byte)'\n');
            }

            skip = 0;
        }

        return tokens;
    }

    private async Task PieceByPieceAsync(LiveProgram program, int from, RandomSource random)
    {
        try
        {
            for (var at = from; at < _text.Bytes.Length;)
            {
                var length = Math.Min(1 + random.NextInt32(2000), _text.Bytes.Length - at);
                await program.WriteAsync(_text.Bytes.AsMemory(at, length));
                at += length;
                await Task.Delay(random.NextInt32(20));
            }

            HasSentAll = true;
        }
        catch (IOException)
        {
            // The program has ended, as it was to.
        }
    }
}

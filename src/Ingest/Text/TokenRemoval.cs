using StreamW2V.Engine.Vocabulary;

namespace StreamW2V.Ingest.Text;

/// <summary>
/// Takes tokens out of text that is cut into tokens later. A line in which one of them stands becomes its other tokens with one space between, which is
/// cut into just these tokens again; all other lines stay byte for byte, and no line is lost. To cut out the bytes of a token alone would not do: where
/// nothing separated it from its neighbors, as in Chinese, these would grow together.
/// </summary>
public sealed class TokenRemoval
{
    private readonly ITokenizer _tokenizer;
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _removed;
    private readonly TokenBuffer _tokens = new();

    /// <summary>Removes <paramref name="removed"/>, tokens as <paramref name="tokenizer"/> makes them.</summary>
    public TokenRemoval(ITokenizer tokenizer, IReadOnlyList<ReadOnlyMemory<byte>> removed)
    {
        _tokenizer = tokenizer;
        _removed = removed;
    }

    /// <summary>How often each of the removed tokens, by its place in their list, stands in lines of text.</summary>
    public void Count(ReadOnlySpan<byte> text, Span<long> counts)
    {
        foreach (var line in new TextLines(text))
        {
            _tokenizer.Tokenize(line, _tokens);
            for (var i = 0; i < _tokens.Count; i++)
            {
                if (Find(_tokens[i]) is >= 0 and var place)
                {
                    counts[place]++;
                }
            }
        }
    }

    /// <summary>The text without the tokens, or null if none stands in it. Lines end at LF, as those of a journal record do.</summary>
    public byte[]? Rewrite(ReadOnlyMemory<byte> text)
    {
        MemoryStream? rewritten = null;
        var kept = 0;
        var lines = new TextLines(text.Span);
        var start = 0;
        foreach (var line in lines)
        {
            _tokenizer.Tokenize(line, _tokens);
            if (HoldsRemoved())
            {
                rewritten ??= new MemoryStream(text.Length);
                rewritten.Write(text.Span[kept..start]);
                WriteOthers(rewritten);
                kept = start + line.Length;
            }

            start += line.Length + 1;
        }

        if (rewritten is null)
        {
            return null;
        }

        rewritten.Write(text.Span[kept..]);
        return rewritten.ToArray();
    }

    private bool HoldsRemoved()
    {
        for (var i = 0; i < _tokens.Count; i++)
        {
            if (Find(_tokens[i]) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private void WriteOthers(MemoryStream rewritten)
    {
        var first = true;
        for (var i = 0; i < _tokens.Count; i++)
        {
            if (Find(_tokens[i]) < 0)
            {
                rewritten.Write(first ? ""u8 : " "u8);
                rewritten.Write(_tokens[i]);
                first = false;
            }
        }
    }

    private int Find(ReadOnlySpan<byte> token)
    {
        for (var i = 0; i < _removed.Count; i++)
        {
            if (_removed[i].Span.SequenceEqual(token))
            {
                return i;
            }
        }

        return -1;
    }
}

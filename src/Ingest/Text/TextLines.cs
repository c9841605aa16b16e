namespace StreamW2V.Ingest.Text;

/// <summary>
/// Walks LF-separated text line by line without copying: `foreach (var line in new TextLines(text))`. A last line
/// without LF counts as a line. Works on a batch's text and on the payload of a journal record alike.
/// </summary>
public ref struct TextLines
{
    private ReadOnlySpan<byte> _rest;

    /// <summary>The lines of <paramref name="text"/>.</summary>
    public TextLines(ReadOnlySpan<byte> text) => _rest = text;

    /// <summary>The line reached, without its LF.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Bytes of text that follow the current line and its LF.</summary>
    public readonly int Remaining => _rest.Length;

    /// <summary>The walk itself, for foreach.</summary>
    public readonly TextLines GetEnumerator() => this;

    /// <summary>Goes to the next line; false when there is none.</summary>
    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var end = _rest.IndexOf((byte)'\n');
        Current = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? default : _rest[(end + 1)..];
        return true;
    }
}

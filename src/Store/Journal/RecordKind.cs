namespace StreamW2V.Store.Journal;

/// <summary>What a journal record says. The values are on disk and never change; 0 is the journal's own idle mark.</summary>
public enum RecordKind : byte
{
    /// <summary>Whole lines of text, each ended by LF.</summary>
    Text = 1,

    /// <summary>A source was seen for the first time; the payload is its identity.</summary>
    SourceOpened = 2,

    /// <summary>A source is finished.</summary>
    SourceClosed = 3,

    /// <summary>A source became shorter, or its content before the offset changed: it is read from 0 again.</summary>
    SourceTruncated = 4,
}

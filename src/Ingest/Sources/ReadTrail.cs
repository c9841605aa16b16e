namespace StreamW2V.Ingest.Sources;

/// <summary>
/// The points up to which plain files were read lately, one per record. A copy that copytruncate rotation made a moment before more was read from the original ends
/// between two of them: it is known to repeat what lies before the one that fits it. Held by the process and not by the store, so after a restart such a copy is
/// read as a whole.
/// </summary>
internal sealed class ReadTrail
{
    /// <summary>How many points are held per source; at one record per scan this is a minute.</summary>
    public const int MostMarks = 64;

    /// <summary>How many sources have points, those that were read last: together at most some 3 MB.</summary>
    public const int MostSources = 512;

    private readonly OrderedDictionary<long, Queue<SourceMark>> _marks = [];

    /// <summary>Notes how far a source has been read.</summary>
    public void Note(SourceState source)
    {
        if (_marks.Remove(source.Id, out var marks) is false)
        {
            marks = new Queue<SourceMark>();
        }

        _marks.Add(source.Id, marks!);
        marks!.Enqueue(source.Mark);
        if (marks.Count > MostMarks)
        {
            marks.Dequeue();
        }

        if (_marks.Count > MostSources)
        {
            _marks.RemoveAt(0);
        }
    }

    /// <summary>The points of a source, of what it holds now and of what it held before.</summary>
    public IEnumerable<SourceMark> Of(long id) => _marks.TryGetValue(id, out var marks) ? marks : [];
}

using System.Numerics;

namespace StreamW2V.Store.Mapping;

/// <summary>
/// Brings pages of a mapped file into memory ahead of their use, a round for each batch: first the disk is asked for those that were not in use lately, some rounds later, when they are there,
/// they are put into the mapping, ready to be written. So whoever trains meets neither the disk nor a page fault.
/// </summary>
internal sealed unsafe class PagesAhead
{
    /// <summary>Rounds from asking the disk to mapping; fewer than there are batches in the queue.</summary>
    private const int Distance = 24;

    private readonly AddressRange _range;
    private readonly RecentPages _pages;
    private readonly long _rowBytes;
    private readonly long _firstPage;
    private readonly int _pageShift = BitOperations.Log2((uint)Environment.SystemPageSize);
    private readonly List<(long First, int Count)>[] _asked = [.. Enumerable.Range(0, Distance).Select(_ => new List<(long, int)>())];
    private int _round;

    /// <summary>Looks ahead in a range of rows of a length in bytes, from page <paramref name="firstPage"/> on: those before it are no file's.</summary>
    public PagesAhead(AddressRange range, RecentPages pages, long rowBytes, long firstPage)
    {
        _firstPage = firstPage;
        _range = range;
        _pages = pages;
        _rowBytes = rowBytes;
    }

    /// <summary>Begins a round with the rows that it uses, each inside the range.</summary>
    public void Fetch(ReadOnlySpan<int> rows)
    {
        _pages.Begin();
        var asked = _asked[_round];
        _round = (_round + 1) % Distance;
        foreach (var (first, count) in asked)
        {
            _range.MapForWriting(_range.Origin + (first << _pageShift), (long)count << _pageShift);
        }

        asked.Clear();
        foreach (int row in rows)
        {
            Ask(row, asked);
        }
    }

    /// <summary>The pages of a row, in one request where they are next to each other: it is one read then.</summary>
    private void Ask(int row, List<(long First, int Count)> asked)
    {
        long start = row * _rowBytes;
        long end = start + _rowBytes - 1;
        int count = 0;
        for (long page = Math.Max(_firstPage, start >> _pageShift), last = end >> _pageShift; page <= last + 1; page++)
        {
            if (page <= last && _pages.Note(page))
            {
                count++;
            }
            else if (count > 0)
            {
                _range.ReadAhead(_range.Origin + ((page - count) << _pageShift), (long)count << _pageShift);
                asked.Add((page - count, count));
                count = 0;
            }
        }
    }
}

namespace StreamW2V.Store.Mapping;

/// <summary>
/// When each page of a matrix was last asked for, in ticks of a few dozen batches: a byte a page. It tells which pages are surely in memory, so that the kernel need not be asked, and which ones
/// have not been in use for a while, so that writing them to the disk is not for nothing. One thread notes, another one collects; where they meet, a page is asked for or written once more
/// than needed.
/// </summary>
internal sealed class RecentPages
{
    /// <summary>Rounds for which one tick lasts.</summary>
    private const int RoundsPerTick = 32;

    /// <summary>Ticks for which a page is recent: with the rounds of a tick about 128,000 tokens of training.</summary>
    private const int RecentTicks = 4;

    /// <summary>
    /// Ticks after which a page that nobody asks for is out of use: about 260,000 tokens. Half as many, and many pages are changed again after they were written; each writing takes write access away from a page, which interrupts
    /// every processor that trains. Four times as many, and the kernel's reclaim comes before, finds dirty pages and has all of them written. It is well below the turn of the ticks.
    /// </summary>
    private const int IdleTicks = 8;

    private readonly byte[] _ticks; // 0: not in use
    private long _rounds;
    private byte _now = 1;

    /// <summary>None of so many pages was asked for.</summary>
    public RecentPages(long pages) => _ticks = new byte[pages];

    /// <summary>The tick it is; from 0 on.</summary>
    public long Tick => Volatile.Read(ref _rounds) / RoundsPerTick;

    /// <summary>Another round begins.</summary>
    public void Begin()
    {
        Volatile.Write(ref _rounds, _rounds + 1);
        _now = ByteOf(_rounds / RoundsPerTick);
    }

    /// <summary>Notes that a page is asked for, and returns whether it was not lately.</summary>
    public bool Note(long page)
    {
        byte last = _ticks[page];
        if (last == _now)
        {
            return false;
        }

        _ticks[page] = _now;
        return !IsRecent(last, _now);
    }

    /// <summary>The next run of pages from <paramref name="page"/> on that are out of use now; they count as not in use from here on. False if there is none.</summary>
    public bool TakeOld(ref long page, out long count)
    {
        byte now = ByteOf(Tick);
        count = 0;
        while (page < _ticks.Length && !IsOld(page, now))
        {
            page++;
        }

        for (; page + count < _ticks.Length && IsOld(page + count, now); count++)
        {
            _ticks[page + count] = 0;
        }

        return count > 0;
    }

    // A page that is noted while another thread looks for old ones may be of a tick that one has not seen: as if it were of the turn before.
    private bool IsOld(long page, byte now) => _ticks[page] is var noted && noted != 0 && Age(noted, now) is >= IdleTicks and <= byte.MaxValue - IdleTicks;

    private static byte ByteOf(long tick) => (byte)((tick % byte.MaxValue) + 1);

    private static bool IsRecent(byte noted, byte now) => noted != 0 && Age(noted, now) < RecentTicks;

    // Ticks go round from 255 to 1.
    private static int Age(byte noted, byte now) => now >= noted ? now - noted : now - noted + byte.MaxValue;
}

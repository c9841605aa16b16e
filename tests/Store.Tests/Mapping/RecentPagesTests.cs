using StreamW2V.Store.Mapping;

namespace StreamW2V.Store.Tests.Mapping;

/// <summary>Prevents pages that are asked for again and again, never, or written to the disk while they are in use.</summary>
public sealed class RecentPagesTests
{
    private const int RoundsInUse = 128;
    private const int RoundsToIdle = 256;

    [Fact]
    public void A_page_is_asked_for_once_while_it_is_in_use_and_again_later()
    {
        var pages = new RecentPages(10);
        Assert.True(Note(3, rounds: 1));
        Assert.False(Note(3, rounds: 0));
        Assert.False(Note(3, rounds: RoundsInUse - 32));
        Assert.False(Note(3, rounds: RoundsInUse - 32));
        Assert.True(Note(4, rounds: 0));
        Assert.True(Note(3, rounds: RoundsInUse + 32));

        bool Note(long page, int rounds)
        {
            Pass(pages, rounds);
            return pages.Note(page);
        }
    }

    [Fact]
    public void Pages_go_out_of_use_in_runs_and_once()
    {
        var pages = new RecentPages(100);
        foreach (long page in new long[] { 0, 7, 8, 9, 99 })
        {
            pages.Note(page);
        }

        Pass(pages, RoundsToIdle / 2);
        pages.Note(8);
        Assert.Empty(Taken(pages));
        Pass(pages, RoundsToIdle / 2);
        Assert.Equal([(0, 1), (7, 1), (9, 1), (99, 1)], Taken(pages));
        Assert.Empty(Taken(pages));
        Pass(pages, RoundsToIdle / 2);
        Assert.Equal([(8, 1)], Taken(pages));
        Pass(pages, 10_000);
        Assert.Empty(Taken(pages));
        pages.Note(50);
        pages.Note(51);
        Pass(pages, RoundsToIdle + 32);
        Assert.Equal([(50, 2)], Taken(pages));
    }

    [Fact]
    public void A_page_in_use_stays_so_over_the_turn_of_the_ticks()
    {
        var pages = new RecentPages(1);
        pages.Note(0);
        for (int tick = 0; tick < 1000; tick++)
        {
            Pass(pages, 32);
            Assert.False(pages.Note(0));
            Assert.Empty(Taken(pages));
        }
    }

    private static void Pass(RecentPages pages, int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            pages.Begin();
        }
    }

    private static List<(long First, long Count)> Taken(RecentPages pages)
    {
        var taken = new List<(long, long)>();
        for (long page = 0; pages.TakeOld(ref page, out long count); page += count)
        {
            taken.Add((page, count));
        }

        return taken;
    }
}

using StreamW2V.Store.Files;
using StreamW2V.Store.Journal;

namespace StreamW2V.Store.Tests.Journal;

/// <summary>
/// Prevents a power cut from losing a durable record or from being taken for damage: whatever sectors of the last group commit reach
/// the disk, in whatever order, the journal opens by itself with at least the durable records.
/// </summary>
public sealed class JournalPowerCutTests
{
    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    public void Every_state_a_power_cut_may_leave_opens_with_at_least_the_durable_records(ulong seed)
    {
        var choices = new Lcg(seed);
        for (var round = 0; round < 60; round++)
        {
            var storage = new MemoryStorage();
            var clock = new FakeClock();
            var writer = JournalSample.Open(storage, JournalSample.Small, time: clock);
            for (var step = 0; step < 25; step++)
            {
                switch (choices.Next(10))
                {
                    case 0:
                        writer.Sync();
                        break;
                    case 1:
                        clock.Advance(TimeSpan.FromSeconds(1));
                        writer.SyncIfDue();
                        break;
                    case 2:
                        writer.SyncIfDue();
                        break;
                    case 3:
                        writer = JournalSample.Open(storage, JournalSample.Small, time: clock); // killed and started again
                        break;
                    case 4:
                        writer.TrimBefore(choices.Next((int)writer.DurableSequence + 1));
                        break;
                    default:
                        JournalSample.Append(writer, 1 + choices.Next(3));
                        break;
                }
                var kept = choices.Next(101);
                var after = storage.PowerCut(() => choices.Next(100) < kept);
                AssertRecovers(after, writer, $"seed {seed} round {round} step {step}");
            }
        }
    }

    [Fact]
    public void A_power_cut_at_any_operation_of_an_opening_leaves_the_same_journal()
    {
        var storage = new MemoryStorage();
        var writer = JournalSample.Open(storage, JournalSample.Small);
        JournalSample.Append(writer, 30);
        writer.Sync();
        var durable = writer.DurableSequence;
        JournalSample.Append(writer, 3);
        var last = storage.Files(JournalSample.Folder)[^1];
        foreach (var torn in new[] { storage[last][..^5], storage[last] })
        {
            for (var stopAt = 0; stopAt < 8; stopAt++)
            {
                var start = storage.Clone();
                start[last] = torn;
                var left = stopAt;
                start.Fault = (operation, _) => operation is "read" or "open" ? 0 : left-- <= 0 ? 5 : 0;
                _ = Record.Exception(() => JournalSample.Open(start, JournalSample.Small));
                start.Fault = (_, _) => 0;
                AssertRecovers(start.PowerCut(() => false), durable, 0, $"operation {stopAt}");
                AssertRecovers(start.PowerCut(() => true), durable, 0, $"operation {stopAt}");
            }
        }
    }

    private static void AssertRecovers(MemoryStorage after, JournalWriter before, string replay) =>
        AssertRecovers(after, before.DurableSequence, before.FirstSequence, replay);

    private static void AssertRecovers(MemoryStorage after, long durable, long first, string replay)
    {
        JournalWriter writer;
        try
        {
            writer = JournalSample.Open(after, JournalSample.Small);
        }
        catch (StoreDamagedException error)
        {
            Assert.Fail($"{replay}: {error.Message}");
            return;
        }
        Assert.True(writer.NextSequence >= durable, $"{replay}: {writer.NextSequence} of {durable} durable records");
        Assert.True(writer.FirstSequence <= first, replay);
        JournalSample.Append(writer, 2);
        writer.Dispose();
        Assert.Equal(writer.NextSequence, JournalSample.ReadAll(after, writer.FirstSequence));
    }
}

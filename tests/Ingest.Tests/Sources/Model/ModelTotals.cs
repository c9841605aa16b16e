using StreamW2V.Ingest.Sources;

namespace StreamW2V.Ingest.Tests.Sources.Model;

/// <summary>What many sequences came to, to show that they reached what they are meant for.</summary>
internal sealed class ModelTotals
{
    public int Sequences { get; private set; }

    public int Kills { get; private set; }

    public long Words { get; private set; }

    public long Lost { get; private set; }

    public long Truncations { get; private set; }

    public long Copies { get; private set; }

    public void Add(ModelWords words, int kills, IntakeCounters counters)
    {
        Sequences++;
        Kills += kills;
        Words += words.Seen;
        Lost += words.Lost;
        Truncations += counters.Truncations;
        Copies += counters.RecognisedCopies;
    }

    public override string ToString() =>
        $"{Sequences} sequences, {Kills} kills, {Words} words read once, {Lost} gone before they were read, {Truncations} truncations and {Copies} copies in the last lives";
}

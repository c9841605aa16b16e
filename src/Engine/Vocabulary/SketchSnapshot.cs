namespace StreamW2V.Engine.Vocabulary;

/// <summary>A <see cref="FrequencySketch"/> as it is at one moment, copied while it goes on counting; see <see cref="BlockCopy{T}"/>.</summary>
internal sealed class SketchSnapshot
{
    private FrequencySketch? _sketch;

    /// <summary>Counters a row.</summary>
    public int Width { get; private set; }

    /// <summary>Sightings since the last halving.</summary>
    public long Additions { get; private set; }

    /// <summary>The counters, row behind row; whole after <see cref="End"/>.</summary>
    public BlockCopy<uint> Counters { get; } = new();

    /// <summary>The bits of the doorkeeper; whole after <see cref="End"/>.</summary>
    public BlockCopy<ulong> Bits { get; } = new();

    /// <summary>Takes the memory that a copy of <paramref name="sketch"/> needs.</summary>
    public void Reserve(FrequencySketch sketch)
    {
        Counters.Reserve(sketch.Counts.Counters.Length);
        Bits.Reserve(sketch.Doorkeeper.Bits.Length);
    }

    /// <summary>Begins, on the thread that counts.</summary>
    public void Begin(FrequencySketch sketch)
    {
        Width = sketch.Width;
        Additions = sketch.Additions;
        sketch.Counts.CopyTo(Counters);
        sketch.Doorkeeper.CopyTo(Bits);
        _sketch = sketch;
    }

    /// <summary>Copies what is left, on any thread; from then on counting costs what it always does. Nothing happens if there is none under way.</summary>
    public void End()
    {
        if (_sketch is { } sketch)
        {
            Counters.KeepAll();
            Bits.KeepAll();
            sketch.Counts.CopyTo(null);
            sketch.Doorkeeper.CopyTo(null);
            _sketch = null;
        }
    }
}

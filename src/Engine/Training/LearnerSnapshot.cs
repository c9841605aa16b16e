using System.Diagnostics;
using StreamW2V.Engine.Training.Curves;
using StreamW2V.Engine.Training.Replay;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Engine.Vocabulary.Phrases;
using StreamW2V.Store.Generations;

namespace StreamW2V.Engine.Training;

/// <summary>
/// All that a learner knows at one moment, on its way to a generation while it goes on learning. In the pause, with the trainers drained, words, counts and tree are copied, and everything large is put under
/// copy on touch: rows (<see cref="ModelSnapshot"/>), sketches (<see cref="SketchSnapshot"/>), and the sentences for rehearsal. <see cref="Write"/>, on any thread, does the rest. A learner has one, whose memory is used
/// again.
/// </summary>
public sealed class LearnerSnapshot
{
    private readonly VocabularySnapshot _vocabulary = new();
    private readonly PhraseSnapshot _phrases = new();
    private readonly RehearsalSnapshot _rehearsal = new();
    private readonly ReusedArray<int> _children = new();
    private readonly ReusedArray<int> _splittable = new();
    private GenerationWriter? _writer;
    private ModelSnapshot? _model;
    private RowGuard? _guard;
    private GrowthState? _growth;
    private LearnerPosition _position;
    private byte[] _curves = [];
    private bool _hasPhrases;
    private bool _hasRehearsal;

    internal LearnerSnapshot()
    {
    }

    /// <summary>How long learning stood still for it: from the moment the submitting thread had no batch left to train, and to make the files.</summary>
    public TimeSpan Pause { get; internal set; }

    /// <summary>How much of that went into what.</summary>
    public SnapshotPause Parts { get; private set; }

    /// <summary>Blocks of rows that trainers saved because they wanted to write them before <see cref="Write"/> had come to them.</summary>
    public int BlocksKept => _model?.BlocksKept ?? 0;

    /// <summary>Whether it still has to be written or given up.</summary>
    public bool IsOpen => _writer is not null;

    /// <summary>Writes the generation's files to the page cache, and ends the snapshot, whether that succeeds or not.</summary>
    /// <exception cref="DivergenceException">A row is not finite; nothing that was written may be committed.</exception>
    /// <exception cref="Store.Files.StorageException">Writing failed, here or in a trainer that kept a row.</exception>
    public void Write()
    {
        var writer = _writer ?? throw new InvalidOperationException("the snapshot has been written or given up");
        try
        {
            // Rows and sketches first: until they are copied, those who change them do it themselves.
            _vocabulary.Sketch.End();
            _phrases.Pairs.End();
            _model!.End();
            LearnerState.Write(writer, _position, _vocabulary, _growth!);
            if (_hasPhrases)
            {
                writer.AddFile(PhraseFile.FileName, stream => PhraseFile.Write(stream, _phrases));
            }

            writer.AddFile(CurvesFile.Name, _curves);
            if (_hasRehearsal)
            {
                writer.AddFile(RehearsalFile.Name, stream => RehearsalFile.Write(stream, _rehearsal));
            }
        }
        catch (ArithmeticException error)
        {
            throw new DivergenceException(error, _position);
        }
        finally
        {
            End();
        }
    }

    /// <summary>Ends the snapshot without writing it; dispose the writer before, so that nobody waits for a row. Nothing happens if it has ended.</summary>
    public void End()
    {
        _guard?.End();
        _vocabulary.Sketch.End();
        _phrases.Pairs.End();
        _rehearsal.End();
        (_writer, _guard, _growth) = (null, null, null);
    }

    /// <summary>Takes the memory that the moment needs for so many words, while training still goes on.</summary>
    internal void Reserve(GrowingVocabulary vocabulary, int words, bool grows, bool hasTree, PhraseState phrases, Rehearsal? rehearsal)
    {
        _vocabulary.Reserve(vocabulary, words, grows);
        phrases.Reserve(_phrases, words);
        if (hasTree)
        {
            _children.Reserve((int)Math.Min(2L * words, Array.MaxLength));
            _splittable.Reserve(words);
        }

        if (rehearsal is { Changes.All.Length: > 0 and var rows })
        {
            _rehearsal.Since.Reserve(Math.Max(rows, words));
        }
    }

    /// <summary>Takes over everything as it is now. The trainers must have drained; from the end of this call on they may go on.</summary>
    internal void Take(
        GenerationWriter writer, ModelSnapshot model, RowGuard guard, LearnerPosition position, GrowingVocabulary vocabulary, bool grows, Growth growth, PhraseState phrases, byte[] curves, Rehearsal? rehearsal)
    {
        var start = Stopwatch.GetTimestamp();
        (_position, _curves) = (position, curves);
        _vocabulary.Take(vocabulary, grows);
        var words = Stopwatch.GetElapsedTime(start);
        _growth = growth.CopyTo(_children, _splittable);
        _hasPhrases = phrases.HasFile;
        phrases.CopyTo(_phrases, vocabulary.Count);
        _hasRehearsal = rehearsal is not null;
        if (rehearsal is not null)
        {
            _rehearsal.Take(rehearsal);
        }

        (_writer, _model, _guard) = (writer, model, guard);
        guard.Begin(model);
        Parts = new(default, default, words, Stopwatch.GetElapsedTime(start) - words);
    }

    internal void Note(TimeSpan files, TimeSpan drain) => (Parts, Pause) = (Parts with { Files = files, Drain = drain }, files + drain + Parts.Words + Parts.Rest);
}

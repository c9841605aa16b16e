using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using StreamW2V.Engine.Training;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Host.Logging;
using StreamW2V.Host.Output;
using StreamW2V.Ingest.Sources;
using StreamW2V.Ingest.Text;
using StreamW2V.Store.Journal;

namespace StreamW2V.Host.Services;

/// <summary>
/// Learns the journal in its order: the only thread that touches vocabulary, positions and generations. It ends when the intake has ended and everything is
/// learned, or at once when the host stops; either way with a last generation. What it did not come to is in the journal for the next start.
/// </summary>
internal sealed class LearnerService : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);
    private readonly StreamSession _session;
    private readonly IntakeService _intake;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly StreamFailure _failure;
    private readonly LearningMeter _meter;
    private readonly ITokenizer _tokenizer;
    private readonly TokenBuffer _tokens = new();
    private readonly Func<IntakeCounters> _sourceCounters;
    private readonly PeriodicEvaluation? _evaluation;
    private long _committedAt = Stopwatch.GetTimestamp();
    private long _committedSequence;
    private bool _hasAnswers;
    private bool _isPrepared;

    /// <summary>The learner of a session.</summary>
    public LearnerService(StreamSession session, IntakeService intake, IHostApplicationLifetime lifetime, StreamFailure failure, LearningMeter meter)
    {
        _session = session;
        _intake = intake;
        _sourceCounters = () => intake.Counters;
        _lifetime = lifetime;
        _failure = failure;
        _meter = meter;
        _tokenizer = Tokenizers.Create(session.Settings.Text.Tokenizer, session.Settings.Text.Lowercase);
        _evaluation = session.Evaluation;
        _committedSequence = session.Position.Sequence;
        _hasAnswers = session.Learner.Vocabulary > 0;
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Factory.StartNew(
        () => Learn(stoppingToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Learn(CancellationToken stop)
    {
        try
        {
            using (var reader = _session.Journal.OpenReader(_session.Position.Sequence))
            {
                Follow(reader, stop);
            }

            _session.Learner.Finish();
            _session.Committer.WaitForCommit();
            CommitIfNew();
            _session.Committer.Complete("nothing is lost, the journal reaches back to it: free space and start it again");
            if (_session.Learner.Vocabulary == 0)
            {
                Log.VocabularyEmpty(_session.Session.Log, _session.Settings.Model.MinCount);
            }

            var read = _intake.Counters;
            Log.TextRead(
                _session.Session.Log, read.Lines, read.Damage.TruncatedLines, read.Damage.RepairedLines, read.Damage.NulBytes, _tokenizer.OversizeTokens);
            Log.SourcesRead(_session.Session.Log, string.Join(' ', SourceFigures.Of(read)));
        }
        catch (DivergenceException error)
        {
            _failure.Report(GoBack(error));
        }
        catch (Exception error)
        {
            _failure.Report(error);
        }

        _lifetime.StopApplication();
    }

    private Exception GoBack(DivergenceException error)
    {
        try
        {
            return _session.Committer.GoBack(
                error, $"noticed at journal record {_session.Position.Sequence}",
                "start it again with a lower --alpha, and if it diverges all the same go further back with: streamw2v rollback");
        }
        catch (IOException commit)
        {
            return commit;
        }
    }

    private void Follow(JournalReader reader, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            // Asked before reading: what was appended before the end of the intake is then seen by the read.
            var isLast = _intake.Finished.Task.IsCompleted;
            if (reader.TryRead(out var record))
            {
                Learn(record);
            }
            else if (isLast)
            {
                return;
            }
            else
            {
                reader.WaitToRead(Patience, CancellationToken.None);
            }

            _session.KeepWithinMemory();
            TickMeter();
            _session.Committer.Poll();
            if (IsCheckpointDue())
            {
                CommitIfNew();
            }
            else if (!_isPrepared && SinceCheckpoint >= _session.Request.Stream.CheckpointEvery / 2 && !_session.Committer.IsBusy)
            {
                _session.Learner.ReserveForCapture();
                _isPrepared = true;
            }
        }
    }

    private void Learn(JournalRecord record)
    {
        if (record.Kind == RecordKind.Text)
        {
            var text = record.Payload.Span[_session.Position.LineOffset..];
            foreach (var line in new TextLines(text))
            {
                _tokenizer.Tokenize(line, _tokens);
                _session.Learner.Learn(_tokens);
                _evaluation?.Tick();
                TickMeter();
            }

            _session.Gate.Trained(text.Length);
        }

        _session.Learned.Apply(record);
        _session.Position = new JournalPosition(record.Sequence + 1, 0);
    }

    private TimeSpan SinceCheckpoint => Stopwatch.GetElapsedTime(_committedAt);

    private void TickMeter() => _meter.Tick("learning", _session.Committer, _session.Gate.LagBytes, _sourceCounters);

    /// <summary>The first time there is nothing to learn, a generation is due at once: whoever has just started a store wants to ask it something.</summary>
    private bool IsFirstPause() => !_hasAnswers && _session.Learner.Vocabulary > 0 && _session.Gate.LagBytes == 0;

    /// <summary>Learning never waits for a generation that is still being written: the next one is late then. After a full disk its own clock says when to try again.</summary>
    private bool IsCheckpointDue() =>
        !_session.Committer.IsBusy
        && (_session.Committer.Space.Error is not null
            ? _session.Committer.Space.IsDue
            : SinceCheckpoint >= _session.Request.Stream.CheckpointEvery || IsFirstPause());

    private void CommitIfNew()
    {
        _committedAt = Stopwatch.GetTimestamp();
        _isPrepared = false;
        if (_session.Position.Sequence != _committedSequence || _session.Committer.Space.Error is not null)
        {
            _session.Commit();
            _committedSequence = _session.Position.Sequence;
            _hasAnswers = _session.Learner.Vocabulary > 0;
        }
    }
}

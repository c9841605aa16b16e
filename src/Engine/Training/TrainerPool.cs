using System.Diagnostics;
using System.Runtime.ExceptionServices;
using StreamW2V.Engine.Training.Curves;

namespace StreamW2V.Engine.Training;

/// <summary>
/// The trainers and the bounded queue in front of them. The submitting thread is one of them: when the queue is full it trains instead of waiting, so N trainers keep N
/// threads busy, and one trainer needs no other thread. Batches are taken in order and trained side by side; an exclusive item starts when all earlier batches are
/// done and holds back all later ones, an ordered item only starts after earlier batches were started. With one trainer everything happens in the order of
/// submission.
/// </summary>
internal sealed class TrainerPool : IDisposable
{
    private readonly object _gate = new();
    private readonly Queue<object> _queue = new(); // TrainingBatch, OrderedItem or Action
    private readonly Stack<TrainingBatch> _idle = new();
    private readonly Thread[] _threads;
    private readonly ITrainer[] _trainers;
    private int _depth;
    private int _running;
    private bool _exclusive;
    private bool _stopping;
    private Exception? _failure;
    private long _firstUpdate;
    private long _lastUpdate;
    private long _tokens;

    /// <summary>Starts a thread for each trainer but the first, which is the submitting thread's.</summary>
    public TrainerPool(IReadOnlyList<ITrainer> trainers)
    {
        _trainers = [.. trainers];
        _depth = 8 * (_trainers.Length - 1);
        _threads = [.. _trainers.Skip(1).Select((trainer, i) => new Thread(() => Work(trainer)) { IsBackground = true, Name = $"trainer {i + 1}" })];
        foreach (var thread in _threads)
        {
            thread.Start();
        }
    }

    /// <summary>Lets this many items wait in the queue before the submitting thread trains, where they were fewer: time to fetch what they need. For the submitting thread.</summary>
    public void Deepen(int items) => _depth = Math.Max(_depth, items);

    /// <summary>Tokens of fresh sentences trained, before subsampling.</summary>
    public long Tokens => Interlocked.Read(ref _tokens);

    /// <summary>Time from the start of the first batch to the end of the last one.</summary>
    public TimeSpan TrainingTime =>
        _firstUpdate == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(_firstUpdate, Math.Max(Volatile.Read(ref _lastUpdate), _firstUpdate));

    /// <summary>An empty batch; returned to the pool by training it.</summary>
    public TrainingBatch Rent()
    {
        lock (_gate)
        {
            return _idle.TryPop(out var batch) ? batch : new TrainingBatch();
        }
    }

    /// <summary>Queues a batch; while the queue is full, trains what is at its head.</summary>
    public void Submit(TrainingBatch batch) => Enqueue(batch);

    /// <summary>Queues short work that must not overtake the batches before it, but may run beside them.</summary>
    public void SubmitOrdered(Action action) => Enqueue(new OrderedItem(action));

    /// <summary>Queues work that runs alone, between the batches before it and those behind it.</summary>
    public void SubmitExclusive(Action action) => Enqueue(action);

    /// <summary>Trains what is queued, and waits until all of it is done. Returns when it began to wait: a timestamp of <see cref="Stopwatch"/>.</summary>
    public long Drain()
    {
        HelpDownTo(0);
        var idle = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            while ((_queue.Count > 0 || _running > 0 || _exclusive) && _failure is null)
            {
                Monitor.Wait(_gate);
            }

            ThrowIfFailed();
            return idle;
        }
    }

    /// <summary>The losses of all workers since they were last taken.</summary>
    public MeasuredLosses Losses() => Sum(trainer => new(trainer.Loss.Total, trainer.Prequential.Total));

    /// <summary>Takes the losses of all workers, which go on from <paramref name="rest"/>. Call it drained: a window is whole then.</summary>
    public MeasuredLosses TakeLosses(MeasuredLosses rest = default)
    {
        var taken = Sum(trainer => new(trainer.Loss.Take(), trainer.Prequential.Take()));
        _trainers[0].Loss.Take(rest.Training);
        _trainers[0].Prequential.Take(rest.Prequential);
        return taken;
    }

    private MeasuredLosses Sum(Func<ITrainer, MeasuredLosses> of) => _trainers.Select(of).Aggregate((a, b) => a + b);

    /// <summary>What the workers have done so far.</summary>
    public (TimeSpan Planning, TimeSpan Updating, long Operations) Work()
    {
        var total = (Planning: TimeSpan.Zero, Updating: TimeSpan.Zero, Operations: 0L);
        foreach (var work in _trainers.Select(trainer => trainer.Work))
        {
            total = (total.Planning + work.Planning, total.Updating + work.Training, total.Operations + work.Operations);
        }

        return total;
    }

    /// <summary>Stops the workers after the items under way; what is still queued is dropped.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }

        foreach (var thread in _threads)
        {
            thread.Join();
        }
    }

    private void Enqueue(object item)
    {
        lock (_gate)
        {
            ThrowIfFailed();
            _queue.Enqueue(item);
            Monitor.PulseAll(_gate);
        }

        HelpDownTo(_depth);
    }

    /// <summary>Does queued work on the submitting thread until at most <paramref name="depth"/> items wait.</summary>
    private void HelpDownTo(int depth)
    {
        while (Volatile.Read(ref _failure) is null && Take(depth) is { } item)
        {
            Do(item, _trainers[0]);
        }

        lock (_gate)
        {
            ThrowIfFailed();
        }
    }

    private void Work(ITrainer trainer)
    {
        while (Take(-1) is { } item)
        {
            Do(item, trainer);
        }
    }

    private void Do(object item, ITrainer trainer)
    {
        Exception? failure = null;
        try
        {
            if (item is TrainingBatch batch)
            {
                trainer.Train(batch);
                Interlocked.Add(ref _tokens, batch.FreshTokens);
                Volatile.Write(ref _lastUpdate, Stopwatch.GetTimestamp());
            }
            else if (item is OrderedItem ordered)
            {
                ordered.Action();
            }
            else
            {
                ((Action)item)();
            }
        }
        catch (Exception error)
        {
            // Whatever it is, the rows may be half updated: the submitting thread learns of it at its next call and stops.
            failure = error;
        }

        Finish(item, failure);
    }

    /// <summary>The next item to work on, waited for; null when the pool ends, or as soon as at most <paramref name="depth"/> items wait.</summary>
    private object? Take(int depth)
    {
        lock (_gate)
        {
            while (_queue.Count > depth && !_stopping && _failure is null && (_queue.Count == 0 || _exclusive || (_queue.Peek() is Action && _running > 0)))
            {
                Monitor.Wait(_gate);
            }

            if (_queue.Count <= depth || _stopping || _failure is not null)
            {
                return null;
            }

            var item = _queue.Dequeue();
            if (item is Action)
            {
                _exclusive = true;
            }
            else
            {
                _running++;
                if (_firstUpdate == 0)
                {
                    _firstUpdate = Stopwatch.GetTimestamp();
                }
            }

            Monitor.PulseAll(_gate);
            return item;
        }
    }

    private void Finish(object item, Exception? failure)
    {
        lock (_gate)
        {
            if (item is Action)
            {
                _exclusive = false;
            }
            else
            {
                _running--;
            }

            if (item is TrainingBatch batch)
            {
                _idle.Push(batch);
            }

            _failure ??= failure;
            Monitor.PulseAll(_gate);
        }
    }

    private void ThrowIfFailed()
    {
        if (_failure is not null)
        {
            ExceptionDispatchInfo.Capture(_failure).Throw();
        }
    }

    private sealed record OrderedItem(Action Action);
}

using StreamW2V.Ingest.Sources;
using StreamW2V.TestKit;

namespace StreamW2V.Ingest.Tests.Sources.Model;

/// <summary>One sequence from an empty folder to the end: everything that is there then has been read, once.</summary>
internal sealed class ModelRun : IDisposable
{
    private readonly TemporaryFolder _folder = new("streamw2v-model-");
    private readonly ModelClock _clock = new();
    private readonly ModelWords _words = new();
    private readonly ModelWorld _world;
    private readonly ModelDaemon _daemon;

    private ModelRun(ulong seed)
    {
        var numbers = new TestNumbers(~seed);
        var options = new IntakeOptions
        {
            ScanInterval = TimeSpan.FromMilliseconds(10),
            BatchBytes = 10 + numbers.Next(200),
            FollowSymlinks = numbers.Next(3) == 0,
            OpenFiles = numbers.Next(4) == 0 ? 1 + numbers.Next(3) : 64,
        };
        bool keepsAllOpen = options.OpenFiles == 64;
        _daemon = new ModelDaemon(_folder.At("in"), _folder.At("journal"), _folder.At("quarantine"), _clock, options, _words.See, _words.Killed);
        _world = new ModelWorld(_folder.Path, _words, file => keepsAllOpen && _daemon.IsAlive && IsOpen(file));
    }

    /// <summary>Runs a sequence; null, or what is wrong.</summary>
    public static async Task<string?> FailureOfAsync(ulong seed, IReadOnlyList<ModelOperation> operations, ModelTotals totals)
    {
        using var run = new ModelRun(seed);
        try
        {
            return await run.FailureAsync(operations, totals);
        }
        catch (Exception error)
        {
            return error.ToString();
        }
    }

    public void Dispose()
    {
        _daemon.Dispose();
        _folder.Dispose();
    }

    private async Task<string?> FailureAsync(IReadOnlyList<ModelOperation> operations, ModelTotals totals)
    {
        foreach (var operation in operations)
        {
            switch (operation.Action)
            {
                case ModelAction.Steps:
                    for (int steps = 1 + (operation.A % (operation.B % 2 == 0 ? 6 : 40)); steps > 0; steps--)
                    {
                        await _daemon.StepAsync();
                    }

                    break;
                case ModelAction.Idle:
                    _clock.Advance(TimeSpan.FromSeconds(11));
                    _world.Idle();
                    break;
                case ModelAction.Kill:
                    _daemon.Kill();
                    break;
                case ModelAction.KillInWrite:
                    _daemon.KillInWrite(operation.A % 12, operation.B % 300);
                    break;
                default:
                    _world.Do(operation);
                    break;
            }
        }

        await SettleAsync();
        var counters = _daemon.Counters;
        _daemon.Kill();
        string? failure = _words.Check(_world.Present);
        totals.Add(_words, _daemon.Kills - 1, counters);
        return failure;
    }

    // Until nothing more is to be expected: last lines without end, copies, compressed files that had to wait.
    private async Task SettleAsync()
    {
        _world.Idle();
        _daemon.StopKilling();
        for (int round = 0; round < 8; round++)
        {
            _clock.Advance(TimeSpan.FromSeconds(round == 4 ? 700 : 61));
            for (int idle = 0; idle < 4;)
            {
                idle = await _daemon.StepAsync() ? idle : idle + 1;
            }
        }
    }

    private bool IsOpen(ModelFile file)
    {
        var key = KeyOf(_world.At(file.Paths[0]));
        return key is not null && OpenDescriptors.To(_folder.At("")).Any(path => KeyOf(path) == key);
    }

    private static FileKey? KeyOf(string path) =>
        StreamW2V.Store.Files.RegularFile.TryGetStatus(path, followLinks: true, out _) is { } status ? FileKey.Of(status) : null;
}
